"""Households on the edges: last days, links that died, minors, flags before and after, referrals that went nowhere.

Each stands once on the stage. They are what a mutant of one condition is noticed by.
"""

from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.enums import ReferralOrigin, ToldHow
from cases.models import (
    Accompaniment,
    AccompanimentCourse,
    AccountStatement,
    ImportBatch,
    PersonLink,
    Referral,
    ReferralAnswer,
    ReferralSheet,
    TenantAccount,
    Visit,
)
from common.models import Document
from partners.enums import Capacity
from tests.attack import scenes_agreements, scenes_of_teams, scenes_of_visits
from tests.attack.scenes_agreements import set_flag, someone
from tests.attack.stage import Stage, age, end, followed, link
from tests.factories import world as w
from tests.factories.directory import unit
from tests.harness import within


def add(stage: Stage) -> None:
    """All of them, once."""
    for scene in (_referrals_that_went_nowhere, _last_days, _came_by_herself, _landlords_file, _issued):
        scene(stage)
    for scene in (_archived, _links, _places_on_teams):
        scene(stage)
    scenes_agreements.add(stage)
    scenes_of_teams.add(stage)
    scenes_of_visits.add(stage)


def told() -> dict:
    return {"told_how": ToldHow.LETTER, "told_on": timezone.localdate() - timedelta(days=3)}


# Referrals --------------------------------------------------------------------------------------------------


def _referrals_that_went_nowhere(stage: Stage) -> None:
    world = stage.world
    team = (world.ines, world.marc, world.laurent, world.nadia)
    _draft(stage)
    waiting = w.refer(world.nadia, world.agreement, last_name="Queneau")
    stage.put("own_row", waiting.case, *team)
    for state in ("incomplete", "redirected", "waiting"):
        referred = w.refer(world.nadia, world.agreement, last_name="Perec")
        w.answer(referred, world.ines, state, missing=["phone"] if state == "incomplete" else [])
        stage.put("withdrawn", referred.case, *team)
    withdrawn = w.refer(world.nadia, world.agreement, last_name="Roubaud")
    with within(world.nadia):
        Referral.objects.filter(pk=withdrawn.referral.pk).update(state="withdrawn", withdrawn_at=TransactionNow())
    stage.put("withdrawn", withdrawn.case, *team)
    closed = followed(stage)
    with within(world.ines):
        ReferralAnswer.objects.filter(case_id=closed.case.pk).update(
            state="closed", answered_by_id=world.ines.member_audience
        )
    stage.put("own_row", closed.case, *team)


def _draft(stage: Stage) -> None:
    """A referral that was not sent, with its sheet."""
    world = stage.world
    held = w.tenancy(world.nadia)
    tenant = w.person(held, world.nadia)
    with within(world.nadia):
        referral = Referral.objects.create(
            **w.content(held, world.nadia),
            agreement=world.agreement,
            recipient=w.unit_audience(world.montaubre, "operator"),
            origin=ReferralOrigin.CAF,
            **told(),
        )
        ReferralSheet.objects.create(
            **w.content(held, world.nadia),
            referral=referral,
            person=tenant,
            last_name="Oulipo",
            postcode="33000",
            commune="Bordeaux",
            balance_cents=1,
            balance_on=timezone.localdate(),
            stage="none",
            **told(),
        )
    stage.put("own_row", held, world.nadia, world.ines, world.laurent)


def _last_days(stage: Stage) -> None:
    """The sixtieth day of a sheet, and the hundred and eightieth after an exit: still open until tonight."""
    world = stage.world
    sheet = w.refer(world.nadia, world.agreement, last_name="Calvino")
    age(stage.superuser, 60, sheet.case.household_id)
    stage.put("own_row", sheet.case, world.marc, world.laurent)
    for days in (150, 180, 181):
        referred = followed(stage)
        _managers_note(stage, referred)
        end(referred.case, world.ines)
        age(stage.superuser, days, referred.case.household_id)
        stage.put("former_stay", referred.case, world.ines, world.marc, world.laurent)


def _archived(stage: Stage) -> None:
    world = stage.world
    referred = followed(stage)
    _managers_note(stage, referred)
    end(referred.case, world.ines)
    with within(world.laurent):
        AccompanimentCourse.objects.filter(case_id=referred.case.pk).update(state="archived")
    age(stage.superuser, 200, referred.case.household_id)
    stage.put("former_stay", referred.case, world.ines, world.laurent)


def _managers_note(stage: Stage, referred: w.Referred) -> None:
    """The manager stood on the team herself for a while, and wrote."""
    world = stage.world
    w.assign(referred.case, world.laurent, world.laurent)
    w.visit(referred.case, world.laurent, text="Relais pendant un congé")


# The operator's own --------------------------------------------------------------------------------------------


