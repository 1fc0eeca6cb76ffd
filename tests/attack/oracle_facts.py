"""Facts the oracle judges: who works where, whose case it is, who agreed to what, and the rows themselves.

Everything is an immutable value; instants are timezone-aware datetimes and days are counted in
Europe/Paris. Nothing here decides a right.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

OPERATOR = "operator"
LANDLORD = "landlord"
SIAO = "siao"
PRESCRIBER = "prescriber"
RESERVER = "reserver"
COMMITTEE_SEAT = "committee_seat"
COMMITTEE_SECRETARY = "committee_secretary"
FUNDER = "funder"
DATA_PROTECTION = "data_protection"

WORKER = "worker"
MANAGER = "manager"
CLERK = "clerk"
ADMIN = "admin"
DPO = "dpo"
SERVICE = "service"

TENANCY = "tenancy"
ACCOMPANIMENT = "accompaniment"
REQUEST = "request"

IDENTITY = "identity"
HOUSING = "housing"
BUDGET = "budget"
SOCIAL = "social"

AGREEMENT = "agreement"
ORAL_AGREEMENT = "oral_agreement"
CONSENT_BASES = frozenset({AGREEMENT, ORAL_AGREEMENT})
TEXT_BASES = frozenset({"text_L121_6_2", "text_L345_2_10", "text_ccapex", "text_dalo"})
KEEPER_BASES = frozenset({"referral_sheet", "holder_unit"})
TEAM_BASIS = "team"

ACCEPTED = "accepted"
NOT_ACCEPTED = "not_accepted"
REDIRECTED = "redirected"

TABLES = (
    "tenant_account",
    "account_statement",
    "import_batch",
    "household",
    "person",
    "case",
    "identity_statement",
    "contact_statement",
    "referral",
    "referral_answer",
    "referral_feedback",
    "referral_sheet",
    "rent_statement",
    "visit",
    "visit_time",
    "visit_note",
    "visit_shared",
    "accompaniment",
    "accompaniment_course",
    "consent",
    "grant",
    "evidence",
    "team_member",
    "violence_flag",
    "person_link",
    "access",
    "person_access",
    "access_lock",
    "document",
    "common_part",
    "annex",
    "signature",
    "budget_statement",
    "contact",
    "step",
    "step_shared",
    "visit_revision",
    "suspension",
    "entry_statement",
    "earlier_activity",
    "alert",
    "task",
    "repayment_plan",
    "procedure_event",
)


def end_of_day(instant: datetime, days: int = 0) -> datetime:
    """24:00 in Paris of the day that lies `days` days after the day of `instant` (that day being 0)."""
    return _midnight(instant.astimezone(PARIS).date() + timedelta(days=days + 1))


def end_of_month_count(instant: datetime, months: int) -> datetime:
    """24:00 in Paris of the same day of the month `months` later (the month's last day if it is shorter)."""
    day = instant.astimezone(PARIS).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return _midnight(date(year, month + 1, min(day.day, last)) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


@dataclass(frozen=True)
class Organisation:
    id: int


@dataclass(frozen=True)
class Unit:
    id: int
    organisation: int


@dataclass(frozen=True)
class UnitCapacity:
    unit: int
    capacity: str


@dataclass(frozen=True)
class Membership:
    """One role of one user in one unit, from `starts_at` until `ends_at` (None: no end)."""

    id: int
    unit: int
    role: str
    starts_at: datetime
    ends_at: datetime | None = None
    user: int | None = None


@dataclass(frozen=True)
class Household:
    id: int
    unit: int | None = None
    capacity: str | None = None


@dataclass(frozen=True)
class Person:
    """`party`: co-tenant, or adult who signed the accompaniment. `represented_by`: the adult of a minor."""

    id: int
    household: int
    adult: bool = True
    party: bool = True
    represented_by: int | None = None


@dataclass(frozen=True)
class Case:
    """`unit` and `capacity` hold the case now; `referred_from` is the tenancy case it was referred from."""

    id: int
    household: int
    kind: str
    unit: int
    capacity: str
    referred_from: int | None = None


@dataclass(frozen=True)
class Referral:
    """A referral of `tenancy_case` by (`unit`, `capacity`) to operator unit `receiver`.

    `case` is the accompaniment case made at submission; None while it is a draft.
    """

    id: int
    tenancy_case: int
    unit: int
    receiver: int
    case: int | None = None
    capacity: str = LANDLORD
    submitted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    objected_at: datetime | None = None


@dataclass(frozen=True)
class ReferralAnswer:
    """What the operator decided: `state` accepted, not_accepted, redirected, waiting or incomplete."""

    id: int
    referral: int
    state: str
    answered_at: datetime
    unit: int
    membership: int | None = None
    capacity: str = OPERATOR


@dataclass(frozen=True)
class ReferralSheet:
    """The closed list of fields sent with a referral; `name` is the tenant's name on it."""

    id: int
    referral: int
    submitted_at: datetime
    name: str | None = None


@dataclass(frozen=True)
class Accompaniment:
    """`engaged_at` is the adhesion, `ended_at` the exit; `unit` is the author of the row.

    Two rows stand for it: what may be shared, and its course (numbered `course`, or as the first when None).
    """

    id: int
    case: int
    unit: int
    state: str = "reaching"
    engaged_at: datetime | None = None
    ended_at: datetime | None = None
    archived_at: datetime | None = None
    capacity: str = OPERATOR
    course: int | None = None

    @property
    def course_id(self) -> int:
        return self.id if self.course is None else self.course


@dataclass(frozen=True)
class TeamAssignment:
    """A row of `team_member`: `membership` is on the team of `case`; `unit` is the author."""

    id: int
    case: int
    membership: int
    unit: int
    starts_at: datetime
    ends_at: datetime | None = None
    capacity: str = OPERATOR


@dataclass(frozen=True)
class Grant:
    """One grant to (`unit`, `capacity`) on `case`; `social` reaches only the named `members`.

    A consent is the set of the agreement grants with the same `consent` number (the grant's own id
    when None). `recorder`, `recorder_capacity`: the unit that recorded it; None when the person did.
    Stored grants of basis team, holder_unit and referral_sheet are rows to be read; the rights they
    stand for are computed from the team, the referral and the accompaniment, never from them.
    """

    id: int
    basis: str
    case: int
    unit: int
    capacity: str
    scopes: frozenset[str]
    starts_at: datetime
    until: datetime | None = None
    ended_at: datetime | None = None
    person: int | None = None
    members: frozenset[int] = frozenset()
    how: str = "screen"
    confirmed_at: datetime | None = None
    consent: int | None = None
    recorder: int | None = None
    recorder_capacity: str | None = OPERATOR
    recorder_membership: int | None = None

    @property
    def consent_id(self) -> int:
        return self.id if self.consent is None else self.consent


@dataclass(frozen=True)
class ViolenceFlag:
    """Set on `case` by (`unit`, `capacity`) for `person`, who is the one concerned."""

    id: int
    household: int
    person: int
    case: int
    unit: int
    set_at: datetime
    lifted_at: datetime | None = None
    capacity: str = OPERATOR


@dataclass(frozen=True)
class PersonLink:
    """The personal link of one adult: dead after `expires_at` or from `ended_at`."""

    id: int
    person: int
    given_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One row of a table, as a policy sees it.

    `unit`, `capacity`: author. `membership`: the worker (visit, note, minutes), the member assigned
    (team_member), the asker (document), or the member an access row is for. `name`: what search finds.
    `visible_from`: a feedback row stays closed before it. `role`: an access row for one role of the unit.
    `recipient_*`, `scopes`, `basis`, `starts_at`: for proposed consents and grants; an alert has a recipient too.
    `issued`: a part that was issued, an alert that was received.
    """

    table: str
    id: int
    household: int | None = None
    case: int | None = None
    person: int | None = None
    unit: int | None = None
    capacity: str | None = None
    membership: int | None = None
    visible_from: datetime | None = None
    name: str | None = None
    role: str | None = None
    referral: int | None = None
    recipient_unit: int | None = None
    recipient_capacity: str | None = None
    scopes: frozenset[str] = frozenset()
    basis: str | None = None
    starts_at: datetime | None = None
    issued: bool = False


@dataclass(frozen=True)
class Session:
    """A professional's context: exactly one membership, unit and capacity."""

    membership: int
    unit: int
    capacity: str


@dataclass(frozen=True)
class PersonActor:
    """A household member with a live link; `link` names it when its dates matter."""

    person: int
    link: int | None = None


@dataclass(frozen=True)
class Forged:
    """A context whose signature does not hold, whatever it claims."""

    claimed: Session | PersonActor | None = None


Actor = Session | PersonActor | Forged | None


@dataclass(frozen=True)
class Facts:
    """The whole world at one moment. `rows` holds the tables that have no class of their own."""

    organisations: tuple[Organisation, ...] = ()
    units: tuple[Unit, ...] = ()
    capacities: tuple[UnitCapacity, ...] = ()
    memberships: tuple[Membership, ...] = ()
    households: tuple[Household, ...] = ()
    persons: tuple[Person, ...] = ()
    cases: tuple[Case, ...] = ()
    referrals: tuple[Referral, ...] = ()
    answers: tuple[ReferralAnswer, ...] = ()
    sheets: tuple[ReferralSheet, ...] = ()
    accompaniments: tuple[Accompaniment, ...] = ()
    team: tuple[TeamAssignment, ...] = ()
    grants: tuple[Grant, ...] = ()
    flags: tuple[ViolenceFlag, ...] = ()
    links: tuple[PersonLink, ...] = ()
    rows: tuple[Row, ...] = ()
