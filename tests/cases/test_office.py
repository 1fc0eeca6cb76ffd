"""The register of the data protection office: figures of its own organisation, and letters it receives."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.enums import WithdrawalChannel
from cases.models import Case, Consent, IdentityStatement
from cases.queries.office import CONSENTS, READINGS, office_figures
from cases.reading import Purpose
from cases.views import office as views
from common.models import Document
from tests.factories.world import accept, consent, engage, refer, unit_audience, withdraw
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
PAGE, LETTER = reverse("office"), reverse("office_withdraw")


@pytest.fixture
def referred(world):
    made = refer(world.nadia, world.agreement)
    accept(made, world.ines)
    engage(made, world.ines)
    made.grant = consent(made.case, made.tenant, unit_audience(world.branch, "landlord"), world.ines, "housing")
    with within(world.ines):
        made.case = Case.objects.get(pk=made.case.pk)
    return made


def read(by, purpose: str, *, at: str = "now()") -> None:
    sql(
        "INSERT INTO cases_readinglog (id, at, membership_id, unit_id, capacity, purpose, route, case_ids, basis)"
        f" VALUES (gen_random_uuid(), {at}, %s, %s, %s, %s, 'x', '{{}}', '')",
        *(by.membership.id, by.membership.unit_id, by.capacity.value, purpose),
        role=OWNER,
    )


def test_figures_are_its_own_organisations(world, referred):
    for by in (world.ines, world.rural_worker, world.bea, world.nadia):
        read(by, "case")
    with within(world.dpo):
        figures = office_figures(TODAY())
    assert figures.readings.total == 2
    assert (figures.consents.total, figures.consents.columns) == (1, ("En cours",))


def test_a_withdrawal_moves_from_one_column_to_another(world, referred):
    withdraw(referred.grant, world.ines)
    with within(world.dpo):
        assert office_figures(TODAY()).consents.columns == ("Retiré",)


def test_the_last_twelve_months_newest_first_and_the_bar_of_the_largest_is_whole(world):
    for at, times in (("'2025-11-30T10:00Z'", 9), ("'2026-09-10T10:00Z'", 1), ("'2026-10-10T10:00Z'", 4)):
        for _ in range(times):
            read(world.ines, "list", at=at)
    with within(world.dpo):
        figures = office_figures(date(2026, 11, 21)).readings
    assert [(row.month, row.counts, row.total, row.share) for row in figures.rows[:4]] == [
        ("novembre 2026", (0,), 0, 0),
        ("octobre 2026", (4,), 4, 100),
        ("septembre 2026", (1,), 1, 25),
        ("août 2026", (0,), 0, 0),
    ]
    assert (len(figures.rows), figures.rows[-1].month, figures.total) == (12, "décembre 2025", 5)


def test_every_purpose_has_its_column():
    assert set(READINGS) == {value for name, value in vars(Purpose).items() if name.isupper()}
    assert {"in_force", "withdrawn", "expired", "to_confirm"} < set(CONSENTS)


def test_the_page_names_nobody(world, referred, client):
    read(world.ines, "case")
    client.force_login(world.dpo.membership.user)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Dossier ouvert" in page.text
    for name in ("Vasseur", "Caron", referred.case.number):
        assert name not in page.text


def test_an_empty_register_says_so(world, client):
    client.force_login(world.dpo.membership.user)
    assert "Aucun accord enregistré" in client.get(PAGE).text


@pytest.mark.parametrize("url", [PAGE, LETTER])
def test_it_is_the_offices_alone(world, client, url):
    for by in (world.ines, world.laurent, world.bea):
        client.force_login(by.membership.user)
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


# --- a letter ----------------------------------------------------------------------------------------------------
def letter(referred, **changes) -> dict:
    return {
        "case_number": referred.case.number,
        "last_name": "Vasseur",
        "first_name": "Josiane",
        "channel": WithdrawalChannel.LETTER,
        **changes,
    }


def agreement(referred, by) -> Consent:
    with within(by):
        return Consent.objects.get(pk=referred.grant.consent_id)


def test_a_letter_stops_everything_and_gives_a_receipt(world, referred, client):
    client.force_login(world.dpo.membership.user)
    answer = client.post(LETTER, letter(referred, case_number=referred.case.number.lower(), last_name="VASSEUR"))
    ended = agreement(referred, world.ines)
    assert (ended.ended_how, ended.ended_channel) == ("withdrawn", "letter")
    assert ended.receipt_number in answer.text
    assert "data-shown-once" in answer.text
    assert "avant de quitter cette page" in answer.text
    assert "Habitat des Deux Vallées" not in answer.text
    with within(world.nadia):
        assert not IdentityStatement.objects.filter(case=referred.case).exists()
        assert not Case.objects.filter(pk=referred.case.pk).exists()
    with within(world.dpo):
        assert Document.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"case_number": "M-2026-XXXXX"}, {"last_name": "Vaseur"}, {"first_name": "Paul"}], ids=str
)
def test_whatever_is_wrong_the_answer_is_the_same_and_logged(world, referred, client, monkeypatch, wrong):
    written = []
    monkeypatch.setattr(views, "record_reading", lambda acting, **row: written.append(row["purpose"]))
    client.force_login(world.dpo.membership.user)
    answer = client.post(LETTER, letter(referred, **wrong))
    assert "Aucune personne de votre organisation" in answer.text
    assert written == [Purpose.REFUSED]
    assert agreement(referred, world.ines).ended_at is None


def test_another_organisations_case_does_not_exist(world, referred, client):
    other = refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    accept(other, world.bea)
    engage(other, world.bea)
    with within(world.bea):
        number = Case.objects.get(pk=other.case.pk).number
    client.force_login(world.dpo.membership.user)
    assert "Aucune personne" in client.post(LETTER, letter(referred, case_number=number)).text


def test_what_is_missing_is_said(world, client):
    client.force_login(world.dpo.membership.user)
    answer = client.post(LETTER, {}).text
    for sentence in ("Il manque le numéro", "Il manque le nom", "Il manque le prénom", "Dites comment"):
        assert sentence in answer
