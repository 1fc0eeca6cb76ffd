"""The personal link and the person's own page: hers alone, for as long as it lives."""

import hashlib
import time
from datetime import date

import pytest
from django.urls import reverse

from cases import tasks
from cases.actions import person_links
from cases.middleware import PERSON_KEY, PERSON_UNTIL_KEY
from cases.models import Case, Consent, IdentityStatement, PersonLink, RentStatement, ViolenceFlag
from common.models import Document, Outbox
from common.refusal import NotYours, Refused
from partners.acting import act_as_person
from tests.factories.world import (
    accept,
    assign,
    consent,
    content,
    engage,
    identity,
    person,
    refer,
    rent,
    unit_audience,
)
from tests.harness import sql, within

pytestmark = pytest.mark.django_db
BORN = date(1958, 7, 23)
RIGHT, WRONG = {"born_on": "23/07/1958"}, {"born_on": "24/07/1958"}
PAGE, CLOSED = reverse("person_page"), reverse("person_link_expired")


@pytest.fixture
def referred(world):
    """Mme Vasseur, followed by Inès; the branch sees her housing and the litigation unit her identity."""
    made = refer(world.nadia, world.agreement)
    accept(made, world.ines)
    engage(made, world.ines)
    identity(made.case, made.tenant, world.ines, title="Mme", born_on=BORN)
    rent(made.tenancy, world.nadia)
    for unit, scope in ((world.branch, "housing"), (world.litigation, "identity")):
        consent(made.case, made.tenant, unit_audience(unit, "landlord"), world.ines, scope)
    with within(world.ines):
        made.case = Case.objects.get(pk=made.case.pk)
    return made


def make(referred, by, of=None) -> str:
    with within(by):
        return person_links.make_link(case=referred.case, person=of or referred.tenant, by=by).token


def entry(token: str) -> str:
    return reverse("person_link", args=[token])


def audience_of(referred) -> int:
    ((audience,),) = sql("SELECT audience_id FROM cases_person WHERE id = %s", referred.tenant.pk)
    return audience


@pytest.fixture
def at_home(world, referred, client):
    """Her browser, on her page."""
    client.post(entry(make(referred, world.ines)), RIGHT)
    return client


def flag(world, referred) -> None:
    with within(world.ines):
        ViolenceFlag.objects.create(
            **content(referred.case, world.ines), person=referred.tenant, set_by_id=world.ines.member_audience
        )


# --- making ------------------------------------------------------------------------------------------------------
def test_only_a_digest_is_kept(world, referred):
    token = make(referred, world.ines)
    assert len(token) == 22
    with within(world.ines):
        assert PersonLink.objects.get().token_digest == hashlib.sha256(token.encode()).hexdigest()


def test_a_new_link_cuts_the_former(world, referred, client):
    first, second = make(referred, world.ines), make(referred, world.laurent)
    assert client.get(entry(first)).headers["Location"] == CLOSED
    assert client.get(entry(second)).status_code == 200


def test_it_is_made_by_the_team_and_its_manager_alone(world, referred):
    with pytest.raises(NotYours):
        make(referred, world.marc)
    assign(referred.case, world.marc, world.laurent)
    assert make(referred, world.marc)


def test_no_link_without_a_birth_date(world, referred):
    partner = person(referred.case, world.ines)
    with pytest.raises(Refused, match="date de naissance"):
        make(referred, world.ines, of=partner)


def test_a_missing_birth_date_is_noted_where_the_link_is_made(world, client):
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    engage(referred, world.ines)
    with within(world.ines):
        case = Case.objects.get(pk=referred.case.pk)
    client.force_login(world.ines.membership.user)
    url = reverse("person_link_new", args=[case.public_id, referred.tenant.public_id])
    assert "Il manque la date de naissance" in client.get(url).text
    assert "dans le futur" in client.post(url, {"born_on": "2099-01-01"}).text
    assert "Écrivez la date de naissance" in client.post(url, {"born_on": ""}).text
    assert client.post(url, {"born_on": "1971-03-04"}).status_code == 302
    assert "Noter la date de naissance" not in client.get(url).text
    assert "/moi/lien/" in client.post(url).text
    with within(world.ines):
        stated, former = IdentityStatement.objects.filter(case=case, person=referred.tenant).order_by("-id")
        assert (stated.last_name, stated.born_on) == (former.last_name, date(1971, 3, 4))


