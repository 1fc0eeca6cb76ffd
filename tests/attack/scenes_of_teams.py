"""Households whose team, landlord or operator changed, and what stays with whom."""

from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.models import Case, Referral
from tests.attack.scenes_agreements import lift, set_flag
from tests.attack.stage import Stage, age, end, evidence, followed, landlord, link
from tests.factories import world as w
from tests.harness import within


def add(stage: Stage) -> None:
    """All of them, once."""
    for scene in (_former_team, _substitute, _withdrawn_after_acceptance, _two_tenancies, _each_has_the_others):
        scene(stage)
    for elsewhere in (False, True):
        _closed_then_again(stage, elsewhere)


def _former_team(stage: Stage) -> None:
    """What the team of a former stay recorded is not the new team's."""
    world = stage.world
    referred = followed(stage)
    given = w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity")
    w.consent(referred.case, referred.tenant, w.unit_audience(world.rural, "operator"), world.ines, "identity")
    evidence(referred.case, given, world.ines)
    link(stage, referred)
    set_flag(referred, referred.tenant, world.ines)
    lift(referred, world.ines)
    end(referred.case, world.ines)
    again = w.refer(world.nadia, world.agreement, on=referred.tenancy)
    w.accept(again, world.marc)
    w.engage(again, world.marc)
    stage.put("former_stay", referred.case, world.ines, world.marc, world.laurent, world.rural_worker)


def _substitute(stage: Stage) -> None:
    """He stands in on the team for ten days; what was recorded then is no longer his."""
    world = stage.world
    for lifted, days in ((True, 12), (False, 12), (False, 0)):
        referred = followed(stage)
        w.assign(referred.case, world.marc, world.laurent, until=timezone.now() + timedelta(days=10))
        given = w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity")
        evidence(referred.case, given, world.ines)
        link(stage, referred)
        set_flag(referred, referred.tenant, world.ines)
        if lifted:
            lift(referred, world.ines)
        age(stage.superuser, days, referred.case.household_id)
        stage.put("team_ended", referred.case, world.marc, world.ines, world.laurent)


def _withdrawn_after_acceptance(stage: Stage) -> None:
    """The landlord takes its referral back although it was accepted: the sheet closes to the team too."""
    world = stage.world
    referred = w.refer(world.nadia, world.agreement, last_name="Modiano")
    w.accept(referred, world.ines)
    w.assign(referred.case, world.marc, world.laurent, until=timezone.now() + timedelta(days=10))
    with within(world.nadia):
        Referral.objects.filter(pk=referred.referral.pk).update(state="withdrawn", withdrawn_at=TransactionNow())
    stage.put("withdrawn", referred.case, world.ines, world.marc, world.laurent, world.nadia)


def _two_tenancies(stage: Stage) -> None:
    """The household moved within the landlord's houses: the second accompaniment does not speak for the first home."""
    world = stage.world
    referred = followed(stage)
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing", days=30)
    age(stage.superuser, 31, referred.case.household_id)
    with stage.superuser.transaction():
        stage.superuser.execute("SET LOCAL ROLE palier_keeper")
        (case_id,) = stage.superuser.execute(
            "INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id) VALUES"
            " (nextval('sec.case_id'), gen_random_uuid(), sec.case_number(%(h)s), %(household)s, 'tenancy', %(h)s) RETURNING id",
            {"h": world.nadia.unit_audience, "household": referred.case.household_id},
        ).fetchone()
    moved = Case(pk=case_id, household_id=referred.case.household_id)
    w.identity(moved, referred.tenant, world.nadia)
    again = w.refer(world.nadia, world.agreement, on=moved)
    w.accept(again, world.marc)
    w.engage(again, world.marc)
    stage.put("moved_case", referred.case, world.marc, world.ines, world.nadia)


def _each_has_the_others(stage: Stage) -> None:
    """Two operators of one household; the second has received an agreement that the first recorded."""
    world = stage.world
    referred = followed(stage)
    second = w.refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    w.accept(second, world.bea)
    w.engage(second, world.bea)
    w.consent(referred.case, referred.tenant, w.unit_audience(world.halles, "operator"), world.ines, "identity")
    given = w.consent(second.case, second.tenant, landlord(stage), world.bea, "identity")
    evidence(second.case, given, world.bea)
    stage.put("second_operator", referred.case, world.bea, world.ines)


def _closed_then_again(stage: Stage, elsewhere: bool) -> None:
    """Day 60 passed without adhesion; the household was referred again, to a colleague or to another operator."""
    world = stage.world
    referred = w.refer(world.nadia, world.agreement)
    w.accept(referred, world.ines)
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", days=300)
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing", days=30)
    age(stage.superuser, 61, referred.case.household_id)
    by, terms = (world.bea, world.halles_agreement) if elsewhere else (world.marc, world.agreement)
    again = w.refer(world.nadia, terms, on=referred.tenancy)
    w.accept(again, by)
    w.engage(again, by)
    if elsewhere:
        w.consent(again.case, again.tenant, w.unit_audience(world.montaubre, "operator"), world.bea, "identity")
    stage.put("expired", referred.case, world.ines, world.marc, world.laurent, by)
