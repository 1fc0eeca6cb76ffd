"""« Qui peut voir quoi sur moi, et qui a regardé »: the words, the page of the team, the paper."""

from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.template.loader import render_to_string
from django.urls import reverse

from cases import tasks
from cases.consent_words import ACCOUNT_MEANING, SCOPE_WORDS, TO_HER, turned
from cases.documents import who_sees
from cases.documents.who_sees import PURPOSES, SCOPES, build
from cases.enums import GrantBasis
from cases.models import Case, Consent, Grant
from cases.queries.who_sees import LookingRow, SeeingRow
from cases.reading import Purpose
from cases.views import documents as views
from common import documents
from common.models import Document, Outbox
from common.typography import typographic_html
from tests.factories.world import (
    accept,
    assign,
    consent,
    engage,
    person,
    refer,
    tenancy,
    unit_audience,
)
from tests.harness import OWNER, sql, within

SINCE = datetime(2026, 5, 3, 9, tzinfo=UTC)
MIDNIGHT = datetime(2027, 5, 17, 22, tzinfo=UTC)  # 18 May in Paris, 0 h
NO_END = datetime(9999, 12, 31, tzinfo=UTC)


def seeing(basis: str, *scopes: str, **changes) -> SeeingRow:
    row = SeeingRow("Le Pas de Porte", "Montaubre", "operator", "", "", list(scopes), [], basis, SINCE, NO_END)
    return row._replace(**changes)


def only(row: SeeingRow) -> who_sees.Opening:
    (reader,) = built(row).readers
    (opening,) = reader.openings
    return opening


def built(*rows: SeeingRow, looking=()) -> who_sees.WhoSees:
    return build(person_name="Mme Vasseur", case_number="M-2026-ABCDE", seeing=rows, looking=looking)


# --- words --------------------------------------------------------------------------------------------------------
def test_an_agreement_says_who_what_since_and_until_the_last_whole_day():
    opening = only(seeing("agreement", "housing", "identity", capacity="landlord", until=MIDNIGHT))
    assert opening.who == "Le service"
    assert opening.sees == "peut voir vos coordonnées et votre logement"
    assert opening.because == "Vous avez donné votre accord le 3\u00a0mai 2026."
    assert opening.when == "Jusqu’au 17\u00a0mai 2027."


def test_the_referent_is_named_and_colleagues_are_counted():
    rows = [
        seeing("referent", "social", function="Conseillère", member_name="Inès Caron"),
        seeing("team", "social", function="Éducateur spécialisé"),
        seeing("team", "social", function="Éducateur spécialisé"),
        seeing("team", "social", function="CESF"),
        seeing("holder_unit", "identity"),
    ]
    (reader,) = built(*rows).readers
    assert [(opening.who, opening.sees.split()[0]) for opening in reader.openings] == [
        ("Inès Caron, conseillère", "peut"),
        ("2\u00a0personnes de l’équipe (éducateur spécialisé)", "peuvent"),
        ("Une personne de l’équipe (CESF)", "peut"),
        ("Le reste du service", "peut"),
    ]


def test_notes_open_by_agreement_are_those_of_a_named_member():
    assert only(seeing("agreement", "social")).who == "Une personne que vous avez choisie"


@pytest.mark.parametrize("basis", [*GrantBasis.values, "referent", "team", "holder_unit", "referral_sheet", "tenancy"])
def test_every_basis_has_its_words(basis):
    opening = only(seeing(basis, "identity"))
    assert opening.because.endswith(".")
    assert basis not in opening.because


def test_every_purpose_of_a_reading_has_its_words():
    purposes = {value for name, value in vars(Purpose).items() if name.isupper()}
    assert set(PURPOSES) == purposes - {Purpose.REFUSED}


def test_the_words_that_are_used_are_explained_and_no_other():
    assert built(seeing("agreement", "budget")).words == (SCOPES["budget"],)


def test_readings_are_by_month_and_a_role_is_said_in_french():
    days = [date(2026, 11, 20), date(2026, 11, 3), date(2026, 10, 31)]
    looking = [LookingRow(day, "Deux Vallées", "Nord", "landlord", "clerk", "list", 2) for day in days]
    november, october = built(looking=looking).months
    assert (november.name, len(november.readings), october.name) == ("novembre 2026", 2, "octobre 2026")
    assert november.readings[0] == who_sees.Reading(
        "vendredi 20\u00a0novembre",
        "Deux Vallées, Nord, gestionnaire",
        "parcourir une liste où vous êtes",
        "2\u00a0fois",
    )


