"""The organisation page: for its administration, about its organisation alone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.acting import choices_for
from partners.enums import Capacity, Role
from partners.models import Invitation, Membership
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "se gèrent par l’administration de votre organisation"


@pytest.fixture
def team():
    return unit(Capacity.OPERATOR, name="Le Pas de Porte")


@pytest.fixture
def sacha(team):
    return member(team, Role.ADMIN, last_name="Mercier")


def test_it_shows_units_keys_capacities_and_members(signed_in, sacha, team):
    second = unit(Capacity.OPERATOR, Capacity.SIAO, organisation=team.organisation, name="Équipe rurale")
    foreign = unit(Capacity.OPERATOR, name="Relais des Halles")
    member(team, Role.WORKER, last_name="Caron")
    member(foreign, Role.WORKER, last_name="Morel")
    page = signed_in(sacha).get("/organisation/")
    assert page.status_code == 200
    for shown in (team.key, second.key, "SIAO", "Caron", "Mercier"):
        assert shown in page.text
    for hidden in (foreign.key, "Morel", "Relais des Halles"):
        assert hidden not in page.text


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.DPO])
@pytest.mark.parametrize("path", ["/organisation/", "/organisation/inviter/"])
def test_another_role_reads_the_sentence(signed_in, team, role, path):
    page = signed_in(member(team, role)).get(path)
    assert page.status_code == 403
    assert SENTENCE in page.text


def test_a_foreign_member_is_a_page_that_does_not_exist(signed_in, sacha):
    foreign = member(unit(Capacity.OPERATOR), Role.WORKER).membership
    client = signed_in(sacha)
    unknown = "6c1f8f3e-0f3e-4a35-9d0a-2f4f0e5f7c11"
    for path in ("", "fin/"):
        answers = [client.post(f"/organisation/membres/{key}/{path}") for key in (foreign.public_id, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert Membership.objects.get(pk=foreign.pk).ended_at is None


def test_inviting_from_the_page(signed_in, sacha, team):
    client = signed_in(sacha)
    response = client.post(
        "/organisation/inviter/",
        {"email": "lucie@example.test", "unit": team.key, "role": "worker", "title": "CESF"},
        follow=True,
    )
    assert "Invitation envoyée à lucie@example.test" in response.text
    assert [message.to for message in mail.outbox] == [["lucie@example.test"]]
    former = Invitation.objects.get()
    client.post(f"/organisation/invitations/{former.public_id}/renvoyer/")
    former.refresh_from_db()
    assert former.cancelled_at is not None
    assert len(mail.outbox) == 2
    pending = Invitation.objects.get(cancelled_at=None)
    answer = client.post(f"/organisation/invitations/{pending.public_id}/annuler/", follow=True)
    assert "annulée" in answer.text
    assert not Invitation.objects.filter(cancelled_at=None).exists()


def test_an_invitation_nobody_opened_is_told_for_a_month_until_it_is_replaced(signed_in, sacha, team):
    client, address = signed_in(sacha), "lucie@example.test"
    again = {"email": address, "unit": team.key, "role": "worker", "title": ""}
    client.post("/organisation/inviter/", again)
    assert "le lien ne s’ouvre plus" not in client.get("/organisation/").text
    for days, told in ((1, 1), (29, 1), (31, 0)):
        _expired(days)
        page = client.get("/organisation/").text
        assert page.count(f'<span class="rows__title">{address}') == told
        assert ("le lien ne s’ouvre plus" in page) == bool(told)
        assert "renvoyer" not in page
    _expired(1)
    client.post("/organisation/inviter/", again)
    page = client.get("/organisation/").text
    assert "le lien ne s’ouvre plus" not in page
    assert page.count(f'<span class="rows__title">{address}') == 1
    elsewhere = signed_in(member(unit(Capacity.OPERATOR), Role.ADMIN))
    assert address not in elsewhere.get("/organisation/").text


def test_an_invitation_nobody_opened_is_made_again_from_what_it_said(signed_in, sacha, team):
    other = unit(Capacity.OPERATOR, organisation=team.organisation, name="Zone rurale")
    client = signed_in(sacha)
    said = {"email": "lucie@example.test", "unit": other.key, "role": "manager", "title": "Cheffe de service"}
    client.post("/organisation/inviter/", said)
    again = f"/organisation/inviter/?de={Invitation.objects.get().public_id}"
    assert 'value="lucie@example.test"' not in client.get(again).text
    _expired(1)
    assert f'href="{again}"' in client.get("/organisation/").text
    page = client.get(again).text
    for shown in ('value="lucie@example.test"', 'value="Cheffe de service"'):
        assert shown in page
    assert re.search(rf'value="{other.key}"[^>]* (selected|checked)', page)
    assert re.search(r'value="manager"[^>]* checked', page)
    foreign = signed_in(member(unit(Capacity.OPERATOR), Role.ADMIN))
    assert "lucie" not in foreign.get(again).text
    assert "Envoyer l’invitation" in client.get("/organisation/inviter/?de=bidon").text


def test_an_invitation_nobody_opened_leaves_the_list(signed_in, sacha, team):
    client = signed_in(sacha)
    client.post("/organisation/inviter/", {"email": "lucie@example.test", "unit": team.key, "role": "worker"})
    _expired(1)
    path = f"/organisation/invitations/{Invitation.objects.get().public_id}/annuler/"
    assert path in client.get("/organisation/").text
    assert signed_in(member(unit(Capacity.OPERATOR), Role.ADMIN)).post(path).status_code == 404
    answer = client.post(path, follow=True).text
    assert "Invitation de lucie@example.test retirée de la liste." in answer
    assert "le lien ne s’ouvre plus" not in answer
    assert Invitation.objects.get().cancelled_at is not None
    assert client.post(path).status_code == 404


def _expired(days: int) -> None:
    with as_role(OWNER):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(days=days))


def test_inviting_into_a_foreign_unit_is_not_offered(signed_in, sacha):
    foreign = unit(Capacity.OPERATOR)
    page = signed_in(sacha).post(
        "/organisation/inviter/", {"email": "lucie@example.test", "unit": foreign.key, "role": "worker"}
    )
    assert page.status_code == 200
    assert "Choisissez un service de la liste" in page.text
    assert not Invitation.objects.exists()


def test_a_role_without_work_anywhere_is_not_offered(signed_in, sacha, team):
    client = signed_in(sacha)
    for path in ("/organisation/inviter/", f"/organisation/membres/{member(team, Role.WORKER).membership.public_id}/"):
        page = client.get(path).text
        assert 'value="manager"' in page
        assert 'value="clerk"' not in page


def test_a_role_without_work_is_told_under_its_field(signed_in, sacha, team):
    unit(Capacity.LANDLORD, organisation=team.organisation)
    page = signed_in(sacha).post(
        "/organisation/inviter/", {"email": "lucie@example.test", "unit": team.key, "role": "clerk"}
    )
    assert "n’a pas de travail dans ce service" in page.text
    assert "Erreur" in re.search(r"<title>(.*?)</title>", page.text)[1]


def test_inviting_a_member_again_is_refused_on_the_form(signed_in, sacha, team):
    ines = member(team, Role.WORKER)
    typed = {"email": ines.membership.user.email, "unit": team.key, "role": "manager", "title": "Cheffe de service"}
    page = signed_in(sacha).post("/organisation/inviter/", typed)
    assert page.status_code == 200
    assert "déjà membre de ce service" in page.text
    assert 'value="Cheffe de service"' in page.text
    assert not Invitation.objects.exists()


def test_a_refusal_leads_back_to_the_page_it_came_from(signed_in, sacha):
    path = f"/organisation/membres/{sacha.membership.public_id}/"
    client = signed_in(sacha)
    refused = client.post(f"{path}fin/", headers={"referer": f"http://testserver{path}"}).text
    assert "Ce n’est pas possible pour l’instant" in refused
    assert f'href="{path}"' in refused
    for elsewhere in ("", "https://ailleurs.example/page/"):
        assert "Revenir à la page" not in client.post(f"{path}fin/", headers={"referer": elsewhere}).text
    slashes = client.post(f"{path}fin/", headers={"referer": "http://testserver//ailleurs.example/"}).text
    assert 'href="/ailleurs.example/"' in slashes


def test_ending_a_role_closes_its_sessions_work(signed_in, sacha, team):
    ines = member(team, Role.WORKER)
    hers = signed_in(ines)
    response = signed_in(sacha).post(f"/organisation/membres/{ines.membership.public_id}/fin/", follow=True)
    assert "n’est plus membre du service" in response.text
    assert choices_for(ines.membership.user) == []
    assert hers.get("/")["Location"] == "/compte/login/"
    assert response.text.count("Rôles terminés") == 1
    assert ines.membership.user.last_name in response.text.partition("Rôles terminés")[2]
    foreign = signed_in(member(unit(Capacity.OPERATOR), Role.ADMIN))
    assert "Rôles terminés" not in foreign.get("/organisation/").text


def test_one_does_not_end_ones_own_role(signed_in, sacha):
    response = signed_in(sacha).post(f"/organisation/membres/{sacha.membership.public_id}/fin/")
    assert response.status_code == 403
    assert "votre propre rôle" in response.text
    assert Membership.objects.get(pk=sacha.membership.pk).ended_at is None


def test_changing_a_role_ends_one_and_begins_another(signed_in, sacha, team):
    ines = member(team, Role.WORKER)
    response = signed_in(sacha).post(
        f"/organisation/membres/{ines.membership.public_id}/", {"role": "manager", "title": "Cheffe de service"}
    )
    assert response.status_code == 302
    former, new = Membership.objects.filter(user=ines.membership.user).order_by("id")
    assert former.ended_at is not None
    assert (new.role, new.title, new.ended_at) == ("manager", "Cheffe de service", None)


def test_members_come_fifty_at_a_time_and_statements_do_not_grow(signed_in, sacha, team):
    client = signed_in(sacha)
    client.get("/organisation/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/organisation/")
    for number in range(60):
        member(team, Role.WORKER, last_name=f"Nom{number:02d}")
    with CaptureQueriesContext(connection) as many:
        first = client.get("/organisation/")
    assert len(many) == len(few)
    assert first.text.count('class="row-link"') == 50
    following = re.search(r'href="(\?apres=[^"]+)"', first.text)[1]
    second = client.get(f"/organisation/{following}")
    assert second.text.count('class="row-link"') == 11


def test_members_are_found_by_name_or_unit(signed_in, sacha, team):
    rural = unit(Capacity.OPERATOR, organisation=team.organisation)
    member(rural, Role.WORKER, last_name="Roche")
    member(team, Role.WORKER, last_name="Caron")
    client = signed_in(sacha)
    found = client.get("/organisation/", {"q": "roc"}).text
    assert "Roche" in found
    assert "Caron" not in found
    of_unit = client.get("/organisation/", {"service": rural.key}).text
    assert "Roche" in of_unit
    assert "Caron" not in of_unit
