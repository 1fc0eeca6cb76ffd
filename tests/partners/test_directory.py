"""« Annuaire »: whom one calls, for those who signed an agreement together, and the administration that keeps it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.refusal import NotYours, Refused
from partners.acting import Acting
from partners.actions.referents import Contact, add_referent, change_referent, remove_referent
from partners.enums import Capacity, EntityRole, LandlordEntity, Role
from partners.models import Agreement, AgreementLandlord, Referent
from partners.queries.directory import Entity, directory, entities_of
from tests.factories.directory import agreement, member, unit
from tests.harness import OWNER, as_role

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, MINE, NEW = "/annuaire/", "/organisation/referents/", "/organisation/referents/nouveau/"
RESERVED = "se gèrent par l’administration de votre organisation"


@pytest.fixture
def team():
    return unit(Capacity.OPERATOR, name="Le Pas de Porte")


@pytest.fixture
def branch():
    return unit(Capacity.LANDLORD, name="Deux Vallées")


@pytest.fixture
def signed(team, branch) -> Agreement:
    """The agreement of both; somebody is named at the branch."""
    made = agreement(team, branch)
    _name(made, branch, EntityRole.BRANCH, "Nadia Roussel", territory="Mérignac, Le Bouscat")
    return made


def _name(made: Agreement, of, role: EntityRole, name: str, **fields) -> Referent:
    with as_role(OWNER):
        contact = {"phone": "05 36 49 10 20", "email": ""} | fields
        return Referent.objects.create(agreement=made, unit=of, role=role, name=name, **contact)


def names(by: Acting, search: str = "") -> list[str]:
    found = directory(by, search)
    return [line.referent.name if line.referent else "" for listed in found for line in listed.lines]


# --- who reads it -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER])
def test_the_partners_of_an_agreement_read_it(signed_in, signed, team, branch, role):
    for by in (member(team, role), member(branch, Role.CLERK)):
        page = signed_in(by).get(PAGE).text
        assert "Nadia Roussel" in page
        assert 'href="tel:0536491020"' in page


def test_another_unit_of_a_signatory_reads_it(signed, branch):
    litigation = unit(Capacity.LANDLORD, organisation=branch.organisation, name="Contentieux")
    assert "Nadia Roussel" in names(member(litigation, Role.CLERK))


def test_who_did_not_sign_finds_nothing(signed_in, signed, team):
    other_landlord, other_operator = unit(Capacity.LANDLORD), unit(Capacity.OPERATOR)
    agreement(other_operator, other_landlord)
    for by in (member(other_operator, Role.WORKER), member(other_landlord, Role.CLERK)):
        page = signed_in(by).get(PAGE, {"q": "nadia"}).text
        assert "Aucun résultat dans votre annuaire" in page
        assert "Roussel" not in signed_in(by).get(PAGE).text
    alone = signed_in(member(unit(Capacity.LANDLORD), Role.CLERK)).get(PAGE)
    assert "Aucun partenaire" in alone.text


def test_one_acts_in_one_capacity(signed, branch):
    """The landlord's own social service, acting as operator, reads the agreements it signed as operator."""
    social = unit(Capacity.OPERATOR, Capacity.LANDLORD, organisation=branch.organisation)
    assert names(member(social, Role.WORKER)) == []
    assert names(member(social, Role.CLERK, Capacity.LANDLORD))


