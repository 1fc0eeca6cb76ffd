"""Invented households as rows of the product: written as the cluster's superuser with triggers off, Access computed by the
keeper, so that what may be read of them is what the product says."""

import itertools
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import psycopg

from partners.enums import Capacity, Role
from partners.models import Agreement, Programme, UnitCapacity
from reports.counting.work import Authors
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role
from tests.reports.invented import PARIS, Household

_numbers = itertools.count(60_000_000)
COMMITTEE = 59_000_000


@dataclass
class Team:
    """An operator unit, its member, the organisations that refer to it, and its programmes."""

    authors: Authors
    member: int
    membership: int
    landlords: list[int]
    organisations: list[str]
    agreement: Agreement
    programme_version: int


def team(*programmes: str) -> Team:
    """A unit with two landlords, under these programmes; the households are of the first."""
    landlords = [unit(Capacity.LANDLORD) for _ in range(2)]
    operator = unit(Capacity.OPERATOR)
    worker = member(operator, Role.WORKER)
    with as_role(OWNER):
        made = [
            Agreement.objects.create(
                programme=Programme.objects.get(key=key), operator_unit=operator, starts_on=date(2020, 1, 1)
            )
            for key in programmes
        ]
    held = UnitCapacity.objects.get(unit=operator, capacity=Capacity.OPERATOR)
    version = made[0].programme.versions.order_by("-number").first()
    assert version
    assert worker.membership
    return Team(
        Authors(held.audience_id, held.manager_audience_id),
        worker.member_audience or 0,
        worker.membership.id,
        [UnitCapacity.objects.get(unit=each).audience_id for each in landlords],
        [each.organisation.key for each in landlords],
        made[0],
        version.pk,
    )


