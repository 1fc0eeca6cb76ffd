"""« Compte de loyer », from both sides: what is read, what is recorded, what becomes a task."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import rent_accounts
from cases.actions.rent_accounts import Reached
from cases.documents.rent_account_words import findings_of
from cases.enums import ProcedureStage
from cases.formulas.plan import Plan
from cases.models import AccountStatement, ProcedureEvent, RepaymentPlan, Task, TenantAccount
from cases.periods import add_months
from cases.queries.rent_account import load
from common.refusal import NotYours, Refused
from tests.cases.agreements import case_of, sign
from tests.cases.operator_world import body, client_of
from tests.cases.rent_world import TODAY, address, page, scene, tasks_of, tenancy_of
from tests.factories.directory import publish_next
from tests.factories.world import Referred
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world) -> Referred:
    return scene(world)


PLAN = {"debt": "1284,50", "monthly": "60", "months": "22"}


def typed_plan(**changes) -> dict[str, str]:
    today = TODAY()
    return PLAN | {"signed_on": f"{today:%d/%m/%Y}", "first_on": f"{add_months(today, 1):%d/%m/%Y}"} | changes


def a_plan() -> Plan:
    return Plan(60_00, add_months(TODAY(), 1), 22, 1284_50)


# --- reading ------------------------------------------------------------------------------------------------
def test_without_an_agreement_the_team_reads_no_statement(world, referred):
    said = page(world.ines, case_of(referred, world.ines))
    assert "Il faudrait l’accord du ménage" in said
    assert "1 284,50" not in said
    assert "Compte de loyer" in said


def test_with_the_return_agreement_the_team_reads_the_account(world, referred):
    sign(referred, world.ines, also_return=True)
    for who in (world.ines, world.laurent):
        said = page(who, case_of(referred, world.ines))
        assert "Dette de 1 284,50 €, inchangée depuis le" in said
        assert "Le ménage a accepté que son bailleur" in said
        assert "accompagnement commencé" in said


def test_a_landlord_reads_its_own_account(world, referred):
    said = page(world.nadia, tenancy_of(referred, world.nadia))
    assert "1 284,50" in said
    assert "votre fichier" in said
    assert "Dette réduite de 715,50 € depuis le" in said
    assert ": de 2 000,00 € à 1 284,50 €." in said


def test_arrears_say_since_when_and_by_when_to_tell_the_caf(world, referred):
    """620 € is two months once the aid is taken off: so it has been since the first statement."""
    day = date(2026, 11, 21)
    with within(world.nadia):
        account = load(tenancy_of(referred, world.nadia), world.nadia)
    balances = [replace(each, on=date(2026, 9 + index, 12)) for index, each in enumerate(account.balances)]
    said = [line.replace("\xa0", " ") for line in findings_of(replace(account, balances=balances), day)]
    assert said[1].startswith(
        "Impayé constitué. La dette atteint deux mois de loyer et charges, aide déduite (620,00 €)."
    )
    assert said[2].startswith("Constitué depuis le 12 septembre 2026, d’après les relevés")
    assert "avant le 12 novembre 2026" in said[2]
    low = [replace(each, cents=619_99) for each in balances]
    assert "Impayé non constitué" in findings_of(replace(account, balances=low), day)[1]
    unknown = [replace(each, rent=None) for each in balances]
    assert "Le loyer n’est pas connu" in findings_of(replace(account, balances=unknown), day)[1]


def test_eight_statements_at_most(world, referred):
    with within(world.nadia):
        account = TenantAccount.objects.get(case_id=referred.tenancy.pk)
        for back in range(100, 200, 10):
            AccountStatement.objects.create(
                account=account,
                author_id=world.nadia.unit_audience,
                on=TODAY() - timedelta(days=back),
                balance_cents=100,
            )
    assert page(world.nadia, tenancy_of(referred, world.nadia)).count('<th scope="row">') == 8


def test_another_unit_and_another_side_have_no_such_page(world, referred):
    mine, tenancy = case_of(referred, world.ines), tenancy_of(referred, world.nadia)
    for who, case in (
        (world.bea, mine),
        (world.other_clerk, tenancy),
        (world.litigator, tenancy),
        (world.nadia, mine),
        (world.ines, tenancy),
    ):
        assert client_of(who).get(address(case)).status_code == 404


def test_it_costs_the_same_however_many_rows(world, referred):
    case = tenancy_of(referred, world.nadia)
    client = client_of(world.nadia)

    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(address(case))
        return len([query for query in counted if '"cases_' in query["sql"]])

    before = statements()
    with within(world.nadia):
        rent_accounts.record_plan(case=case, by=world.nadia, plan=a_plan(), signed_on=TODAY())
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(ProcedureStage.SUMMONS, TODAY()))
    assert statements() == before <= 9


# --- plans --------------------------------------------------------------------------------------------------
def test_either_side_records_a_plan_and_the_other_reads_it_when_it_was_agreed(world, referred):
    mine, tenancy = case_of(referred, world.ines), tenancy_of(referred, world.nadia)
    assert client_of(world.ines).post(address(mine, "plan/"), typed_plan()).status_code == 302
    assert "60,00 € par mois" in page(world.ines, mine)
    assert "60,00 € par mois" not in page(world.nadia, tenancy)
    sign(referred, world.ines)
    assert "60,00 € par mois" in page(world.nadia, tenancy)
    assert "À venir" in page(world.nadia, tenancy)
    assert "Terminer ce plan" not in page(world.nadia, tenancy)


def test_a_new_plan_ends_the_one_before(world, referred):
    case = tenancy_of(referred, world.nadia)
    with within(world.nadia):
        for monthly in (60_00, 70_00):
            plan = Plan(monthly, TODAY(), 22, 1284_50)
            rent_accounts.record_plan(case=case, by=world.nadia, plan=plan, signed_on=TODAY())
        kept = RepaymentPlan.objects.get(case_id=case.pk, ended_on=None)
        assert (kept.monthly_cents, RepaymentPlan.objects.count()) == (70_00, 2)
    client = client_of(world.nadia)
    assert client.post(address(case, f"plan/{kept.public_id}/terminer/")).status_code == 302
    assert client.post(address(case, f"plan/{kept.public_id}/terminer/")).status_code == 403
    assert "Terminé le" in page(world.nadia, case)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"monthly": "5"}, "Ce plan laisse"),
        ({"monthly": ""}, "Il manque la mensualité."),
        ({"months": "40"}, "Un plan dure 36 mois au plus."),
        ({"signed_on": "01/01/2100"}, "Un plan se note une fois signé."),
        ({"first_on": "01/01/2020"}, "La première mensualité vient après la signature."),
    ],
)
def test_a_plan_that_does_not_stand_is_refused_in_a_sentence(world, referred, changes, said):
    case = case_of(referred, world.ines)
    answer = client_of(world.ines).post(address(case, "plan/"), typed_plan(**changes))
    assert answer.status_code == 200
    assert said in body(answer)


def test_a_plan_of_the_future_and_one_before_the_last_are_refused(world, referred):
    case = tenancy_of(referred, world.nadia)
    with within(world.nadia):
        with pytest.raises(Refused, match="ne peut pas être dans l’avenir"):
            rent_accounts.record_plan(case=case, by=world.nadia, plan=a_plan(), signed_on=TODAY() + timedelta(days=1))
        rent_accounts.record_plan(case=case, by=world.nadia, plan=a_plan(), signed_on=TODAY())
        with pytest.raises(Refused, match="plus récent"):
            rent_accounts.record_plan(case=case, by=world.nadia, plan=a_plan(), signed_on=TODAY() - timedelta(days=1))


def test_who_is_not_on_the_team_records_nothing(world, referred):
    case = case_of(referred, world.ines)
    with within(world.marc), pytest.raises(NotYours):
        rent_accounts.record_plan(case=case, by=world.marc, plan=a_plan(), signed_on=TODAY())


# --- the proceedings ----------------------------------------------------------------------------------------
def test_a_stage_becomes_tasks_and_the_next_closes_them(world, referred):
    case = tenancy_of(referred, world.nadia)
    client, day = client_of(world.nadia), f"{TODAY():%d/%m/%Y}"
    assert client.post(address(case, "etape/"), {"stage": "order_to_pay", "on": day}).status_code == 302
    assert tasks_of(case, world.nadia) == [("order_takes_effect", False), ("ccapex_referral", False)]
    said = page(world.nadia, case)
    assert "bail signé le 1ᵉʳ mars 2024 : 6 semaines" in said
    hearing = f"{TODAY() + timedelta(days=60):%d/%m/%Y}"
    client.post(address(case, "etape/"), {"stage": "hearing", "on": hearing})
    assert [each for each in tasks_of(case, world.nadia) if not each[1]] == [
        ("summons_served", False),
        ("hearing", False),
    ]
    with within(world.nadia):
        event = ProcedureEvent.objects.get(stage="hearing")
    assert client.post(address(case, f"etape/{event.public_id}/annuler/")).status_code == 302
    assert [kind for kind, done in tasks_of(case, world.nadia) if not done] == ["order_takes_effect", "ccapex_referral"]
    assert client.post(address(case, f"etape/{event.public_id}/annuler/")).status_code == 403
    assert "Audience" not in page(world.nadia, case)


def test_a_plan_answers_the_order_to_pay_as_long_as_it_stands(world, referred):
    case = tenancy_of(referred, world.nadia)
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(ProcedureStage.ORDER_TO_PAY, TODAY()))
        plan = rent_accounts.record_plan(case=case, by=world.nadia, plan=a_plan(), signed_on=TODAY())
    assert ("order_takes_effect", False) not in tasks_of(case, world.nadia)
    said = page(world.nadia, case)
    assert "Un plan d’apurement a été signé le" in said
    assert "Payer la dette, ou signer un plan" not in said
    with within(world.nadia):
        rent_accounts.end_plan(case=case, plan=plan, by=world.nadia)
    assert ("order_takes_effect", False) in tasks_of(case, world.nadia)
    assert "Payer la dette, ou signer un plan" in page(world.nadia, case)


def test_the_same_stage_twice_makes_no_task_twice(world, referred):
    case = tenancy_of(referred, world.nadia)
    with within(world.nadia):
        for _ in range(2):
            reached = Reached(ProcedureStage.POLICE_ASSISTANCE, TODAY())
            rent_accounts.record_stage(case=case, by=world.nadia, reached=reached)
        assert Task.objects.filter(source__startswith="procedure:police_silence").count() == 1


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        (Reached(ProcedureStage.SUMMONS, date(2100, 1, 1)), "seule une audience se note à l’avance"),
        (Reached(ProcedureStage.ENFORCEMENT_DELAY, date(2026, 5, 2), date(2026, 5, 1)), "La fin vient après le début"),
        (Reached(ProcedureStage.NONE, date(2026, 5, 2)), "Aucune procédure n’est en cours"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(world, referred, reached, said):
    case = tenancy_of(referred, world.nadia)
    with within(world.nadia), pytest.raises(Refused, match=said):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=reached)


def test_the_team_reads_the_stages_of_the_landlord_when_it_was_agreed(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    with within(world.nadia):
        rent_accounts.record_stage(case=tenancy, by=world.nadia, reached=Reached(ProcedureStage.SUMMONS, TODAY()))
    assert "Assignation" not in page(world.ines, mine)
    sign(referred, world.ines, also_return=True)
    said = page(world.ines, mine)
    assert "Assignation" in said
    assert "assignation" in said
    assert "etape/" in said
    with within(world.nadia):
        event = ProcedureEvent.objects.get(stage="summons")
    assert client_of(world.ines).post(address(mine, f"etape/{event.public_id}/annuler/")).status_code == 404


# --- suspension of the proceedings --------------------------------------------------------------------------
def test_a_suspension_is_asked_then_granted(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    sign(referred, world.ines, also_return=True)
    assert client_of(world.ines).post(address(mine, "suspension/")).status_code == 302
    assert "Suspension demandée le" in page(world.nadia, tenancy)
    assert "Répondre" in page(world.nadia, tenancy)
    until = add_months(TODAY(), 4)
    answer = client_of(world.nadia).post(
        address(tenancy, "suspension/"), {"answer": "granted", "until": f"{until:%d/%m/%Y}"}
    )
    assert answer.status_code == 302
    said = page(world.ines, mine)
    assert "Procédure suspendue jusqu’au" in said
    assert "Demander la suspension" not in said


def test_a_suspension_may_be_refused(world, referred):
    tenancy = tenancy_of(referred, world.nadia)
    client_of(world.nadia).post(address(tenancy, "suspension/"), {"answer": "refused"})
    assert "Suspension refusée le" in page(world.nadia, tenancy)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choisissez une réponse."),
        ({"answer": "granted"}, "Il manque le dernier jour de la suspension."),
        ({"answer": "granted", "until": "01/01/2100"}, "Ce jour dépasse ce que le dispositif prévoit."),
    ],
)
def test_an_answer_beyond_the_rule_is_refused_in_a_sentence(world, referred, typed, said):
    tenancy = tenancy_of(referred, world.nadia)
    assert said in body(client_of(world.nadia).post(address(tenancy, "suspension/"), typed))


def test_each_side_keeps_to_its_part(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    with within(world.nadia):
        rules = load(tenancy, world.nadia).rules.rent.suspension
        with pytest.raises(Refused, match="demandée par l’association"):
            rent_accounts.ask_suspension(case=tenancy, by=world.nadia, rules=rules)
        late = add_months(TODAY(), 4) + timedelta(days=1)
        with pytest.raises(Refused, match=r"4.mois au plus"):
            rent_accounts.answer_suspension(case=tenancy, by=world.nadia, rules=rules, until=late)
    with within(world.ines), pytest.raises(Refused, match="Seul le bailleur"):
        rent_accounts.answer_suspension(case=mine, by=world.ines, rules=rules, until=None)


def test_a_programme_without_suspension_offers_none(world, referred):
    publish_next("gironde", {"rent.suspension": {"mode": "none", "months": None}})
    tenancy = tenancy_of(referred, world.nadia)
    assert "ne prévoit pas de suspension" in page(world.nadia, tenancy)
    assert "Noter une suspension" not in page(world.nadia, tenancy)
    assert client_of(world.nadia).get(address(tenancy, "suspension/")).status_code == 403