def test_an_agreement_that_is_over_is_not_read(signed, team):
    by = member(team, Role.WORKER)
    assert names(by)
    with as_role(OWNER):
        Agreement.objects.filter(pk=signed.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert names(by) == []


# --- searching ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("search", ["roussel", "ROUSSEL nadia", "merignac", "bouscat agence", "deux vallees"])
def test_it_is_found_by_name_commune_entity_and_organisation(signed, team, search):
    assert names(member(team, Role.WORKER), search) == ["Nadia Roussel"]


def test_a_place_without_a_referent_shows_the_telephone_of_the_unit(signed_in, signed, team):
    page = signed_in(member(team, Role.WORKER)).get(PAGE).text
    assert "Aucun référent indiqué" in page
    assert names(member(team, Role.WORKER), "pas de porte") == [""]


def test_staff_on_the_spot_have_a_line_once_somebody_is_named(signed, team, branch):
    by = member(team, Role.WORKER)
    assert len(names(by)) == 2
    _name(signed, branch, EntityRole.PROXIMITY, "Karim Haddad, gardien")
    assert "Karim Haddad, gardien" in names(by, "proximité")


def test_it_costs_the_same_however_many_are_listed(signed_in, signed, team, branch, django_assert_num_queries):
    client = signed_in(member(team, Role.WORKER))
    client.get(PAGE)
    with django_assert_num_queries(10) as first:
        client.get(PAGE)
    social = unit(Capacity.LANDLORD, organisation=branch.organisation)
    with as_role(OWNER):
        AgreementLandlord.objects.create(agreement=signed, unit=social, entity=LandlordEntity.SOCIAL_SERVICE)
    for number in range(12):
        _name(signed, social, EntityRole.SOCIAL_SERVICE, f"Conseillère {number}")
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(PAGE)


# --- keeping it up to date ----------------------------------------------------------------------------------------
def test_an_administrator_names_changes_and_removes(signed_in, signed, team, branch):
    odile, reader = member(branch, Role.ADMIN), member(team, Role.WORKER)
    client = signed_in(odile)
    keys = {line.entity.role: line.entity.key for line in entities_of(branch.organisation)}
    typed = {"entity": keys[EntityRole.PROXIMITY], "name": "Rosa Teixeira", "phone": "0639982032", "email": ""}
    page = client.post(NEW, typed | {"territory": "Pessac"}, follow=True).text
    assert "Rosa Teixeira est dans l’annuaire" in page
    made = Referent.objects.get(name="Rosa Teixeira")
    assert (made.phone, made.role, made.unit_id) == ("06 39 98 20 32", EntityRole.PROXIMITY, branch.pk)
    assert names(reader, "pessac") == ["Rosa Teixeira"]
    client.post(f"{MINE}{made.public_id}/", {"name": "Rosa T.", "phone": "", "email": "rosa@deux-vallees.example"})
    made.refresh_from_db()
    assert (made.name, made.phone, made.email, made.territory) == ("Rosa T.", "", "rosa@deux-vallees.example", "")
    assert "n’est plus dans l’annuaire" in client.post(f"{MINE}{made.public_id}/retirer/", follow=True).text
    assert "Rosa T." not in names(reader)


def test_what_is_missing_is_said_in_french(signed_in, signed, branch):
    client = signed_in(member(branch, Role.ADMIN))
    page = client.post(NEW, {"entity": "", "name": "", "phone": "", "email": ""}).text
    for sentence in ("Choisissez un service.", "Il manque le nom.", "Donnez un téléphone ou un courriel"):
        assert sentence in page
    assert "Ce numéro ne se lit pas" in client.post(NEW, {"name": "Rosa", "phone": "douze"}).text
    assert "Écrivez par exemple nom@" in client.post(NEW, {"name": "Rosa", "email": "rosa"}).text


def test_the_same_person_twice_is_a_sentence(signed_in, signed, branch):
    (entity, *_) = [line.entity for line in entities_of(branch.organisation)]
    typed = {"entity": entity.key, "name": "Nadia Roussel", "phone": "0536491020"}
    page = signed_in(member(branch, Role.ADMIN)).post(NEW, typed)
    assert "déjà dans l’annuaire" in page.text
    assert Referent.objects.filter(name="Nadia Roussel").count() == 1


def test_those_of_another_organisation_are_a_page_that_does_not_exist(signed_in, signed, team, branch):
    referent, client = Referent.objects.get(), signed_in(member(team, Role.ADMIN))
    assert "Nadia Roussel" not in client.get(MINE).text
    for path in ("", "retirer/"):
        assert (
            client.post(f"{MINE}{referent.public_id}/{path}", {"name": "X", "phone": "0536491020"}).status_code == 404
        )
    key = entities_of(branch.organisation)[0].entity.key
    refused = client.post(NEW, {"entity": key, "name": "Intrus", "phone": "0536491020"}).text
    assert "Choisissez un service de la liste" in refused
    assert Referent.objects.get() == referent


@pytest.mark.parametrize("path", [MINE, NEW])
def test_another_role_reads_the_sentence(signed_in, signed, team, path):
    page = signed_in(member(team, Role.MANAGER)).get(path)
    assert page.status_code == 403
    assert RESERVED in page.text


def test_the_acts_check_for_themselves(signed, team, branch):
    entity = Entity(signed, branch, EntityRole.BRANCH)
    contact = Contact("Intrus", "05 36 49 10 20", "", "")
    with pytest.raises(NotYours):
        add_referent(entity=entity, contact=contact, by=member(branch, Role.CLERK))
    stranger, referent = member(team, Role.ADMIN), Referent.objects.get()
    with pytest.raises(Refused, match="de votre organisation"):
        add_referent(entity=entity, contact=contact, by=stranger)
    with pytest.raises(Refused, match="plus dans l’annuaire"):
        change_referent(referent=referent, contact=contact, by=stranger)
    with pytest.raises(Refused, match="plus dans l’annuaire"):
        remove_referent(referent=referent, by=stranger)


def test_an_organisation_without_an_agreement_is_told_so(signed_in):
    alone = member(unit(Capacity.LANDLORD), Role.ADMIN)
    for path in (MINE, NEW):
        assert "Aucune convention" in signed_in(alone).get(path).text