# --- the page ----------------------------------------------------------------------------------------------------
@pytest.fixture
def referred(world):
    made = refer(world.nadia, world.agreement)
    accept(made, world.ines)
    engage(made, world.ines)
    made.grant = consent(made.case, made.tenant, unit_audience(world.branch, "landlord"), world.ines, "housing")
    with within(world.ines):
        made.case = Case.objects.get(pk=made.case.pk)
    return made


@pytest.fixture
def readings(monkeypatch):
    """What the views write in the reading log, in order."""
    written = []
    monkeypatch.setattr(views, "record_reading", lambda acting, **row: written.append(row))
    return written


def address(referred, name="who_sees", person=None) -> str:
    return reverse(name, args=[referred.case.public_id, (person or referred.tenant).public_id])


def opened(client, by, url):
    client.force_login(by.membership.user)
    return client.get(url)


pytestmark = pytest.mark.django_db


def test_the_team_and_its_manager_read_it(world, referred, client, readings):
    assign(referred.case, world.marc, world.laurent)
    for by in (world.ines, world.marc, world.laurent):
        page = opened(client, by, address(referred)).text
        assert "Josiane Vasseur" in page
        assert "Inès Caron" in page
        assert "Habitat des Deux Vallées" in page
    assert [(row["purpose"], row["case_ids"]) for row in readings] == [(Purpose.WHO_LOOKED, [referred.case.pk])] * 3


def test_a_colleague_is_never_named(world, referred, client):
    assign(referred.case, world.marc, world.laurent)
    assert world.marc.membership.user.last_name not in opened(client, world.ines, address(referred)).text


def test_the_log_is_written_before_anything_is_read(world, referred, client, monkeypatch):
    def down(acting, **row):
        raise ConnectionError

    monkeypatch.setattr(views, "record_reading", down)
    monkeypatch.setattr(views, "gather", lambda *read: pytest.fail("read before it was logged"))
    with pytest.raises(ConnectionError):
        opened(client, world.ines, address(referred))


def test_a_colleague_who_is_not_on_the_team_gets_the_sentence(world, referred, client):
    answer = opened(client, world.marc, address(referred))
    assert answer.status_code == 403
    assert "l’équipe qui suit ce ménage" in answer.text


def test_others_get_the_404_of_nothing(world, referred, client):
    for by in (world.bea, world.bea_manager, world.rural_worker):
        assert opened(client, by, address(referred)).status_code == 404
    elsewhere = person(tenancy(world.nadia), world.nadia)
    assert opened(client, world.ines, address(referred, person=elsewhere)).status_code == 404


def test_it_costs_the_same_with_more_to_say(world, referred, client, django_assert_num_queries):
    client.force_login(world.ines.membership.user)
    client.get(address(referred))
    with django_assert_num_queries(14) as first:
        client.get(address(referred))
    for unit in (world.litigation, world.other_branch):
        consent(referred.case, referred.tenant, unit_audience(unit, "landlord"), world.ines, "identity")
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(address(referred))


def test_who_has_looked_is_told_by_day_and_function(world, referred, client):
    row = "INSERT INTO cases_readinglog (id, at, membership_id, unit_id, capacity, purpose, route, case_ids, basis)"
    row += " VALUES (gen_random_uuid(), now() - interval '2 days', %s, %s, 'landlord', %s, 'tenant', %s, '')"
    nadia = world.nadia.membership
    sql("UPDATE cases_grant SET valid_from = now() - interval '3 days'")
    for purpose, case in (("case", referred.case), ("case", referred.case), ("refused", referred.case)):
        sql(row, nadia.id, nadia.unit_id, purpose, [case.pk], role=OWNER)
    page = opened(client, world.ines, address(referred)).text
    assert "ouvrir votre dossier, 2\u00a0fois" in page
    assert "gestionnaire" in page
    assert "Roussel" not in page


