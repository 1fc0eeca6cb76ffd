"""What a landlord's unit reads of a tenant it referred: T7 column by column, and the same page after a withdrawal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import withdrawals
from cases.enums import FeedbackState
from cases.models import Accompaniment, AccompanimentCourse, AccountStatement, Case, Person, TenantAccount
from cases.queries import landlord_case
from cases.queries.landlord_case import SharedPerson
from tests.cases.agreements import browser, engaged, settled, sign
from tests.factories.world import Referred, accept, answer, engage, identity, refer, unit_audience, visit
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world) -> Referred:
    """A tenancy with its account and an accompaniment full of what a landlord must never read."""
    made = engaged(world)
    with within(world.nadia):
        account = TenantAccount.objects.create(
            author_id=world.nadia.unit_audience,
            lease_ref="L-114-22",
            title="Mme",
            last_name="Vasseur",
            first_name="Josiane",
            address="12, rue des Tisserands",
            postcode="33000",
            commune="Bordeaux",
            balance_cents=128450,
            balance_on=date(2026, 11, 1),
            stage="reminder",
            case_id=made.tenancy.pk,
        )
        for month, cents in ((9, 95000), (10, 111000)):
            AccountStatement.objects.create(
                account=account, author_id=world.nadia.unit_audience, on=date(2026, month, 1), balance_cents=cents
            )
    with within(world.ines):
        Accompaniment.objects.filter(case_id=made.case.pk).update(
            referent_phone="06 39 98 10 01",
            referent_email="ines.caron@pas-de-porte.example",
            starts_on=date(2026, 10, 12),
            planned_end_on=timezone.localdate() + timedelta(days=200),
        )
        Person.objects.create(household_id=made.case.household_id, author_id=world.ines.unit_audience, is_adult=False)
    visit(made.case, world.ines, text="Elle parle de sa santé.", on=date(2026, 10, 20))
    visit(made.case, world.ines, on=date(2026, 10, 27))
    visit(made.case, world.ines, outcome="absent", on=date(2026, 9, 2))
    visit(made.case, world.ines, outcome="refused", on=date(2026, 11, 2))
    return made


def page(world, referred, by=None) -> str:
    with within(world.nadia):
        tenancy = Case.objects.get(pk=referred.tenancy.pk)
    response = browser(by or world.nadia).get(reverse("landlord_case", args=[tenancy.public_id]))
    assert response.status_code == 200
    return settled(response).replace("\xa0", " ").replace("\u202f", " ")


def shared(world, referred) -> landlord_case.Shared | None:
    with within(world.nadia):
        content = landlord_case.view(Case.objects.get(pk=referred.tenancy.pk), audience=world.nadia.unit_audience)
    return content.shared[0] if content.shared else None


def test_without_any_agreement_its_own_rows_and_neutral_states(world, referred):
    shown = page(world, referred)
    for own in ("Mme Josiane Vasseur", "L-114-22", "1 284,50 €", "Relance amiable", "950,00 €", "Le Pas de Porte"):
        assert own in shown
    for state in ("Envoyée", "Reçue", "Contactée", "Accompagnement engagé", "Accompagné"):
        assert state in shown
    assert "Rien n’est ouvert par un accord du ménage." in shown
    for other in ("Inès Caron", "06 00 00 41 27", "faites en", "mineur", "12 octobre"):
        assert other not in shown


def test_identity_opens_names_contact_and_numbers_alone(world, referred):
    sign(referred, world.ines, ["identity"])
    said = shared(world, referred)
    assert said.persons == (
        landlord_case.SharedPerson("Josiane Vasseur", "12, rue des Tisserands", "06 00 00 41 27", ""),
    )
    assert said.composition.replace("\xa0", " ") == "1 adulte, 1 mineur"
    assert (said.operator, said.referent, said.visits, said.kind) == ("", "", (), "")
    assert not said.budget


def test_housing_opens_the_referent_the_dates_and_the_number_of_visits_alone(world, referred):
    sign(referred, world.ines, ["housing"])
    said = shared(world, referred)
    assert said.persons == ()
    assert said.composition == ""
    assert said.operator.startswith("Le Pas de Porte")
    assert said.referent == "Inès Caron"
    assert said.referent_contact == "06 39 98 10 01, ines.caron@pas-de-porte.example"
    assert said.kind == "maintien dans le logement"
    assert said.starts_on.replace("\xa0", " ") == "12 octobre 2026"
    assert said.planned_end_on
    assert said.visits == ("2 faites en octobre 2026",)


def test_never_whatever_was_agreed_to(world, referred):
    sign(referred, world.ines, ["identity", "housing", "budget"], also_return=True)
    shown = page(world, referred)
    for never in (
        "sa santé",
        "Elle parle",
        "en septembre",
        "en novembre",
        "absent",
        "refus",
        "l’état de mon compte",
        "élais",
    ):
        assert never not in shown.replace("jamais transmis", ""), never
    assert "Aucun total transmis à ce jour" in shown


def test_one_of_two_adults_opens_her_own_identity_and_tells_of_nobody(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, ["identity", "housing"])
    said = shared(world, referred)
    assert [person.name for person in said.persons] == ["Josiane Vasseur"]
    assert (said.operator, said.composition, said.visits) == ("", "", ())
    assert [scope for scope, _ in said.opened] == ["coordonnées"]
    sign(referred, world.ines, ["housing"], person=referred.co_tenant)
    said = shared(world, referred)
    assert said.operator
    assert [person.name for person in said.persons] == ["Josiane Vasseur"]


def test_the_address_of_a_couple_is_said_once():
    couple = [
        SharedPerson(name, "8, place du Marché, 33000 Bordeaux", "", "") for name in ("Aïcha Barbier", "Bruno Barbier")
    ]
    apart = [couple[0], replace(couple[1], address="2, rue Haute, 33000 Bordeaux")]
    for persons, times in ((couple, 1), (apart, 2)):
        shown = render_to_string("cases/landlord_case_body.html", {"shared": [{"persons": persons}]})
        assert shown.count("<dt>Adresse</dt>") == times


def test_an_agreement_on_household_facts_by_one_adult_of_two_shows_nothing(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    before = page(world, referred)
    sign(referred, world.ines, ["housing"])
    assert page(world, referred) == before


def test_after_withdrawal_the_page_is_what_it_was_to_the_byte(world, referred):
    before = page(world, referred)
    (consent,) = sign(referred, world.ines, ["identity", "housing", "budget"])
    assert page(world, referred) != before
    with within(world.ines):
        withdrawals.withdraw(consent=consent, channel="letter", by=world.ines)
    assert page(world, referred) == before


def test_after_the_exit_too(world, referred):
    before = page(world, referred)
    sign(referred, world.ines)
    with within(world.ines):
        AccompanimentCourse.objects.filter(case_id=referred.case.pk).update(
            state="ended", outcome="kept", ended_at=TransactionNow()
        )
    assert page(world, referred) == before


def test_why_it_is_seen_and_how_to_enter_a_withdrawal(world, referred):
    (consent,) = sign(referred, world.ines)
    shown = page(world, referred)
    assert "Accord du ménage du" in shown
    assert reverse("consent_withdraw", args=[consent.public_id]) in shown
    assert "Enregistrer le retrait de l’accord de Josiane Vasseur" in shown


def test_what_is_not_seen_is_always_the_same_three_sentences(world, referred):
    def panel() -> str:
        shown = page(world, referred)
        return shown[shown.index("Ce que vous ne voyez pas") :][:900].split("</section>")[0]

    before = panel()
    assert before.count("<li>") == 3
    sign(referred, world.ines, ["identity", "housing", "budget"])
    assert panel() == before


@pytest.mark.parametrize(
    ("reached", "label", "here"),
    [
        ([], "À orienter", None),
        ([FeedbackState.SENT], "Réponse attendue", "Saisine"),
        ([FeedbackState.SENT, FeedbackState.RECEIVED], "Réponse attendue", "Reçue"),
        ([FeedbackState.SENT, FeedbackState.RECEIVED, FeedbackState.INCOMPLETE], "À compléter", "À compléter"),
        ([FeedbackState.SENT, FeedbackState.RECEIVED, FeedbackState.CONTACTED], "Premier contact", "Premier contact"),
        (list(FeedbackState)[:5], "Accompagné", "Accompagnement"),
        ([FeedbackState.SENT, FeedbackState.CLOSED], "Close", "Close sans suite"),
    ],
)
def test_neutral_labels_and_stairs(reached, label, here):
    days = {state: date(2026, 11, index + 1) for index, state in enumerate(reached)}
    last = reached[-1] if reached else ""
    assert landlord_case.LABELS[last][1] == label
    steps = list(landlord_case._steps(days, last))
    current = [step.name for step in steps if step.state == "current"]
    assert current == ([here] if here else [])
    if last == FeedbackState.CLOSED:
        assert [step.state for step in steps] == ["passed", "current"]


def test_a_referral_to_complete_says_what_is_awaited(world):
    sent = refer(world.nadia, world.agreement)
    answer(sent, world.ines, "incomplete", missing=["phone", "balance_cents"])
    shown = page(world, sent)
    assert "À compléter" in shown
    assert "Téléphone, Dette à jour" in shown


def test_a_refusal_does_not_show_before_its_day(world):
    sent = refer(world.nadia, world.agreement)
    answer(sent, world.ines, "not_accepted", reason="Ne relève pas du dispositif.")
    shown = page(world, sent)
    assert "Réponse attendue" in shown
    assert "Close" not in shown
    assert "relève" not in shown


def test_the_account_is_the_units_alone(world, referred):
    with within(world.nadia):
        tenancy = Case.objects.get(pk=referred.tenancy.pk)
    url = reverse("landlord_case", args=[tenancy.public_id])
    for by in (world.litigator, world.other_clerk, world.ines, world.laurent, world.bea, world.dpo):
        assert browser(by).get(url).status_code == 404


def test_a_service_that_does_not_hold_the_tenancy_opens_the_accompaniment_it_was_shown(world, referred):
    with within(world.ines):
        case = Case.objects.get(pk=referred.case.pk)
    url = reverse("landlord_case", args=[case.public_id])
    client = browser(world.litigator)
    assert client.get(url).status_code == 404
    from tests.factories.world import consent

    consent(referred.case, referred.tenant, unit_audience(world.litigation, "landlord"), world.ines, "identity")
    shown = client.get(url).content.decode()
    assert "Josiane Vasseur" in shown
    assert "L-114-22" not in shown


def test_the_number_of_statements_does_not_grow(world, referred):
    def statements() -> int:
        with within(world.nadia):
            tenancy = Case.objects.get(pk=referred.tenancy.pk)
            with CaptureQueriesContext(connection) as captured:
                landlord_case.view(tenancy, audience=world.nadia.unit_audience)
        return len(captured)

    assert statements() == 3
    sign(referred, world.ines)
    assert statements() == 5
    second = refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    accept(second, world.bea)
    engage(second, world.bea)
    identity(second.case, referred.tenant, world.bea)
    sign(second, world.bea)
    assert statements() == 5
