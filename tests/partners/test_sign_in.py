"""Signing in by e-mail: its words, its limits, its end."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from partners.actions.directory import add_member
from partners.enums import Capacity, Role
from tests.factories.directory import unit
from tests.harness import OWNER, as_role
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_IN = "/compte/login/"


def try_password(client: Client, password: str, login: str = "camille.noel@example.test"):
    return client.post(SIGN_IN, {"login": login, "password": password})


def test_by_address_and_password(account):
    account()
    client = Client()
    assert try_password(client, PASSWORD, "Camille.NOEL@example.test")["Location"] == "/"
    assert "Vous n’avez de rôle dans aucun service" in client.get("/").text


def test_a_wrong_password_and_an_unknown_address_read_the_same(account):
    account()
    wrong = try_password(Client(), "Escalier-bleu-12").text
    unknown = try_password(Client(), PASSWORD, "personne@example.test").text
    assert "L’adresse ou le mot de passe ne correspond pas." in wrong
    assert _without_answers(wrong) == _without_answers(unknown)


def _without_answers(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|value)="[^"]*"|nonce="[^"]*"', "", page)


def test_six_wrong_passwords_close_the_door_even_to_the_right_one(account):
    account()
    client = Client()
    for _ in range(5):
        assert "ne correspond pas" in try_password(client, "Escalier-bleu-12").text
    refused = try_password(client, PASSWORD)
    assert refused.status_code == 200
    assert "Trop d’essais" in refused.text


def test_many_tries_from_one_place_are_refused_whatever_the_address():
    client = Client()
    pages = [try_password(client, "Escalier-bleu-12", f"x{number}@example.test") for number in range(31)]
    assert pages[-1].status_code == 429
    assert "Trop d’essais en peu de temps" in pages[-1].text


def test_a_session_ends_twelve_hours_after_signing_in_however_busy(account):
    account()
    client = Client()
    try_password(client, PASSWORD)
    end = parse_datetime(client.session["_session_expiry"])
    assert timedelta(hours=11, minutes=59) < end - timezone.now() <= timedelta(hours=12)
    session = client.session
    session["seen_at"] = 0
    session.save()
    assert abs(session.get_expiry_date() - end) < timedelta(seconds=1)


def test_a_session_ends_after_thirty_idle_minutes(account):
    account()
    client = Client()
    try_password(client, PASSWORD)
    session = client.session
    session["seen_at"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()
    assert client.get("/moi-meme/")["Location"].startswith(SIGN_IN)


def test_signing_out_is_a_form_and_ends_the_session(account):
    account()
    client = Client()
    try_password(client, PASSWORD)
    key = client.session.session_key
    assert client.get("/compte/logout/").status_code == 200
    client.post("/compte/logout/")
    assert not client.session.exists(key)


def test_nobody_signs_up_or_changes_an_address(account):
    account()
    client = Client()
    assert client.get("/compte/signup/").status_code == 404
    assert client.post("/compte/signup/", {"email": "a@example.test"}).status_code == 404
    try_password(client, PASSWORD)
    assert client.get("/compte/email/").status_code == 404


def test_a_forgotten_password_is_replaced_by_a_link_that_serves_once(account, settings):
    settings.PUBLIC_URL = "https://palier.example"
    settings.ALLOWED_HOSTS = ["*"]
    account()
    client = Client(HTTP_HOST="ailleurs.example")
    answer = client.post("/compte/password/reset/", {"email": "camille.noel@example.test"}, follow=True)
    assert "Regardez vos courriels" in answer.text
    (sent,) = mail.outbox
    assert sent.subject == "Choisir un nouveau mot de passe"
    link = re.search(r"https://palier\.example(/compte/password/reset/key/\S+)", sent.body)[1]
    form = client.get(link, follow=True)
    assert "Choisir un nouveau mot de passe" in form.text
    place = form.redirect_chain[-1][0]
    weak = client.post(place, {"password1": "escalier", "password2": "escalier"})
    assert "se devine trop vite" in weak.text
    new = "Un-autre-palier-7"
    assert "C’est noté" in client.post(place, {"password1": new, "password2": new}, follow=True).text
    assert try_password(Client(), PASSWORD).status_code == 200
    assert try_password(Client(), new)["Location"] == "/"
    assert "Ce lien ne s’ouvre plus" in Client().get(link, follow=True).text


def test_an_unknown_address_is_answered_alike(account):
    account()
    pages = [
        Client().post("/compte/password/reset/", {"email": email}, follow=True)
        for email in ("camille.noel@example.test", "personne@example.test")
    ]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert _without_answers(pages[0].text) == _without_answers(pages[1].text)
    assert mail.outbox[-1].subject == "Aucun compte à cette adresse"


def test_changing_ones_password_ends_other_sessions(account):
    account()
    here, elsewhere = Client(), Client()
    try_password(here, PASSWORD)
    try_password(elsewhere, PASSWORD)
    new = "Un-autre-palier-7"
    answer = here.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert here.get("/moi-meme/").status_code == 200
    assert elsewhere.get("/moi-meme/").status_code == 302


def test_nobody_signs_in_with_a_service_account(account):
    user = account()
    with as_role(OWNER):
        add_member(unit=unit(Capacity.LANDLORD), role=Role.SERVICE, user=user)
    client = Client()
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert "Ce compte est fermé" in answer.text
    assert "_auth_user_id" not in client.session
    client.post("/compte/password/reset/", {"email": user.email})
    assert not mail.outbox
