"""Who writes rows of which table on which case (T4, T6, T8); what only the keeper writes, nobody does."""

from tests.attack.oracle_facts import (
    ACCEPTED,
    ACCOMPANIMENT,
    CLERK,
    CONSENT_BASES,
    HOUSING,
    IDENTITY,
    LANDLORD,
    MANAGER,
    OPERATOR,
    SERVICE,
    TEAM_BASIS,
    TENANCY,
    TEXT_BASES,
    WORKER,
    Actor,
    Case,
    PersonActor,
    Row,
    Session,
)
from tests.attack.oracle_index import Index
from tests.attack.oracle_parts import EITHER_SIDE_TABLES, RUN_TABLES, SCOPES, TEAM_TABLES, changes, either_side
from tests.attack.oracle_reads import LANDLORD_FILE, Reads
from tests.attack.oracle_rights import CEILING, TEAM_ROLES, TEXT_SCOPES, Rights

# Written by the keeper or the opening function alone.
KEEPER_TABLES = frozenset(
    {
        *("household", "case", "referral_feedback", "visit_shared", "step_shared", "person_link"),
        *("access", "person_access", "access_lock"),
    }
)
PARTS = (TEAM_TABLES | RUN_TABLES | EITHER_SIDE_TABLES | set(SCOPES) | {"earlier_activity"}) - KEEPER_TABLES
IMPORT_ROLES = frozenset({CLERK, SERVICE})


