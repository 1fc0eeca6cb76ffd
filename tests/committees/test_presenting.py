"""A team presents a household: whose agreement, what each will read, filed, taken back, and what it learns."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.flags import set_flag
from cases.models import Consent, ContactStatement, Grant, Person
from cases.reading import Purpose
from committees.actions import sessions, sheets, sitting
from committees.actions.sitting import Said
from committees.enums import Attending
from committees.models import Committee, PresentationSheet, SheetVersion
from committees.publishing import publish
from committees.queries.files import ready
from committees.rules import Rules
from committees.views.presenting_words import often
from common.formatting import full_date
from common.refusal import Refused
from common.text import fold_place
from partners.enums import Capacity
from partners.models import Commune, CommunePostcode, Programme
from tests.cases.agreements import DRAWN, browser
from tests.cases.test_consent_pages import plain
from tests.committees import hall as h
from tests.committees import presented as p
from tests.factories import work
from tests.factories import world as w
from tests.gate.readings import NAMED, assert_logs, readings
from tests.harness import OWNER, as_role, sql, within

#: What a page's own statements are, without its transaction, session, user and membership.
MOST = 8


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def case(world):
    return p.followed(world)


@pytest.fixture
def ines(world):
    return browser(world.ines)


def address(route, *keys):
    return reverse(route, args=list(keys))


def shown(client, route, *keys, status=200):
    answer = client.get(address(route, *keys))
    assert answer.status_code == status, answer.status_code
    return plain(answer)


def only_sheet(by):
    with within(by):
        return PresentationSheet.objects.latest("pk")


def granted(by, person):
    with within(by):
        return list(Grant.objects.filter(person=person, ended_at=None))


# --- choosing and writing ------------------------------------------------------------------------------------------
def test_the_household_s_page_leads_to_its_presentations(hall, case, ines):
    page = ines.get(address("case", case.case.public_id)).content.decode()
    assert address("present", case.case.public_id) in page


def test_each_committee_of_the_programme_is_offered_with_its_rhythm(hall, case, ines, world):
    with as_role(OWNER):
        elsewhere = Programme.objects.create(key="ailleurs", name="Ailleurs")
        other, _ = h.committee_of(hall.kept_by)
        Committee.objects.filter(pk=other.pk).update(programme=elsewhere, name="Ailleurs")
    page = shown(ines, "present", case.case.public_id)
    assert "Commission" in page
    assert "Ailleurs" not in page
    assert "Tous les mois. Une fiche se dépose 7 jours avant la séance." in page
    with as_role(OWNER):
        Committee.objects.filter(pk=other.pk).update(programme=world.agreement.programme)
    assert "Ailleurs" in shown(ines, "present", case.case.public_id)
    page = shown(ines, "present_new", case.case.public_id)
    assert "Quelle commission ?" in page
    assert f"?commission={other.key}" in page


def rewrite(table, change):
    h.unforced(table)
    sql(f"UPDATE {table} {change}", role=OWNER)


def lives(case, by, postcode, commune):
    with within(by):
        ContactStatement.objects.create(
            **w.content(case.case, by), person=case.referred.tenant, postcode=postcode, commune=commune
        )


@pytest.fixture
def of_area(hall):
    """A committee of one département, « Ailleurs », beside that of the hall, which examines everybody's demands."""
    with as_role(OWNER):
        rules = Rules.model_validate(h.RULES | {"key": "aire", "name": "Ailleurs", "area": ["37"]})
        version = publish(rules, hall.kept_by.key)
        for code, name, postcodes in (
            ("37261", "Tours", ("37000", "37100")),
            ("37050", "Chambray", ("37170",)),
            ("33063", "Bordeaux", ("33000",)),
        ):
            columns = {"department_code": code[:2], "region_code": "24", "postcodes": list(postcodes)}
            Commune.objects.update_or_create(code=code, defaults=columns | {"name": name, "name_key": fold_place(name)})
            for postcode in postcodes:
                CommunePostcode.objects.get_or_create(commune_id=code, postcode=postcode)
        return version.committee