def _came_by_herself(stage: Stage) -> None:
    """Accompaniments without a referral: reaching out, and engaged."""
    world = stage.world
    for engaged in (False, True):
        case = w.own_accompaniment(world.ines)
        someone = w.person(case, world.ines)
        with within(world.ines):
            Accompaniment.objects.create(**w.content(case, world.ines), referent_name="Inès")
            AccompanimentCourse.objects.create(**w.content(case, world.ines))
        w.assign(case, world.ines, world.laurent, is_referent=True)
        referred = w.Referred(case, case, None, someone, None)
        if engaged:
            w.engage(referred, world.ines)
        else:
            w.identity(case, someone, world.ines, last_name="Duras")
        w.visit(case, world.ines, text="Première rencontre")
        with within(world.ines):
            for on, outcome in ((3, ""), (9, ""), (-2, "held")):
                Visit.objects.create(
                    **w.content(case, world.ines),
                    is_planned=True,
                    on=timezone.localdate() + timedelta(days=on),
                    outcome=outcome,
                )
        halles = w.unit_audience(world.halles, "operator")
        w.consent(case, someone, halles, world.ines, "identity", "housing")
        stage.put("own_row", case, world.ines, world.marc, world.laurent)
        stage.put("granted", case, world.bea, world.bea_manager)


def _places_on_teams(stage: Stage) -> None:
    """On the team from tomorrow; and from a day that has come."""
    world = stage.world
    for days in (0, 2):
        referred = followed(stage)
        w.assign(referred.case, world.marc, world.laurent, starts_at=timezone.now() + timedelta(days=1))
        if days:
            age(stage.superuser, days, referred.case.household_id)
        stage.put("team_ended", referred.case, world.marc, world.ines)
    sheet = w.refer(world.nadia, world.agreement, last_name="Sarraute")
    w.accept(sheet, world.ines)
    w.assign(sheet.case, world.marc, world.laurent, until=timezone.now() + timedelta(days=10))
    stage.put("team_ended", sheet.case, world.marc, world.ines)


def _issued(stage: Stage) -> None:
    """A document that is ready, and one that was refused."""
    world = stage.world
    referred = followed(stage)
    with within(world.ines):
        for state in ("ready", "refused"):
            made = Document.objects.create(
                asker_id=world.ines.member_audience,
                kind="receipt",
                title="Reçu",
                template="x",
                case_id=referred.case.pk,
            )
            Document.objects.filter(pk=made.pk).update(state=state)
        Document.objects.create(asker_id=world.ines.member_audience, kind="receipt", title="Liste", template="x")
    stage.put("own_row", referred.case, world.ines, world.marc)


def _landlords_file(stage: Stage) -> None:
    """Tenants of two landlords that nobody referred, with their balances and a file that waits."""
    for by in (stage.world.nadia, stage.world.other_clerk, stage.world.litigator):
        with within(by):
            made = TenantAccount.objects.create(
                author_id=by.unit_audience,
                lease_ref=f"F{by.unit_audience}",
                last_name="Simon",
                postcode="33000",
                commune="Bordeaux",
                balance_cents=1,
                balance_on=timezone.localdate(),
                stage="none",
            )
            AccountStatement.objects.create(
                account=made, author_id=by.unit_audience, on=timezone.localdate(), balance_cents=1
            )
            ImportBatch.objects.create(author_id=by.unit_audience, file_name="impayes.csv", file_digest="x")


# Links ---------------------------------------------------------------------------------------------------------------


def _links(stage: Stage) -> None:
    """Links that live, were revoked, used up or expired; one of an adult who is no party; and a case she has not."""
    world = stage.world
    for what in ("revoked", "used_up", "expired", "no_party", "request", "replaced"):
        referred = followed(stage)
        of = someone(referred, world.ines, is_adult=True) if what == "no_party" else referred.tenant
        number = link(stage, referred, of)
        if what == "revoked":
            with within(world.ines):
                PersonLink.objects.filter(pk=number).update(revoked_at=TransactionNow())
        elif what == "used_up":
            _use_up(stage, number)
        elif what == "expired":
            age(stage.superuser, 31, referred.case.household_id)
        elif what == "request":
            _request(stage, referred)
        elif what == "replaced":
            stage.persons.pop()
            link(stage, referred, of)
        stage.put("own_row", referred.case, world.ines, world.laurent, world.marc)
    flagged = followed(stage)
    link(stage, flagged)
    set_flag(flagged, flagged.tenant, world.ines)
    stage.put("violence_flag", flagged.case, world.ines)


def _use_up(stage: Stage, number: int) -> None:
    with stage.superuser.transaction():
        stage.superuser.execute("SET LOCAL ROLE palier_keeper")
        stage.superuser.execute("UPDATE cases_personlink SET tries_left = 0 WHERE id = %s", [number])


def _request(stage: Stage, referred: w.Referred) -> None:
    """A request of the same household, held by an SIAO."""
    siao = w.unit_audience(unit(Capacity.SIAO, name="Relais SIAO"), "siao")
    with stage.superuser.transaction():
        stage.superuser.execute("SET LOCAL ROLE palier_keeper")
        stage.superuser.execute(
            "INSERT INTO cases_case (id, public_id, number, household_id, kind, holder_id) VALUES"
            " (nextval('sec.case_id'), gen_random_uuid(), sec.case_number(%(h)s), %(household)s, 'request', %(h)s)",
            {"h": siao.id, "household": referred.case.household_id},
        )
