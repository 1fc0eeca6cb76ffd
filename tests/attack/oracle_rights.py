"""Who stands where: valid contexts, holding, team, grants in force, and presence on a case."""

from datetime import datetime

from tests.attack.oracle_facts import (
    ACCEPTED,
    ACCOMPANIMENT,
    BUDGET,
    CLERK,
    CONSENT_BASES,
    HOUSING,
    IDENTITY,
    LANDLORD,
    MANAGER,
    NOT_ACCEPTED,
    OPERATOR,
    ORAL_AGREEMENT,
    PRESCRIBER,
    REDIRECTED,
    RESERVER,
    SERVICE,
    SIAO,
    SOCIAL,
    TENANCY,
    TEXT_BASES,
    WORKER,
    Accompaniment,
    Case,
    Grant,
    Person,
    PersonActor,
    Referral,
    Session,
    ViolenceFlag,
    end_of_day,
    end_of_month_count,
)
from tests.attack.oracle_index import Index

# T5: what may ever be granted to a capacity. A capacity that is absent has no row on any case.
CEILING = {
    OPERATOR: frozenset({IDENTITY, HOUSING, BUDGET, SOCIAL}),
    LANDLORD: frozenset({IDENTITY, HOUSING, BUDGET}),
    SIAO: frozenset({IDENTITY, HOUSING, BUDGET, SOCIAL}),
    PRESCRIBER: frozenset({IDENTITY, HOUSING, BUDGET, SOCIAL}),
    RESERVER: frozenset({IDENTITY, HOUSING}),
}
# T8: what a named text may open, and what holding an accepted case opens to the unit.
TEXT_SCOPES = frozenset({IDENTITY, HOUSING, BUDGET})
HOLDER_SCOPES = frozenset({IDENTITY, HOUSING, BUDGET})
# Tables whose authorship keeps a case in the author's lists.
CONTENT_TABLES = ("identity_statement", "contact_statement", "rent_statement", "visit", "visit_note")
AUDIENCE_ROLES = frozenset({WORKER, MANAGER, CLERK})
TEAM_ROLES = frozenset({WORKER, MANAGER})
# T4 « see own unit's tenants and referrals »: the clerk alone.
LANDLORD_FILE_ROLES = frozenset({CLERK})

SHEET_DAYS = 60
FOLLOW_UP_DAYS = 180
ORAL_DAYS = 30
CONSENT_MONTHS = 12


