"""Who reads a row: one method per family of tables, each answering with the rule that decided."""

from typing import NamedTuple

from tests.attack.oracle_facts import (
    CONSENT_BASES,
    HOUSING,
    IDENTITY,
    LANDLORD,
    OPERATOR,
    SOCIAL,
    TEAM_BASIS,
    TENANCY,
    TEXT_BASES,
    WORKER,
    Actor,
    Grant,
    Person,
    PersonActor,
    Row,
    Session,
)
from tests.attack.oracle_index import Index
from tests.attack.oracle_parts import SCOPES, WORKED_TABLES, either_side, opened, told, worked
from tests.attack.oracle_rights import HOLDER_SCOPES, LANDLORD_FILE_ROLES, Rights


class Verdict(NamedTuple):
    """The answer, and the rule that gave it."""

    allowed: bool
    rule: str


LANDLORD_FILE = frozenset({"tenant_account", "account_statement", "import_batch"})


def yes(rule: str) -> Verdict:
    return Verdict(True, rule)


def no(rule: str) -> Verdict:
    return Verdict(False, rule)


class Reads:
    """`decide(actor, table, row)` for every table of T6."""

    def __init__(self, index: Index, rights: Rights) -> None:
        self.index = index
        self.rights = rights
        self._readers = {
            **dict.fromkeys(LANDLORD_FILE, self._landlord_file),
            "household": self._around,
            "person": self._around,
            "case": self._case,
            "identity_statement": self._scoped,
            "contact_statement": self._contact,
            "referral": self._referral,
            "referral_answer": self._referral_answer,
            "referral_feedback": self._referral_feedback,
            "referral_sheet": self._referral_sheet,
            "rent_statement": self._rent,
            "visit": self._visit,
            "visit_time": self._visit_time,
            "visit_note": self._note,
            "visit_shared": self._scoped,
            "accompaniment": self._scoped,
            "accompaniment_course": self._team_member,
            "consent": self._consent,
            "grant": self._grant,
            "evidence": self._evidence,
            "team_member": self._team_member,
            "violence_flag": self._flag,
            "person_link": self._person_link,
            "access": self._access,
            "person_access": self._access,
            "access_lock": self._lock,
            "document": self._document,
            **dict.fromkeys(SCOPES, self._part),
            **dict.fromkeys(WORKED_TABLES, self._worked),
            "annex": self._note,
            "visit_revision": self._note,
            "suspension": self._team_member,
            "earlier_activity": self._team_member,
            "alert": self._alert,
            "task": self._task,
        }

    def decide(self, actor: Actor, table: str, row: Row) -> Verdict:
        if table != row.table:
            raise ValueError(f"row of {row.table} asked as {table}")
        if isinstance(actor, PersonActor):
            return self._person_reads(actor, row)
        if not isinstance(actor, Session):
            return no("no context, or a context that does not hold")
        if self.rights.is_service(actor):
            mine = row.table in LANDLORD_FILE and self._mine(actor, row)
            return Verdict(mine, "T4: the service account compares its unit's own import")
        if not self.rights.has_audience(actor):
            return no("T3/T4/T5: no audience for this membership, role or capacity")
        if self.rights.shut_out(actor, row.case):
            return self._after_day_sixty(actor, row)
        return self._readers[table](actor, row)

    def _mine(self, session: Session, row: Row) -> bool:
        return (row.unit, row.capacity) == (session.unit, session.capacity)

    def _after_day_sixty(self, session: Session, row: Row) -> Verdict:
        if row.table == "document":
            allowed = self._mine(session, row) and row.membership in {None, session.membership}
            return Verdict(allowed, "T6: the asker keeps what she asked for; its page asks again before each download")
        activity = row.table in {"visit", "visit_time"} and self._mine(session, row)
        kept = row.table == "case" and self.rights.holds(session, self.index.cases[row.id])
        allowed = self.rights.is_manager(session) and (activity or kept)
        return Verdict(allowed, "T11: closed at day 60; the holding unit's manager keeps case row and visits")

    # The landlord's file and the referral

    def _landlord_file(self, session: Session, row: Row) -> Verdict:
        allowed = session.capacity == LANDLORD and self._mine(session, row) and self._files(session)
        return Verdict(allowed, "T6: the landlord unit's own file, never granted; T4: clerk")

    def _files(self, session: Session) -> bool:
        return session.capacity != LANDLORD or self.rights.role(session) in LANDLORD_FILE_ROLES

    def _referral(self, session: Session, row: Row) -> Verdict:
        if self._mine(session, row):
            return Verdict(self._files(session), "T6: the referrer's own row; T4: clerk for a landlord")
        referral = self.index.referrals.get(row.id)
        if referral is None or session.capacity != OPERATOR or referral.receiver != session.unit:
            return no("T6: referrer and receiving operator only")
        if referral.case is None or not self.rights.submitted(referral):
            return no("T10: a draft is the referrer's")
        if self.rights.shut_out(session, referral.case):
            return no("T11: closed at day 60")
        return yes("T6: the receiving operator unit, from submission")

    def _referral_answer(self, session: Session, row: Row) -> Verdict:
        allowed = session.capacity == OPERATOR and self._mine(session, row)
        return Verdict(allowed, "T6: the deciding part is read by the operator unit only")

    def _referral_feedback(self, session: Session, row: Row) -> Verdict:
        referral = self.index.referrals.get(row.referral)
        referrer = (referral.unit, referral.capacity) if referral else (row.unit, row.capacity)
        if referrer != (session.unit, session.capacity):
            return no("T6: the referrer unit only")
        if row.visible_from is not None and row.visible_from > self.rights.now:
            return no("T10: not visible before its day")
        return Verdict(self._files(session), "T6: the referrer unit; T4: clerk for a landlord")

    def _referral_sheet(self, session: Session, row: Row) -> Verdict:
        if self._mine(session, row):
            return Verdict(self._files(session), "T6: the referrer's own row; T4: clerk for a landlord")
        referral = self.index.referrals.get(row.referral)
        why = self.rights.sheet_open(session, referral) if referral else None
        return yes(why) if why else no("T8/T11: the sheet is not open to this session")

    # Case, household, persons

    def _around(self, session: Session, row: Row) -> Verdict:
        cases = self.index.cases_of.get(row.household, ())
        allowed = any(self.rights.present(session, case.id) for case in cases)
        return Verdict(allowed, "T6: any audience with a case on the household")

    def _case(self, session: Session, row: Row) -> Verdict:
        return Verdict(self.rights.present(session, row.id), "T6: held, authored on, or granted in any scope")

    # Scoped content

    def _scoped(self, session: Session, row: Row) -> Verdict:
        scope = IDENTITY if row.table == "identity_statement" else HOUSING
        if self._mine(session, row):
            return yes("T6: authorship")
        if row.case is None:
            return no("no case, nothing to be granted")
        if self._held(session, row.case, scope):
            return yes("T8: holder_unit or team")
        return Verdict(self.rights.granted(session, row.case, scope, row.person), f"T8: consent for {scope}")

    def _held(self, session: Session, case_id: int, scope: str) -> bool:
        rights = self.rights
        held = rights.held_open(session, case_id) or rights.on_team(session, case_id)
        return scope in HOLDER_SCOPES and held

    def _contact(self, session: Session, row: Row) -> Verdict:
        flagged = bool(self.rights.flags_in_force(row.household))
        operator = session.capacity == OPERATOR
        if self._mine(session, row) and not (operator and flagged and not self.rights.is_manager(session)):
            return yes("T6: authorship")
        if row.case is None:
            return no("no case, nothing to be granted")
        if self.rights.on_team(session, row.case):
            return yes("T8: team")
        if self.rights.held_open(session, row.case) and (not flagged or self.rights.is_manager(session)):
            return yes("T8: holder_unit")
        allowed = self.rights.contact_granted(session, row.case, row.person)
        return Verdict(allowed, "T8/T14: consent for identity, and under a flag only one she gave since")

    def _rent(self, session: Session, row: Row) -> Verdict:
        if self._mine(session, row):
            return yes("T6: authorship")
        case = self.index.cases.get(row.case)
        if case is None or case.kind != TENANCY:
            return no("T6: rent is granted by housing of the tenancy case only")
        return Verdict(self.rights.granted(session, case.id, HOUSING, None), "T6: housing of the tenancy case")

    # Activity and social

    def _visit(self, session: Session, row: Row) -> Verdict:
        if session.capacity != OPERATOR or not self._mine(session, row):
            return no("T6: activity of the operator unit, never granted")
        if self.rights.is_manager(session):
            return yes("T6: manager, all visits of her unit")
        listed = self.rights.role(session) == WORKER and self.rights.present(session, row.case)
        return Verdict(listed, "T6: worker, visits of her unit on the cases she lists")

    def _visit_time(self, session: Session, row: Row) -> Verdict:
        if session.capacity != OPERATOR or not self._mine(session, row):
            return no("T6: minutes of the operator unit, never granted")
        hers = row.membership == session.membership
        return Verdict(hers or self.rights.is_manager(session), "T6: minutes, worker herself and manager")

    def _note(self, session: Session, row: Row) -> Verdict:
        if row.case is None:
            return no("a note without a case")
        if self._mine(session, row):
            if self.rights.on_team(session, row.case):
                return yes("T6: team on the case, own unit's notes")
            over = self.rights.follow_up_over(row.case) and not self.rights.archived(row.case)
            if over and self.rights.is_manager(session):
                return yes("T4: manager after the follow-up right, until archive")
        return Verdict(self.rights.granted(session, row.case, SOCIAL, row.person), "T5: social to named members")

    def _part(self, session: Session, row: Row) -> Verdict:
        if self._mine(session, row):
            return yes("T6: authorship")
        return Verdict(opened(self.rights, session, row), "T7: granted, and issued where it is signed")

    def _worked(self, session: Session, row: Row) -> Verdict:
        return Verdict(worked(self.rights, session, row), "4.5: the team and its manager, never granted")

    def _alert(self, session: Session, row: Row) -> Verdict:
        if self._mine(session, row):
            return yes("T6: authorship")
        return Verdict(told(self.rights, session, row), "4.6: the partner named, under housing")

    def _task(self, session: Session, row: Row) -> Verdict:
        allowed = self._mine(session, row) and either_side(self.rights, session, row)
        return Verdict(allowed, "4.6: one's own side's tasks, never granted")

    # Consents and what goes with them

    def _consent(self, session: Session, row: Row) -> Verdict:
        grants = self.index.consents.get(row.id, ())
        verdicts = [self._one_grant(session, row, grant) for grant in grants]
        return next((verdict for verdict in verdicts if verdict.allowed), no("T6: not recorded, received or hers"))

    def _grant(self, session: Session, row: Row) -> Verdict:
        grant = self.index.grants.get(row.id)
        return self._one_grant(session, row, grant) if grant else no("unknown grant")

    def _one_grant(self, session: Session, row: Row, grant: Grant) -> Verdict:
        if self._mine(session, row):
            return yes("T6: recording unit")
        if session.capacity == OPERATOR and self.rights.runs(session, grant.case):
            return yes("T4: team or manager of the case sees who can see what")
        received = (grant.unit, grant.capacity) == (session.unit, session.capacity)
        received = received and (not grant.members or session.membership in grant.members)
        return Verdict(received and self._received_in_force(session, grant), "T6: receiving unit, while in force")

    def _received_in_force(self, session: Session, grant: Grant) -> bool:
        if grant.basis in CONSENT_BASES | TEXT_BASES:
            return self.rights.in_force(grant)
        if grant.basis == TEAM_BASIS:
            return session.membership in grant.members and self.rights.on_team(session, grant.case)
        if grant.basis == "holder_unit":
            return self.rights.held_open(session, grant.case)
        referral = self.rights.referral_to(grant.case)
        return referral is not None and self.rights.sheet_open(session, referral) is not None

    def _evidence(self, session: Session, row: Row) -> Verdict:
        return Verdict(self._team_or_manager(session, row), "T6: evidence, team and manager, never granted")

    def _flag(self, session: Session, row: Row) -> Verdict:
        return Verdict(self._team_or_manager(session, row), "T6: violence flag, team and manager, never granted")

    def _person_link(self, session: Session, row: Row) -> Verdict:
        return Verdict(self._team_or_manager(session, row), "T16: a link is the team's and its manager's")

    def _team_or_manager(self, session: Session, row: Row) -> bool:
        if session.capacity != OPERATOR:
            return False
        if self._mine(session, row):
            return self.rights.is_manager(session) or self.rights.works_on(session, row.case)
        return self.rights.runs(session, row.case)

    def _team_member(self, session: Session, row: Row) -> Verdict:
        allowed = session.capacity == OPERATOR and self._mine(session, row)
        return Verdict(allowed, "T6: the operator unit, never granted")

    def _access(self, session: Session, row: Row) -> Verdict:
        mine = self._mine(session, row) and row.membership in {None, session.membership}
        allowed = mine and row.role in {None, self.rights.role(session)}
        return Verdict(allowed, "T6: own audiences")

    def _lock(self, session: Session, row: Row) -> Verdict:
        return no("T6: the keeper's own")

    def _document(self, session: Session, row: Row) -> Verdict:
        if row.recipient_unit is not None:
            if (row.recipient_unit, row.recipient_capacity) == (session.unit, session.capacity) and row.issued:
                return yes("T15: the unit it was delivered to, for good")
            if self.rights.runs(session, row.case):
                return yes("T15: who is on the case knows what was delivered of it")
        allowed = self._mine(session, row) and row.membership in {None, session.membership}
        return Verdict(allowed, "T6: the asker")

    # The person

    def _person_reads(self, actor: PersonActor, row: Row) -> Verdict:
        person = self.rights.live_person(actor)
        if person is None:
            return no("T14/T16: no live link")
        return Verdict(self._hers(person, row), "T5: the person's own")

    def _hers(self, person: Person, row: Row) -> bool:
        if row.table in {"identity_statement", "contact_statement", "consent", "grant"}:
            return row.person == person.id
        cases = self.rights.person_cases(person)
        if row.table in {"household", "person"}:
            return row.household == person.household and bool(cases)
        if row.table in {"case", "rent_statement", "accompaniment", "visit_shared", *SCOPES}:
            return row.case in cases and (row.issued or row.table != "common_part")
        if row.table == "document" and row.recipient_unit is not None and row.case in cases:
            return True
        if row.table in {"access", "person_access", "document"}:
            return row.person == person.id and row.unit is None and row.membership is None
        return False
