"""Referrals and open accompaniments of invented landlords, as rows of the product; and what plain Python counts of them."""

import itertools
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from cases.periods import Period, add_months
from reports.cells import Address
from reports.counting.families import LANDLORD_FAMILY_OF
from tests.reports.invented import PARIS
from tests.reports.rows_of import Writer

_numbers = itertools.count(80_000_000)
ORIGINS, STAGES = ("arrears_meeting", "proximity"), ("reminder", "summons")
REASONS, KINDS = ("isolation", "budget", "separation"), ("access", "maintenance")
LATER = {"received": 5, "incomplete": 8, "contacted": 12, "engaged": 30, "closed": 61}
RANK = ("sent", *LATER)


@dataclass
class Row:
    """One referral, or an accompaniment without one (`sent_on` None). `association`: who holds it. `told`: state -> its day, of those
    shown by now. `hidden`: those that are not. `opened`: (kind, first day, last day) while an agreement opens it."""

    number: int
    landlord: int
    association: int
    sent_on: date | None
    origin: str = "unknown"
    stage: str = "unknown"
    reasons: tuple[str, ...] = ()
    sheet_cents: int | None = None
    statements: list[tuple[date, int]] = field(default_factory=list)
    told: dict[str, date] = field(default_factory=dict)
    hidden: dict[str, date] = field(default_factory=dict)
    measure: tuple[str, date | None, date | None] = ("maintenance", None, None)
    is_open: bool = False
    visits: dict[date, int] = field(default_factory=dict)
    steps: list[tuple[str, date]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.measure[0] if self.is_open else "unknown"

    @property
    def stays(self) -> tuple[date | None, date | None]:
        """From when until when it is said to be accompanied."""
        if self.sent_on is None:
            return self.measure[1:]
        return self.told.get("engaged"), self.told.get("closed")


def invented(rng: random.Random, landlord: int, association: int, today: date) -> Row:
    day = today - timedelta(days=rng.randrange(500))
    row = Row(next(_numbers), landlord, association, day)
    row.is_open = rng.random() < 0.5
    row.measure = (rng.choice(KINDS), day + timedelta(days=20) if rng.random() < 0.9 else None, None)
    if rng.random() < 0.3:
        row.measure = (*row.measure[:2], day + timedelta(days=rng.randrange(40, 300)))
    for back in range(rng.randrange(4)):
        row.visits[add_months(today.replace(day=1), -back)] = rng.randrange(1, 5)
    row.steps = [(kind, day + timedelta(days=rng.randrange(60))) for kind in ("apl", "fsl") if rng.random() < 0.5]
    if rng.random() < 0.2:
        row.sent_on = None
        return row
    row.origin, row.stage = rng.choice(ORIGINS), rng.choice(STAGES)
    row.reasons = tuple(rng.sample(REASONS, rng.randrange(3)))
    row.sheet_cents = rng.choice((0, 50_000, 128_450)) if rng.random() < 0.9 else None
    days = sorted(rng.sample(range(-30, 300), rng.randrange(5)))
    row.statements = [(day + timedelta(days=each), rng.choice((0, 20_000, 50_000, 128_450, 200_000))) for each in days]
    row.told = {"sent": day}
    for state, after in LATER.items():
        if rng.random() < 0.6:
            on = day + timedelta(days=after + rng.randrange(5))
            (row.told if on <= today else row.hidden)[state] = on
    return row


def write(writer: Writer, rows: list[Row]) -> None:
    with writer.superuser.transaction():
        writer.superuser.execute("SET LOCAL session_replication_role = replica")
        for row in rows:
            _write(writer, row)


def _write(writer: Writer, row: Row) -> None:
    tenancy, case = row.number + 5_000_000, row.number
    at = datetime.combine(row.sent_on or date(2026, 1, 1), time(0, 10), PARIS)
    writer.add("cases_household", id=row.number, public_id=uuid.uuid4(), author_id=row.landlord)
    for number, kind, holder in ((tenancy, "tenancy", row.landlord), (case, "accompaniment", row.association)):
        writer.add("cases_case", id=number, number=f"{kind[0]}{number}", kind=kind, holder_id=holder, public_id=uuid.uuid4(),
                   household_id=row.number, opened_at=at)  # fmt: skip
    theirs = _content(row, case, row.association)
    kind, since, until = row.measure
    empty = {"referent_name": "", "referent_phone": "", "referent_email": ""}
    writer.add("cases_accompaniment", kind=kind, starts_on=since, ends_on=until, **empty, **theirs)
    for month, held in row.visits.items():
        writer.add("cases_visitshared", month=month, held=held, **theirs | {"public_id": uuid.uuid4()})
    for step, on in row.steps:
        writer.add("cases_stepshared", kind=step, filed_on=on, answer="", **theirs | {"public_id": uuid.uuid4()})
    if row.is_open:
        _open(writer, row, case)
    if row.sent_on is not None:
        _referral(writer, row, tenancy, case, at)


def _open(writer: Writer, row: Row, case: int) -> None:
    until = datetime.now(PARIS) + timedelta(days=30)
    writer.add("cases_access", case_id=case, audience_id=row.landlord, household_id=row.number, kind="unit", capacity="landlord",
               own=False, present_until=until, housing_until=until, state="", is_engaged=False, case_number="")  # fmt: skip


def _content(row: Row, case: int, author: int) -> dict[str, Any]:
    return {"public_id": uuid.uuid4(), "household_id": row.number, "case_id": case, "author_id": author}


def _referral(writer: Writer, row: Row, tenancy: int, case: int, at: datetime) -> None:
    mine = _content(row, tenancy, row.landlord)
    told = {"told_how": "letter", "told_on": row.sent_on, "told_by": ""}
    texts = dict.fromkeys(("last_name", "first_name", "co_tenant", "address", "phone", "email", "residence"), "")
    texts |= dict.fromkeys(("branch_label", "manager_label", "typology", "title", "search_key"), "")
    writer.add("cases_tenantaccount", id=row.number, public_id=uuid.uuid4(), author_id=row.landlord, lease_ref=str(row.number),
               postcode="33000", commune="x", balance_cents=0, balance_on=row.sent_on, stage="reminder", reasons=[], told=True,
               case_id=tenancy, **texts)  # fmt: skip
    for on, cents in row.statements:
        writer.add("cases_accountstatement", account_id=row.number, author_id=row.landlord, on=on, balance_cents=cents)
    writer.add("cases_referral", id=row.number, account_id=row.number, agreement_id=1, recipient_id=row.association,
               receiving_case_id=case, origin=row.origin, state="submitted", submitted_at=at, **mine, **told)  # fmt: skip
    if row.sheet_cents is not None:
        empty = dict.fromkeys(("title", "first_name", "co_tenant", "address", "phone", "email", "typology"), "")
        empty |= dict.fromkeys(("contact_name", "contact_phone"), "") | {"last_name": "Secret"}
        writer.add("cases_referralsheet", referral_id=row.number, receiving_case_id=case, person_id=1, is_adult=True, postcode="33000",
                   commune="x", balance_cents=row.sheet_cents, balance_on=row.sent_on, stage=row.stage, reasons=list(row.reasons),
                   dated_facts="[]", actions_taken=[], **empty, **told, **mine | {"public_id": uuid.uuid4()})  # fmt: skip
    else:
        row.stage, row.reasons = "unknown", ()
    for states, shown in (
        (row.told, datetime(2020, 1, 1, tzinfo=PARIS)),
        (row.hidden, datetime(2090, 1, 1, tzinfo=PARIS)),
    ):
        for state, on in states.items():
            writer.add("cases_referralfeedback", referral_id=row.number, state=state, on=on, detail="", visible_from=shown,
                       **mine | {"public_id": uuid.uuid4()})  # fmt: skip


# --- what plain Python counts ----------------------------------------------------------------------------------------
def values_of(rows: list[Row], periods: list[Period]) -> dict[Address, int]:
    """Every figure that is not nothing, whole and by each of its dimensions."""
    found: dict[Address, int] = {}
    for row in rows:
        for period in periods:
            for cell, value, more in _facts(row, period):
                dims = {
                    "origin": (row.origin,),
                    "stage": (row.stage,),
                    "reason": row.reasons,
                    "type": (row.kind,),
                    **more,
                }
                family = LANDLORD_FAMILY_OF[cell]
                places = [(), *(((key, node),) for key in family.cells[cell] for node in dims[key])]
                for place in places:
                    at = Address(cell, period, place)
                    found[at] = found.get(at, 0) + value
    return {at: value for at, value in found.items() if value}


def _facts(row: Row, period: Period) -> Iterator[tuple[str, int, dict[str, tuple[str, ...]]]]:
    if row.sent_on is None and not row.is_open:
        return

    def on(day: date | None) -> bool:
        return day is not None and period.since <= day <= period.until

    last = max(row.told, key=RANK.index, default="engaged")
    if on(row.sent_on):
        yield "referrals", 1, {"told": (last,)}
    if row.sent_on and on(row.told.get("contacted")):
        yield "contacts", 1, {}
        yield "contact-days", (row.told["contacted"] - row.sent_on).days, {}
    begun, over = row.stays
    if begun is not None:
        if on(begun):
            yield "entries", 1, {}
        if begun < period.since and (over is None or over >= period.since):
            yield "stock-before", 1, {}
        if begun <= period.until and (over is None or over > period.until):
            yield "stock", 1, {}
        if begun <= period.until and (over is None or over >= period.since):
            yield "followed", 1, {}
    yield from ((cell, value, {}) for cell, value in _debt(row, period))
    if row.is_open:
        for month, held in row.visits.items():
            if on(month):
                yield "visits-held", held, {}
        for kind, day in row.steps:
            if on(day):
                yield "steps", 1, {"step-kind": (kind,)}


def _debt(row: Row, period: Period) -> Iterator[tuple[str, int]]:
    if row.sent_on is None or row.sheet_cents is None or row.sent_on > period.until:
        return
    if (over := row.told.get("closed")) and over < period.since:
        return
    after = [cents for day, cents in row.statements if row.sent_on < day <= period.until]
    if not after:
        return
    owed, owes = row.sheet_cents, after[-1]
    yield "arrears-known", 1
    yield "arrears-entry-cents", owed
    yield "arrears-end-cents", owes
    if owes < owed:
        yield "arrears-smaller", 1
        yield ("arrears-reduced" if owes else "arrears-cleared"), 1
    else:
        yield "arrears-not-smaller", 1