@pytest.mark.parametrize(
    ("postcode", "commune", "offered"),
    [
        ("37000", "Tours", True),
        ("37100", "TOURS", True),
        # Not the commune's name: whoever has that postcode.
        ("37170", "Chambray les Tours", True),
        ("33000", "Bordeaux", False),
        ("99999", "Nulle part", None),
        ("", "", None),
    ],
)
def test_a_committee_is_offered_where_the_household_lives(hall, case, ines, world, of_area, postcode, commune, offered):  # noqa: PLR0917
    rewrite("cases_referralsheet", "SET postcode = '', commune = ''")
    lives(case, world.ines, "33000", "Bordeaux")
    lives(case, world.ines, postcode, commune)
    if not postcode:
        rewrite("cases_contactstatement", "SET postcode = ''")
    page = shown(ines, "present", case.case.public_id)
    assert ("Ailleurs" in page) is (offered is not False)
    assert ("Aucune adresse du ménage n’est connue ici" in page) is (offered is None)
    choice = shown(ines, "present_new", case.case.public_id)
    assert ("?commission=aire" in choice) is (offered is not False)


def test_the_address_of_its_sheet_tells_until_the_team_has_one(hall, case, ines, of_area):
    rewrite("cases_contactstatement", "SET postcode = ''")
    rewrite("cases_referralsheet", "SET postcode = '33000', commune = 'Bordeaux'")
    assert "Ailleurs" not in shown(ines, "present", case.case.public_id)
    rewrite("cases_referralsheet", "SET postcode = '37000', commune = 'Tours'")
    assert "Ailleurs" in shown(ines, "present", case.case.public_id)


def test_a_household_of_elsewhere_is_not_presented_there_and_what_was_is_still_read(hall, case, ines, world, of_area):
    lives(case, world.ines, "37000", "Tours")
    with within(world.ines):
        made = sheets.prepare(
            case=case.case,
            committee=of_area,
            competence="measure",
            said=p.SAID,
            is_urgent=False,
            is_coded=False,
            by=world.ines,
        )
    lives(case, world.ines, "33000", "Bordeaux")
    page = shown(ines, "present", case.case.public_id)
    assert "Ailleurs" in page
    assert address("present_withdraw", made.public_id) in page
    with within(world.ines):
        sheets.withdraw(sheet=p.fresh(made), by=world.ines)
    page = shown(ines, "present", case.case.public_id)
    assert "Ailleurs" in page
    assert "?commission=aire" not in page
    with within(world.ines), pytest.raises(Refused, match="un autre territoire"):
        sheets.prepare(
            case=case.case,
            committee=of_area,
            competence="measure",
            said=p.SAID,
            is_urgent=False,
            is_coded=False,
            by=world.ines,
        )


def test_an_area_costs_a_page_no_more_than_it_may(hall, case, ines, world, of_area):
    lives(case, world.ines, "37000", "Tours")
    p.filed(hall, case, world.ines)
    for route in ("present", "present_new"):
        found = own_statements(ines, address(route, case.case.public_id))
        assert len(found) <= MOST, (route, found)


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        ({"every_weeks": 3, "urgent": True}, "Toutes les 3 semaines, et en urgence s’il le faut."),
        ({"every_weeks": 1}, "Toutes les semaines."),
        ({"every_months": 2}, "Tous les 2 mois."),
    ],
)
def test_a_rhythm_is_said(rhythm, said):
    rules = Rules.model_validate(h.RULES | {"key": "c", "file_days": 0, "rhythm": rhythm | {"send_days": 7}})
    assert often(rules).replace("\u00a0", " ") == said