class Writes:
    """`inserts` and `updates`, as booleans."""

    def __init__(self, index: Index, rights: Rights, reads: Reads) -> None:
        self.index = index
        self.rights = rights
        self.reads = reads
        self._writers = {
            **dict.fromkeys(LANDLORD_FILE, self._landlord_file),
            "person": self._person,
            "identity_statement": self._statement,
            "contact_statement": self._statement,
            "referral": self._referral,
            "referral_answer": self._held_measure,
            "referral_sheet": self._referral_sheet,
            "rent_statement": self._rent,
            "visit": self._team_row,
            "visit_time": self._team_row,
            "visit_note": self._team_row,
            "accompaniment": self._held_measure,
            "accompaniment_course": self._held_measure,
            "consent": self._consent,
            "grant": self._grant,
            "evidence": self._recorded,
            "team_member": self._team_member,
            "violence_flag": self._flag,
            "document": self._document,
            **dict.fromkeys(TEAM_TABLES, self._team_row),
            **dict.fromkeys(RUN_TABLES, self._run_row),
            **dict.fromkeys(EITHER_SIDE_TABLES, self._either_side),
            "earlier_activity": self._earlier_activity,
        }

    def inserts(self, actor: Actor, table: str, row: Row) -> bool:
        if table != row.table:
            raise ValueError(f"row of {row.table} proposed for {table}")
        if table in KEEPER_TABLES or not self._coherent(row):
            return False
        if isinstance(actor, PersonActor):
            return self._person_inserts(actor, row)
        if not isinstance(actor, Session) or (row.unit, row.capacity) != (actor.unit, actor.capacity):
            return False
        if not (self.rights.has_audience(actor) or self.rights.is_service(actor)):
            return False
        if self.rights.shut_out(actor, row.case):
            return False
        return self._writers[table](actor, row)

    def updates(self, actor: Actor, table: str, row: Row) -> bool:
        """Changing a row in place without moving it: she reads it and might have written it.

        A consent, and the grants it made, may also be ended by whoever reads it and lists its case (T4). A link is
        revoked by whoever reads it; adhesion and exit are written by the team and the manager (T10).
        """
        if not self.reads.decide(actor, table, row).allowed:
            return False
        if table in {"consent", "grant"} and self._ends_consent(actor, row):
            return True
        if table in PARTS or table in {"person_link", "accompaniment_course", "document"}:
            return self._changes(actor, table, row)
        return self.inserts(actor, table, row)

    def _changes(self, actor: Actor, table: str, row: Row) -> bool:
        """What is changed by others than who may write it anew. A document, delivered or not, is its asker's to finish."""
        if table == "person_link":
            return True
        if table == "document":
            return isinstance(actor, Session | PersonActor) and self._asked(actor, row)
        if table == "accompaniment_course":
            return isinstance(actor, Session) and self.rights.runs(actor, row.case)
        return isinstance(actor, Session) and changes(self.rights, actor, row)

    def _asked(self, actor: Session | PersonActor, row: Row) -> bool:
        if isinstance(actor, PersonActor):
            return row.person == actor.person
        return (row.unit, row.capacity, row.membership) == (actor.unit, actor.capacity, actor.membership)

    def _ends_consent(self, actor: Actor, row: Row) -> bool:
        if row.basis not in CONSENT_BASES:
            return False
        if isinstance(actor, PersonActor):
            return True
        return isinstance(actor, Session) and any(
            self.rights.present(actor, case.id)
            for case in self.index.cases.values()
            if row.case == case.id
            or (case.referred_from == row.case and (case.unit, case.capacity) == (row.unit, actor.capacity))
        )

    def _coherent(self, row: Row) -> bool:
        """The household, case and person of the row belong together."""
        case = self.index.cases.get(row.case)
        if row.case is not None and (case is None or case.household != row.household):
            return False
        if row.person is None or row.table == "person":
            return True
        person = self.index.persons.get(row.person)
        return person is not None and person.household == row.household

    # Landlord

    def _landlord_file(self, session: Session, row: Row) -> bool:
        return session.capacity == LANDLORD and self.rights.role(session) in IMPORT_ROLES

    def _clerk(self, session: Session) -> bool:
        return session.capacity == LANDLORD and self.rights.role(session) == CLERK

    def _holds(self, session: Session, case_id: int | None, kind: str) -> Case | None:
        case = self.index.cases.get(case_id)
        return case if case and case.kind == kind and self.rights.holds(session, case) else None

    def _referral(self, session: Session, row: Row) -> bool:
        return self._clerk(session) and self._holds(session, row.case, TENANCY) is not None

    def _referral_sheet(self, session: Session, row: Row) -> bool:
        case = self.index.cases.get(row.case)
        tenancy = case.referred_from if case and case.kind == ACCOMPANIMENT else row.case
        return self._clerk(session) and self._holds(session, tenancy, TENANCY) is not None

    def _rent(self, session: Session, row: Row) -> bool:
        case = self.index.cases.get(row.case)
        if case is None or case.kind != TENANCY:
            return False
        return session.capacity in {LANDLORD, OPERATOR} and self.rights.present(session, case.id)

    # Anyone on the case

    def _person(self, session: Session, row: Row) -> bool:
        cases = self.index.cases_of.get(row.household, ())
        return any(self.rights.present(session, case.id) for case in cases)

    def _statement(self, session: Session, row: Row) -> bool:
        """The holder alone: a landlord on its tenancy, the team or manager on the accompaniment (T11)."""
        if session.capacity == LANDLORD:
            return self._clerk(session) and self._holds(session, row.case, TENANCY) is not None
        return session.capacity == OPERATOR and self.rights.runs(session, row.case)

    def _document(self, session: Session, row: Row) -> bool:
        asked = row.membership == session.membership and self.rights.has_audience(session)
        if row.recipient_unit is not None and not (self.rights.runs(session, row.case) and self._agreed(row)):
            return False
        return asked and (row.case is None or self.rights.present(session, row.case))

    def _agreed(self, row: Row) -> bool:
        """T7, T15: what is delivered for good names the household; names and dwelling are open to that unit on that day."""
        recipient = Session(0, row.recipient_unit or 0, row.recipient_capacity or "")
        case = row.case
        return case is not None and all(
            self.rights.granted(recipient, case, each, None) for each in (IDENTITY, HOUSING)
        )

    # Operator

    def _held_measure(self, session: Session, row: Row) -> bool:
        held = session.capacity == OPERATOR and self._holds(session, row.case, ACCOMPANIMENT) is not None
        return held and self.rights.role(session) in TEAM_ROLES

    def _team_row(self, session: Session, row: Row) -> bool:
        return row.membership in {None, session.membership} and self.rights.on_team(session, row.case)

    def _run_row(self, session: Session, row: Row) -> bool:
        return row.membership in {None, session.membership} and self.rights.runs(session, row.case)

    def _either_side(self, session: Session, row: Row) -> bool:
        return either_side(self.rights, session, row)

    def _earlier_activity(self, session: Session, row: Row) -> bool:
        return self.rights.is_manager(session) and self.rights.runs(session, row.case)

    def _recorded(self, session: Session, row: Row) -> bool:
        return session.capacity == OPERATOR and self.rights.works_on(session, row.case)

    def _consent(self, session: Session, row: Row) -> bool:
        case = self.index.cases.get(row.case)
        recipient, mine = (row.recipient_unit, row.recipient_capacity), (session.unit, session.capacity)
        if case is not None and case.kind == TENANCY and recipient not in {(None, None), mine}:
            return False
        return self._recorded(session, row) and self._within_ceiling(row)

    def _within_ceiling(self, row: Row) -> bool:
        """T5, and T8: a consent is never dated in the future; a consent is given by an adult."""
        person = self.index.persons.get(row.person)
        if person is None or not person.adult:
            return False
        if row.starts_at is not None and row.starts_at > self.rights.now:
            return False
        if row.recipient_capacity is None:
            return True
        return row.scopes <= CEILING.get(row.recipient_capacity, frozenset())

    def _grant(self, session: Session, row: Row) -> bool:
        if row.basis in CONSENT_BASES:
            return self._consent(session, row)
        if row.basis in TEXT_BASES:
            allowed = CEILING.get(row.recipient_capacity or "", frozenset()) & TEXT_SCOPES
            named = row.recipient_capacity not in {None, LANDLORD} and row.scopes <= allowed
            return named and self.rights.is_manager(session) and self.rights.runs(session, row.case)
        return row.basis == TEAM_BASIS and self._team_member(session, row)

    def _team_member(self, session: Session, row: Row) -> bool:
        if session.capacity != OPERATOR or self._holds(session, row.case, ACCOMPANIMENT) is None:
            return False
        member = self.index.memberships.get(row.membership)
        if member is None or member.unit != session.unit:
            return False
        if self.rights.role(session) == MANAGER:
            return True
        return member.id == session.membership and self._accepted_it(session, row.case)

    def _accepted_it(self, session: Session, case_id: int | None) -> bool:
        referral = self.rights.referral_to(case_id) if case_id is not None else None
        if referral is None or self.rights.role(session) != WORKER:
            return False
        return any(
            answer.state == ACCEPTED
            and answer.membership == session.membership
            and answer.answered_at == self.rights.now
            for answer in self.index.answers_of.get(referral.id, ())
        )

    def _flag(self, session: Session, row: Row) -> bool:
        return row.person is not None and self._recorded(session, row)

    # The person

    def _person_inserts(self, actor: PersonActor, row: Row) -> bool:
        """T4: by her link a person records her own consents, and nothing else."""
        person = self.rights.live_person(actor)
        if person is None or row.table not in {"consent", "grant"} or row.person != person.id:
            return False
        if row.table == "grant" and row.basis not in CONSENT_BASES:
            return False
        case = self.index.cases.get(row.case)
        if case is None or case.id not in self.rights.person_cases(person):
            return False
        recorder = (row.unit, row.capacity)
        return recorder in {(None, None), (case.unit, case.capacity)} and self._within_ceiling(row)