def test_no_link_for_who_signed_nothing(world, referred):
    grown_up = person(referred.case, world.ines, party=False)
    identity(referred.case, grown_up, world.ines, first_name="Paul", born_on=date(2000, 1, 1))
    with pytest.raises(Refused, match="signé"):
        make(referred, world.ines, of=grown_up)


def test_no_link_under_protection(world, referred, client, monkeypatch):
    flag(world, referred)
    client.force_login(world.ines.membership.user)
    url = reverse("person_link_new", args=[referred.case.public_id, referred.tenant.public_id])
    assert "main propre" in client.get(url).text
    assert client.post(url).status_code == 403
    # The database refuses by itself, were the sentence not asked first.
    monkeypatch.setattr(person_links, "refusal", lambda **asked: "")
    with pytest.raises(Refused, match="main propre"):
        make(referred, world.ines)


def test_the_address_is_shown_once(world, referred, client):
    client.force_login(world.ines.membership.user)
    url = reverse("person_link_new", args=[referred.case.public_id, referred.tenant.public_id])
    made = client.post(url)
    assert made.headers["Cache-Control"] == "no-store"
    assert "/moi/lien/" in made.text
    again = client.get(url).text
    assert "/moi/lien/" not in again
    assert "Un lien est déjà ouvert" in again


def test_the_team_cuts_it(world, referred, at_home, client):
    client.force_login(world.laurent.membership.user)
    url = reverse("person_link_cut", args=[referred.case.public_id, referred.tenant.public_id])
    client.post(url)
    with within(world.ines):
        assert PersonLink.objects.get().revoked_at


# --- opening -----------------------------------------------------------------------------------------------------
def test_the_birth_date_opens_it_for_thirty_minutes(world, referred, client):
    client.force_login(world.nadia.membership.user)
    before = client.session.session_key
    answer = client.post(entry(make(referred, world.ines)), RIGHT)
    assert answer.headers["Location"] == PAGE
    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session
    assert client.session[PERSON_KEY] == audience_of(referred)
    assert 1790 < client.session[PERSON_UNTIL_KEY] - time.time() <= 1800


def test_a_wrong_date_is_counted_and_said(world, referred, client):
    token = make(referred, world.ines)
    answer = client.post(entry(token), WRONG)
    assert answer.status_code == 200
    assert "n’est pas celle que nous avons" in answer.text
    with within(world.ines):
        assert PersonLink.objects.get().tries_left == 4
    assert PERSON_KEY not in client.session


