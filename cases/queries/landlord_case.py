"""What a landlord's unit reads of one of its tenants: its own rows, neutral states, and what was agreed (T7)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import TransactionNow
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.text import capfirst

from cases.consent_words import unit_of
from cases.enums import CaseKind, FeedbackState, ProcedureStage, Scope
from cases.models import (
    Access,
    Accompaniment,
    AccountStatement,
    Case,
    Consent,
    ContactStatement,
    IdentityStatement,
    Person,
    PersonAccess,
    Referral,
    ReferralFeedback,
    StepShared,
    TenantAccount,
    VisitShared,
)
from cases.queries.budgets import Totals, newest, totals_of
from cases.queries.consents import last_day
from cases.queries.housing_words import aid_said, held_said
from cases.queries.tenant_names import called
from common.formatting import euros, full_date, full_name, plural

MONTHS_SHOWN = 12
FAR = 9000

#: What the referrer is told, in the order of T10: the last one reached is the state of the referral.
ORDER = (
    FeedbackState.SENT,
    FeedbackState.RECEIVED,
    FeedbackState.INCOMPLETE,
    FeedbackState.CONTACTED,
    FeedbackState.ENGAGED,
    FeedbackState.CLOSED,
)
#: Where a tenant of the file stands whom nobody referred and who owes nothing.
NO_DEBT = "no_debt"
LABELS: dict[str, tuple[str, str]] = {
    "": ("todo", "À orienter"),
    NO_DEBT: ("neutral", "Sans dette"),
    FeedbackState.SENT: ("waiting", "Réponse attendue"),
    FeedbackState.RECEIVED: ("waiting", "Réponse attendue"),
    FeedbackState.INCOMPLETE: ("todo", "À compléter"),
    FeedbackState.CONTACTED: ("info", "Premier contact"),
    FeedbackState.ENGAGED: ("done", "Accompagné"),
    FeedbackState.CLOSED: ("neutral", "Close"),
}


@dataclass(frozen=True)
class Step:
    """One landing of the landlord's stairs."""

    name: str
    detail: str
    state: str
    back: bool = False


@dataclass(frozen=True)
class State:
    """A neutral state and its date, as the history shows it."""

    said: str
    on: str


@dataclass(frozen=True)
class Sent:
    """A referral of this tenant: to whom, its present label (kind of tag, word), its states and stairs.

    `missing`: names of the sheet's fields to complete, when that is its present state.
    """

    public_id: Any
    to: str
    label: tuple[str, str]
    missing: tuple[str, ...]
    states: tuple[State, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Statement:
    """One dated balance the unit sent, in cents."""

    on: date
    balance_cents: int
    rent_cents: int | None
    apl_cents: int | None


@dataclass(frozen=True)
class Account:
    """The tenant as the landlord's own file knows her; `statements` oldest first, amounts in cents."""

    public_id: Any
    name: str
    address: str
    lease_ref: str
    balance: str
    balance_on: str
    rent: str
    stage: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class SharedPerson:
    """An adult as the operator knows her; contact is empty when it may not be read."""

    name: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True)
class Agreement:
    """One adult's agreement the unit received, which it may enter the withdrawal of."""

    public_id: str
    who: str

    @property
    def withdraw_label(self) -> str:
        return f"Enregistrer le retrait de l’accord de {self.who}"


@dataclass(frozen=True)
class Shared:
    """What the agreements in force open of one accompaniment. A scope that is closed leaves its part empty; `budget` is
    None then."""

    persons: tuple[SharedPerson, ...]
    composition: str
    operator: str
    referent: str
    referent_contact: str
    kind: str
    starts_on: str
    planned_end_on: str
    ends_on: str
    visits: tuple[str, ...]
    aids: tuple[str, ...]
    budget: Totals | None
    agreed_on: str
    agreements: tuple[Agreement, ...]
    opened: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LandlordView:
    """The page: `name` for its title, own rows, then one `Shared` per accompaniment that was opened."""

    name: str
    account: Account | None
    sent: tuple[Sent, ...]
    shared: tuple[Shared, ...]


def view(case: Case, *, audience: int) -> LandlordView:
    """What that landlord unit may read of the case: its tenancy, or an accompaniment opened to it.

    The reading context must carry `audience`: the database decides what comes back. Five statements at most.
    """
    account = _account(case)
    sent = _sent(case)
    links = {"case__tenancy_id": case.pk} if case.kind == CaseKind.TENANCY else {"case_id": case.pk}
    opened = shared(audience=audience, **links)
    names = [account.name if account else "", *(person.name for one in opened for person in one.persons)]
    return LandlordView(next(filter(None, names), "Locataire"), account, sent, opened)


