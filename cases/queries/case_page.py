"""Everything the page of a followed household shows, in seven statements beside the case itself.

Rows the context may not see are simply absent: the gate decides, nothing is filtered here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone

from cases.enums import TaskKind, VisitOutcome
from cases.models import (
    Access,
    Accompaniment,
    AccompanimentCourse,
    Case,
    Consent,
    ContactStatement,
    EarlierActivity,
    IdentityStatement,
    Person,
    Referral,
    ReferralSheet,
    RentStatement,
    Task,
    TeamMember,
    ViolenceFlag,
    Visit,
    VisitNote,
    VisitTime,
)
from cases.programmes.rhythm import LONGEST_WINDOW
from cases.queries.alerts import alerts_of_course
from cases.queries.asked import asked_of_course
from cases.queries.budgets import newest
from cases.queries.consents import in_force
from cases.queries.names import Name, heading, name_of, telephone
from cases.queries.objectives import objectives_of_course
from cases.queries.stays import former_of
from cases.queries.steps import steps_of_course
from cases.queries.suspensions import suspensions
from cases.queries.todo import tasks_of_course
from partners.acting import Acting

THREAD_SIZE = 12
RENT_POINTS = 36
NO_END_YEAR = 9999


@dataclass(frozen=True)
class Rights:
    """What opens a case to this member, and until when (None: it does not; no end: the year 9999)."""

    is_team: bool
    is_manager: bool
    audience: int
    team_until: datetime | None
    unit_until: datetime | None
    sheet_until: datetime | None
    account_until: datetime | None

    @property
    def may_steer(self) -> bool:
        return self.is_team or self.is_manager

    @property
    def basis(self) -> str:
        """What the reading log says."""
        if self.is_team:
            return "team"
        return "manager" if self.is_manager else "holder_unit"


@dataclass(frozen=True)
class Adult:
    """One person of the household, her name and her contact as this context may read them."""

    person: Person
    name: Name | None
    contact: dict[str, str]
    is_stated: bool


@dataclass(frozen=True)
class Place:
    """A place on the team. `until` None: no end."""

    public_id: str
    membership_id: int
    name: str
    title: str
    is_referent: bool
    starts_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class CasePage:
    """The page's data. `course` carries the annotations of `_course`. `consents`: in force; `withdrawn`: no longer."""

    case: Case
    course: Any
    rights: Rights
    membership_id: int | None
    adults: list[Adult]
    team: list[Place]
    visits: list[Visit]
    notes: list[VisitNote]
    rent: list[RentStatement]
    consents: list[Consent]
    withdrawn: list[Consent]
    older_before: date | None

    @property
    def my_place(self) -> Place | None:
        return next((place for place in self.team if place.membership_id == self.membership_id), None)

    @property
    def last_withdrawal(self) -> date | None:
        """The day of the latest withdrawal, in Paris."""
        moments = [consent.ended_at for consent in self.withdrawn if consent.ended_at]
        return timezone.localdate(max(moments)) if moments else None

    @property
    def title(self) -> str:
        """The household's name, else the case number."""
        return heading([adult.name for adult in self.adults if adult.name]) or self.case.number

    @property
    def short_title(self) -> str:
        return heading([adult.name for adult in self.adults if adult.name], short=True) or self.case.number


def load(case: Case, by: Acting, rights: Rights, *, before: date | None = None) -> CasePage | None:
    """The page of that case for that member, or None while it is not accepted. `before`: older visits only.

    Six statements, after the reading log.
    """
    course = _course(case)
    if course is None:
        return None
    team = [_place(row) for row in course.team]
    visits, older = _visits(case, course.ended_at, before)
    agreed = in_force(case, by, or_withdrawn=True)
    return CasePage(
        case=case,
        course=course,
        rights=rights,
        membership_id=by.membership.pk if by.membership else None,
        adults=_adults(case, course.sheet),
        team=team,
        visits=visits,
        notes=_notes(case, visits, before),
        rent=_rent(case),
        consents=[consent for consent in agreed if consent.ended_at is None],
        withdrawn=[consent for consent in agreed if consent.ended_at],
        older_before=older,
    )


def load_facts(case: Case, rights: Rights) -> CasePage | None:
    """Where it stands and who lives there, without what happened. Two statements, after the reading log."""
    course = _course(case)
    if course is None:
        return None
    return CasePage(
        case=case,
        course=course,
        rights=rights,
        membership_id=None,
        adults=_adults(case, course.sheet),
        team=[],
        visits=[],
        notes=[],
        rent=[],
        consents=[],
        withdrawn=[],
        older_before=None,
    )


