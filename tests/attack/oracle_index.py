"""Look-ups over the facts, and the rows of the tables that have a fact class of their own."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from tests.attack.oracle_facts import CONSENT_BASES, TABLES, Facts, Grant, Row


def _by_id(items: Iterable[Any]) -> dict[int, Any]:
    return {item.id: item for item in items}


def _grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, tuple[Any, ...]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}


class Index:
    """Facts by identifier and by case, and `rows[table]`: every row of each table."""

    def __init__(self, facts: Facts) -> None:
        self.capacities = {(held.unit, held.capacity) for held in facts.capacities}
        self.memberships = _by_id(facts.memberships)
        self.households = _by_id(facts.households)
        self.persons = _by_id(facts.persons)
        self.cases = _by_id(facts.cases)
        self.referrals = _by_id(facts.referrals)
        self.sheets = _by_id(facts.sheets)
        self.grants = _by_id(facts.grants)
        self.links = _by_id(facts.links)
        self.persons_of = _grouped(facts.persons, lambda person: person.household)
        self.cases_of = _grouped(facts.cases, lambda case: case.household)
        self.referred_from = _grouped(facts.cases, lambda case: case.referred_from)
        self.referrals_of = _grouped(facts.referrals, lambda referral: referral.case)
        self.answers_of = _grouped(facts.answers, lambda answer: answer.referral)
        self.accompaniments_of = _grouped(facts.accompaniments, lambda stay: stay.case)
        self.team_of = _grouped(facts.team, lambda assigned: assigned.case)
        self.grants_of = _grouped(facts.grants, lambda grant: grant.case)
        self.flags_of = _grouped(facts.flags, lambda flag: flag.household)
        self.consents = _grouped(
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
        author = {"unit": item.unit, "capacity": item.capacity}
        household = self._household_of(item.case)
        return Row(table, item.id, household=household, case=item.case, **{**author, **more})

    def _structural(self, facts: Facts) -> list[Row]:
        made = [
            Row("household", item.id, household=item.id, unit=item.unit, capacity=item.capacity)
            for item in facts.households
        ]
        made += [Row("person", item.id, household=item.household, person=item.id) for item in facts.persons]
        for case in facts.cases:
            author = {"unit": case.unit, "capacity": case.capacity}
            made.append(Row("case", case.id, household=case.household, case=case.id, **author))
        made += [self._on_case("accompaniment", item) for item in facts.accompaniments]
        made += [self._on_case("team_member", item, membership=item.membership) for item in facts.team]
        made += [self._on_case("violence_flag", item, person=item.person) for item in facts.flags]
        return made

    def _referral_rows(self, facts: Facts) -> list[Row]:
        made = []
        for item in facts.referrals:
            author = {"unit": item.unit, "capacity": item.capacity, "referral": item.id}
            household = self._household_of(item.tenancy_case)
            made.append(Row("referral", item.id, household=household, case=item.tenancy_case, **author))
        for item in facts.answers:
            case = self.referrals[item.referral].case
            author = {"unit": item.unit, "capacity": item.capacity, "membership": item.membership}
            household = self._household_of(case)
            made.append(Row("referral_answer", item.id, household, case, referral=item.referral, **author))
        for item in facts.sheets:
            referral = self.referrals[item.referral]
            author = {"unit": referral.unit, "capacity": referral.capacity, "name": item.name}
            household = self._household_of(referral.case)
            made.append(
                Row("referral_sheet", item.id, household, referral.case, referral=referral.id, **author)
            )
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
