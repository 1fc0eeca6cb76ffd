"""Look-ups over the facts, and the rows of the tables that have a fact class of their own."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from tests.attack.oracle_facts import (
    CONSENT_BASES,
    TABLES,
    Accompaniment,
    Case,
    Facts,
    Grant,
    Membership,
    Person,
    PersonLink,
    Referral,
    ReferralAnswer,
    Row,
    TeamAssignment,
    ViolenceFlag,
)


class Numbered(Protocol):
    @property
    def id(self) -> int: ...


ItemT = TypeVar("ItemT")
NumberedT = TypeVar("NumberedT", bound=Numbered)
KeyT = TypeVar("KeyT", bound=Hashable)


def _by_id(items: Iterable[NumberedT]) -> dict[int | None, NumberedT]:
    return {item.id: item for item in items}


def _grouped(items: Iterable[ItemT], key: Callable[[ItemT], KeyT]) -> dict[KeyT, tuple[ItemT, ...]]:
    groups: dict[KeyT, list[ItemT]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}


def _household(item: Person | Case | ViolenceFlag) -> int | None:
    return item.household


def _case(item: Referral | Accompaniment | TeamAssignment | Grant) -> int | None:
    return item.case


class Index:
    """Facts by identifier and by case, and `rows[table]`: every row of each table."""

    def __init__(self, facts: Facts) -> None:
        self.capacities = {(held.unit, held.capacity) for held in facts.capacities}
        self.memberships: dict[int | None, Membership] = _by_id(facts.memberships)
        self.persons: dict[int | None, Person] = _by_id(facts.persons)
        self.cases: dict[int | None, Case] = _by_id(facts.cases)
        self.referrals: dict[int | None, Referral] = _by_id(facts.referrals)
        self.grants: dict[int | None, Grant] = _by_id(facts.grants)
        self.links: dict[int | None, PersonLink] = _by_id(facts.links)
        self.persons_of: dict[int | None, tuple[Person, ...]] = _grouped(facts.persons, _household)
        self.cases_of: dict[int | None, tuple[Case, ...]] = _grouped(facts.cases, _household)
        self.referred_from = _grouped(facts.cases, lambda case: case.referred_from)
        self.referrals_of: dict[int | None, tuple[Referral, ...]] = _grouped(facts.referrals, _case)
        self.answers_of: dict[int, tuple[ReferralAnswer, ...]] = _grouped(facts.answers, lambda answer: answer.referral)
        self.accompaniments_of: dict[int | None, tuple[Accompaniment, ...]] = _grouped(facts.accompaniments, _case)
        self.team_of: dict[int | None, tuple[TeamAssignment, ...]] = _grouped(facts.team, _case)
        self.grants_of: dict[int | None, tuple[Grant, ...]] = _grouped(facts.grants, _case)
        self.flags_of: dict[int | None, tuple[ViolenceFlag, ...]] = _grouped(facts.flags, _household)
        self.consents: dict[int, tuple[Grant, ...]] = _grouped(
            (grant for grant in facts.grants if grant.basis in CONSENT_BASES), lambda grant: grant.consent_id
        )
        self.rows = self._rows(facts)
        self.row = {(table, row.id): row for table in TABLES for row in self.rows[table]}

    def _rows(self, facts: Facts) -> dict[str, tuple[Row, ...]]:
        made = [*facts.rows, *self._structural(facts), *self._referral_rows(facts), *self._grant_rows(facts)]
        grouped = _grouped(made, lambda row: row.table)
        return {table: grouped.get(table, ()) for table in TABLES}

    def _household_of(self, case_id: int | None) -> int | None:
        case = self.cases.get(case_id)
        return case.household if case else None

    def _on_case(self, table: str, item: Any, **more: Any) -> Row:
        fields = {"unit", "capacity", "case"} - more.keys()
        facts = {name: getattr(item, name) for name in fields} | more
        return Row(table, item.id, household=self._household_of(facts["case"]), **facts)

    def _structural(self, facts: Facts) -> list[Row]:
        made = [
            Row("household", item.id, household=item.id, unit=item.unit, capacity=item.capacity)
            for item in facts.households
        ]
        made += [Row("person", item.id, household=item.household, person=item.id) for item in facts.persons]
        made += [self._on_case("case", case, case=case.id) for case in facts.cases]
        made += [self._on_case("accompaniment", item) for item in facts.accompaniments]
        made += [
            replace(self._on_case("accompaniment_course", item), id=item.course_id) for item in facts.accompaniments
        ]
        made += [self._on_case("team_member", item, membership=item.membership) for item in facts.team]
        made += [self._on_case("violence_flag", item, person=item.person) for item in facts.flags]
        return made

    def _referral_rows(self, facts: Facts) -> list[Row]:
        made = []
        for referral in facts.referrals:
            made.append(self._on_case("referral", referral, case=referral.tenancy_case, referral=referral.id))
        for answer in facts.answers:
            case = self.referrals[answer.referral].case
            more = {"referral": answer.referral, "membership": answer.membership}
            made.append(self._on_case("referral_answer", answer, case=case, **more))
        for sheet in facts.sheets:
            sent = self.referrals[sheet.referral]
            author = {"unit": sent.unit, "capacity": sent.capacity, "name": sheet.name}
            # While nothing was submitted, the sheet stands on the tenancy.
            case = sent.case if sent.case is not None else sent.tenancy_case
            made.append(self._on_case("referral_sheet", sheet, case=case, referral=sent.id, **author))
        return made

    def _grant_rows(self, facts: Facts) -> list[Row]:
        made = [self._grant_row("grant", grant.id, grant) for grant in facts.grants]
        made += [self._grant_row("consent", number, group[0]) for number, group in self.consents.items()]
        return made

    def _grant_row(self, table: str, number: int, grant: Grant) -> Row:
        return Row(
            table,
            number,
            household=self._household_of(grant.case),
            case=grant.case,
            person=grant.person,
            unit=grant.recorder,
            capacity=grant.recorder_capacity if grant.recorder is not None else None,
            membership=grant.recorder_membership,
            recipient_unit=grant.unit,
            recipient_capacity=grant.capacity,
            scopes=grant.scopes,
            basis=grant.basis,
            starts_at=grant.starts_at,
        )