def _course(case: Case) -> Any:
    return _courses().filter(case_id=case.pk).first()


@cache
def _courses() -> QuerySet[AccompanimentCourse]:
    # Built once and never evaluated itself.
    visits = Visit.objects.filter(case_id=OuterRef("case_id"))
    held = Q(outcome=VisitOutcome.HELD)
    cancelled = [VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.CANCELLED_BY_WORKER]
    counts = visits.values("case_id").values(
        json=JSONObject(
            first=Min("on", filter=held),
            last=Max("on", filter=held),
            held=Count("id", filter=held),
            attempts=Count("id", filter=~Q(outcome__in=["", VisitOutcome.HELD, *cancelled])),
            outcomes=ArrayAgg("outcome", filter=~Q(outcome=""), order_by=("on", "at", "id")),
            recent=ArrayAgg("on", filter=held & Q(on__gt=TransactionNow() - timedelta(days=LONGEST_WINDOW))),
        )
    )
    facts = Accompaniment.objects.filter(case_id=OuterRef("case_id"))
    sheets = ReferralSheet.objects.filter(receiving_case_id=OuterRef("case_id"))
    places = TeamMember.objects.filter(case_id=OuterRef("case_id"), ended_at=None).filter(
        Q(until=None) | Q(until__gt=TransactionNow())
    )
    referrals = Referral.objects.filter(receiving_case_id=OuterRef("case_id"))
    brought = EarlierActivity.objects.filter(case_id=OuterRef("case_id")).values("case_id")
    notices = Task.objects.filter(case_id=OuterRef("case_id"), source=TaskKind.INFORMATION, done_at__isnull=False)
    return (
        AccompanimentCourse.objects.select_related("programme_version__programme")
        .defer("programme_version__rules")
        .annotate(
            counts=Subquery(counts),
            facts=Subquery(facts.values(json=JSONObject(starts_on="starts_on", ends_on="ends_on"))[:1]),
            sheet=Subquery(sheets.values(json=_sheet())[:1]),
            submitted_at=Subquery(referrals.values("submitted_at")[:1]),
            brought=Subquery(brought.values(json=JSONObject(held=Sum("held"), planned=Sum("planned")))),
            budget=newest(),
            informed=Subquery(notices.values(json=_given())[:1]),
            flagged=Exists(ViolenceFlag.objects.filter(household_id=OuterRef("household_id"), lifted_at=None)),
            former=ArraySubquery(former_of("household_id", "case_id", "author_id")),
            team=ArraySubquery(places.order_by("-is_referent", "starts_at").values(json=_member())),
            **steps_of_course(),
            **objectives_of_course(),
            suspensions=suspensions(),
            tasks=tasks_of_course(),
            alerts=alerts_of_course(),
            **asked_of_course(),
        )
    )


def _given() -> JSONObject:
    user = "done_by__membership__user__"
    return JSONObject(at="done_at", first_name=f"{user}first_name", last_name=f"{user}last_name")


def _sheet() -> JSONObject:
    return JSONObject(
        title="title",
        first_name="first_name",
        last_name="last_name",
        co_tenant="co_tenant",
        person="person_id",
        partner="co_tenant_person_id",
        address="address",
        postcode="postcode",
        commune="commune",
        phone="phone",
        email="email",
        typology="typology",
        balance_cents="balance_cents",
        balance_on="balance_on",
        stage="stage",
        reasons="reasons",
    )


def _member() -> JSONObject:
    return JSONObject(
        public_id="public_id",
        membership_id="membership_id",
        first_name="membership__user__first_name",
        last_name="membership__user__last_name",
        title="membership__title",
        is_referent="is_referent",
        starts_at="starts_at",
        until="until",
    )


def _place(row: dict) -> Place:
    return Place(
        public_id=row["public_id"],
        membership_id=row["membership_id"],
        name=f"{row['first_name']} {row['last_name']}".strip(),
        title=row["title"],
        is_referent=row["is_referent"],
        starts_at=datetime.fromisoformat(row["starts_at"]),
        until=datetime.fromisoformat(row["until"]) if row["until"] else None,
    )