def test_what_the_case_holds_is_proposed(hall, case, ines, world):
    tenant = case.referred.tenant
    with within(world.ines):
        for _ in range(2):
            Person.objects.create(
                household_id=case.case.household_id, author_id=world.ines.unit_audience, is_adult=False
            )
    w.identity(
        case.referred.case,
        tenant,
        world.ines,
        title="Mme",
        last_name="Brahimi",
        first_name="Samia",
        born_on=date(timezone.localdate().year - 34, 1, 1),
    )
    w.rent(case.referred.tenancy, world.nadia, 431280)
    w.consent(case.referred.tenancy, tenant, world.ines.unit_audience, world.ines, "housing")
    work.stage(case.referred.case, world.ines, "summons")
    page = shown(ines, "present_new", case.case.public_id)
    for said in (
        'value="Mme B., 34 ans, deux enfants"',
        'value="Mme Samia Brahimi"',
        'value="Un adulte, deux enfants"',
        'value="12, rue des Tisserands',
    ):
        assert said in page, said
    assert 'value="4 312,80 € au ' in page
    assert 'value="Assignation, le ' in page
    assert not only_exists(world.ines)


def only_exists(by):
    with within(by):
        return PresentationSheet.objects.exists()


def test_a_sheet_is_written_then_read_over_version_after_version(hall, case, ines, world):
    answer = ines.post(address("present_new", case.case.public_id), p.TYPED)
    made = only_sheet(world.ines)
    assert answer.url == address("present_file", made.public_id)
    page = shown(ines, "present_file", made.public_id)
    full, housing, coded = page.split('class="frame__title"')[1:]
    assert "Ce que liront le secrétariat et CCAS" in full
    assert "Perte d’emploi en mars." in full
    assert "1 150 € par mois" in full
    assert "Ce que lira LANDLORD" in housing
    assert "4 312,80 €" in housing
    assert "Perte d’emploi" not in housing
    assert "1 150" not in housing
    assert "Ce que lira STATE" in coded
    assert f"Dossier {made.number}" in coded
    assert "Brahimi" not in coded.split("</section>")[0]
    assert "Présenté par" in full
    assert "Ce qui est demandé : la commission <strong>accorde</strong>." in full


@pytest.mark.parametrize(
    "answered",
    [
        ({"competence": ""}, "Choisissez ce que vous demandez à la commission."),
        ({"competence": "refuse"}, "Sélectionnez un choix valide"),
        ({"request": ""}, "Écrivez ce que le ménage demande"),
        ({"heading": ""}, "Écrivez comment nommer le ménage en séance"),
        ({"name": ""}, "Écrivez le nom du ménage"),
        ({"heading": "Mme Brahimi, 34 ans"}, "n’y écrivez pas le nom du ménage"),
        ({"request": "Reloger la famille BRAHIMI"}, "n’y écrivez pas le nom du ménage"),
        ({"how": ""}, "Dites si le ménage est présenté avec son accord"),
        (
            {"request": "Garder son logement malgré son alcoolisme"},
            "« Ce que le ménage demande » semble parler de santé",
        ),
        ({"dwelling": "T3, troubles psychiatriques"}, "« Logement actuel » semble parler de santé"),
        ({"heading": "Mme B., hospitalisée"}, "« Comment le nommer à voix haute » semble parler de santé"),
        ({"address": "3, rue du Port, violences conjugales"}, "« Adresse » semble parler de santé"),
        (
            {"request": "Être rappelée au 06 39 98 57 61"},
            "« Ce que le ménage demande » est lu sous un code : retirez-en le tél",
        ),
        (
            {"household": "Un adulte, +33 6.39.98.57.61"},
            "« Composition du ménage » est lu sous un code : retirez-en le tél",
        ),
        ({"household": "samia@exemple.fr"}, "« Composition du ménage » est lu sous un code : retirez-en le tél"),
        ({"request": "Garder 70 allée des Tilleuls à Mérignac"}, "lu sous un code : retirez-en l’adresse"),
        ({"request": "Garder le T3 RUE DES LILAS", "how": "coded"}, "lu sous un code : retirez-en l’adresse"),
        ({"household": "Un adulte dépressif", "how": "coded"}, "« Composition du ménage » semble parler de santé"),
    ],
)
def test_what_may_not_be_written_is_said_on_its_line(hall, case, ines, world, answered):
    changes, sentence = answered
    page = plain(ines.post(address("present_new", case.case.public_id), p.TYPED | changes))
    assert sentence in page
    assert not only_exists(world.ines)


