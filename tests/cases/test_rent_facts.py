"""Facts noted on a rent account, and what each moves: deadlines, their tasks, the test of unpaid rent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.actions import rent_accounts, rent_facts
from cases.actions import tasks as todo
from cases.actions.rent_accounts import Reached
from cases.documents.arrears_words import arrears_said, proposal_of
from cases.documents.rent_account_words import happened
from cases.enums import ProcedureEventKind as Kind
from cases.enums import ProcedureStage as Stage
from cases.formulas.plan import Plan
from cases.models import ProcedureEvent, Task, TenantAccount
from cases.periods import add_months
from cases.queries.rent_account import load
from cases.queries.todo import work_of_tenancy
from common.refusal import NotYours, Refused
from tests.cases.agreements import case_of, sign
from tests.cases.operator_world import body, client_of
from tests.cases.rent_scene import TODAY as DAY
from tests.cases.rent_scene import account_of, event, monthly, usual_account, usual_events
from tests.cases.rent_world import TODAY, address, note, page, scene, tasks_of, tenancy_of
from tests.factories.directory import publish_next
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    return scene(world)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def due_days(case, by) -> dict[str, date]:
    with within(by):
        return {row.source.split(":")[1]: row.due_on for row in Task.objects.filter(case_id=case.pk, done_at=None)}


# --- each fact moves what is counted from it ----------------------------------------------------------------
def test_the_day_of_the_lease_moves_the_end_of_an_order_to_pay(world, referred):
    """The file says 1 March 2024: six weeks. The lease is of 2019: two months, to check on the act. The task moves."""
    case, today = tenancy_of(referred, world.nadia), TODAY()
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(Stage.ORDER_TO_PAY, today))
    assert due_days(case, world.nadia)["order_takes_effect"] == today + timedelta(weeks=6)
    assert note(world.nadia, case, Kind.LEASE_SIGNED, date(2019, 3, 1)).status_code == 302
    days = due_days(case, world.nadia)
    assert (days["order_takes_effect"], "clause_unknown" in days) == (add_months(today, 2), True)
    assert [kind for kind, _ in tasks_of(case, world.nadia)].count("order_takes_effect") == 1
    said = page(world.nadia, case)
    assert "Signature du bail : 1ᵉʳ mars 2019" in said
    assert "bail signé le 1ᵉʳ mars 2019 : 2 mois, à vérifier sur l’acte" in said


def test_the_day_an_order_itself_says_is_its_end(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    last = today + timedelta(days=50)
    typed = {"stage": "order_to_pay", "on": f"{today:%d/%m/%Y}", "until": f"{last:%d/%m/%Y}"}
    assert client_of(world.nadia).post(address(case, "etape/"), typed).status_code == 302
    assert due_days(case, world.nadia)["order_takes_effect"] == last
    assert "c’est le jour écrit sur l’acte" in page(world.nadia, case)
    wrong = client_of(world.nadia).post(address(case, "etape/"), typed | {"stage": "summons"})
    assert "Cette étape n’a pas de dernier jour" in body(wrong)


def test_once_the_ccapex_is_told_nobody_has_to_tell_it(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(Stage.ORDER_TO_PAY, today))
    assert "ccapex_referral" in due_days(case, world.nadia)
    note(world.nadia, case, Kind.CCAPEX_TOLD, today)
    days = due_days(case, world.nadia)
    assert "ccapex_referral" not in days
    assert days["summons_allowed"] == add_months(today, 2)
    with within(world.nadia):
        told = ProcedureEvent.objects.get(kind=Kind.CCAPEX_TOLD)
        rent_accounts.cancel_event(case=case, event=told, by=world.nadia)
    days = due_days(case, world.nadia)
    assert "summons_allowed" not in days
    assert "ccapex_referral" in days
    assert "CCAPEX saisie, ou CAF informée" not in page(world.nadia, case)


def test_bad_faith_leaves_no_time_to_leave(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(Stage.ORDER_TO_LEAVE, today))
    assert due_days(case, world.nadia)["leave_by"] == add_months(today, 2)
    note(world.nadia, case, Kind.BAD_FAITH, today)
    assert due_days(case, world.nadia)["leave_by"] == today


def test_a_task_that_somebody_did_stays_done_when_its_day_moves(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(Stage.ORDER_TO_PAY, today))
        done = Task.objects.get(source__startswith="procedure:order_takes_effect")
        todo.finish(task=done, by=world.nadia)
        rent_facts.record_fact(case=case, by=world.nadia, kind=Kind.LEASE_SIGNED, on=date(2019, 3, 1))
        assert Task.objects.get(pk=done.pk).done_by_id == world.nadia.member_audience
    assert [each for each in tasks_of(case, world.nadia) if each[0] == "order_takes_effect"] == [
        ("order_takes_effect", True)
    ]


def test_the_last_noted_counts_whoever_noted_it_and_the_one_before_comes_back(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    sign(referred, world.ines, also_return=True)
    note(world.nadia, tenancy, Kind.LEASE_SIGNED, date(2024, 3, 1))
    note(world.ines, mine, Kind.LEASE_SIGNED, date(2019, 3, 1))
    for who, case in ((world.nadia, tenancy), (world.ines, mine)):
        assert "Signature du bail : 1ᵉʳ mars 2019" in page(who, case)
        assert "Signature du bail : 1ᵉʳ mars 2024" not in page(who, case)
    with within(world.ines):
        last = ProcedureEvent.objects.get(case_id=mine.pk)
        rent_accounts.cancel_event(case=mine, event=last, by=world.ines)
    assert "Signature du bail : 1ᵉʳ mars 2024" in page(world.nadia, tenancy)


def test_what_the_landlord_notes_is_read_when_it_was_agreed_only(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    note(world.nadia, tenancy, Kind.BAD_FAITH, TODAY())
    assert "Mauvaise foi" not in page(world.ines, mine)
    sign(referred, world.ines, also_return=True)
    said = page(world.ines, mine)
    assert "Mauvaise foi retenue par le juge" in said
    assert "Faits notés" in said


# --- the form -----------------------------------------------------------------------------------------------
def test_each_fact_says_why_it_matters(world, referred):
    said = plain(page_of_facts(world.nadia, tenancy_of(referred, world.nadia)))
    assert "l’impayé est constitué 3 mois après ce jour, quel que soit le montant" in said
    assert "6 semaines si le bail est signé depuis le 29 juillet 2023" in said
    assert "ne peut pas assigner le locataire pendant les 2 mois" in said
    assert "ne sont plus dus" in said
    assert "Présentation en commission" not in said


def page_of_facts(who, case) -> str:
    return body(client_of(who).get(address(case, "fait/")))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "01/02/2026"}, "Choisissez un fait."),
        ({"kind": "lease_signed"}, "Il manque la date."),
        ({"kind": "lease_signed", "on": "01/01/2100"}, "Ce fait n’a pas encore eu lieu"),
        ({"kind": "committee", "on": "01/02/2026"}, "Choisissez un fait."),
        ({"kind": "stage", "on": "01/02/2026"}, "Choisissez un fait."),
    ],
)
def test_a_fact_that_does_not_stand_is_refused_in_a_sentence(world, referred, typed, said):
    case = tenancy_of(referred, world.nadia)
    answer = client_of(world.nadia).post(address(case, "fait/"), typed)
    assert answer.status_code == 200
    assert said in body(answer) or "choix valide" in body(answer)
    with within(world.nadia):
        assert not ProcedureEvent.objects.exists()


def test_a_stage_is_no_fact_and_a_colleague_notes_none(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    with within(world.nadia), pytest.raises(Refused, match="Choisissez un fait"):
        rent_facts.record_fact(case=tenancy, by=world.nadia, kind=Kind.STAGE, on=TODAY())
    with within(world.marc), pytest.raises(NotYours):
        rent_facts.record_fact(case=mine, by=world.marc, kind=Kind.LEASE_SIGNED, on=TODAY())


# --- the proceedings stop -----------------------------------------------------------------------------------
def test_what_a_stopped_procedure_left_to_do_is_no_longer_due_rather_than_done(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    day = f"{today:%d/%m/%Y}"
    client = client_of(world.nadia)
    client.post(address(case, "etape/"), {"stage": "order_to_pay", "on": day})
    assert client.post(address(case, "etape/"), {"stage": "none", "on": day}).status_code == 302
    with within(world.nadia):
        closed = Task.objects.filter(case_id=case.pk, source__startswith="procedure:")
        assert closed.count() == 2
        assert not closed.filter(done_at=None).exists()
        assert not closed.exclude(done_by=None).exists()
        assert [row for row in work_of_tenancy(case)[0] if "CCAPEX" in row["title"]] == []
    said = page(world.nadia, case)
    assert "Procédure arrêtée" in said
    assert "produit son effet" not in said
    again = client.post(address(case, "etape/"), {"stage": "none", "on": day})
    assert "Aucune procédure n’est en cours" in body(again)
    with within(world.nadia):
        stopped = ProcedureEvent.objects.get(stage=Stage.NONE)
        rent_accounts.cancel_event(case=case, event=stopped, by=world.nadia)
    assert set(due_days(case, world.nadia)) == {"order_takes_effect", "ccapex_referral"}
    with within(world.nadia):
        rent_accounts.record_stage(case=case, by=world.nadia, reached=Reached(Stage.EVICTION, today))
    assert due_days(case, world.nadia) == {}


# --- the test of three months -------------------------------------------------------------------------------
def test_the_day_time_alone_constitutes_the_arrears_is_said_before_it_comes(world, referred):
    case, today = tenancy_of(referred, world.nadia), TODAY()
    note(world.nadia, case, Kind.FIRST_DEFAULT, today - timedelta(days=10))
    met = max(add_months(today - timedelta(days=10), 3), date(2027, 1, 1))
    said = plain(page(world.nadia, case))
    assert "Le seuil sera atteint le" in said
    assert f"{met.year} si le premier impayé, du" in said
    assert "Test des trois mois, décret n° 2026‑84" in said
    with within(world.nadia):
        default = ProcedureEvent.objects.get(kind=Kind.FIRST_DEFAULT)
        rent_accounts.cancel_event(case=case, event=default, by=world.nadia)
    assert "Le seuil sera atteint" not in page(world.nadia, case)


def test_a_first_default_is_settled_once_nothing_is_owed():
    paid = account_of(monthly(300_00, 0, 200_00), [event(1, "first_default", date(2026, 8, 5))])
    assert paid.first_default() is None
    assert account_of(monthly(0, 300_00, 200_00), [event(1, "first_default", date(2026, 9, 5))]).first_default()
    assert not [line for line in arrears_said(paid, DAY) if "trois mois" in line]


def test_from_2027_the_reason_itself_says_the_three_months():
    account = account_of(
        monthly(0, 100_00, 100_00, last=date(2027, 1, 20)), [event(1, "first_default", date(2026, 12, 5))]
    )
    (before,) = arrears_said(account, date(2027, 3, 4))
    assert plain(before).startswith(
        "Impayé non constitué. La dette ne dépasse pas 450 €. Le seuil sera atteint le 5 mars"
    )
    since, refer = arrears_said(account, date(2027, 3, 5))
    assert "Le premier impayé, du 5 décembre 2026, n’est pas réglé 3 mois après." in plain(since)
    assert "Constitué depuis le 5 mars 2027" in plain(refer)


def test_the_aid_received_since_the_first_default_counts_where_the_programme_counts_gross(world, referred):
    account = replace(usual_account(), balances=monthly(0, 90_00, 180_00, 270_00, last=date(2027, 1, 20)))
    default = event(30, "first_default", date(2026, 11, 5))
    account = replace(account, events=[default], plans=[])
    assert account.aid_received(date(2027, 1, 20)) == 3 * 210_00
    assert account.aid_received(date(2026, 11, 20)) == 210_00
    assert replace(account, events=[]).aid_received(date(2027, 1, 20)) == 0
    net = arrears_said(account, date(2027, 1, 21))
    assert "Impayé non constitué" in net[0]
    publish_next("gironde", {"rent.arrears": {"net_of_aid": False, "refer_months": 2}})
    with within(world.nadia):
        rules = load(tenancy_of(referred, world.nadia), world.nadia).rules
    gross = arrears_said(replace(account, rules=rules), date(2027, 1, 21))
    assert "La dette dépasse 450 €" in plain(gross[0])


def test_the_landlords_file_proposes_a_first_default_and_writes_none(world, referred):
    case = tenancy_of(referred, world.nadia)
    assert "Le plus ancien loyer impayé serait" not in page(world.nadia, case)
    with within(world.nadia):
        TenantAccount.objects.filter(case_id=case.pk).update(months_unpaid=3)
    said = plain(page(world.nadia, case))
    assert "d’après 3 mois sans paiement. À vérifier." in said
    first = add_months(TODAY().replace(day=1), -2)
    assert f"?fait=first_default&amp;le={first:%Y-%m-%d}" in said
    form = body(client_of(world.nadia).get(address(case, f"fait/?fait=first_default&le={first:%Y-%m-%d}")))
    assert f'value="{first:%Y-%m-%d}"' in form
    assert form.count(" checked") == 1
    with within(world.nadia):
        assert not ProcedureEvent.objects.exists()
    note(world.nadia, case, Kind.FIRST_DEFAULT, first)
    assert "À vérifier" not in page(world.nadia, case)


def test_the_statements_propose_it_when_the_file_does_not_say():
    proposed = proposal_of(account_of(monthly(300_00, 0, 250_00), []))
    assert proposed is not None
    assert proposed.on == date(2026, 10, 1)
    assert "d’après la suite des relevés" in proposed.sentence
    assert proposal_of(account_of(monthly(300_00, 250_00), [])) is None


def test_the_chart_shows_the_facts_that_count_but_not_the_lease():
    again = event(20, "first_default", date(2026, 3, 1))
    told = [one.text for one in happened(account_of(monthly(100, 200), [*usual_events(), again]))]
    assert told.count("premier loyer impayé") == 1
    assert "bail signé" not in told
    assert "CCAPEX saisie, ou CAF informée" in told


# --- plans of the other side --------------------------------------------------------------------------------
def test_a_plan_says_whose_it_is_and_what_to_do_about_the_others(world, referred):
    tenancy, mine = tenancy_of(referred, world.nadia), case_of(referred, world.ines)
    sign(referred, world.ines, also_return=True)
    plan = Plan(60_00, TODAY(), 22, 1284_50)
    with within(world.nadia):
        rent_accounts.record_plan(case=tenancy, by=world.nadia, plan=plan, signed_on=TODAY())
    own, theirs = page(world.nadia, tenancy), page(world.ines, mine)
    assert "Noté par votre service" in own
    assert "Terminer ce plan" in own
    assert "Alerter le partenaire" not in own
    assert "Noté par le bailleur" in theirs
    assert "Seul le bailleur peut le terminer" in theirs
    assert "Terminer ce plan" not in theirs
    assert f"/a-faire/{mine.public_id}/alerter/" in theirs