def test_five_wrong_dates_close_it(world, referred, client):
    token = make(referred, world.ines)
    answers = [client.post(entry(token), WRONG) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert answers[-1].headers["Location"] == CLOSED
    assert client.post(entry(token), RIGHT).headers["Location"] == CLOSED


def test_what_is_no_date_costs_no_try(world, referred, client):
    token = make(referred, world.ines)
    for text in ("", "31/02/1958", "bonjour", "23/07/58"):
        assert client.post(entry(token), {"born_on": text}).status_code == 200
    with within(world.ines):
        assert PersonLink.objects.get().tries_left == 5


@pytest.mark.parametrize("closed_by", ["nothing", "date", "cut", "tries", "protection of another", "protection"])
def test_every_dead_link_answers_the_same(world, referred, client, closed_by):
    token = make(referred, world.ines)
    if closed_by == "nothing":
        token = "A" * 22
    elif closed_by == "date":
        sql("UPDATE cases_personlink SET expires_at = now() - interval '1 s'")
    elif closed_by == "cut":
        with within(world.ines):
            assert person_links.cut_links(case=referred.case, person=referred.tenant) == 1
    elif closed_by == "tries":
        sql("UPDATE cases_personlink SET tries_left = 0")
    elif closed_by == "protection of another":
        other = person(referred.case, world.ines)
        with within(world.ines):
            ViolenceFlag.objects.create(
                **content(referred.case, world.ines), person=other, set_by_id=world.ines.member_audience
            )
    else:
        with within(world.ines):
            person_links.cut_links(case=referred.case, person=referred.tenant)
        flag(world, referred)
    for answer in (client.get(entry(token)), client.post(entry(token), RIGHT), client.post(entry(token), WRONG)):
        assert (answer.status_code, answer.headers["Location"]) == (302, CLOSED)
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(CLOSED).status_code == 200
    assert PERSON_KEY not in client.session


# --- her page ----------------------------------------------------------------------------------------------------
def test_it_says_who_can_see_what(world, referred, at_home):
    assign(referred.case, world.marc, world.laurent)
    page = at_home.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    for text in ("Mme\u00a0Josiane Vasseur", "Habitat des Deux Vallées", "Le Pas de Porte", "Inès Caron"):
        assert text in page.text
    assert world.marc.membership.user.last_name not in page.text
    assert page.text.count("Arrêter</") == 2


def test_with_another_adult_it_never_tells_what_that_adult_answered(world, referred, at_home):
    partner = person(referred.case, world.ines)
    consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    before = own_agreements(at_home)
    alone = "seulement si chaque adulte du ménage le souhaite."
    assert f"peut voir votre logement {alone}" in before
    assert f"peut voir l’état de votre compte {alone}" in before
    assert "peut voir votre logement." not in before
    assert "peut voir vos coordonnées." in before
    consent(referred.case, partner, unit_audience(world.branch, "landlord"), world.ines, "identity")
    assert own_agreements(at_home) == before


def test_her_page_says_what_is_open_once_every_adult_agreed(world, referred, at_home):
    partner = person(referred.case, world.ines)
    consent(referred.case, partner, unit_audience(world.branch, "landlord"), world.ines, "housing")
    said = own_agreements(at_home)
    assert "peut voir votre logement." in said
    assert "seulement si" not in said


def own_agreements(at_home) -> str:
    page = at_home.get(PAGE).text
    return page[page.index('id="mes-accords"') : page.index('id="qui-peut-voir"')]


def test_nobody_else_has_it(world, referred, client):
    assert client.get(PAGE).headers["Location"] == CLOSED
    client.force_login(world.ines.membership.user)
    assert client.get(PAGE).headers["Location"] == CLOSED


def test_it_closes_after_thirty_minutes(world, referred, at_home):
    session = at_home.session
    session[PERSON_UNTIL_KEY] = int(time.time()) - 1
    session.save()
    assert at_home.get(PAGE).headers["Location"] == CLOSED


def test_it_closes_with_its_link(world, referred, at_home):
    with within(world.ines):
        person_links.cut_links(case=referred.case, person=referred.tenant)
    assert at_home.get(PAGE).headers["Location"] == CLOSED
    assert PERSON_KEY not in at_home.session


def test_leaving_forgets_her(world, referred, at_home):
    assert at_home.post(reverse("person_leave")).headers["Location"] == CLOSED
    assert at_home.get(PAGE).headers["Location"] == CLOSED
    assert not at_home.session.items()


def test_her_link_opens_no_professional_page(world, referred, at_home):
    for name in ("who_sees", "person_link_new"):
        url = reverse(name, args=[referred.case.public_id, referred.tenant.public_id])
        assert at_home.get(url).status_code in {302, 404}
        assert "Vasseur" not in at_home.get(url).text


# --- stopping ----------------------------------------------------------------------------------------------------
def agreements(referred) -> list[Consent]:
    with within(act_as_person(audience_of(referred))):
        return list(Consent.objects.order_by("id"))


def test_stopping_one_asks_once_then_closes_at_the_next_request(world, referred, at_home):
    first, _ = agreements(referred)
    url = reverse("person_withdraw", args=[first.public_id])
    assert "ne verra plus votre logement" in at_home.get(url).text
    assert agreements(referred)[0].ended_at is None
    receipt = at_home.post(url, follow=True)
    stopped, kept = agreements(referred)
    assert (stopped.ended_how, stopped.ended_channel) == ("withdrawn", "link")
    assert kept.ended_at is None
    assert stopped.receipt_number in receipt.text
    with within(world.nadia):
        assert RentStatement.objects.filter(case_id=referred.tenancy.pk).exists()
        assert not Case.objects.filter(pk=referred.case.pk).exists()
    page = at_home.get(PAGE).text
    assert page.count("Arrêter</") == 1
    assert "Mes anciens accords" in page


def test_stopping_twice_says_so(world, referred, at_home):
    url = reverse("person_withdraw", args=[agreements(referred)[0].public_id])
    at_home.post(url)
    assert "déjà pris fin" in at_home.post(url, follow=True).text


def test_stopping_everything(world, referred, at_home):
    url = reverse("person_stop_everything")
    assert "Contentieux" in at_home.get(url).text
    receipt = at_home.post(url, follow=True).text
    ended = agreements(referred)
    assert {given.ended_how for given in ended} == {"withdrawn"}
    assert len({given.receipt_number for given in ended}) == 1
    assert ended[0].receipt_number in receipt
    assert "aucun accord" in at_home.get(PAGE).text
    assert "aucun accord en cours" in at_home.post(url, follow=True).text


def test_anothers_agreement_does_not_exist(world, referred, at_home):
    partner = person(referred.case, world.ines)
    theirs = consent(referred.case, partner, unit_audience(world.other_branch, "landlord"), world.ines, "identity")
    url = reverse("person_withdraw", args=[theirs.consent.public_id])
    assert at_home.get(url).status_code == 404
    assert at_home.post(url).status_code == 404
    assert at_home.get(reverse("person_receipt", args=["R-2026-AAAAAAAA"])).status_code == 404


# --- on paper ----------------------------------------------------------------------------------------------------
def made_document(referred) -> Document:
    row = Outbox.objects.order_by("created_at").last()
    tasks.render_document(row)
    with within(act_as_person(audience_of(referred))):
        return Document.objects.get(pk=row.subject_id)


def test_her_page_as_a_pdf_of_hers(world, referred, at_home):
    answer = at_home.post(reverse("person_print"))
    document = made_document(referred)
    assert answer.headers["Location"] == reverse("document", args=[document.public_id])
    assert document.asker_id == audience_of(referred)
    assert "Télécharger" in at_home.get(answer.headers["Location"]).text
    file = at_home.get(reverse("document_download", args=[document.public_id]))
    assert file.content.startswith(b"%PDF-1.7")
    at_home.post(reverse("person_leave"))
    assert at_home.get(answer.headers["Location"]).status_code == 302


def test_the_receipt_as_a_pdf_of_hers(world, referred, at_home):
    receipt = at_home.post(reverse("person_withdraw", args=[agreements(referred)[0].public_id]))
    at_home.post(receipt.headers["Location"] + "imprimer/")
    document = made_document(referred)
    assert document.state == Document.State.READY
    assert document.snapshot["number"] in receipt.headers["Location"]
    assert document.snapshot["channel"] == "par votre lien personnel"


def test_after_the_link_is_cut_nothing_more_is_made(world, referred, at_home):
    at_home.post(reverse("person_print"))
    with within(world.ines):
        person_links.cut_links(case=referred.case, person=referred.tenant)
    with pytest.raises(Refused):
        tasks.render_document(Outbox.objects.get())


# --- demonstration -----------------------------------------------------------------------------------------------
def test_the_demonstrations_door_needs_a_live_link(world, referred, client, settings):
    settings.DEMONSTRATION = True
    door = reverse("demo_person")
    assert client.post(door).status_code == 404
    make(referred, world.ines)
    assert client.post(door).headers["Location"] == PAGE
    assert "Vasseur" in client.get(PAGE).text
    assert client.get(door).status_code == 405


def test_there_is_no_such_door_elsewhere(world, referred, client, settings):
    settings.DEMONSTRATION = False
    make(referred, world.ines)
    assert client.post(reverse("demo_person")).status_code == 404