class Rights:
    """The state of every right at `now`; nothing here knows about tables but the authored ones."""

    def __init__(self, index: Index, now: datetime) -> None:
        self.index = index
        self.now = now
        self.authored = {(row.unit, row.capacity, row.case) for table in CONTENT_TABLES for row in index.rows[table]}
        self._presence: dict[tuple[Session, int], bool] = {}
        self._roles: dict[Session, str | None] = {}

    # Contexts

    def role(self, session: Session) -> str | None:
        """The role of a context that holds at `now`; None when the context carries nothing at all."""
        if session not in self._roles:
            self._roles[session] = self._role(session)
        return self._roles[session]

    def _role(self, session: Session) -> str | None:
        membership = self.index.memberships.get(session.membership)
        if membership is None or membership.unit != session.unit:
            return None
        if not self._running(membership.starts_at, membership.ends_at):
            return None
        if (session.unit, session.capacity) not in self.index.capacities:
            return None
        return membership.role

    def has_audience(self, session: Session) -> bool:
        return self.role(session) in AUDIENCE_ROLES and session.capacity in CEILING

    def is_service(self, session: Session) -> bool:
        return self.role(session) == SERVICE and session.capacity == LANDLORD

    def is_manager(self, session: Session) -> bool:
        return session.capacity == OPERATOR and self.role(session) == MANAGER

    def live_person(self, actor: PersonActor) -> Person | None:
        """The adult behind a personal link, or None when the link is dead."""
        person = self.index.persons.get(actor.person)
        if person is None or not person.adult:
            return None
        if actor.link is not None:
            link = self.index.links.get(actor.link)
            if link is None or link.person != person.id:
                return None
            if not link.given_at <= self.now < link.expires_at or self._past(link.ended_at):
                return None
        if any(flag.person != person.id for flag in self.flags_in_force(person.household)):
            return None
        return person

    # Dates

    def _running(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        return starts_at <= self.now and not self._past(ends_at)

    def _past(self, instant: datetime | None) -> bool:
        return instant is not None and instant <= self.now

    # The case

    def holds(self, session: Session, case: Case) -> bool:
        return (case.unit, case.capacity) == (session.unit, session.capacity)

    def stay(self, case_id: int) -> Accompaniment | None:
        stays = self.index.accompaniments_of.get(case_id, ())
        return max(stays, key=lambda stay: stay.id) if stays else None

    def engaged(self, case_id: int) -> bool:
        stay = self.stay(case_id)
        return stay is not None and self._past(stay.engaged_at)

    def ended(self, case_id: int) -> bool:
        stay = self.stay(case_id)
        return stay is not None and self._past(stay.ended_at)

    def follow_up_over(self, case_id: int) -> bool:
        stay = self.stay(case_id)
        if stay is None or stay.ended_at is None:
            return False
        return end_of_day(stay.ended_at, FOLLOW_UP_DAYS) <= self.now

    def archived(self, case_id: int) -> bool:
        stay = self.stay(case_id)
        return stay is not None and self._past(stay.archived_at)

    def submitted(self, referral: Referral) -> bool:
        return self._past(referral.submitted_at)

    def referral_to(self, case_id: int) -> Referral | None:
        """The submitted referral that made this accompaniment case."""
        made = [referral for referral in self.index.referrals_of.get(case_id, ()) if self.submitted(referral)]
        return min(made, key=lambda referral: referral.id) if made else None

    def answer(self, referral: Referral) -> str | None:
        """The last answer given, which is the one that counts."""
        given = [a for a in self.index.answers_of.get(referral.id, ()) if self._past(a.answered_at)]
        return max(given, key=lambda a: (a.answered_at, a.id)).state if given else None

    def accepted(self, case_id: int) -> bool:
        referral = self.referral_to(case_id)
        if referral is None:
            return self.engaged(case_id)
        return self.answer(referral) == ACCEPTED

    def closed_at_sixty(self, case_id: int) -> bool:
        """Day 60 at 24:00 has passed without adhesion."""
        referral = self.referral_to(case_id)
        if referral is None or referral.submitted_at is None or self.engaged(case_id):
            return False
        return end_of_day(referral.submitted_at, SHEET_DAYS) <= self.now

    def shut_out(self, session: Session, case_id: int | None) -> bool:
        """The case closed at day 60 to this operator unit, that held or received it."""
        if case_id is None or session.capacity != OPERATOR or not self.closed_at_sixty(case_id):
            return False
        referral = self.referral_to(case_id)
        received = referral is not None and referral.receiver == session.unit
        return received or self.holds(session, self.index.cases[case_id])

    def held_open(self, session: Session, case_id: int) -> bool:
        """T8 `holder_unit`: from acceptance to the end of the follow-up right."""
        case = self.index.cases[case_id]
        if not (case.capacity == OPERATOR and case.kind == ACCOMPANIMENT and self.holds(session, case)):
            return False
        if self.shut_out(session, case_id) or self.follow_up_over(case_id):
            return False
        return self.accepted(case_id)

    def on_team(self, session: Session, case_id: int | None) -> bool:
        """On the team of a case her unit holds, until the end of the follow-up right."""
        case = self.index.cases.get(case_id)
        if case is None or session.capacity != OPERATOR or not self.holds(session, case):
            return False
        if self.role(session) not in TEAM_ROLES:
            return False
        if self.shut_out(session, case.id) or self.follow_up_over(case.id):
            return False
        return any(
            assigned.membership == session.membership and self._running(assigned.starts_at, assigned.ends_at)
            for assigned in self.index.team_of.get(case.id, ())
        )

    def runs(self, session: Session, case_id: int | None) -> bool:
        """Team member, or manager of the operator unit that holds the case."""
        case = self.index.cases.get(case_id)
        if case is None or not self.holds(session, case) or self.shut_out(session, case.id):
            return False
        return self.is_manager(session) or self.on_team(session, case.id)

    def works_on(self, session: Session, case_id: int | None) -> bool:
        """Runs the case, or an accompaniment of her unit that was referred from that tenancy."""
        come_from_it = self.index.referred_from.get(case_id, ()) if case_id is not None else ()
        return self.runs(session, case_id) or any(self.runs(session, case.id) for case in come_from_it)

    # The sheet

    def sheet_open(self, session: Session, referral: Referral) -> str | None:
        """Why the receiving operator reads the sheet of `referral`, or None."""
        case = self.index.cases.get(referral.case)
        received = session.unit == referral.receiver
        if case is None or not received or not self.holds(session, case) or referral.submitted_at is None:
            return None
        sixty = end_of_day(referral.submitted_at, SHEET_DAYS)
        if not referral.submitted_at <= self.now < sixty:
            return None
        answer = self.answer(referral)
        stopped = self._past(referral.withdrawn_at) or self._past(referral.objected_at)
        if stopped or answer in {NOT_ACCEPTED, REDIRECTED}:
            return None
        if self.is_manager(session) or self.on_team(session, case.id):
            return "T11: team or manager of the receiving unit, within 60 days"
        flagged = any(
            self._past(flag.set_at) and not self._before(flag.lifted_at, referral.submitted_at)
            for flag in self.index.flags_of.get(case.household, ())
        )
        if answer == ACCEPTED or flagged or self.role(session) != WORKER:
            return None
        return "T11: worker of the receiving unit before acceptance"

    @staticmethod
    def _before(instant: datetime | None, other: datetime) -> bool:
        return instant is not None and instant <= other

    # Violence flag

    def flags_in_force(self, household: int | None) -> tuple[ViolenceFlag, ...]:
        flags = self.index.flags_of.get(household, ())
        return tuple(flag for flag in flags if self._running(flag.set_at, flag.lifted_at))

    def _given_under_flag(self, grant: Grant, household: int) -> bool:
        return any(
            flag.set_at <= grant.starts_at and not self._before(flag.lifted_at, grant.starts_at)
            for flag in self.index.flags_of.get(household, ())
        )

    # Grants

    def until(self, grant: Grant) -> datetime:
        """When a consent or text stops by itself, whatever may end it earlier."""
        ends = [grant.until] if grant.until is not None else []
        if grant.basis in CONSENT_BASES:
            ends.append(end_of_month_count(grant.starts_at, CONSENT_MONTHS))
            limit = end_of_day(grant.starts_at, ORAL_DAYS)
            oral = grant.basis == ORAL_AGREEMENT or grant.how == "oral"
            if oral and not self._before(grant.confirmed_at, limit):
                ends.append(limit)
        return min(ends) if ends else grant.starts_at

    def replaced(self, grant: Grant) -> bool:
        """T8: a later consent of the same person to the same recipient on the same case exists."""
        return any(
            other.basis in CONSENT_BASES
            and (other.person, other.unit, other.capacity) == (grant.person, grant.unit, grant.capacity)
            and (grant.starts_at, grant.consent_id) < (other.starts_at, other.consent_id)
            and other.starts_at <= self.now
            for other in self.index.grants_of.get(grant.case, ())
        )

    def in_force(self, grant: Grant) -> bool:
        """A consent or text in force towards its recipient now (T8, T14); stored keeper rows never are."""
        case = self.index.cases.get(grant.case)
        if case is None or not self._dated(grant):
            return False
        if grant.basis in TEXT_BASES:
            return grant.capacity != LANDLORD
        return grant.basis in CONSENT_BASES and self._consented(grant, case)

    def _dated(self, grant: Grant) -> bool:
        return self._running(grant.starts_at, grant.ended_at) and self.now < self.until(grant)

    def _consented(self, grant: Grant, case: Case) -> bool:
        person = self.index.persons.get(grant.person)
        if person is None or not person.adult or person.household != case.household or self.replaced(grant):
            return False
        if grant.capacity != LANDLORD:
            return True
        return not self.ended(case.id) and not self.flags_in_force(case.household)

    def scopes_of(self, grant: Grant) -> frozenset[str]:
        """The scopes that reach the recipient: those named, under the ceiling of its capacity and basis."""
        reach = grant.scopes & CEILING.get(grant.capacity, frozenset())
        return reach & TEXT_SCOPES if grant.basis in TEXT_BASES else reach

    def grants_to(self, session: Session, case_id: int, scope: str) -> list[Grant]:
        return [
            grant
            for grant in self.index.grants_of.get(case_id, ())
            if (grant.unit, grant.capacity) == (session.unit, session.capacity)
            and scope in self.scopes_of(grant)
            and (scope != SOCIAL or session.membership in grant.members)
            and self.in_force(grant)
        ]

    def _agreed(self, grants: list[Grant], household: int, person_id: int | None) -> bool:
        if any(grant.person is None for grant in grants):
            return True
        givers = {grant.person for grant in grants}
        person = self.index.persons.get(person_id)
        if person is not None and person.adult:
            return person.id in givers
        if person is not None and person.represented_by is not None:
            return person.represented_by in givers
        parties = {p.id for p in self.index.persons_of.get(household, ()) if p.adult and p.party}
        return bool(parties) and parties <= givers

    def granted(self, session: Session, case_id: int, scope: str, person_id: int | None) -> bool:
        """A consent or text opens rows of `scope` about `person_id` (None: about the household)."""
        grants = self.grants_to(session, case_id, scope)
        return self._agreed(grants, self.index.cases[case_id].household, person_id)

    def contact_granted(self, session: Session, case_id: int, person_id: int | None) -> bool:
        """As `granted` for identity, for an address or telephone: T14 narrows it around a violence flag."""
        household = self.index.cases[case_id].household
        grants = self.grants_to(session, case_id, IDENTITY)
        if session.capacity == LANDLORD:
            grants = [grant for grant in grants if not self._given_under_flag(grant, household)]
        flags = self.flags_in_force(household)
        if not flags:
            return self._agreed(grants, household, person_id)
        since = max(flag.set_at for flag in flags)
        return any(person_id is not None and grant.person == person_id and grant.starts_at >= since for grant in grants)

    def any_scope(self, session: Session, case_id: int) -> bool:
        """Some scope of the case is open to the session by a consent or a text."""
        household = self.index.cases[case_id].household
        if self.grants_to(session, case_id, IDENTITY):
            return True
        return any(
            self._agreed(self.grants_to(session, case_id, scope), household, None)
            for scope in (HOUSING, BUDGET, SOCIAL)
        )

    # Presence

    def present(self, session: Session, case_id: int | None) -> bool:
        """The case is in the session's lists: held, authored on, or granted (T5)."""
        case = self.index.cases.get(case_id)
        if case is None or not self.has_audience(session):
            return False
        key = (session, case.id)
        if key not in self._presence:
            self._presence[key] = self._is_present(session, case)
        return self._presence[key]

    def _is_present(self, session: Session, case: Case) -> bool:
        if self.shut_out(session, case.id):
            return False
        authored = (session.unit, session.capacity, case.id) in self.authored
        return authored or self.holds(session, case) or self.any_scope(session, case.id)

    def person_cases(self, person: Person) -> set[int]:
        """The tenancies and accompaniments of a party adult's household."""
        if not person.party:
            return set()
        cases = self.index.cases_of.get(person.household, ())
        return {case.id for case in cases if case.kind in {TENANCY, ACCOMPANIMENT}}
