"""A rent account without a database: as full as a household's may be."""

from datetime import date
from typing import Any

from cases.documents import rent_sheet
from cases.enums import CaseKind
from cases.models import ProcedureEvent, RepaymentPlan
from cases.periods import add_months
from cases.queries.rent_account import Balance, RentAccount

TODAY = date(2026, 11, 21)
#: The unit that reads it, and the other side's.
OURS, THEIRS = 1, 9


def event(pk: int, kind: str, on: date, **said: Any) -> ProcedureEvent:
    return ProcedureEvent(pk=pk, kind=kind, on=on, author_id=OURS, case_id=2, **said)


def usual_events() -> list[ProcedureEvent]:
    return [
        event(1, "lease_signed", date(2019, 3, 1)),
        event(2, "first_default", date(2026, 2, 1)),
        event(3, "stage", date(2026, 4, 2), stage="reminder"),
        event(4, "ccapex_told", date(2026, 6, 15)),
        event(5, "stage", date(2026, 7, 20), stage="order_to_pay", until_on=date(2026, 12, 20)),
        event(6, "suspension_granted", date(2026, 9, 1), until_on=date(2027, 1, 1)),
    ]


def account_of(
    balances: list[Balance], events: list[ProcedureEvent], *, plan: bool = True, unpaid: tuple[int, date] | None = None
) -> RentAccount:
    signed = RepaymentPlan(
        pk=1,
        author_id=THEIRS,
        case_id=2,
        signed_on=date(2026, 8, 1),
        debt_cents=2230_00,
        monthly_cents=220_00,
        first_on=date(2026, 9, 1),
        months=11,
    )
    return RentAccount(
        balances=balances,
        plans=[signed] if plan else [],
        events=events,
        aids=[],
        is_open=True,
        began_on=date(2026, 5, 4),
        lease_on=None,
        unpaid=unpaid,
        rules=None,
    )


def monthly(
    *cents: int, rent: int = 520_00, apl: int | None = 210_00, last: date = date(2026, 10, 27)
) -> list[Balance]:
    """A statement a month, the last on that day."""
    return [
        Balance(add_months(last, 1 + at - len(cents)), each, rent, apl, from_landlord=True)
        for at, each in enumerate(cents)
    ]


def usual_account() -> RentAccount:
    owed = (0, 310_00, 640_00, 950_00, 1270_00, 1590_00, 1910_00, 2230_00, 2010_00, 1790_00, 1570_00)
    return account_of(monthly(*owed), usual_events())


def full_account(statements: int = 36) -> RentAccount:
    more = [event(7, "bad_faith", date(2026, 9, 3)), event(8, "committee", date(2026, 9, 6))]
    stages = [
        event(9, "stage", date(2026, 9, 20), stage="order_to_leave"),
        event(10, "stage", date(2026, 10, 20), stage="enforcement_delay", until_on=date(2027, 3, 3)),
    ]
    balances = monthly(*[123_456_78] * statements, rent=1520_00, apl=1210_00)
    return account_of(balances, [*usual_events(), *more, *stages])


def sheet_of(account: RentAccount, today: date = TODAY) -> dict[str, Any]:
    return rent_sheet.content(account, CaseKind.ACCOMPANIMENT, today, unit=OURS)
