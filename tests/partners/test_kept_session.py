"""A session kept on her own phone: longer unused, never beyond twelve hours, never without a second factor and a proof."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from partners.actions.second_factor import reset_second_factor
from partners.models import Session, User
from tests.harness import OWNER, as_role
from tests.partners.conftest import PASSWORD
from tests.partners.test_proof import later
from tests.partners.test_sessions import ACCOUNT, IPHONE, lives, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
KEEP, KEPT, OFFER = "/moi-meme/garder/", "Gardée sur ce téléphone", "Rester connectée sur ce téléphone"
MINUTES, HOURS = 60, 3600


@pytest.fixture
def claire(account) -> User:
    """Signs in by her password in these tests, then sets an application up: see `phone_of`."""
    return account()


def with_second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user).exists():
        auth.TOTP.activate(user, auth.generate_totp_secret())


def phone_of(user: User) -> Client:
    """A phone on which she keeps her session."""
    phone = sign_in(IPHONE)
    with_second_factor(user)
    assert phone.post(KEEP)["Location"] == ACCOUNT
    assert KEPT in phone.get(ACCOUNT).text
    return phone


def unused(client: Client, seconds: int) -> Client:
    session = client.session
    session["seen_at"] = int(timezone.now().timestamp()) - seconds
    session.save()
    return client


def releaser(client: Client, of: Client) -> str:
    (path,) = re.findall(r'action="(/moi-meme/sessions/[0-9a-f-]{36}/ne-plus-garder/)"', client.get(ACCOUNT).text)
    assert of.session["session_id"] in path
    return path


def test_half_an_hour_unused_ends_an_ordinary_session_and_not_a_kept_one(claire):
    desk, phone = sign_in(), phone_of(claire)
    assert not lives(unused(desk, 31 * MINUTES))
    assert lives(unused(phone, 31 * MINUTES))
    assert lives(unused(phone, 11 * HOURS + 59 * MINUTES))
    assert not lives(unused(phone, 12 * HOURS + 2))


def test_the_installation_may_want_it_shorter(claire, settings):
    settings.PHONE_IDLE_SECONDS = 2 * HOURS
    phone = phone_of(claire)
    assert lives(unused(phone, 2 * HOURS - 2))
    assert not lives(unused(phone, 2 * HOURS + 2))


def test_twelve_hours_after_signing_in_both_end_however_busy(claire):
    phone = sign_in(IPHONE)
    desk, key, end = sign_in(), phone.session.session_key, phone.session["_session_expiry"]
    with_second_factor(claire)
    phone.post(KEEP)
    assert phone.session["_session_expiry"] == end
    assert abs(Session.objects.get(session_key=key).expire_date - parse_datetime(end)) < timedelta(seconds=1)
    assert lives(phone)
    Session.objects.filter(user=claire).update(expire_date=timezone.now())
    assert not lives(phone)
    assert not lives(desk)


def test_a_proof_is_asked_for_then_it_is_done(claire):
    phone = later(sign_in(IPHONE))
    with_second_factor(claire)
    assert phone.post(KEEP)["Location"].startswith("/compte/reauthenticate/")
    assert "kept" not in phone.session
    phone.post("/compte/reauthenticate/", {"password": "Escalier-bleu-12", "next": KEEP})
    assert "kept" not in phone.session
    phone.post("/compte/reauthenticate/", {"password": PASSWORD, "next": KEEP})
    assert phone.session["kept"] is True


def test_without_a_second_factor_it_is_neither_offered_nor_done(claire):
    phone = sign_in(IPHONE)
    assert OFFER not in phone.get(ACCOUNT).text
    refused = phone.post(KEEP)
    assert refused.status_code == 403
    assert "mettez d’abord une deuxième étape en place" in refused.text
    assert "kept" not in phone.session
    with_second_factor(claire)
    assert OFFER in phone.get(ACCOUNT).text


def test_it_is_an_act_and_not_an_address_to_open(claire):
    phone = sign_in(IPHONE)
    with_second_factor(claire)
    assert phone.get(KEEP).status_code == 405
    assert "kept" not in phone.session


def test_it_is_of_one_session_only(claire):
    desk, phone = sign_in(), phone_of(claire)
    assert "kept" not in desk.session
    page = desk.get(ACCOUNT).text
    assert page.count(KEPT) == 1
    assert page.index("Safari sur iPhone") < page.index(KEPT)
    assert OFFER not in phone.get(ACCOUNT).text
    unused(phone, 31 * MINUTES)
    assert KEPT in desk.get(ACCOUNT).text, "it still opens something"
    assert not lives(unused(desk, 31 * MINUTES))


@pytest.mark.parametrize("here", [True, False])
def test_she_keeps_it_no_longer_from_there_or_from_elsewhere(claire, here):
    desk, phone = sign_in(), phone_of(claire)
    by = phone if here else desk
    assert "n’est plus gardée" in by.post(releaser(by, phone), follow=True).text
    assert KEPT not in desk.get(ACCOUNT).text
    assert lives(phone)
    assert not lives(unused(phone, 31 * MINUTES))


def test_nobody_else_s_and_no_unknown_one(claire, account):
    phone, other = phone_of(claire), Client()
    account("autre@example.test")
    other.post("/compte/login/", {"login": "autre@example.test", "password": PASSWORD})
    assert other.post(releaser(phone, phone)).status_code == 404
    assert lives(unused(phone, 31 * MINUTES))


def test_signing_out_ends_it(claire):
    phone = phone_of(claire)
    key = phone.session.session_key
    phone.post("/compte/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    assert "kept" not in phone.session


def test_another_sign_in_in_the_same_browser_does_not_take_it_over(claire):
    phone = phone_of(claire)
    phone.force_login(claire, backend="django.contrib.auth.backends.ModelBackend")
    assert "kept" not in phone.session


def test_a_new_password_ends_it_there_and_elsewhere(claire):
    elsewhere, there = sign_in(IPHONE), phone_of(claire)
    elsewhere.post(KEEP)
    new = "Un-autre-palier-7"
    there.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert lives(there)
    assert "kept" not in there.session
    assert not lives(elsewhere)
    assert not lives(unused(there, 31 * MINUTES))


def test_a_second_factor_taken_away_ends_it_everywhere(claire):
    desk, phone = sign_in(), phone_of(claire)
    key = Authenticator.objects.create(user=claire, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone"})
    desk.post("/compte/reauthenticate/", {"password": PASSWORD})
    desk.post(f"/compte/2fa/webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert "kept" not in phone.session
    assert lives(phone)
    assert not lives(unused(phone, 31 * MINUTES))


def test_a_reset_of_the_second_factor_ends_it(claire):
    phone = phone_of(claire)
    with as_role(OWNER):
        reset_second_factor(user=claire)
    assert not lives(phone)


def test_it_is_offered_once_on_signing_in_on_a_phone(claire):
    offered = "Ce téléphone est à vous"
    assert offered not in sign_in(IPHONE).get(ACCOUNT).text
    with_second_factor(claire)
    codes = RecoveryCodes.activate(claire).get_unused_codes()
    phone, desk = sign_in(IPHONE), sign_in()
    for client in (phone, desk):
        client.post("/compte/2fa/authenticate/", {"code": codes.pop()})
    assert offered in phone.get(ACCOUNT).text
    assert offered not in phone.get(ACCOUNT).text
    assert offered not in desk.get(ACCOUNT).text
