"""Recording an agreement: what it opens, what it ends, what is refused."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from cases.actions import accompaniments, consents
from cases.enums import EndedHow, ExitOutcome, GivenHow, GrantBasis
from cases.models import (
    Accompaniment,
    Case,
    Consent,
    Evidence,
    Grant,
    IdentityStatement,
    RentStatement,
    ViolenceFlag,
    VisitNote,
    VisitShared,
)
from cases.periods import add_months
from cases.queries import consents as queries
from common.refusal import NotYours, Refused
from partners.enums import Capacity
from tests.cases.agreements import SIGNED, case_of, engaged, proposal_of, sign
from tests.factories.directory import publish_next, unit
from tests.factories.world import assign, content, own_accompaniment, rent, visit
from tests.harness import KEEPER, OWNER, as_role, sql, within

pytestmark = pytest.mark.django_db


def landlord_reads(world, model, **filters) -> int:
    with within(world.nadia):
        return model.objects.filter(**filters).count()


def stored() -> tuple[int, int, int]:
    with as_role(KEEPER):
        return Consent.objects.count(), Grant.objects.count(), Evidence.objects.count()


# --- what it opens --------------------------------------------------------------------------------------------
def test_what_is_agreed_to_opens_and_nothing_else(world):
    referred = engaged(world)
    visit(referred.case, world.ines, text="Ce qu’elle raconte.")
    (consent,) = sign(referred, world.ines, ["identity"])
    assert landlord_reads(world, IdentityStatement, case_id=referred.case.pk) == 1
    assert landlord_reads(world, Accompaniment) == 0
    sign(referred, world.ines, ["identity", "housing"])
    assert landlord_reads(world, Accompaniment) == 1
    assert landlord_reads(world, VisitShared) == 1
    assert landlord_reads(world, VisitNote) == 0
    with within(world.ines):
        grant = Grant.objects.get(consent=consent)
        assert (grant.basis, grant.recipient_kind, grant.recipient_capacity) == (
            GrantBasis.AGREEMENT,
            "unit",
            Capacity.LANDLORD,
        )
        proof = Evidence.objects.get(consent=consent)
        assert proof.strokes == SIGNED.strokes
        assert proof.digest == SIGNED.digest
        assert consent.notice_version == "gironde-2026-11"
        assert consent.purpose == "suivre ma dette et mon plan d’apurement"


def test_the_return_direction_opens_the_account_of_the_tenancy_to_the_operator(world):
    referred = engaged(world)
    rent(referred.tenancy, world.nadia)
    sign(referred, world.ines, ["identity"])
    with within(world.ines):
        assert RentStatement.objects.count() == 0
    main, returned = sign(referred, world.ines, ["identity"], also_return=True)
    with within(world.ines):
        assert RentStatement.objects.count() == 1
        assert Evidence.objects.filter(consent__in=[main, returned]).count() == 2
    assert returned.case_id == referred.tenancy.pk
    assert returned.purpose == "donner au Pas de Porte l’état de mon compte"
    assert landlord_reads(world, Consent, pk=returned.pk) == 0


def test_the_return_direction_alone_opens_nothing_to_the_landlord(world):
    referred = engaged(world)
    (returned,) = sign(referred, world.ines, [], also_return=True)
    assert returned.recipient_id == world.ines.unit_audience
    assert landlord_reads(world, Case, pk=referred.case.pk) == 0


def test_household_facts_wait_for_every_adult(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines)
    assert landlord_reads(world, Accompaniment) == 0
    assert landlord_reads(world, IdentityStatement, case_id=referred.case.pk) == 1
    sign(referred, world.ines, person=referred.co_tenant)
    assert landlord_reads(world, Accompaniment) == 1
    assert landlord_reads(world, IdentityStatement, case_id=referred.case.pk) == 2


# --- what it ends ---------------------------------------------------------------------------------------------
def test_a_narrower_agreement_replaces_the_former_in_the_same_transaction(world):
    referred = engaged(world)
    (former,) = sign(referred, world.ines, ["identity", "housing"])
    sign(referred, world.ines, ["identity"])
    with within(world.ines):
        former.refresh_from_db()
        assert former.ended_how == EndedHow.REPLACED
        assert former.ended_by_id == world.ines.member_audience
        assert Grant.objects.get(consent=former).ended_at == former.ended_at
        assert Consent.objects.filter(ended_at=None).count() == 1
    assert landlord_reads(world, Accompaniment) == 0
    assert sql("SELECT sec.drift(%s)", referred.case.household_id) == [(0,)]


def test_what_she_no_longer_says_yes_to_ends_in_both_directions(world):
    referred = engaged(world)
    rent(referred.tenancy, world.nadia)
    sign(referred, world.ines, also_return=True)
    sign(referred, world.ines, also_return=False)
    with within(world.ines):
        assert RentStatement.objects.count() == 0
        assert Consent.objects.filter(ended_at=None).count() == 1


def test_nothing_stays_when_the_gate_disagrees(world):
    referred = engaged(world)
    sql("ALTER TABLE cases_grant DISABLE TRIGGER gate_insert", role=OWNER)
    with pytest.raises(consents.GateDisagrees):
        sign(referred, world.ines)


# --- how long -------------------------------------------------------------------------------------------------
def test_an_agreement_ends_at_midnight_of_its_last_day(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines, months=3)
    local = timezone.localtime(consent.until)
    assert (local.hour, local.minute) == (0, 0)
    assert queries.last_day(consent.until) == add_months(timezone.localdate(), 3)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 11, 17), 6, date(2027, 5, 17)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_are_counted_as_people_count_them(day, months, end):
    assert add_months(day, months) == end


def test_a_landlord_never_reads_beyond_the_planned_end(world):
    referred = engaged(world)
    planned = timezone.localdate() + timedelta(days=40)
    with within(world.ines):
        Accompaniment.objects.filter(case_id=referred.case.pk).update(planned_end_on=planned)
    (consent,) = sign(referred, world.ines, months=12)
    assert queries.last_day(consent.until) == planned
    with pytest.raises(Refused, match="au plus tard avec l’accompagnement"):
        sign(referred, world.ines, until=queries.end_of_day(planned + timedelta(days=1)))


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (lambda today: queries.end_of_day(today - timedelta(days=1)), "fin prévue"),
        (lambda today: queries.end_of_day(add_months(today, 12) + timedelta(days=1)), "douze mois"),
    ],
)
def test_an_end_too_near_or_too_far_is_refused(world, until, sentence):
    referred = engaged(world)
    with pytest.raises(Refused, match=sentence):
        sign(referred, world.ines, until=until(timezone.localdate()))
    assert stored() == (0, 0, 0)


# --- given orally ---------------------------------------------------------------------------------------------
ORAL = {"given_how": GivenHow.ORAL, "evidence": None}


def in_days(days: int) -> datetime:
    return queries.end_of_day(timezone.localdate() + timedelta(days=days))


def test_an_oral_agreement_opens_for_thirty_days_at_most(world):
    referred = engaged(world)
    with pytest.raises(Refused, match="trente jours"):
        sign(referred, world.ines, until=in_days(31), **ORAL)
    (consent,) = sign(referred, world.ines, until=in_days(30), **ORAL)
    with within(world.ines):
        assert Grant.objects.get(consent=consent).basis == GrantBasis.ORAL_AGREEMENT
        assert not Evidence.objects.exists()
    assert landlord_reads(world, Accompaniment) == 1


def test_confirming_in_writing_takes_up_everything_said_at_that_moment(world):
    referred = engaged(world)
    said = sign(referred, world.ines, also_return=True, until=in_days(30), **ORAL)
    case = case_of(referred, world.ines)
    with within(world.ines):
        confirmed = consents.confirm_oral(
            case=case,
            consent=said[0],
            until=queries.end_after(6, queries.planned_end(case)),
            given_how=GivenHow.SCREEN,
            evidence=SIGNED,
            by=world.ines,
        )
        assert [(one.scopes, one.purpose, one.recipient_id) for one in confirmed] == [
            (one.scopes, one.purpose, one.recipient_id) for one in said
        ]
        assert {one.given_how for one in Consent.objects.filter(ended_at=None)} == {GivenHow.SCREEN}
        assert Evidence.objects.count() == 2
        said[0].refresh_from_db()
        with pytest.raises(Refused, match="n’attend plus"):
            consents.confirm_oral(
                case=case,
                consent=said[0],
                until=queries.end_after(6, queries.planned_end(case)),
                given_how=GivenHow.SCREEN,
                evidence=SIGNED,
                by=world.ines,
            )


# --- what is refused --------------------------------------------------------------------------------------------
def test_after_the_end_nothing_is_agreed_to_any_more(world):
    referred = engaged(world)
    case, proposal = case_of(referred, world.ines), proposal_of(referred, world.ines)
    with within(world.ines):
        accompaniments.end(case=case, by=world.ines, outcome=ExitOutcome.KEPT)
    with within(world.ines):
        assert queries.proposals(case, world.ines) == []
    with pytest.raises(Refused, match="L’accompagnement est terminé"):
        _record_blind(referred, proposal, world.ines)
    assert stored() == (0, 0, 0)


def test_recording_belongs_to_the_team_and_its_manager(world):
    referred = engaged(world)
    proposal = proposal_of(referred, world.ines)
    for by in (world.marc, world.rural_worker, world.bea):
        with pytest.raises(NotYours):
            sign(referred, by, proposal=proposal) if by is world.marc else _record_blind(referred, proposal, by)
    assert stored() == (0, 0, 0)
    assert sign(referred, world.laurent)
    assign(referred.case, world.marc, world.laurent)
    assert sign(referred, world.marc)


def _record_blind(referred, proposal, by):
    with within(by):
        consents.record(
            case=referred.case,
            person=referred.tenant,
            proposal=proposal,
            scopes=["identity"],
            also_return=False,
            until=in_days(90),
            given_how=GivenHow.SCREEN,
            evidence=SIGNED,
            by=by,
        )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"scopes": []}, "n’a dit oui à rien"),
        ({"scopes": ["social"]}, "n’est pas proposé"),
        ({"evidence": None}, "Il manque la signature"),
        ({"given_how": GivenHow.PAPER}, "Il manque la signature"),
        ({"given_how": GivenHow.PAPER, "evidence": None}, "Il manque la signature"),
        ({"given_how": GivenHow.ORAL}, "Il manque la signature"),
    ],
)
def test_an_incomplete_agreement_is_refused_and_leaves_nothing(world, changed, sentence):
    referred = engaged(world)
    with pytest.raises(Refused, match=sentence):
        sign(referred, world.ines, changed.pop("scopes", ["identity"]), **changed)
    assert stored() == (0, 0, 0)


def test_nobody_signs_for_another_household(world):
    referred, other = engaged(world), engaged(world)
    with pytest.raises(Refused, match="adulte du ménage"):
        sign(referred, world.ines, person=other.tenant)


def test_a_landlord_is_never_given_the_narrative(world):
    referred = engaged(world)
    proposal = proposal_of(referred, world.ines)
    forged = queries.Proposal(**{**proposal.__dict__, "separate": ("social",)})
    with pytest.raises(Refused, match="nommé par la personne"):
        sign(referred, world.ines, ["social"], proposal=forged)


def test_under_the_violence_flag_the_notice_must_have_been_read(world):
    referred = engaged(world)
    with within(world.ines):
        ViolenceFlag.objects.create(
            **content(referred.case, world.ines), person=referred.tenant, set_by_id=world.ines.member_audience
        )
    with pytest.raises(Refused, match="votre adresse ne sera pas transmise"):
        sign(referred, world.ines)
    (consent,) = sign(referred, world.ines, flag_notice_read=True)
    assert consent.flag_notice_read
    assert landlord_reads(world, IdentityStatement, case_id=referred.case.pk) == 0


# --- what the programme proposes -----------------------------------------------------------------------------------
def test_the_branch_that_referred_is_proposed(world):
    referred = engaged(world)
    proposal = proposal_of(referred, world.ines)
    assert proposal.recipient.unit_id == world.branch.pk
    assert proposal.scopes == ("identity", "housing")
    assert proposal.separate == ("budget",)
    assert proposal.durations == (3, 6, 12)


def test_another_entity_is_found_in_the_agreement_of_the_same_landlord(world):
    social = unit(Capacity.LANDLORD, name="Service social", organisation=world.branch.organisation)
    elsewhere = unit(Capacity.LANDLORD, name="Autre bailleur")
    with as_role(OWNER):
        for held in (social, elsewhere):
            world.agreement.landlords.create(unit=held, entity="social_service")
        publish_next("gironde", {"consent.recipients.0.entity": "social_service"})
    referred = engaged(world)
    assert proposal_of(referred, world.ines).recipient.unit_id == social.pk


def test_without_a_programme_nothing_is_proposed(world):
    case = own_accompaniment(world.ines)
    with within(world.ines):
        assert queries.proposals(case, world.ines) == []