# --- the landlord's own rows ---------------------------------------------------------------------------------
def _account(case: Case) -> Account | None:
    statements = AccountStatement.objects.filter(account=OuterRef("pk")).order_by("on")
    one = JSONObject(on="on", balance="balance_cents", rent="rent_cents", apl="apl_cents")
    row = TenantAccount.objects.filter(case=case).annotate(balances=ArraySubquery(statements.values(one=one))).first()
    if row is None:
        return None
    return Account(
        public_id=row.public_id,
        name=called(row),
        address=", ".join(filter(None, [row.address, f"{row.postcode} {row.commune}".strip()])),
        lease_ref=row.lease_ref,
        balance=euros(row.balance_cents),
        balance_on=full_date(row.balance_on),
        rent="" if row.rent_cents is None else euros(row.rent_cents),
        stage=str(ProcedureStage(row.stage).label),
        statements=tuple(
            Statement(date.fromisoformat(said["on"]), said["balance"], said["rent"], said["apl"])
            for said in row.balances
        ),
    )


def _sent(case: Case) -> tuple[Sent, ...]:
    told = ReferralFeedback.objects.filter(referral=OuterRef("pk"), visible_from__lte=TransactionNow())
    rows = (
        Referral.objects.filter(case=case)
        .select_related("recipient__unit__organisation")
        .annotate(told=ArraySubquery(told.values(one=JSONObject(state="state", on="on", detail="detail"))))
        .order_by("-id")
    )
    return tuple(_one_sent(row) for row in rows)


def _one_sent(referral: Any) -> Sent:
    """A referral with its `told` states."""
    reached = {one["state"]: date.fromisoformat(one["on"]) for one in referral.told}
    details = {one["state"]: one["detail"] for one in referral.told}
    present = [state for state in ORDER if state in reached]
    last = present[-1] if present else ""
    unit = unit_of(referral.recipient)
    return Sent(
        public_id=referral.public_id,
        to=f"{unit.organisation.name}, {unit.name}",
        label=LABELS[last],
        missing=tuple(details[last].split(",")) if last == FeedbackState.INCOMPLETE else (),
        states=tuple(State(_said(state, reached), full_date(reached[state])) for state in present),
        steps=tuple(_steps(reached, last)),
    )


def _said(state: str, reached: dict[str, date]) -> str:
    """A neutral state in words; what was engaged is not closed « sans suite »."""
    if state == FeedbackState.CLOSED and FeedbackState.ENGAGED in reached:
        return "close"
    return str(FeedbackState(state).label)


def _steps(reached: dict[str, date], last: str) -> Iterable[Step]:
    """The stairs hold only what a referrer is told: a date passed, the present one, what may come."""
    names = {
        FeedbackState.SENT: "Saisine",
        FeedbackState.RECEIVED: "Reçue",
        FeedbackState.CONTACTED: "Premier contact",
        FeedbackState.ENGAGED: "Accompagnement",
        FeedbackState.CLOSED: capfirst(_said(FeedbackState.CLOSED, reached)),
    }
    closed = last == FeedbackState.CLOSED
    here = FeedbackState.RECEIVED if last == FeedbackState.INCOMPLETE else last
    for state, name in names.items():
        if state in reached:
            shown = "À compléter" if state == here != last else name
            yield Step(shown, full_date(reached[state]), "current" if state == here else "passed")
        elif not closed and state != FeedbackState.CLOSED:
            yield Step(name, "", "coming")


# --- what was agreed -----------------------------------------------------------------------------------------
def shared(*, audience: int, **links: Any) -> tuple[Shared, ...]:
    """What is open to that unit of the accompaniments found by `links` (a filter on Access), in force only.

    Used by the landlord's page and, with the landlord's rights, by the preview shown before signing.
    """
    accesses = list(_opened(audience, links))
    if not accesses:
        return ()
    persons = _persons(audience, [access.case_id for access in accesses])
    housing = [access.case_id for access in accesses if access.housing_until]
    measures = {row.case_id: row for row in _measures(housing)} if housing else {}
    return tuple(_shared(access, persons[access.case_id], measures.get(access.case_id)) for access in accesses)


def _opened(audience: int, links: dict[str, Any]) -> QuerySet[Access]:
    """Accesses with `people` (numbers of the household), `given` (agreements received) and `budget` (its latest totals)."""
    household = Person.objects.filter(household_id=OuterRef("household_id")).order_by()
    count = household.values("household_id").annotate(
        one=JSONObject(adults=Count("pk", filter=Q(is_adult=True)), minors=Count("pk", filter=Q(is_adult=False)))
    )
    given = Consent.objects.filter(
        case_id=OuterRef("case_id"), recipient_id=audience, ended_at=None, until__gt=TransactionNow()
    ).order_by("person_id")
    one = JSONObject(public_id="public_id", person="person_id", given_at="given_at")
    return (
        Access.objects.for_audience(audience)
        .filter(case__kind=CaseKind.ACCOMPANIMENT, **links)
        .select_related("case__holder__unit__organisation")
        .annotate(people=Subquery(count.values("one")[:1]), given=ArraySubquery(given.values(one=one)), budget=newest())
        .order_by("case_id")
    )


