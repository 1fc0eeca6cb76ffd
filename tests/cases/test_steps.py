"""Steps and aids: noted in a few taps, answered, come back to; who reads them; what a landlord learns."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import steps
from cases.actions.steps import ContactEntry, StepEntry
from cases.models import Contact, Step
from cases.queries import landlord_case
from cases.queries.housing_words import aid_said
from cases.views.step_words import totals_said
from common.context import acting
from common.formatting import full_date
from common.refusal import NotYours, Refused
from tests.cases.agreements import sign
from tests.cases.operator_world import body, client_of, engaged, url_of
from tests.factories.work import step as noted

pytestmark = pytest.mark.django_db
DAY = "/accompagnement/ma-journee/"


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def steps_url(case) -> str:
    return f"{url_of(case)}demarches/"


@pytest.fixture
def case(world):
    return engaged(world)[1]


def test_a_step_is_noted_with_what_the_page_proposes(world, case):
    client = client_of(world.ines)
    form = client.get(f"{steps_url(case)}ajouter/?nature=fsl_maintenance").context["form"]
    proposed = {name: form[name].value() for name in ("kind", "filed_on", "remind")}
    assert proposed == {"kind": "fsl_maintenance", "filed_on": today(), "remind": "30"}
    sent = proposed | {"body": "Département", "asked_cents": "450", "filed_on": today().isoformat()}
    assert client.post(f"{steps_url(case)}ajouter/", sent).status_code == 302
    with acting(world.ines.audiences):
        step = Step.objects.get()
    assert (step.kind, step.body, step.asked_cents, step.remind_on) == (
        "fsl_maintenance",
        "Département",
        45000,
        today(30),
    )
    page = body(client.get(url_of(case)))
    assert "FSL maintien, Département" in page
    assert "450 € demandés" in page


def test_the_kind_is_needed_and_an_orientation_says_to_whom(world, case):
    client = client_of(world.ines)
    answer = client.post(f"{steps_url(case)}ajouter/", {"kind": ""})
    assert "Choisissez la démarche." in body(answer)
    answer = client.post(f"{steps_url(case)}ajouter/", {"kind": "orientation"})
    assert "Dites vers qui" in body(answer)
    answer = client.post(f"{steps_url(case)}ajouter/", {"kind": "rsa", "remind": "date"})
    assert "Écrivez la date" in body(answer)
    answer = client.post(f"{steps_url(case)}ajouter/", {"kind": "rsa", "asked_cents": "-5"})
    assert "sans signe moins" in body(answer)


def test_an_orientation_is_tied_to_a_professional_with_its_result(world, case):
    client = client_of(world.ines)
    client.post(
        f"{url_of(case)}entourage/ajouter/", {"name": "Mme Ott", "function": "assistante sociale", "body": "CCAS"}
    )
    with acting(world.ines.audiences):
        contact = Contact.objects.get()
    page = body(client.get(steps_url(case)))
    assert "Mme Ott" in page
    assert "Être noté ici ne donne accès à rien." in page
    client.post(
        f"{steps_url(case)}ajouter/", {"kind": "orientation", "contact": str(contact.public_id), "remind": "15"}
    )
    with acting(world.ines.audiences):
        step = Step.objects.get()
    assert (step.contact_id, step.remind_on) == (contact.pk, today(15))
    client.post(
        f"/accompagnement/demarches/{step.public_id}/", {"answer": "granted", "answered_on": today().isoformat()}
    )
    page = body(client.get(steps_url(case)))
    assert "Orientation vers un partenaire, Mme Ott" in page
    assert f"Aboutie, le {full_date(today())}".replace("\xa0", " ") in page


def test_an_answer_closes_the_reminder_and_may_be_taken_back(world, case):
    step = noted(case, world.ines, "apl", asked_cents=20000, remind_on=today())
    client, url = client_of(world.ines), f"/accompagnement/demarches/{step.public_id}/"
    assert "Aide au logement (APL)" in body(client.get(DAY))
    sent = {"answer": "partly", "answered_on": today().isoformat(), "granted_cents": "120,50"}
    assert client.post(url, sent).status_code == 302
    assert "Aide au logement (APL)" not in body(client.get(DAY))
    assert "200 € demandés, 120,50 € accordés" in body(client.get(url_of(case)))
    assert client.post(f"{url}rouvrir/").status_code == 302
    with acting(world.ines.audiences):
        step.refresh_from_db()
    assert (step.answer, step.answered_on, step.granted_cents, step.remind_on) == ("", None, None, None)


def test_an_amount_left_behind_a_refusal_is_not_kept(world, case):
    step = noted(case, world.ines, "ccas")
    sent = {"answer": "refused", "answered_on": today().isoformat(), "granted_cents": "100"}
    assert client_of(world.ines).post(f"/accompagnement/demarches/{step.public_id}/", sent).status_code == 302
    with acting(world.ines.audiences):
        step.refresh_from_db()
    assert (step.answer, step.granted_cents) == ("refused", None)


def test_it_is_put_off_in_one_tap(world, case):
    step = noted(case, world.ines, "rsa", remind_on=today(-3))
    client, url = client_of(world.ines), f"/accompagnement/demarches/{step.public_id}/relancer/"
    assert client.post(url, {"days": "15"}).status_code == 302
    with acting(world.ines.audiences):
        step.refresh_from_db()
    assert step.remind_on == today(15)
    assert client.post(url, {"days": "4000"}).status_code == 403


def test_what_was_noted_is_corrected_and_keeps_its_reminder(world, case):
    step = noted(case, world.ines, "rsa", remind_on=today(-3))
    client, url = client_of(world.ines), f"/accompagnement/demarches/{step.public_id}/corriger/"
    form = client.get(url).context["form"]
    assert (form["remind"].value(), form["remind_on"].value()) == ("date", today(-3))
    sent = {"kind": "aah", "remind": "date", "remind_on": today(-3).isoformat(), "filed_on": today(-9).isoformat()}
    assert client.post(url, sent).status_code == 302
    with acting(world.ines.audiences):
        step.refresh_from_db()
    assert (step.kind, step.filed_on, step.remind_on) == ("aah", today(-9), today(-3))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (StepEntry("rsa", filed_on=today(1)), "jour à venir"),
        (StepEntry("rsa", remind_on=today()), "pour un jour à venir"),
    ],
)
def test_days_that_do_not_hold_are_refused(world, case, entry, sentence):
    with acting(world.ines.audiences), pytest.raises(Refused, match=sentence):
        steps.add(case=case, by=world.ines, entry=entry)


def test_answers_that_do_not_hold_are_refused(world, case):
    step = noted(case, world.ines, filed_on=today(-5))
    said = {"step": step, "by": world.ines}
    with acting(world.ines.audiences):
        with pytest.raises(Refused, match="jour à venir"):
            steps.answer(**said, answer="granted", answered_on=today(1))
        with pytest.raises(Refused, match="avant le dépôt"):
            steps.answer(**said, answer="granted", answered_on=today(-6))
        with pytest.raises(Refused, match="pas de montant"):
            steps.answer(**said, answer="refused", answered_on=today(), granted_cents=1)
        steps.answer(**said, answer="granted", answered_on=today(-2))
        with pytest.raises(Refused, match="déjà sa réponse"):
            steps.remind(step=step, by=world.ines, on=today(3))
        step.refresh_from_db()
        with pytest.raises(Refused, match="avant ce dépôt"):
            steps.correct(step=step, by=world.ines, entry=StepEntry("apl", filed_on=today(-1)))


def test_another_case_s_contact_is_refused(world, case):
    other = engaged(world, last_name="Oudin")[1]
    with acting(world.ines.audiences):
        contact = steps.add_contact(case=other, by=world.ines, entry=ContactEntry("Mme Ott"))
        with pytest.raises(Refused, match="pas celui de ce ménage"):
            steps.add(case=case, by=world.ines, entry=StepEntry("rsa", contact=contact))


def test_the_manager_reads_and_does_not_write_a_colleague_does_neither(world, case):
    step = noted(case, world.ines, "fsl_access", text="Dossier complet")
    laurent, nadia = client_of(world.laurent), client_of(world.nadia)
    page = body(laurent.get(steps_url(case)))
    assert "Dossier complet" in page
    assert "Ajouter une démarche" not in page
    assert laurent.get(f"{steps_url(case)}ajouter/").status_code == 403
    assert laurent.get(f"/accompagnement/demarches/{step.public_id}/").status_code == 403
    with acting(world.laurent.audiences), pytest.raises(NotYours):
        steps.add(case=case, by=world.laurent, entry=StepEntry("rsa"))
    assert nadia.get(steps_url(case)).status_code == 404


def test_who_left_is_offered_no_more(world, case):
    client = client_of(world.ines)
    with acting(world.ines.audiences):
        contact = steps.add_contact(case=case, by=world.ines, entry=ContactEntry("Mme Ott"))
    url = f"/accompagnement/entourage/{contact.public_id}/"
    assert client.post(url, {"name": "Mme Ott", "is_over": "on"}).status_code == 302
    assert "Ne suit plus ce ménage" in body(client.get(steps_url(case)))
    assert "contact" not in client.get(f"{steps_url(case)}ajouter/").context["form"].fields
    assert client.post(url, {"name": "Mme Ott"}).status_code == 302
    assert "contact" in client.get(f"{steps_url(case)}ajouter/").context["form"].fields


def test_a_landlord_learns_of_an_aid_to_the_dwelling_when_housing_is_open(world):
    referred, case = engaged(world)
    noted(case, world.ines, "apl", filed_on=today(-20), answer="granted", body="CAF", granted_cents=18000)
    noted(case, world.ines, "aah", filed_on=today(-20))

    def shown() -> tuple:
        with acting(world.nadia.audiences):
            return landlord_case.view(referred.tenancy, audience=world.nadia.unit_audience).shared

    assert shown() == ()
    sign(referred, world.ines)
    (one,) = shown()
    assert one.aids == (f"APL demandée le {full_date(today(-20))} : accordée",)


def test_words_of_aids_and_totals():
    said = {"kind": "fsl", "filed_on": "2026-11-03", "answer": "partly"}
    assert aid_said(said).replace("\xa0", " ") == "FSL demandé le 3 novembre 2026 : accordé en partie"
    assert aid_said(said | {"answer": ""}).endswith("réponse attendue")
    assert totals_said(None, 0) == ""


def test_the_page_does_not_ask_more_for_more_steps(world, case):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(steps_url(case))
        return len(captured)

    client = client_of(world.ines)
    noted(case, world.ines)
    few = statements()
    for _ in range(8):
        noted(case, world.ines, "rsa", remind_on=today(2))
    assert statements() == few