def test_what_waits_for_another_adult_is_not_said_to_be_seen(world, referred, client):
    other = person(referred.case, world.ines)
    branch = unit_audience(world.branch, "landlord")
    with within(world.ines):
        Grant.objects.filter(pk=referred.grant.pk).update(ended_at=TransactionNow())
        given = Consent.objects.filter(pk=referred.grant.consent_id)
        given.update(ended_at=TransactionNow(), ended_how="replaced")
    consent(referred.case, referred.tenant, branch, world.ines, "identity", "housing")
    waits = "vos coordonnées ; votre logement seulement si chaque adulte du ménage le souhaite."
    page = opened(client, world.ines, address(referred)).text.replace("\u202f", " ").replace("\u00a0", " ")
    assert f"Le service</strong> peut voir {waits}" in page
    consent(referred.case, other, branch, world.ines, "identity", "housing")
    page = opened(client, world.ines, address(referred)).text
    assert "Le service</strong> peut voir vos coordonnées et votre logement." in page
    assert "seulement si" not in page


def test_the_account_is_called_the_same_wherever_she_reads_of_it(world, referred, client):
    consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    page = opened(client, world.ines, address(referred)).text
    assert "Le service</strong> peut voir l’état de votre compte." in page
    said, meaning = SCOPES["account"]
    assert (said, turned(ACCOUNT_MEANING, TO_HER)) == ("l’état de votre compte", meaning)
    for scope, (asked, explained) in SCOPE_WORDS.items():
        said, meaning = SCOPES[scope]
        assert said == turned(asked, TO_HER)
        assert meaning.startswith(turned(explained, TO_HER))


# --- on paper ----------------------------------------------------------------------------------------------------
def test_it_is_frozen_when_it_is_asked(world, referred, client):
    client.force_login(world.ines.membership.user)
    answer = client.post(address(referred, "who_sees_print"))
    with within(world.ines):
        document = Document.objects.get()
        assert answer.headers["Location"] == reverse("document", args=[document.public_id])
        (before,) = [
            reader for reader in document.snapshot["readers"] if reader["organisation"] == "Habitat des Deux Vallées"
        ]
        Grant.objects.filter(pk=referred.grant.pk).update(ended_at=referred.grant.created_at)
    tasks.render_document(Outbox.objects.get(subject_id=document.pk))
    with within(world.ines):
        document = Document.objects.get()
    assert document.state == Document.State.READY
    assert before in document.snapshot["readers"]
    assert (document.case_id, document.kind) == (referred.case.pk, who_sees.WHO_SEES)


def test_the_paper_says_its_moment_first_and_its_page_warns_once_an_agreement_ended(world, referred, client):
    client.force_login(world.ines.membership.user)
    page = client.post(address(referred, "who_sees_print")).headers["Location"]
    with within(world.ines):
        document = Document.objects.get()
    assert document.template == "documents/who_sees-2.html"
    moment = documents.moment_of(document)
    given = {**document.snapshot, "title": document.title, "moment": moment}
    paper = render_to_string(document.template, given)
    said = typographic_html(f"Ce document dit la situation du {moment}.")
    assert paper.index(said) < paper.index("Cette feuille est à vous")
    assert "situation du" not in client.get(page).text
    tasks.render_document(Outbox.objects.get(subject_id=document.pk))
    ready = client.get(page).text
    assert f"Il dit la situation du {typographic_html(moment)}." in ready
    assert "Un accord a pris fin depuis" not in ready
    with within(world.ines):
        Grant.objects.filter(pk=referred.grant.pk).update(ended_at=TransactionNow())
        ended = {"ended_at": TransactionNow(), "ended_how": "withdrawn", "ended_channel": "telephone"}
        Consent.objects.filter(pk=referred.grant.consent_id).update(**ended)
    for url in (page, reverse("document_progress", args=[document.public_id])):
        assert "Un accord a pris fin depuis" in client.get(url).text


def test_a_colleague_who_is_not_on_the_team_prints_nothing(world, referred, client):
    client.force_login(world.marc.membership.user)
    assert client.post(address(referred, "who_sees_print")).status_code == 403
    assert Outbox.objects.count() == 0


def test_content_is_plain_data():
    content = asdict(built(seeing("agreement", "budget")))
    assert content["readers"][0]["openings"][0]["sees"] == "peut voir votre budget"
