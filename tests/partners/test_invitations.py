"""Inviting and accepting: single use, 72 hours, bound to the address, inside one's organisation (security D 43)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from common.refusal import NotYours, Refused
from partners.actions import invitations
from partners.enums import Capacity, Role
from partners.models import Invitation, Membership, User
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role, within
from tests.partners.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "lucie.martin@example.test"


@pytest.fixture
def team():
    return unit(Capacity.OPERATOR, name="Le Pas de Porte")


@pytest.fixture
def sacha(team):
    return member(team, Role.ADMIN)


def invite(by, into, role=Role.WORKER, email=ADDRESS) -> str:
    """Invite, and return the token of the mail that left."""
    with within(by):
        invitations.invite(by=by, unit=into, role=role, title="CESF", email=email)
    return re.search(r"/invitation/([^/\s]+)/", mail.outbox[-1].body)[1]


def answers(password=PASSWORD) -> dict:
    return {"first_name": "Lucie", "last_name": "Martin", "password": password}


def test_the_mail_carries_a_link_and_no_fact(sacha, team):
    token = invite(sacha, team)
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    for fact in (team.name, team.organisation.name, "travailleur", "CESF"):
        assert fact not in sent.subject + sent.body
    kept = Invitation.objects.get()
    assert kept.token_digest == invitations.digest_of(token)
    assert token not in kept.token_digest
    assert len(token) >= 43  # 256 bits


def test_an_account_is_born_from_the_invitation_and_acts_in_its_role(sacha, team):
    client, token = Client(), invite(sacha, team)
    page = client.get(f"/invitation/{token}/")
    assert page.status_code == 200
    for shown in (team.organisation.name, team.name, "Travailleur social", ADDRESS):
        assert shown in page.text
    response = client.post(f"/invitation/{token}/", answers())
    assert response.status_code == 302
    assert response["Location"] == "/"
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(PASSWORD)
    membership = Membership.objects.get(user=user)
    assert (membership.unit, membership.role, membership.title) == (team, Role.WORKER, "CESF")
    assert client.session["acting"] == [membership.id, Capacity.OPERATOR.value]


def test_it_serves_once(sacha, team):
    token = invite(sacha, team)
    Client().post(f"/invitation/{token}/", answers())
    again = Client()
    assert again.get(f"/invitation/{token}/").status_code == 410
    assert again.post(f"/invitation/{token}/", answers()).status_code == 410
    assert Membership.objects.filter(user__email=ADDRESS).count() == 1


def test_it_ends_after_72_hours(sacha, team):
    token = invite(sacha, team)
    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(hours=71, minutes=59) < left <= timedelta(hours=72)
    with as_role(OWNER):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/invitation/{token}/").status_code == 410
    assert Client().post(f"/invitation/{token}/", answers()).status_code == 410
    assert not User.objects.filter(email=ADDRESS).exists()


def test_all_dead_links_look_alike(sacha, team):
    used = invite(sacha, team)
    Client().post(f"/invitation/{used}/", answers())
    assert Client().get(f"/invitation/{used}/").text == Client().get("/invitation/inconnu/").text


def test_it_is_bound_to_its_address(sacha, team, account):
    token, other = invite(sacha, team), account()
    client = Client()
    client.force_login(other)
    page = client.get(f"/invitation/{token}/")
    assert "autre adresse" in page.text
    client.post(f"/invitation/{token}/", answers())
    assert not Membership.objects.filter(user=other).exists()
    with pytest.raises(Refused), within(sacha):
        invitations.accept(token=token, user=other)
    assert Invitation.objects.get().used_at is None


def test_a_known_address_signs_in_then_joins(sacha, team, account):
    known = account(ADDRESS)
    client, token = Client(), invite(sacha, team, email=ADDRESS.upper())
    page = client.get(f"/invitation/{token}/")
    assert f"/compte/login/?next=/invitation/{token}/" in page.text
    client.post(f"/invitation/{token}/", answers("Une-autre-12345"))
    assert Invitation.objects.get().used_at is None
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)
    client.force_login(known)
    client.post(f"/invitation/{token}/")
    assert Membership.objects.get(user=known).unit == team


def test_a_closed_account_does_not_come_back_by_an_invitation(sacha, team, account):
    account(ADDRESS, is_active=False)
    token = invite(sacha, team)
    Client().post(f"/invitation/{token}/", answers())
    assert not Membership.objects.filter(user__email=ADDRESS).exists()


def test_a_weak_password_is_refused_and_nothing_is_used(sacha, team):
    token = invite(sacha, team)
    page = Client().post(f"/invitation/{token}/", answers("escalier"))
    assert page.status_code == 200
    assert "se devine trop vite" in page.text
    assert not User.objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.get().used_at is None


def test_inviting_again_kills_the_former_link(sacha, team):
    first = invite(sacha, team)
    second = invite(sacha, team)
    assert Client().get(f"/invitation/{first}/").status_code == 410
    assert Client().get(f"/invitation/{second}/").status_code == 200


def test_not_into_another_organisation(sacha):
    foreign = unit(Capacity.OPERATOR, name="Relais des Halles")
    with pytest.raises(Refused), within(sacha):
        invitations.invite(by=sacha, unit=foreign, role=Role.WORKER, title="", email=ADDRESS)
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_not_by_a_manager(team):
    manager = member(team, Role.MANAGER)
    with pytest.raises(NotYours), within(manager):
        invitations.invite(by=manager, unit=team, role=Role.WORKER, title="", email=ADDRESS)


def test_not_in_a_role_without_work_there(sacha, team):
    with pytest.raises(Refused, match="travail"), within(sacha):
        invitations.invite(by=sacha, unit=team, role=Role.CLERK, title="", email=ADDRESS)


def test_not_for_who_is_already_there(sacha, team):
    there = member(team, Role.WORKER)
    with pytest.raises(Refused, match="déjà membre"), within(sacha):
        invitations.invite(by=sacha, unit=team, role=Role.MANAGER, title="", email=there.membership.user.email)


class Interrupted(Exception):
    pass


def _invite_then_stop(by, team):
    with within(by):
        invitations.invite(by=by, unit=team, role=Role.WORKER, title="", email=ADDRESS)
        raise Interrupted


def test_no_mail_when_nothing_is_written(sacha, team):
    with pytest.raises(Interrupted):
        _invite_then_stop(sacha, team)
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_a_cancelled_invitation_opens_nothing(sacha, team):
    token = invite(sacha, team)
    with within(sacha):
        invitations.cancel(by=sacha, invitation=Invitation.objects.get())
    assert Client().get(f"/invitation/{token}/").status_code == 410


def test_a_used_invitation_is_not_cancelled(sacha, team):
    token = invite(sacha, team)
    Client().post(f"/invitation/{token}/", answers())
    with pytest.raises(Refused, match="déjà servi"), within(sacha):
        invitations.cancel(by=sacha, invitation=Invitation.objects.get())


def test_a_foreign_invitation_is_not_cancelled(sacha, team):
    invite(sacha, team)
    foreign = member(unit(Capacity.OPERATOR), Role.ADMIN)
    with pytest.raises(Refused), within(foreign):
        invitations.cancel(by=foreign, invitation=Invitation.objects.get())
    assert Invitation.objects.get().cancelled_at is None