def rights_on(case: Case, by: Acting) -> Rights:
    """What opens that case, and the account of its tenancy, to this member. One statement; names nobody."""
    rows = list(Access.objects.filter(case_id__in=[case.pk, case.tenancy_id or 0], audience_id__in=by.audiences))
    here = {row.audience_id: row for row in rows if row.case_id == case.pk}
    member, unit = here.get(by.member_audience or 0), here.get(by.unit_audience or 0)
    is_team, is_manager = bool(member and _live(member.team_until)), (by.manager_audience or 0) in here
    audience = by.member_audience if is_team else by.manager_audience if is_manager else by.unit_audience
    accounts = [_live(row.housing_until) for row in rows if row.case_id != case.pk]
    return Rights(
        is_team=is_team,
        is_manager=is_manager,
        audience=audience or 0,
        team_until=_live(member.team_until) if member else None,
        unit_until=_live(unit.identity_until) if unit else None,
        sheet_until=max((until for row in here.values() if (until := _live(row.sheet_until))), default=None),
        account_until=max((until for until in accounts if until), default=None),
    )


def _live(until: datetime | None) -> datetime | None:
    return until if until and until > datetime.now(until.tzinfo) else None


def _adults(case: Case, sheet: dict | None) -> list[Adult]:
    own = {"case_id": case.pk, "person_id": OuterRef("pk")}
    stated = IdentityStatement.objects.filter(**own).order_by("-id")
    contact = ContactStatement.objects.filter(**own).order_by("-id")
    columns = {name: name for name in ("address", "postcode", "commune", "phone", "email")}
    names = {name: name for name in ("title", "first_name", "last_name")}
    persons = (
        Person.objects.filter(household_id=case.household_id)
        .annotate(
            stated=Subquery(stated.values(json=JSONObject(**names))[:1]),
            contact=Subquery(contact.values(json=JSONObject(**columns))[:1]),
        )
        .order_by("-is_party", "id")
    )
    return [_adult(person, sheet, columns) for person in persons]


def _adult(person, sheet: dict | None, columns: dict) -> Adult:
    contact = person.contact or {}
    if not contact and sheet and sheet["person"] == person.pk:
        contact = {column: sheet[column] for column in columns}
    if contact.get("phone"):
        contact["phone"] = telephone(contact["phone"])
    return Adult(person, name_of(person.pk, person.stated, sheet), contact, bool(person.stated))


def _visits(case: Case, ended_at: datetime | None, before: date | None) -> tuple[list[Any], date | None]:
    """The latest visits and, when there are more, the day before which the older ones are."""
    times = VisitTime.objects.filter(visit_id=OuterRef("pk"))
    rows = Visit.objects.standing_until(ended_at).filter(case_id=case.pk)
    if before:
        rows = rows.filter(on__lt=before).exclude(outcome="")
    found = list(
        rows.select_related("logged_by__membership__user", "holder__user")
        .annotate(times=ArraySubquery(times.values(json=JSONObject(worker="worker_id", minutes="visit_minutes"))))
        .order_by("-on", "-at", "-id")[: THREAD_SIZE + 1]
    )
    if len(found) <= THREAD_SIZE:
        return found, None
    whole = [visit for visit in found if visit.on > found[-1].on] or found[:-1]
    return whole, whole[-1].on


def _notes(case: Case, visits: Sequence[Visit], before: date | None) -> list[VisitNote]:
    """Notes of these visits, and on the first page those written outside any visit."""
    wanted = Q(visit_id__in=[visit.pk for visit in visits])
    if before is None:
        wanted |= Q(visit_id=None)
    return list(
        VisitNote.objects.filter(wanted, case_id=case.pk)
        .select_related("written_by__membership__user")
        .order_by("-id")[: THREAD_SIZE * 2]
    )


def _rent(case: Case) -> list[RentStatement]:
    """Balances of the tenancy by date, oldest first, when the household agreed or the unit typed them."""
    if case.tenancy_id is None:
        return []
    found = RentStatement.objects.filter(case_id=case.tenancy_id).order_by("-on", "-id")[:RENT_POINTS]
    by_day = {statement.on: statement for statement in reversed(found)}
    return list(by_day.values())


def places_of(case: Case) -> QuerySet[TeamMember]:
    """The places on the team of that case, now or to come, the referent first."""
    return (
        TeamMember.objects.filter(Q(until=None) | Q(until__gt=TransactionNow()), case_id=case.pk, ended_at=None)
        .select_related("membership__user")
        .order_by("-is_referent", "starts_at", "id")
    )
