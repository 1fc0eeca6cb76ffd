"""Households in every state of decisions T18, entered through the front doors and then aged from outside."""

from datetime import timedelta

import psycopg
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.enums import GrantBasis
from cases.models import Case, CommonPart, Contact, Grant, TeamMember, ViolenceFlag, Visit
from partners.acting import Acting
from partners.enums import Capacity, Role
from tests.attack import scenes_edges
from tests.attack.stage import STATES, Stage, age, beat, end, evidence, followed, landlord, leave, link, retired_key
from tests.factories import work
from tests.factories import world as w
from tests.factories.directory import agreement, member, unit
from tests.harness import within

__all__ = ["STATES", "Stage", "age", "beat", "build"]


def build(superuser: psycopg.Connection, copies: int = 2) -> Stage:
    """The whole stage, each state `copies` times. Commits."""
    retired_key(superuser)
    stage = Stage(w.build_world(), superuser)
    world = stage.world
    both = unit(Capacity.LANDLORD, Capacity.OPERATOR, name="Service social du bailleur")
    both_clerk = member(both, Role.CLERK)
    both_worker = member(both, Role.WORKER)
    both_agreement = agreement(both, world.branch)
    service = member(world.branch, Role.SERVICE)
    former, former_clerk = member(world.montaubre, Role.WORKER), member(world.branch, Role.CLERK)
    stage.actors = [
        *(world.nadia, world.litigator, world.other_clerk, world.ines, world.marc, world.laurent),
        *(world.rural_worker, world.bea, world.bea_manager, world.admin, world.dpo, both_clerk, both_worker),
        *(service, former, former_clerk),
    ]
    for _ in range(copies):
        for scene in (_sheet, _granted, _expired, _withdrawn, _narrowed, _future_text, _one_of_two, _flag, _team_ended):
            scene(stage)
        for scene in (_second_operator, _former_stay, _former_landlord, _closed_at_day_60, _refused, _social_to_member):
            scene(stage)
        _other_capacity(stage, both_clerk, both_worker, both_agreement)
        _former_member(stage, former)
    for gone in (former, former_clerk):
        leave(gone)
    scenes_edges.add(stage)
    beat(superuser)
    return stage


def _sheet(stage: Stage) -> None:
    referred = w.refer(stage.world.nadia, stage.world.agreement, last_name="Oudin")
    stage.put("own_row", referred.case, stage.world.nadia)
    stage.put("other_unit_same_organisation", referred.case, stage.world.rural_worker, stage.world.litigator)
    stage.put("other_organisation", referred.case, stage.world.bea, stage.world.other_clerk)
    if len(stage.households["own_row"]) % 2:
        age(stage.superuser, 58, referred.case.household_id)


def _granted(stage: Stage) -> None:
    world = stage.world
    referred = followed(stage)
    grant = w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing", "budget")
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    evidence(referred.case, grant, world.ines)
    work.deliver(referred.case, world.ines, landlord(stage))
    work.deliver(referred.case, world.ines, landlord(stage), ready=False)
    work.receive(work.alert(referred.case, world.ines, landlord(stage), "contact_wanted"), world.nadia)
    work.receive(work.alert(referred.tenancy, world.nadia, world.ines.unit_audience, "plan_missed"), world.ines)
    with within(world.ines):
        w.rent(referred.tenancy, world.ines, on=timezone.localdate() - timedelta(days=1))
    link(stage, referred)
    for state in ("granted", "landlord_asks_social", "own_row", "moved_case", "no_context", "forged_context"):
        stage.put(state, referred.case, world.nadia, world.ines, world.laurent)
    stage.put("other_unit_same_organisation", referred.case, world.litigator, world.rural_worker, world.marc)
    stage.put("other_organisation", referred.case, world.bea, world.bea_manager, world.other_clerk)


def _expired(stage: Stage) -> None:
    referred = followed(stage)
    w.consent(referred.case, referred.tenant, landlord(stage), stage.world.ines, "identity", "housing", days=30)
    age(stage.superuser, 45, referred.case.household_id)
    stage.put("expired", referred.case, stage.world.nadia, stage.world.ines)


def _withdrawn(stage: Stage) -> None:
    referred = followed(stage)
    grant = w.consent(referred.case, referred.tenant, landlord(stage), stage.world.ines, "identity", "housing")
    work.deliver(referred.case, stage.world.ines, landlord(stage))
    w.withdraw(grant, stage.world.ines)
    stage.put("withdrawn", referred.case, stage.world.nadia, stage.world.ines)


