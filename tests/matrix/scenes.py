"""Households of the matrix, one per state of decisions T18, entered through the front doors and then aged."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import psycopg
from django.db import connection
from django.utils import timezone

from cases.actions import withdrawals
from cases.actions.person_links import digest_of
from cases.enums import GivenHow, GrantBasis, Party, WithdrawalChannel
from cases.models import (
    Case,
    CommonPart,
    Consent,
    Grant,
    Person,
    ProcedureEvent,
    RepaymentPlan,
    TeamMember,
    ViolenceFlag,
    Visit,
)
from cases.parts.content import ContractCommon
from cases.parts.reviews import BilanCommon, Came, MeetingCommon
from cases.queries.consents import end_of_day
from partners.acting import Acting
from partners.models import Agreement, Unit
from tests.attack.scenes import age
from tests.cases.agreements import sign
from tests.factories import work
from tests.factories import world as w
from tests.harness import within
from tests.matrix.people import Team

BORN_ON = date(1958, 7, 23)
#: An agreement of six months is over, an accompaniment is not.
LONG_AGO = 200
REVIEWED = {
    "bilan": BilanCommon(operator="Le Pas de Porte").model_dump(mode="json"),
    "tripartite": MeetingCommon(operator="Le Pas de Porte", parties=[Came(party=Party.HOUSEHOLD)]).model_dump(
        mode="json"
    ),
}
CONTRACT = ContractCommon(operator="Le Pas de Porte", months=6, rhythm=["2 visites par mois"], places=[], axes=[])


@dataclass
class Side:
    """Who follows and who is told: `team` accompanies the tenants of the landlord `told`, which is also the other
    operator agreements name."""

    team: Team
    told: Team
    agreement: Agreement
    third: Unit

    @property
    def worker(self) -> Acting:
        return self.team.worker


@dataclass
class Scene:
    """One household: its two cases, its two adults with their links, and one object of each kind on it."""

    case: Case
    tenancy: Case
    referral_id: int
    tenant: Person
    co_tenant: Person
    visit: Visit
    planned: Visit
    place: TeamMember
    text: Grant
    repayment: RepaymentPlan
    procedure: ProcedureEvent
    signed: CommonPart
    draft: CommonPart
    agreed: list[Consent] = field(default_factory=list)
    oral: Consent | None = None
    links: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)

    @property
    def cases(self) -> tuple[int, ...]:
        """What a person of this household reads: both cases."""
        return tuple(sorted((self.case.pk, self.tenancy.pk)))


def as_seen(superuser: psycopg.Connection, pk: int) -> Case:
    """The case of that id, whole: only its public id goes into an address."""
    public_id, household, tenancy = superuser.execute(
        "SELECT public_id, household_id, tenancy_id FROM cases_case WHERE id = %s", [pk]
    ).fetchone()
    return Case(pk=pk, public_id=UUID(str(public_id)), household_id=household, tenancy_id=tenancy)


def follow(superuser: psycopg.Connection, side: Side) -> tuple[Scene, w.Referred]:
    """A couple referred, accepted and engaged, with a visit made, one planned and a colleague on the team."""
    worker, manager, mate = side.worker, side.team.manager, side.team.mate
    referred = w.refer(side.told.clerk, side.agreement, co_tenant="Vasseur Karim")
    w.accept(referred, worker)
    w.engage(referred, worker)
    w.identity(referred.case, referred.tenant, worker, born_on=BORN_ON)
    w.identity(referred.case, referred.co_tenant, worker, first_name="Karim", born_on=BORN_ON)
    made = w.visit(referred.case, worker, text="Note de l’équipe")
    coming = timezone.localdate() + timedelta(days=3)
    with within(worker):
        planned = Visit.objects.create(**w.content(referred.case, worker), is_planned=True, on=coming)
    place = w.assign(referred.case, mate, manager)
    case, tenancy = as_seen(superuser, referred.case.pk), as_seen(superuser, referred.tenancy.pk)
    text = open_by_text(side, case)
    rent = plan_and_stage(referred.case, worker)
    contract = {"content": CONTRACT.model_dump(mode="json")}
    parts = (
        work.part(referred.case, worker, **contract),
        work.part(referred.case, worker, number=2, issued=False, **contract),
    )
    for kind, said in REVIEWED.items():
        work.part(referred.case, worker, kind, issued=False, content=said, ends_on=timezone.localdate())
    return Scene(
        case,
        tenancy,
        referred.referral.pk,
        referred.tenant,
        referred.co_tenant,
        made,
        planned,
        place,
        text,
        *rent,
        *parts,
    ), referred


def plan_and_stage(case: Case, worker: Acting) -> tuple[RepaymentPlan, ProcedureEvent]:
    """What the team noted on the rent account."""
    today = timezone.localdate()
    with within(worker):
        return (
            RepaymentPlan.objects.create(
                **w.content(case, worker),
                signed_on=today,
                debt_cents=60000,
                monthly_cents=5000,
                first_on=today,
                months=12,
            ),
            ProcedureEvent.objects.create(**w.content(case, worker), kind="stage", stage="reminder", on=today),
        )


def open_by_text(side: Side, case: Case) -> Grant:
    """What a text opens, to a unit nobody asks from."""
    manager, recipient = side.team.manager, w.unit_audience(side.third, "operator")
    with within(manager):
        return Grant.objects.create(
            **w.content(case, manager),
            basis=GrantBasis.TEXT_CCAPEX,
            notice="CCAPEX du 3 décembre",
            recipient=recipient,
            recipient_kind=recipient.kind,
            recipient_capacity=recipient.capacity,
            scopes=["identity"],
            until=timezone.now() + timedelta(days=90),
        )


def agree(side: Side, referred: w.Referred, scene: Scene) -> None:
    """The tenant in writing and the other adult by word agree for the landlord; both for the other operator."""
    worker, unit = side.worker, w.unit_audience(side.told.unit, "operator")
    scene.agreed += sign(referred, worker)
    # A day less than the thirty allowed: ageing crosses a change of hour.
    until = end_of_day(timezone.localdate() + timedelta(days=29))
    said = {"given_how": GivenHow.ORAL, "evidence": None, "until": until}
    (scene.oral,) = sign(referred, worker, person=referred.co_tenant, **said)
    for adult in (referred.tenant, referred.co_tenant):
        grant = w.consent(referred.case, adult, unit, worker, "identity", "housing")
        scene.agreed.append(Consent(pk=grant.consent_id))


def link(side: Side, scene: Scene, state: str) -> None:
    """A personal link for each adult; the tokens are known here alone."""
    for name, adult in (("person", scene.tenant), ("co_tenant", scene.co_tenant)):
        token = scene.tokens[name] = f"{name}-{state}-{scene.case.pk}"
        with within(side.worker), connection.cursor() as cursor:
            cursor.execute(
                "SELECT sec.make_link(%s, %s, %s, %s)",
                [side.worker.unit_audience, scene.case.pk, adult.pk, digest_of(token)],
            )
            (scene.links[name],) = cursor.fetchone()


def build_scenes(superuser: psycopg.Connection, side: Side) -> dict[str, Scene]:
    """The five states in which a household is found; who agreed to what is all that differs."""
    scenes = {}
    for state in ("own", "granted", "expired", "withdrawn", "flag"):
        scene, referred = follow(superuser, side)
        if state == "own":
            scene.agreed += sign(referred, side.worker, (), also_return=True)
        else:
            agree(side, referred, scene)
        if state == "expired":
            age(superuser, days=LONG_AGO, household_id=scene.case.household_id)
        link(side, scene, state)
        scenes[state] = scene
    _withdraw(side, scenes["withdrawn"])
    _protect(side, scenes["flag"])
    return scenes


def _withdraw(side: Side, scene: Scene) -> None:
    worker = side.worker
    for consent in (*scene.agreed, scene.oral):
        with within(worker):
            given = Consent.objects.get(pk=consent.pk)
            number = withdrawals.withdraw(consent=given, channel=WithdrawalChannel.LETTER, by=worker)
        scene.receipts.append(number)


def _protect(side: Side, scene: Scene) -> None:
    """The tenant is to be protected from the other adult."""
    with within(side.worker):
        ViolenceFlag.objects.create(
            **w.content(scene.case, side.worker), person=scene.tenant, set_by_id=side.worker.member_audience
        )
