"""What a demonstration opens, and that nothing of it exists anywhere else (decisions T20)."""

import json
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from committees.demo import KEPT_BY
from committees.demo import seed as seed_committees
from committees.publishing import publish, shipped
from partners.acting import choices_for
from partners.actions.communes import load_communes
from partners.demo import seed_directory
from partners.demo_directory import ORGANISATIONS
from partners.demo_doors import DOORS, OTHER_DOORS
from partners.enums import Capacity, Role
from partners.models import (
    AgreementLandlord,
    Audience,
    Commune,
    Membership,
    Programme,
    Unit,
    User,
)
from tests.factories.directory import unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db(transaction=True)
TAG = "personnes et chiffres inventés"


@pytest.fixture
def seeded(settings):
    """The demonstration's directory, without its 35,000 communes."""
    settings.DEMONSTRATION = True
    with as_role(OWNER):
        Commune.objects.create(
            code="33063", name="Bordeaux", name_key="bordeaux", department_code="33", department="Gironde"
        )
        seed_directory()


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.MAIL_FOLDER = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def test_every_door_leads_to_work(seeded):
    with as_role(OWNER):
        for rules in shipped():
            publish(rules, KEPT_BY)
    seed_committees()
    page = Client().get("/compte/login/")
    assert TAG in page.text
    for door in (*DOORS, *OTHER_DOORS):
        assert f'action="/demo/entrer/{door.key}/"' in page.text
        client = Client()
        assert client.post(f"/demo/entrer/{door.key}/")["Location"] == "/"
        user = User.objects.get(pk=client.session["_auth_user_id"])
        assert user.email == door.email
        assert choices_for(user)


def test_a_door_changes_who_one_is_and_forgets_the_former_role(seeded):
    client = Client()
    client.post("/demo/entrer/nadia/")
    litigation = Membership.objects.get(user__email__startswith="nadia", unit__key="h2v-contentieux")
    client.post(f"/agir/{litigation.public_id}/landlord/")
    client.post("/demo/entrer/sacha/")
    assert "acting" not in client.session
    assert "Le Pas de Porte" in client.get("/organisation/").text


def test_outside_a_demonstration_no_door_no_mail_no_tag(seeded, settings):
    settings.DEMONSTRATION = False
    client = Client()
    page = client.get("/compte/login/").text
    assert TAG not in page
    assert "/demo/" not in page
    for door in (*DOORS, *OTHER_DOORS):
        assert client.post(f"/demo/entrer/{door.key}/").status_code == 404
    assert client.get("/demo/entrer/ines/").status_code == 404
    assert client.get("/demo/courriels/").status_code == 404
    assert client.get("/demo/courriels/x-1/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_door_opens_by_a_form_alone(seeded):
    assert Client().get("/demo/entrer/ines/").status_code == 405
    refused = Client(enforce_csrf_checks=True).post("/demo/entrer/ines/")
    assert refused.status_code == 403
    assert "Rien n’a été enregistré" in refused.text
    assert "CSRF" not in refused.text
    assert Client().post("/demo/entrer/personne/").status_code == 404


def test_mails_are_read_where_they_were_written(mail_folder):
    assert "Aucun courriel pour le moment" in Client().get("/demo/courriels/").text
    EmailMessage("Premier", "Voici <b>le lien</b> : https://palier.example/x", to=["a@example.test"]).send()
    EmailMessage("Accents : été", "Deuxième", to=["b@example.test"]).send()
    listed = Client().get("/demo/courriels/").text
    assert "Premier" in listed
    assert "été" in listed
    keys = [part.split('/"')[0] for part in listed.split("/demo/courriels/")[1:]]
    texts = [Client().get(f"/demo/courriels/{key}/").text for key in keys]
    assert any("Voici &lt;b&gt;le lien" in text and 'href="https://palier.example/x"' in text for text in texts)


@pytest.mark.parametrize("key", ["..%2Fsecrets.json", "x-1", "secrets"])
def test_a_mails_key_opens_no_other_file(mail_folder, settings, key):
    (settings.MAIL_FOLDER.parent / "secrets.json").write_text("{}")
    assert Client().get(f"/demo/courriels/{key}/").status_code == 404


def test_seeding_twice_changes_nothing(seeded):
    models = (Unit, User, Membership, Audience, AgreementLandlord, Programme)
    before = [model.objects.count() for model in models]
    with as_role(OWNER):
        seed_directory()
    assert [model.objects.count() for model in models] == before


def test_the_directory_is_the_one_that_was_decided(seeded):
    keys = {each.key for units in ORGANISATIONS.values() for each in units}
    assert set(Unit.objects.values_list("key", flat=True)) == keys
    gironde = AgreementLandlord.objects.filter(
        agreement__programme__key="gironde", agreement__operator_unit__key="pas-de-porte-montaubre"
    )
    assert dict(gironde.values_list("unit__key", "entity")) == {
        "h2v-montaubre-nord": "branch",
        "h2v-social": "social_service",
        "h2v-contentieux": "litigation",
    }


def test_seeding_is_refused_in_an_installation_with_real_people(settings, monkeypatch):
    settings.DEMONSTRATION = False
    monkeypatch.setenv("PALIER_ENV", "production")
    with pytest.raises(CommandError, match="PALIER_DEMO"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_communes_are_loaded_whole():
    with as_role(OWNER):
        count = load_communes()
        assert Commune.objects.count() == count > 34000
        bordeaux = Commune.objects.get(code="33063")
    assert bordeaux.name_key == "bordeaux"
    assert "33800" in bordeaux.postcodes


@pytest.mark.parametrize(
    "content", ["nope\n1\n", "code_insee,nom,type\n", "code_insee,nom,type\n33063,Bordeaux,commune-actuelle\n"]
)
def test_another_file_leaves_the_communes_as_they_were(content, tmp_path):
    other = tmp_path / "communes.csv"
    other.write_text(content)
    with as_role(OWNER):
        Commune.objects.create(
            code="33063", name="Bordeaux", name_key="bordeaux", department_code="33", department="Gironde"
        )
        with pytest.raises((KeyError, ValueError)):
            load_communes(other)
        assert Commune.objects.count() == 1


def test_units_are_listed_by_key_with_their_capacities():
    unit(Capacity.OPERATOR, name="Le Pas de Porte")
    landlord = unit(Capacity.LANDLORD, Capacity.RESERVER, name="Logéa")
    out = StringIO()
    call_command("list_units", "--capacity", "landlord", stdout=out)
    assert out.getvalue() == f"{landlord.key}\t{landlord.organisation.name}\t{landlord.name}\tlandlord, reserver\n"
    out = StringIO()
    call_command("list_units", "--json", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert rows[-1].keys() == {"key", "organisation", "unit", "capacities"}


def test_a_capacity_no_unit_holds_is_refused():
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("list_units", "--capacity", Capacity.PERSON.value)


def test_a_service_account_has_no_door(seeded):
    service = Membership.objects.get(role=Role.SERVICE)
    assert not service.user.has_usable_password()
    assert service.user.email not in [door.email for door in (*DOORS, *OTHER_DOORS)]