@pytest.mark.parametrize(
    "changes",
    [
        # Whoever is bound by professional secrecy alone reads these.
        {
            "text": "Dépression depuis mars, 06 39 98 57 61, 70 allée des Tilleuls.",
            "resources": "AAH, 1 016 € par mois",
        },
        # What is not kept under a code is not judged there.
        {"how": "coded", "dwelling": "T3, troubles psychiatriques", "heading": "Mme B., hospitalisée"},
        {"address": "12, rue de la Santé", "dwelling": "T3, 12 rue de la Gare, 06 39 98 57 61"},
        {
            "request": "Ne pas être à la rue, payer 1 250 € le 05/12/2026",
            "household": "Deux enfants, une place en crèche",
        },
        {"request": "Un délai jusqu’au 05.12.2026, 03.01.2027 au plus", "household": "Suit 3 cours de français"},
        {"procedure": "Audience au tribunal le 14 janvier"},
    ],
)
def test_what_only_some_read_is_not_refused(hall, case, ines, world, changes):
    answer = ines.post(address("present_new", case.case.public_id), p.TYPED | changes)
    assert answer.status_code == 302, plain(answer)
    assert only_exists(world.ines)


def test_a_second_sheet_for_the_same_committee_is_refused_on_the_form(hall, case, ines, world):
    p.draft(hall, case, world.ines)
    page = plain(ines.post(address("present_new", case.case.public_id), p.TYPED))
    assert "Une fiche de ce ménage est déjà en cours pour cette commission" in page


def test_a_draft_is_written_again_and_every_version_follows(hall, case, ines, world):
    made = p.draft(hall, case, world.ines)
    page = shown(ines, "present_edit", made.public_id)
    assert 'value="Mme Brahimi"' in page
    assert 'name="how"' not in page
    ines.post(address("present_edit", made.public_id), p.TYPED | {"debt": "12 €", "is_urgent": "on"})
    with within(world.ines):
        debts = {
            row.ceiling: [fact["value"] for fact in row.content["facts"] if fact["key"] == "debt"]
            for row in SheetVersion.objects.filter(sheet=made)
        }
        assert debts == {"full": ["12 €"], "housing": ["12 €"], "coded": []}
        assert PresentationSheet.objects.get(pk=made.pk).is_urgent


# --- under a code --------------------------------------------------------------------------------------------------
def test_under_a_code_nothing_that_leads_to_somebody_is_kept(hall, case, ines, world):
    page = shown(ines, "present_new", case.case.public_id)
    assert "La commission ne saura pas de qui il s’agit." in page
    ines.post(address("present_new", case.case.public_id), p.TYPED | {"how": "coded", "heading": "", "name": ""})
    made = only_sheet(world.ines)
    with within(world.ines):
        (version,) = SheetVersion.objects.filter(sheet=made)
    assert (version.ceiling, version.content["name"], version.content["text"]) == ("coded", "", "")
    assert [fact["key"] for fact in version.content["facts"]] == ["request", "household"]
    page = shown(ines, "present_file", made.public_id)
    assert "Ce que liront le secrétariat et tous les sièges" in page
    assert "L’accord de chacun" not in page
    page = shown(ines, "present_edit", made.public_id)
    assert 'name="text"' not in page
    assert 'name="request"' in page
    assert ines.post(address("present_file", made.public_id)).url == address("present", case.case.public_id)
    with within(hall.secretary):
        assert list(ready(hall.committee)) == [made]


def test_no_address_leaves_while_somebody_is_protected(hall, case, ines, world):
    with within(world.ines):
        set_flag(case=case.case, person=case.referred.tenant, by=world.ines)
    page = shown(ines, "present_new", case.case.public_id)
    assert 'name="address"' not in page
    assert "Aucune adresse ne part." in page
    ines.post(address("present_new", case.case.public_id), p.TYPED)
    made = only_sheet(world.ines)
    with within(world.ines):
        assert SheetVersion.objects.get(sheet=made, ceiling="full").content["address"] == ""
    page = shown(ines, "present_file", made.public_id)
    assert "Ce que liront tous les sièges" in page
    assert "Ce que lira le secrétariat" in page