def _narrowed(stage: Stage) -> None:
    """To the dwelling alone, and to the names alone: nothing is delivered to the landlord any more."""
    for kept in ("housing", "identity"):
        referred = followed(stage)
        wide = w.consent(
            referred.case, referred.tenant, landlord(stage), stage.world.ines, "identity", "housing", "budget"
        )
        work.deliver(referred.case, stage.world.ines, landlord(stage))
        w.assign(referred.case, stage.world.marc, stage.world.laurent)
        with within(stage.world.ines):
            w.withdraw(wide, stage.world.ines)
            w.consent(referred.case, referred.tenant, landlord(stage), stage.world.ines, kept)
        stage.put("narrowed", referred.case, stage.world.nadia, stage.world.ines)


def _future_text(stage: Stage) -> None:
    """A text of tomorrow, and one whose day has come."""
    world = stage.world
    for days in (0, 2):
        referred = followed(stage)
        recipient = w.unit_audience(world.halles, "operator")
        with within(world.laurent):
            Grant.objects.create(
                **w.content(referred.case, world.laurent),
                basis=GrantBasis.TEXT_CCAPEX,
                notice="CCAPEX du 3 décembre",
                recipient=recipient,
                recipient_kind="unit",
                recipient_capacity="operator",
                scopes=["identity", "housing"],
                valid_from=timezone.now() + timedelta(days=1),
                until=timezone.now() + timedelta(days=90),
            )
        if days:
            age(stage.superuser, days, referred.case.household_id)
        stage.put("future_text", referred.case, world.bea, world.bea_manager, world.laurent)


def _one_of_two(stage: Stage) -> None:
    referred = followed(stage, co_tenant="Vasseur Paul")
    w.identity(referred.case, referred.co_tenant, stage.world.ines, first_name="Paul")
    w.consent(referred.case, referred.tenant, landlord(stage), stage.world.ines, "identity", "housing")
    stage.put("one_of_two_adults", referred.case, stage.world.nadia, stage.world.ines)


def _flag(stage: Stage) -> None:
    world = stage.world
    referred = followed(stage, co_tenant="Vasseur Paul")
    w.identity(referred.case, referred.co_tenant, world.ines, first_name="Paul")
    link(stage, referred)
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing")
    w.consent(referred.case, referred.co_tenant, landlord(stage), world.ines, "identity", "housing")
    with within(world.ines):
        ViolenceFlag.objects.create(
            **w.content(referred.case, world.ines), person=referred.co_tenant, set_by_id=world.ines.member_audience
        )
    w.consent(referred.case, referred.co_tenant, w.unit_audience(world.halles, "operator"), world.ines, "identity")
    w.consent(referred.case, referred.tenant, w.unit_audience(world.rural, "operator"), world.ines, "identity")
    if len(stage.households["violence_flag"]) % 2:
        with within(world.laurent):
            ViolenceFlag.objects.filter(household_id=referred.case.household_id).update(lifted_at=TransactionNow())
    stage.put("violence_flag", referred.case, world.nadia, world.ines, world.marc, world.bea, world.rural_worker)


def _team_ended(stage: Stage) -> None:
    """Marc was on the team, and then a substitute with dates."""
    world = stage.world
    referred = followed(stage)
    w.assign(referred.case, world.marc, world.laurent)
    with within(world.laurent):
        TeamMember.objects.filter(case_id=referred.case.pk, member_id=world.marc.member_audience).update(
            ended_at=TransactionNow()
        )
    stage.put("team_ended", referred.case, world.marc, world.ines)
    other = followed(stage)
    w.assign(other.case, world.marc, world.laurent, until=timezone.now() + timedelta(days=10))
    if len(stage.households["team_ended"]) % 2:
        age(stage.superuser, 12, other.case.household_id)
    stage.put("team_ended", other.case, world.marc, world.laurent)


def _second_operator(stage: Stage) -> None:
    world = stage.world
    referred = followed(stage)
    second = w.refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    w.accept(second, world.bea)
    w.engage(second, world.bea)
    w.visit(second.case, world.bea, text="Note de l’autre équipe")
    work.part(second.case, world.bea)
    with within(world.bea):
        CommonPart.objects.create(**w.content(second.case, world.bea), kind="bilan", number=1)
        Contact.objects.create(**w.content(second.case, world.bea), name="Assistante sociale")
    given = w.consent(second.case, second.tenant, landlord(stage), world.bea, "identity", "housing")
    evidence(second.case, given, world.bea)
    stage.put("second_operator", referred.case, world.bea, world.ines, world.bea_manager, world.laurent)


