"""The two steps of an agreement on screen, its live preview, and what a refusal leaves."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import (
    Case,
    Consent,
    Evidence,
    Grant,
    ViolenceFlag,
)
from cases.queries import consents as queries
from cases.standing import standing
from tests.cases.agreements import DRAWN, browser, case_of, engaged, picture, proposal_of, sign
from tests.factories.world import content, identity, visit
from tests.harness import KEEPER, as_role, within

pytestmark = pytest.mark.django_db


def landlord_reads(world, model, **filters) -> int:
    with within(world.nadia):
        return model.objects.filter(**filters).count()


def plain(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def stored() -> tuple[int, int, int]:
    with as_role(KEEPER):
        return Consent.objects.count(), Grant.objects.count(), Evidence.objects.count()


# --- on screen -------------------------------------------------------------------------------------------------
ANSWERS = {"identity": "yes", "housing": "yes", "budget": "no", "account": "yes", "months": "6"}


def pages(referred, by) -> dict[str, str]:
    case, proposal = case_of(referred, by), proposal_of(referred, by)
    keys = [case.public_id, referred.tenant.public_id, proposal.recipient.unit.public_id]
    return {
        "list": reverse("consents", args=[case.public_id]),
        "new": reverse("consent_new", args=[case.public_id]),
        "choose": reverse("consent_choose", args=keys),
        "preview": reverse("consent_preview", args=keys),
    }


def test_one_adult_and_one_recipient_lead_straight_to_the_questions(world):
    referred = engaged(world)
    urls = pages(referred, world.ines)
    assert browser(world.ines).get(urls["new"]).url == urls["choose"]


def test_nothing_is_chosen_in_advance(world):
    referred = engaged(world)
    page = browser(world.ines).get(pages(referred, world.ines)["choose"]).content.decode()
    assert "checked" not in page
    assert "Tout refuser" in page
    assert "ce cadre montre exactement ce que votre bailleur lira" in page


def test_saying_no_shows_what_the_landlord_reads_all_the_same(world):
    referred = engaged(world)
    client, urls = browser(world.ines), pages(referred, world.ines)
    shown = client.post(urls["preview"], {"identity": "no"}).content.decode()
    assert "Rien n’est ouvert par un accord du ménage." in shown
    sign(referred, world.ines, ["identity"])
    assert "Josiane Vasseur" in client.post(urls["preview"], {"identity": "no"}).content.decode()


def test_the_preview_is_what_the_landlord_will_read_and_leaves_nothing(world):
    referred = engaged(world)
    visit(referred.case, world.ines, text="Ce qu’elle raconte.")
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    shown = client.post(urls["preview"], {"identity": "yes", "months": "3"}).content.decode()
    assert "Josiane Vasseur" in shown
    assert "12, rue des Tisserands" in shown
    assert "Inès Caron" not in shown
    shown = client.post(urls["preview"], ANSWERS).content.decode()
    assert "Inès Caron" in shown
    assert "1 faite en" in shown
    assert "raconte." not in shown
    assert stored() == (0, 0, 0)
    assert landlord_reads(world, Case, pk=referred.case.pk) == 0
    sign(referred, world.ines, ["identity", "housing"])
    page = browser(world.nadia).get(reverse("landlord_case", args=[referred.tenancy.public_id]))
    body = shown[shown.index("<dl") : shown.index("</dl>")]
    assert body in page.content.decode()


def test_a_missing_answer_keeps_the_others(world):
    referred = engaged(world)
    answers = {key: value for key, value in ANSWERS.items() if key != "budget"}
    response = browser(world.ines).post(pages(referred, world.ines)["choose"], answers)
    page = response.content.decode()
    assert "Répondez oui ou non à « Mon budget »" in page.replace("\u202f", " ")
    assert page.count("checked") == 4
    assert "<title>Erreur" in page


def test_two_steps_then_it_is_signed(world):
    referred = engaged(world)
    identity(referred.case, referred.tenant, world.ines, title="Mme")
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    notice = client.post(urls["choose"], ANSWERS).content.decode().replace("\u202f", " ")
    assert "Moi, Josiane Vasseur, j’autorise" in notice
    assert "mes coordonnées et mon logement" in notice
    assert "Ce que je raconte et ma santé ne lui seront jamais transmis." in notice
    signed = client.post(urls["choose"], ANSWERS | {"given_how": "screen", "signature": DRAWN})
    assert stored() == (2, 2, 2)
    page = client.get(signed.url).content.decode()
    assert "C’est signé" in page
    assert "Arrêter tout de suite" in page
    assert "Retirer" in client.get(urls["list"]).content.decode()


def test_what_is_missing_is_counted_apart_from_what_is_wrong(world):
    urls = pages(engaged(world), world.ines)
    client = browser(world.ines)
    page = client.post(urls["choose"], {}).content.decode().replace("\xa0", " ")
    assert "5 réponses manquent</span>" in page
    assert "à corriger" not in page
    page = client.post(urls["choose"], {"identity": "yes", "months": "7"}).content.decode().replace("\xa0", " ")
    assert "3 réponses manquent, une est à corriger</span>" in page


ALONE = "que si chaque adulte du ménage le souhaite."


def test_signing_says_what_opens_now_and_what_waits_without_telling_of_the_other_adult(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    signed = {**ANSWERS, "given_how": "screen", "signature": DRAWN}
    first = plain(client.get(client.post(urls["choose"], signed).url))
    assert "peut voir <strong>vos coordonnées</strong>, jusqu’au" in first
    assert f"Votre logement ne s’ouvre {ALONE}" in first
    assert f"L’état de votre compte ne s’ouvre {ALONE}" in first
    assert "peut donner" not in first
    assert landlord_reads(world, Case, pk=referred.tenancy.pk) == 1


def test_what_the_other_adult_refused_reads_as_what_he_was_not_asked(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, ["identity", "housing"], person=referred.co_tenant)
    (hers,) = sign(referred, world.ines, ["identity", "housing", "budget"])
    page = plain(browser(world.ines).get(reverse("consent_signed", args=[hers.public_id])))
    assert "peut voir <strong>vos coordonnées et votre logement</strong>, jusqu’au" in page
    assert f"Votre budget ne s’ouvre {ALONE}" in page
    shown = page[page.index("<main") :]
    assert "Karim" not in shown
    assert "aura dit oui" not in shown


def test_nothing_waits_once_each_adult_has_agreed(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, ["identity", "housing"], person=referred.co_tenant, also_return=True)
    hers, _ = sign(referred, world.ines, also_return=True)
    page = plain(browser(world.ines).get(reverse("consent_signed", args=[hers.public_id])))
    assert "Votre bailleur peut donner au Pas de Porte <strong>l’état de votre compte</strong>" in page
    assert ALONE not in page


def test_what_is_in_force_is_told_apart_from_what_waits_and_for_whom(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, also_return=True)
    client, case = browser(world.ines), case_of(referred, world.ines)
    page = plain(client.get(reverse("consents", args=[case.public_id])))
    assert "peut voir <strong>ses coordonnées</strong>." in page
    assert "Attend l’accord de Karim Vasseur : son logement." in page
    assert "Son bailleur ne donne pas encore à votre association <strong>l’état de son compte</strong>." in page
    assert "Attend l’accord de Karim Vasseur : l’état de son compte." in page
    household = plain(client.get(reverse("case", args=[case.public_id])))
    assert "Josiane Vasseur : ses coordonnées, jusqu’au" in household
    assert "Josiane Vasseur : rien encore, jusqu’au" in household
    assert household.count("Attend l’accord de Karim Vasseur") == 2
    sign(referred, world.ines, person=referred.co_tenant, also_return=True)
    page = plain(client.get(reverse("consents", args=[case.public_id])))
    assert "Attend" not in page
    assert page.count("peut voir <strong>ses coordonnées et son logement</strong>.") == 2
    assert page.count("Son bailleur peut donner à votre association <strong>l’état de son compte</strong>.") == 2


def test_an_adult_whose_name_closed_with_the_sheet_is_waited_for_too(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    (mine, *_) = sign(referred, world.ines)
    with within(world.ines):
        given = queries.in_force(case_of(referred, world.ines), world.ines)
    parties = queries.parties_of(given)
    assert parties == [referred.tenant.pk, referred.co_tenant.pk]
    found = standing(mine, given, [*parties, 0])
    assert (found.opened, found.waiting) == (("identity",), ("housing",))
    assert found.missing == (referred.co_tenant.pk, 0)


def test_stopping_everything_is_offered_where_something_is_in_force(world):
    referred = engaged(world)
    client, urls = browser(world.ines), pages(referred, world.ines)
    assert "Tout arrêter" not in client.get(urls["list"]).content.decode()
    sign(referred, world.ines)
    assert "Tout arrêter" in client.get(urls["list"]).content.decode()


def test_the_copy_that_is_promised_is_the_one_that_is_offered(world):
    client, urls = browser(world.ines), pages(engaged(world), world.ines)
    notice = plain(client.post(urls["choose"], ANSWERS))
    assert "Vous recevrez" not in notice
    assert "Vous pourrez ensuite en imprimer une copie." in notice


def test_an_empty_signature_keeps_the_answers(world):
    referred = engaged(world)
    response = browser(world.ines).post(
        pages(referred, world.ines)["choose"], ANSWERS | {"given_how": "screen", "signature": ""}
    )
    page = response.content.decode()
    assert "Il manque la signature" in page
    assert "Une réponse manque" in page
    assert re.search(r'<li data-missing><a href="#id_signature-pad">Il manque la signature', page)
    assert '<canvas class="signature__canvas" id="id_signature-pad" tabindex="-1"' in page
    assert '<input type="hidden" name="identity" value="yes">' in page
    assert stored() == (0, 0, 0)


def test_going_back_shows_the_answers_again(world):
    referred = engaged(world)
    response = browser(world.ines).post(pages(referred, world.ines)["choose"], ANSWERS | {"back": "yes"})
    page = response.content.decode()
    assert "Étape 1 sur 2" in page
    assert page.count("checked") == 5
    assert "<title>Erreur" not in page


def test_a_signed_paper_is_photographed(world):
    referred = engaged(world)
    photograph = SimpleUploadedFile("accord.exe", picture(), content_type="application/x-msdownload")
    response = browser(world.ines).post(
        pages(referred, world.ines)["choose"], ANSWERS | {"given_how": "paper", "photograph": photograph}
    )
    assert response.status_code == 302
    with within(world.ines):
        kept = Evidence.objects.first()
        assert bytes(kept.photograph).startswith(b"\xff\xd8\xff")
        assert kept.media_type == "image/jpeg"


def test_a_file_that_is_no_picture_is_refused_on_the_page(world):
    referred = engaged(world)
    fake = SimpleUploadedFile("accord.jpg", b"%PDF-1.7", content_type="image/jpeg")
    page = browser(world.ines).post(
        pages(referred, world.ines)["choose"], ANSWERS | {"given_how": "paper", "photograph": fake}
    )
    assert "ni une image PNG" in page.content.decode()
    assert stored() == (0, 0, 0)


@pytest.mark.parametrize("refusal", [{"refuse": "yes"}, ANSWERS | {"identity": "no", "housing": "no", "account": "no"}])
def test_a_refusal_records_nothing(world, refusal):
    referred = engaged(world)
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    response = client.post(urls["choose"], refusal, follow=True)
    assert response.redirect_chain[-1][0] == urls["list"]
    assert "rien ne sera transmis" in response.content.decode()
    assert stored() == (0, 0, 0)


def test_refusing_says_that_an_earlier_agreement_goes_on(world):
    referred = engaged(world)
    sign(referred, world.ines)
    response = browser(world.ines).post(pages(referred, world.ines)["choose"], {"refuse": "yes"}, follow=True)
    assert "reste en vigueur" in response.content.decode()


def test_an_oral_agreement_is_confirmed_in_two_steps(world):
    referred = engaged(world)
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    page = client.get(client.post(urls["choose"], ANSWERS | {"given_how": "oral"}).url).content.decode()
    assert "à confirmer par écrit" in page
    with within(world.ines):
        consent = Consent.objects.order_by("id").first()
    url = reverse("consent_confirm", args=[consent.public_id])
    assert "checked" not in client.get(url).content.decode()
    assert "mes coordonnées et mon logement" in client.post(url, {"months": "6"}).content.decode()
    done = client.post(url, {"months": "6", "given_how": "screen", "signature": DRAWN})
    assert "C’est signé" in client.get(done.url).content.decode()
    with within(world.ines):
        assert set(Consent.objects.filter(ended_at=None).values_list("given_how", flat=True)) == {"screen"}


def test_the_other_adult_reads_nothing_of_the_protection(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    with within(world.ines):
        ViolenceFlag.objects.create(
            **content(referred.case, world.ines), person=referred.tenant, set_by_id=world.ines.member_audience
        )
    case, proposal = case_of(referred, world.ines), proposal_of(referred, world.ines)
    recipient = proposal.recipient.unit.public_id
    client = browser(world.ines)

    def page(person) -> str:
        return client.get(
            reverse("consent_choose", args=[case.public_id, person.public_id, recipient])
        ).content.decode()

    assert "la protection est posée" in page(referred.tenant)
    assert "rotection" not in page(referred.co_tenant)
    assert "Votre adresse ne sera pas transmise." in page(referred.co_tenant)
    assert "Ce que votre bailleur verra" not in page(referred.co_tenant)


def test_who_may_open_these_pages(world):
    referred = engaged(world)
    urls = pages(referred, world.ines)
    for by, status in (
        (world.laurent, 200),
        (world.marc, 403),
        (world.rural_worker, 404),
        (world.bea, 404),
        (world.nadia, 404),
        (world.admin, 404),
    ):
        assert browser(by).get(urls["choose"]).status_code == status, by
        assert browser(by).post(urls["preview"], ANSWERS).status_code == status, by
        assert browser(by).post(urls["choose"], ANSWERS | {"given_how": "oral"}).status_code in {status, 302}
    assert stored()[0] == 2  # the manager's alone


def test_the_reading_is_logged_before_and_the_preview_under_its_page(world):
    referred = engaged(world)
    urls = pages(referred, world.ines)
    client = browser(world.ines)
    with CaptureQueriesContext(connections["log"]) as written:
        log = client.get(urls["choose"]).context["page_log"]
        client.post(urls["preview"], ANSWERS | {"page_log": str(log)})
    page, preview = written.captured_queries
    assert "consent_choose" in page["sql"]
    assert log.hex in page["sql"]
    assert "consent_preview" in preview["sql"]
    assert log.hex in preview["sql"]


def test_the_number_of_statements_is_bounded_and_does_not_grow(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    sign(referred, world.ines, also_return=True)
    urls = pages(referred, world.ines)
    client = browser(world.ines)

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return sum("cases_" in query["sql"] or "sec." in query["sql"] for query in captured.captured_queries)

    assert (statements(urls["list"]), statements(urls["choose"])) == (8, 7)
    sign(referred, world.ines, person=referred.co_tenant, also_return=True)
    assert statements(urls["list"]) == 8