# --- agreement -----------------------------------------------------------------------------------------------------
def test_the_secretariat_receives_an_agreement_on_the_sheet_alone(hall, case, ines, world):
    page = shown(ines, "present", case.case.public_id)
    url = address("consent_choose", case.case.public_id, case.referred.tenant.public_id, hall.kept_by.public_id)
    assert url in page
    page = shown(ines, "consent_choose", case.case.public_id, case.referred.tenant.public_id, hall.kept_by.public_id)
    assert "Ma fiche de présentation" in page
    assert "Qui lira cette fiche" in page
    assert 'name="identity"' not in page
    answers = {"presentation": "yes", "months": "6"}
    notice = plain(ines.post(url, answers))
    assert "à voir <strong>ma fiche de présentation</strong>, pour présenter ma situation à la commission" in notice
    assert "Je relis cette fiche avec mon équipe avant qu’elle parte." in notice
    assert "Ce que je raconte et ma santé ne lui seront jamais transmis" not in notice
    signed = ines.post(url, answers | {"given_how": "screen", "signature": DRAWN})
    (grant,) = granted(world.ines, case.referred.tenant)
    assert (grant.scopes, grant.recipient_capacity) == (["presentation"], "committee_secretary")
    page = plain(ines.get(signed.url))
    assert "peut voir <strong>votre fiche de présentation</strong>" in page
    assert "Revenir à la commission" in page
    assert "peut voir <strong>sa fiche de présentation</strong>" in shown(ines, "consents", case.case.public_id)
    assert "Donné" in shown(ines, "present", case.case.public_id)


def test_nothing_else_may_be_agreed_with_a_secretariat(hall, case, ines, world):
    keys = (case.case.public_id, case.referred.tenant.public_id, hall.kept_by.public_id)
    signed = {"given_how": "screen", "signature": DRAWN}
    ines.post(address("consent_choose", *keys), {"identity": "yes", "presentation": "no", "months": "6"} | signed)
    assert not granted(world.ines, case.referred.tenant)
    shown(ines, "consent_choose", *keys[:2], hall.sitting.public_id, status=404)


def test_the_receipt_of_a_withdrawal_says_what_the_committee_keeps(hall, case, ines, world):
    made = p.filed(hall, case, world.ines)
    with within(world.ines):
        consent = Consent.objects.get(recipient_id=hall.committee.secretary_id)
    receipt = plain(ines.post(address("consent_withdraw", consent.public_id), {"channel": "telephone"}, follow=True))
    assert "Elle ne garde rien" not in receipt
    assert "votre fiche de présentation" in receipt
    assert "La commission garde ce qu’elle a déjà décidé" in receipt
    with within(hall.secretary):
        assert not PresentationSheet.objects.filter(pk=made.pk).exists()
    assert "personne à la commission ne lit plus cette fiche" in shown(ines, "present", case.case.public_id)


def test_who_sees_names_the_secretariat_and_the_sheet(hall, case, ines, world):
    p.filed(hall, case, world.ines)
    page = shown(ines, "who_sees", case.case.public_id, case.referred.tenant.public_id)
    assert "secrétariat de commission" in page
    assert "Le service</strong> peut voir votre fiche de présentation." in page
    assert "pour la commission ; ses membres la lisent aussi, le temps d’une séance" in page


# --- filing --------------------------------------------------------------------------------------------------------
def test_without_every_agreement_the_button_says_why(hall, case, ines, world):
    made = p.draft(hall, case, world.ines)
    page = shown(ines, "present_file", made.public_id)
    assert "Chaque adulte du ménage doit être d’accord" in page
    assert 'aria-disabled="true"' in page
    page = plain(ines.post(address("present_file", made.public_id), {"read_over_on": timezone.localdate().isoformat()}))
    assert "Chaque adulte du ménage doit être d’accord" in page
    assert only_sheet(world.ines).filed_at is None