def _former_stay(stage: Stage) -> None:
    """A stay that ended, long ago or not, and a new one with another team of the same operator."""
    world = stage.world
    referred = followed(stage)
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing", days=300)
    end(referred.case, world.ines)
    age(stage.superuser, 200 if len(stage.households["former_stay"]) % 2 else 20, referred.case.household_id)
    again = w.refer(world.nadia, world.agreement, on=referred.tenancy)
    w.accept(again, world.marc)
    w.engage(again, world.marc)
    stage.put("former_stay", referred.case, world.marc, world.ines, world.laurent, world.nadia)


def _former_landlord(stage: Stage) -> None:
    """The household has another landlord now; the former one keeps its own rows and follows nothing new."""
    world = stage.world
    referred = followed(stage)
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing")
    end(referred.case, world.ines)
    with stage.superuser.transaction():
        stage.superuser.execute("SET LOCAL ROLE palier_keeper")
        (case_id,) = stage.superuser.execute(
            "INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id) VALUES"
            " (nextval('sec.case_id'), gen_random_uuid(), sec.case_number(%(h)s), %(household)s, 'tenancy', %(h)s) RETURNING id",
            {"h": world.other_clerk.unit_audience, "household": referred.case.household_id},
        ).fetchone()
    tenancy = Case(pk=case_id, household_id=referred.case.household_id)
    w.rent(tenancy, world.other_clerk)
    stage.put("former_landlord", referred.case, world.nadia, world.other_clerk)


def _closed_at_day_60(stage: Stage) -> None:
    world = stage.world
    referred = w.refer(world.nadia, world.agreement, last_name="Blondel")
    w.accept(referred, world.ines)
    w.visit(referred.case, world.ines, outcome="absent", text="Personne")
    work.of_operator(referred, world.ines, world.laurent, to=landlord(stage))
    age(stage.superuser, 61, referred.case.household_id)
    stage.put("expired", referred.case, world.ines, world.laurent, world.marc, world.nadia)


def _refused(stage: Stage) -> None:
    world = stage.world
    referred = w.refer(world.nadia, world.agreement, last_name="Marchetti")
    w.answer(referred, world.laurent, "not_accepted", reason="Hors du territoire")
    stage.put("withdrawn", referred.case, world.ines, world.laurent, world.nadia)


def _social_to_member(stage: Stage) -> None:
    """A person let one member of another operator read the notes; and a landlord would like to."""
    world = stage.world
    referred = followed(stage)
    with within(world.ines):
        unit_grant = w.consent(
            referred.case,
            referred.tenant,
            w.unit_audience(world.halles, "operator"),
            world.ines,
            "identity",
            "social",
            granted=["identity"],
        )
        Grant.objects.create(
            **w.content(referred.case, world.ines),
            basis=GrantBasis.AGREEMENT,
            consent_id=unit_grant.consent_id,
            person=referred.tenant,
            recipient_id=world.bea.member_audience,
            recipient_kind="member",
            recipient_capacity="operator",
            scopes=["social"],
            until=unit_grant.until,
        )
    stage.put("granted", referred.case, world.bea, world.bea_manager)
    stage.put("landlord_asks_social", referred.case, world.nadia, world.litigator)


def _other_capacity(stage: Stage, clerk: Acting, worker: Acting, made: object) -> None:
    """One unit, landlord of one household and operator of another."""
    held = w.tenancy(clerk)
    w.person(held, clerk)
    w.rent(held, clerk)
    referred = w.refer(stage.world.nadia, made)
    w.accept(referred, worker)
    w.engage(referred, worker)
    w.visit(referred.case, worker, text="Note")
    stage.put("other_capacity", held, clerk, worker)
    w.consent(referred.case, referred.tenant, w.unit_audience(worker.membership.unit, "landlord"), worker, "identity")
    with within(worker):
        day = timezone.localdate() + timedelta(days=5)
        Visit.objects.create(**w.content(referred.case, worker), is_planned=True, on=day)
    stage.put("other_capacity", referred.case, clerk, worker)
    agreed = followed(stage)
    w.consent(
        agreed.case, agreed.tenant, w.unit_audience(worker.membership.unit, "operator"), stage.world.ines, "identity"
    )
    stage.put("other_capacity", agreed.case, clerk, worker, stage.world.ines)


def _former_member(stage: Stage, former: Acting) -> None:
    referred = followed(stage)
    w.assign(referred.case, former, stage.world.laurent)
    stage.put("former_member", referred.case, former, stage.world.ines)