class Writer:
    """Writes households of one team. `lines`: ids of its funding lines."""

    def __init__(self, superuser: psycopg.Connection, of: Team) -> None:
        self.superuser, self.team = superuser, of

    def add(self, table: str, **columns: Any) -> int:
        """One row; its id where it has one of its own."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({marks})"
        self.superuser.execute(statement, [json.dumps(v) if isinstance(v, dict) else v for v in columns.values()])
        return columns.get("id", 0)

    def write(self, households: Sequence[Household]) -> None:
        """Write them all, then let the keeper compute who may see them."""
        with self.superuser.transaction():
            self.superuser.execute("SET LOCAL session_replication_role = replica")
            for each in households:
                self._household(each)
        with self.superuser.transaction():
            self.superuser.execute("SET LOCAL ROLE palier_keeper")
            self.superuser.execute("SELECT sec.recompute(%s)", [[each.number for each in households]])

    def _household(self, h: Household) -> None:
        landlord, unit_ = self.team.landlords[h.landlord], self.team.authors.unit
        self.add("cases_household", id=h.number, public_id=uuid.uuid4(), author_id=unit_)
        self.add("cases_accesslock", household_id=h.number, version=0)
        opened = datetime.combine(h.opened_on, time(0, 10), PARIS)
        case = {"public_id": uuid.uuid4(), "household_id": h.number, "opened_at": opened}
        if h.is_referred:
            self.add("cases_case", id=h.tenancy, number=f"T{h.number}", kind="tenancy", holder_id=landlord, **case)
            case |= {"public_id": uuid.uuid4(), "tenancy_id": h.tenancy}
        self.add("cases_case", id=h.case, number=f"M{h.number}", kind="accompaniment", holder_id=unit_, **case)
        person = {"public_id": uuid.uuid4(), "household_id": h.number, "is_adult": True, "is_party": True}
        self.add("cases_person", id=h.number, author_id=landlord, **person)
        if h.is_referred:
            self._referral(h, landlord, opened)
        if h.accepted_at:
            self._accompaniment(h)
        self._visits(h)
        self._work(h)

    def content(self, h: Household, *, author: int = 0, tenancy: bool = False) -> dict[str, Any]:
        author = author or self.team.authors.unit
        case = h.tenancy if tenancy else h.case
        return {"public_id": uuid.uuid4(), "household_id": h.number, "case_id": case, "author_id": author}

    def _referral(self, h: Household, landlord: int, opened: datetime) -> None:
        told = {"told_how": "letter", "told_on": h.opened_on, "told_by": ""}
        mine = self.content(h, author=landlord, tenancy=True)
        self.add(
            "cases_referral", id=h.number, agreement_id=self.team.agreement.pk, recipient_id=self.team.authors.unit,
            receiving_case_id=h.case, origin=h.origin, state="submitted", submitted_at=opened, **mine, **told
        )  # fmt: skip
        empty = dict.fromkeys(("title", "first_name", "co_tenant", "address", "phone", "email", "typology"), "")
        empty |= dict.fromkeys(("contact_name", "contact_phone"), "") | {"last_name": "Secret"}
        self.add(
            "cases_referralsheet", referral_id=h.number, receiving_case_id=h.case, person_id=h.number, is_adult=True,
            postcode=h.commune[0], commune=h.commune[1], balance_cents=h.debt, balance_on=h.debt_on or h.opened_on, stage=h.stage,
            reasons=list(h.reasons), dated_facts="[]", actions_taken=[], **empty, **told,
            **mine | {"public_id": uuid.uuid4()}
        )  # fmt: skip
        if h.answer:
            self.add(
                "cases_referralanswer", referral_id=h.number, state=h.answer, missing=[], reason="", received_at=opened,
                answered_by_id=self.team.member, answered_at=opened, **self.content(h)
            )  # fmt: skip

    def _accompaniment(self, h: Household) -> None:
        empty = {"referent_name": "", "referent_phone": "", "referent_email": ""}
        self.add("cases_accompaniment", kind=h.kind, starts_on=h.began_on, **empty, **self.content(h))
        self.add(
            "cases_accompanimentcourse", programme_version_id=self.team.programme_version, created_at=h.accepted_at,
            state="ended" if h.ended_at else "engaged" if h.engaged else "reaching", engaged_at=h.accepted_at if h.engaged else None,
            ended_at=h.ended_at, outcome=h.outcome, follow_up_days=180, **self.content(h)
        )  # fmt: skip
        if h.stated:
            self.add(
                "cases_entrystatement", reasons=list(h.stated.reasons), stage=h.stated.stage, commune=h.stated.commune,
                debt_cents=h.stated.debt, debt_on=h.stated.debt_on, **self.content(h)
            )  # fmt: skip
        if h.agreed:
            self.add(
                "cases_grant", basis="text_ccapex", person_id=None, recipient_id=self.team.authors.unit, recipient_kind="unit",
                recipient_capacity="operator", scopes=["housing"], notice="x", valid_from=datetime.now(PARIS) - timedelta(days=10),
                until=datetime.now(PARIS) + timedelta(days=170), **self.content(h, tenancy=True)
            )  # fmt: skip

    def _visits(self, h: Household) -> None:
        for visit in h.visits:
            number = next(_numbers)
            self.add(
                "cases_visit", id=number, device_id=uuid.uuid4(), content_digest="", is_planned=visit.is_planned, on=visit.on,
                kind="home", outcome=visit.outcome, companions=[], created_at=visit.planned_at, **self.content(h)
            )  # fmt: skip
            for rank, minutes in enumerate(visit.minutes):
                self.add(
                    "cases_visittime", visit_id=number, worker_id=rank + 1, visit_minutes=minutes, **self.content(h)
                )

    def _work(self, h: Household) -> None:
        landlord = self.team.landlords[h.landlord]
        for on, cents in h.rents if h.is_referred else ():
            mine = self.content(h, author=landlord, tenancy=True)
            self.add("cases_rentstatement", on=on, balance_cents=cents, source="file", **mine)
        for on, stage, cancelled in h.events:
            at = datetime(2026, 1, 1, tzinfo=PARIS) if cancelled else None
            self.add("cases_procedureevent", kind="stage", stage=stage, on=on, cancelled_at=at, **self.content(h))
        for on, rate in h.rates:
            money = dict.fromkeys(("resources_cents", "charges_cents", "debts_cents", "rent_cents", "aid_cents"), 0)
            self.add("cases_budgetstatement", on=on, effort_rate=rate, units=1, **money, **self.content(h))
        for step in h.steps:
            self.add(
                "cases_step", kind=step.kind, body="", filed_on=step.filed_on, answer=step.answer, answered_on=step.answered_on,
                granted_cents=step.cents, text="", written_by_id=self.team.member, **self.content(h)
            )  # fmt: skip
        for month, held, minutes in h.earlier:
            self.add(
                "cases_earlieractivity", month=month, held=held, planned=held + 1, minutes=minutes, **self.content(h)
            )
        for on, kind, state in h.files:
            self._file(h, on, kind, state)
        self._money(h)

    def _file(self, h: Household, on: date, kind: str, state: str) -> None:
        sheet, session, item = next(_numbers), next(_numbers), next(_numbers)
        kept = {"committee_id": COMMITTEE, "author_id": 1}
        at = datetime.combine(on, time(23, 30), PARIS)
        self.add(
            "committees_presentationsheet", id=sheet, number=str(sheet), secretary_id=1, competence="x", is_urgent=False, is_coded=False,
            filed_at=at, committee_id=COMMITTEE, **self.content(h)
        )  # fmt: skip
        signed = at if state == "signed" else None
        self.add(
            "committees_session", id=session, public_id=uuid.uuid4(), version_id=1, starts_at=at, place="", is_urgent=False, state=state,
            sent_at=at, signed_at=signed, **kept
        )  # fmt: skip
        closed = at if kind == "adjourned" and signed else None
        self.add(
            "committees_agendaitem",
            id=item,
            public_id=uuid.uuid4(),
            session_id=session,
            sheet_id=sheet,
            position=1,
            closed_at=closed,
            **kept,
        )
        self.add(
            "committees_decision", public_id=uuid.uuid4(), session_id=session, author_id=1, item_id=item, sheet_id=sheet, competence="x",
            kind=kind, reason="x", told_at=signed
        )  # fmt: skip

    def _money(self, h: Household) -> None:
        managers = self.team.authors.managers
        for line, part, since in h.shares:
            self.add(
                "funding_lineshare",
                public_id=uuid.uuid4(),
                author_id=managers,
                case_id=h.case,
                line_id=line,
                part=part,
                since=since,
            )
        for month, line, quantity, weight, part, cents, kind in h.months:
            said = {
                "quantity": f"{quantity.numerator}/{quantity.denominator}",
                "weight": f"{weight.numerator}/{weight.denominator}",
            }
            self.add(
                "funding_ledgerentry", author_id=managers, closing_id=1, case_id=h.case, line_id=line, month=month,
                booked=month if kind == "count" else date(2030, 1 + len(h.months) % 12, 1), unit="measure_month", kind=kind, part=part, price=100,
                cents=cents, **said
            )  # fmt: skip
