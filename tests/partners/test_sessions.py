"""One's open sessions: listed in plain words, ended at their next request."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.middleware import PERSON_KEY
from common.models import JobSlot
from partners.actions.directory import add_member
from partners.devices import UNKNOWN, device_words
from partners.enums import Capacity, Role
from partners.models import Session
from partners.session_store import SessionStore
from partners.tasks import purge_sessions
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT, OTHERS = "/moi-meme/", "/moi-meme/sessions/fermer/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome sur Windows"),
        (EDGE, "Edge sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Linux"),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari",
            "Chrome sur Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari sur Mac"),
        ("curl/8.5.0", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_device_in_words(said, words):
    assert device_words(said) == words


def sign_in(user_agent: str = CHROME) -> Client:
    client = Client(HTTP_USER_AGENT=user_agent)
    client.post("/compte/login/", {"login": "camille.noel@example.test", "password": PASSWORD})
    return client


def closers(client: Client) -> list[str]:
    return re.findall(r'action="(/moi-meme/sessions/[0-9a-f-]{36}/fermer/)"', client.get(ACCOUNT).text)


def lives(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_they_are_listed_with_this_one_marked(account):
    account()
    here, phone = sign_in(), sign_in(IPHONE)
    page = here.get(ACCOUNT).text
    assert page.index("Chrome sur Windows") < page.index("Cette session") < page.index("Safari sur iPhone")
    assert page.count("Cette session") == 1
    assert "Dernière activité" in page
    assert "127.0.0.1" not in page
    assert len(closers(here)) == 1
    assert here.session.session_key not in page
    assert phone.session.session_key not in page


def test_one_is_ended_at_its_next_request(account):
    account()
    here, phone, tablet = sign_in(), sign_in(IPHONE), sign_in(EDGE)
    target = next(path for path in closers(here) if path.split("/")[3] == phone.session["session_id"])
    assert "Session fermée : Safari sur iPhone" in here.post(target, follow=True).text.replace("\u00a0", " ")
    assert not lives(phone)
    assert lives(tablet)
    assert lives(here)
    assert here.post(target).status_code == 404


def test_a_request_under_way_does_not_write_it_back(account):
    account()
    here, phone = sign_in(), sign_in(IPHONE)
    key = phone.session.session_key
    under_way = SessionStore(key)
    under_way["anything"] = 1
    here.post(closers(here)[0])
    with pytest.raises(UpdateError):
        under_way.save()
    assert not under_way.exists(key)


def test_all_others_are_ended(account):
    account()
    here, phone, tablet = sign_in(), sign_in(IPHONE), sign_in(EDGE)
    assert "Vos autres sessions sont fermées" in here.post(OTHERS, follow=True).text
    assert [lives(client) for client in (here, phone, tablet)] == [True, False, False]
    assert "Aucune autre session n’était ouverte" in here.post(OTHERS, follow=True).text
    assert "Fermer toutes les autres" not in here.get(ACCOUNT).text


def test_nobody_ends_another_s(account):
    account()
    account("autre@example.test")
    mine, other = sign_in(), Client()
    other.post("/compte/login/", {"login": "autre@example.test", "password": PASSWORD})
    assert other.post(f"/moi-meme/sessions/{mine.session['session_id']}/fermer/").status_code == 404
    other.post(OTHERS)
    assert lives(mine)


def test_ending_this_one_signs_out(account):
    account()
    here = sign_in()
    assert here.post(f"/moi-meme/sessions/{here.session['session_id']}/fermer/")["Location"] == "/compte/login/"
    assert not lives(here)
    assert not Session.objects.filter(user__isnull=False).exists()


def test_an_idle_one_is_no_longer_listed(account):
    account()
    here, phone = sign_in(), sign_in(IPHONE)
    session = phone.session
    session["seen_at"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()
    assert "Safari sur iPhone" not in here.get(ACCOUNT).text


def test_a_new_password_ends_the_others_for_good(account):
    account()
    here, phone = sign_in(), sign_in(IPHONE)
    key, new = phone.session.session_key, "Un-autre-palier-7"
    here.post("/compte/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not Session.objects.filter(session_key=key).exists()
    assert lives(here)
    assert closers(here) == []


def test_who_has_no_role_left_loses_her_sessions_at_once(signed_in):
    team = unit(Capacity.OPERATOR, Capacity.LANDLORD)
    sacha, ines = member(team, Role.ADMIN), member(team, Role.WORKER)
    hers, his = signed_in(ines), signed_in(sacha)
    assert lives(hers)
    his.post(f"/organisation/membres/{ines.membership.public_id}/fin/")
    assert not Session.objects.filter(user=ines.membership.user).exists()
    assert not lives(hers)
    assert lives(his)


def test_who_works_elsewhere_keeps_them(signed_in):
    team, elsewhere = unit(Capacity.OPERATOR), unit(Capacity.OPERATOR)
    sacha, ines = member(team, Role.ADMIN), member(team, Role.WORKER)
    with as_role(OWNER):
        add_member(unit=elsewhere, role=Role.WORKER, user=ines.membership.user)
    hers = signed_in(ines)
    signed_in(sacha).post(f"/organisation/membres/{ines.membership.public_id}/fin/")
    assert lives(hers)


def test_a_household_s_session_is_nobody_s(db):
    session = SessionStore()
    session[PERSON_KEY] = 7
    session.create()
    assert Session.objects.get(session_key=session.session_key).user_id is None
    assert SESSION_KEY not in session


def test_those_that_are_over_are_deleted(account):
    account()
    here, phone = sign_in(), sign_in(IPHONE)
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=timezone.now())
    for _ in range(2):
        assert purge_sessions()
        JobSlot.objects.all().delete()
    assert not Session.objects.filter(session_key=phone.session.session_key).exists()
    assert lives(here)


def test_the_model_and_its_migration_agree():
    call_command("makemigrations", "partners", check=True, dry_run=True, verbosity=0)