def test_a_sheet_is_filed_once_it_was_read_over(hall, case, ines, world):
    made = p.draft(hall, case, world.ines)
    h.agree(hall, case.referred.case, case.referred.tenant, world.ines)
    url = address("present_file", made.public_id)
    assert "Notez le jour où vous l’avez relue ensemble." in plain(ines.post(url, {}))
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "La relecture porte une date à venir." in plain(ines.post(url, {"read_over_on": tomorrow}))
    before = timezone.localdate() - timedelta(days=1)
    said = f"La fiche est écrite le {full_date(timezone.localdate())} : notez un jour d’après, ou ce jour-là"
    assert said.replace("\u00a0", " ") in plain(ines.post(url, {"read_over_on": before.isoformat()}))
    answer = ines.post(url, {"read_over_on": timezone.localdate().isoformat()})
    assert answer.url == address("present", case.case.public_id)
    assert "Le secrétariat la lit et l’inscrira à une séance." in shown(ines, "present", case.case.public_id)
    with within(hall.secretary):
        assert list(ready(hall.committee)) == [made]
    for route in ("present_file", "present_edit"):
        assert "elle ne se modifie plus" in shown(ines, route, made.public_id, status=403)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (3, "aucune commission ne la lira à temps."),
        (20, "La prochaine séance peut se tenir plus tard"),
        (60, ""),
    ],
)
def test_an_agreement_that_ends_before_the_next_session_is_told_before_filing(hall, case, ines, world, days, said):  # noqa: PLR0917
    """Its rhythm is a month, its sheets are filed seven days before."""
    made = p.draft(hall, case, world.ines)
    h.agree(hall, case.referred.case, case.referred.tenant, world.ines, days=days)
    pages = [shown(ines, "present", case.case.public_id), shown(ines, "present_file", made.public_id)]
    again = address("consent_choose", case.case.public_id, case.referred.tenant.public_id, hall.kept_by.public_id)
    for page in pages:
        assert "Donné" in page
        assert ("recueillez de nouveau son accord" in page) is bool(said)
        assert (f'href="{again}"' in page) is bool(said)
        assert said in page
    url = address("present_file", made.public_id)
    assert ines.post(url, {"read_over_on": timezone.localdate().isoformat()}).status_code == 302
    assert "recueillez de nouveau son accord" not in shown(ines, "present", case.case.public_id)


def test_a_sheet_that_is_taken_back_is_read_by_nobody(hall, case, ines, world):
    made = p.filed(hall, case, world.ines)
    url = address("present_withdraw", made.public_id)
    assert "Plus personne à la commission ne lit cette fiche" in plain(ines.get(url))
    assert ines.post(url).url == address("present", case.case.public_id)
    with within(hall.secretary):
        assert not ready(hall.committee).exists()
    page = shown(ines, "present", case.case.public_id)
    assert "Fiches passées (1)" in page
    assert "Écrire la fiche" in page
    assert "Cette fiche est déjà retirée." in plain(ines.post(url))
    assert "Cette fiche est retirée" in shown(ines, "present_edit", made.public_id, status=403)


# --- what it learns ------------------------------------------------------------------------------------------------
def held(hall, made):
    """A session that sits on that sheet, two seats present; and its item."""
    at, (item,) = p.sent(hall, made, days=0.003)
    with within(hall.secretary):
        sessions.open_session(session=at, by=hall.secretary)
        at = p.fresh(at)
        for seat in ("ccas", "landlord"):
            sitting.attend(session=at, seat=seat, state=Attending.PRESENT, by=hall.secretary)
    return at, item


def test_a_decision_is_learnt_at_the_signature_and_not_before(hall, case, ines, world):
    made = p.filed(hall, case, world.ines)
    at, item = held(hall, made)
    assert "À l’ordre du jour" in shown(ines, "present", case.case.public_id)
    with within(hall.secretary):
        item.session = at
        said = Said("measure", "Pour six mois.", date(2026, 12, 1), date(2027, 5, 31))
        sitting.decide(item=item, said=said, seen="", by=hall.secretary)
        sessions.close(session=at, by=hall.secretary)
    page = shown(ines, "present", case.case.public_id)
    assert "dès que le compte rendu est signé" in page
    assert "Pour six mois." not in page
    with within(hall.secretary):
        sessions.sign(session=p.fresh(at), by=hall.secretary)
    page = shown(ines, "present", case.case.public_id)
    assert "La commission accorde, du 1ᵉʳ décembre 2026 au 31 mai 2027." in page
    assert "Pour six mois." in page
    assert "Mesure accordée" in page
    assert "Écrire la fiche" in page