def _persons(audience: int, cases: list[int]) -> dict[int, list[PersonAccess]]:
    def newest(model, **fields: str) -> Subquery:
        rows = model.objects.filter(case_id=OuterRef("case_id"), person_id=OuterRef("person_id"))
        return Subquery(rows.order_by("-id").values(one=JSONObject(**fields))[:1])

    rows = (
        PersonAccess.objects.for_audience(audience)
        .filter(case_id__in=cases, identity_until__gt=TransactionNow(), person__is_adult=True)
        .annotate(
            identity=newest(IdentityStatement, title="title", first_name="first_name", last_name="last_name"),
            contact=newest(
                ContactStatement,
                address="address",
                postcode="postcode",
                commune="commune",
                phone="phone",
                email="email",
            ),
        )
        .order_by("case_id", "position")
    )
    found: dict[int, list[PersonAccess]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _measures(cases: list[int]) -> QuerySet[Accompaniment]:
    held = VisitShared.objects.filter(case_id=OuterRef("case_id")).order_by("-month")
    aids = StepShared.objects.filter(case_id=OuterRef("case_id")).order_by("kind")
    return Accompaniment.objects.filter(case_id__in=cases).annotate(
        held=ArraySubquery(held.values(one=JSONObject(month="month", held="held"))[:MONTHS_SHOWN]),
        aids=ArraySubquery(aids.values(one=JSONObject(kind="kind", filed_on="filed_on", answer="answer"))),
    )


def _shared(access: Any, persons: list[Any], measure: Any) -> Shared:
    """One accompaniment from its annotated rows; `measure` is None while its housing is closed."""
    unit = unit_of(access.case.holder)
    now = timezone.now()
    household = bool(access.identity_until and access.identity_until > now)
    identity = max((row.identity_until for row in persons), default=None)
    return Shared(
        persons=tuple(_person(row) for row in persons if row.identity),
        composition=_composition(access.people) if household and access.people else "",
        operator=f"{unit.organisation.name}, {unit.name}" if measure else "",
        referent=measure.referent_name if measure else "",
        referent_contact=", ".join(filter(None, [measure.referent_phone, measure.referent_email])) if measure else "",
        kind=str(measure.get_kind_display()) if measure else "",
        starts_on=_day(measure and measure.starts_on),
        planned_end_on=_day(measure and measure.planned_end_on),
        ends_on=_day(measure and measure.ends_on),
        visits=tuple(held_said(one) for one in measure.held) if measure else (),
        aids=tuple(aid_said(one) for one in measure.aids) if measure else (),
        budget=totals_of(access.budget) if access.budget_until and access.budget_until > now else None,
        agreed_on=_latest(access.given),
        agreements=tuple(_agreement(one, persons) for one in access.given),
        opened=tuple(_ends(identity, access.housing_until, access.budget_until, now)),
    )


def _latest(given: list[dict[str, Any]]) -> str:
    moments = [datetime.fromisoformat(one["given_at"]) for one in given]
    return full_date(timezone.localdate(max(moments))) if moments else ""


def _agreement(one: dict[str, Any], persons: list[Any]) -> Agreement:
    names = {row.person_id: _person(row).name for row in persons if row.identity}
    return Agreement(one["public_id"], names.get(one["person"], "un adulte du ménage"))


def _ends(
    identity: datetime | None, housing: datetime | None, budget: datetime | None, now: datetime
) -> Iterable[tuple[str, str]]:
    for scope, until in ((Scope.IDENTITY, identity), (Scope.HOUSING, housing), (Scope.BUDGET, budget)):
        if until and until > now:
            yield str(scope.label), full_date(last_day(until)) if until.year < FAR else ""


def _person(row: Any) -> SharedPerson:
    contact = row.contact or {}
    place = f"{contact.get('postcode', '')} {contact.get('commune', '')}".strip()
    return SharedPerson(
        name=full_name(row.identity["title"], row.identity["first_name"], row.identity["last_name"]),
        address=", ".join(filter(None, [contact.get("address", ""), place])),
        phone=contact.get("phone", ""),
        email=contact.get("email", ""),
    )


def _composition(people: dict[str, int]) -> str:
    adults = plural(people["adults"], "adulte")
    return f"{adults}, {plural(people['minors'], 'mineur')}" if people["minors"] else adults


def _day(day: date | None) -> str:
    return full_date(day) if day else ""