def test_a_refusal_says_how_to_contest_it_and_an_adjournment_comes_back(hall, case, ines, world):
    made = p.filed(hall, case, world.ines)
    at, item = held(hall, made)
    with within(hall.secretary):
        item.session = at
        sitting.decide(item=item, said=Said("adjourn", "Une pièce manque."), seen="", by=hall.secretary)
        sessions.close(session=at, by=hall.secretary)
        sessions.sign(session=p.fresh(at), by=hall.secretary)
    page = shown(ines, "present", case.case.public_id)
    assert "Une pièce manque." in page
    assert "Écrire la fiche" not in page
    again, item = held(hall, made)
    assert "À l’ordre du jour" in shown(ines, "present", case.case.public_id)
    with within(hall.secretary):
        item.session = again
        sitting.decide(item=item, said=Said("refuse", "Hors délai."), seen="", by=hall.secretary)
        sessions.close(session=again, by=hall.secretary)
        sessions.sign(session=p.fresh(again), by=hall.secretary)
    page = shown(ines, "present", case.case.public_id)
    assert "Hors délai." in page
    assert "Écrivez." in page


# --- who, and at what cost -----------------------------------------------------------------------------------------
def test_others_are_answered_as_for_what_does_not_exist(hall, case, world):
    made = p.draft(hall, case, world.ines)
    with within(world.ines):
        key = case.case.public_id
    assert browser(world.laurent).get(address("present", key)).status_code == 200
    assert browser(world.laurent).get(address("present_file", made.public_id)).status_code == 200
    for who in (world.marc, world.nadia, world.bea, hall.secretary, hall.seated):
        client = browser(who)
        for route in ("present_file", "present_edit", "present_withdraw"):
            assert client.get(address(route, made.public_id)).status_code == 404, (who.capacity, route)
        for route in ("present", "present_new"):
            wanted = 403 if who is world.marc else 404
            assert client.get(address(route, key)).status_code == wanted, (who.capacity, route)


def test_each_page_is_logged_before_a_name_is_read(hall, case, ines, world):
    made = p.draft(hall, case, world.ines)
    routes = {"present": case.case.public_id, "present_new": case.case.public_id}
    routes |= dict.fromkeys(("present_file", "present_edit", "present_withdraw"), made.public_id)
    for route, key in routes.items():
        with readings() as seen:
            _, row = assert_logs(ines, address(route, key), Purpose.CASE)
        assert row["case_ids"] == [case.case.pk], route
        assert set(seen.named) & set(NAMED) or route == "present_withdraw", route


def own_statements(client, url):
    beside = (
        "SAVEPOINT",
        "RELEASE",
        "app.ctx",
        "pg_backend_pid",
        "partners_session",
        'FROM "partners_user',
        'FROM "partners_membership',
    )
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [each["sql"] for each in captured if not any(word in each["sql"] for word in beside)]


def test_each_page_costs_eight_statements_at_most(hall, case, ines, world):
    made = p.draft(hall, case, world.ines)
    for route, key in (
        ("present", case.case.public_id),
        ("present_new", case.case.public_id),
        ("present_file", made.public_id),
        ("present_edit", made.public_id),
        ("present_withdraw", made.public_id),
    ):
        found = own_statements(ines, address(route, key))
        assert len(found) <= MOST, (route, len(found), found)


def test_a_seat_is_no_recipient_of_an_agreement(hall, case, ines):
    assert hall.seated.capacity == Capacity.COMMITTEE_SEAT
    keys = (case.case.public_id, case.referred.tenant.public_id, hall.sitting.public_id)
    assert ines.get(address("consent_choose", *keys)).status_code == 404
