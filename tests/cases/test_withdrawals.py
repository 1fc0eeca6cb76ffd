"""Ending agreements: by whoever received the request, at the next request, with a receipt that stays."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse

from cases.actions import consents, withdrawals
from cases.documents_consent import CONTINUES, KEPT_BY_LANDLORD, receipt_content, to_the_second
from cases.enums import EndedHow, WithdrawalChannel
from cases.models import Accompaniment, Case, Consent, Grant, IdentityStatement, Person, RentStatement
from common.models import Document
from common.refusal import NotYours, Refused
from partners.acting import act_as_person
from tests.cases.agreements import browser, engaged, settled, sign
from tests.factories.world import accept, identity, refer, rent
from tests.harness import KEEPER, OWNER, as_role, sql, within

pytestmark = pytest.mark.django_db
LETTER = WithdrawalChannel.LETTER


def landlord_reads(world, model, **filters) -> int:
    with within(world.nadia):
        return model.objects.filter(**filters).count()


def withdraw(consent: Consent, by, channel: str = LETTER) -> str:
    with within(by):
        return withdrawals.withdraw(consent=Consent.objects.get(pk=consent.pk), channel=channel, by=by)


def test_a_withdrawal_closes_at_once_and_says_who_how_and_when(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    number = withdraw(consent, world.ines)
    assert re.fullmatch(r"R-\d{4}-[A-Z2-9]{8}", number)
    assert landlord_reads(world, Case, pk=referred.case.pk) == 0
    assert landlord_reads(world, IdentityStatement, case_id=referred.case.pk) == 0
    assert landlord_reads(world, Accompaniment) == 0
    with within(world.ines):
        consent.refresh_from_db()
        grant = Grant.objects.get(consent=consent)
    assert (consent.ended_how, consent.ended_channel, consent.receipt_number) == (
        EndedHow.WITHDRAWN,
        LETTER,
        number,
    )
    assert consent.ended_by_id == world.ines.member_audience
    assert grant.ended_at == consent.ended_at is not None


def test_withdrawing_one_direction_leaves_the_other(world):
    referred = engaged(world)
    rent(referred.tenancy, world.nadia)
    main, returned = sign(referred, world.ines, also_return=True)
    withdraw(main, world.ines)
    with within(world.ines):
        assert RentStatement.objects.count() == 1
    withdraw(returned, world.ines)
    with within(world.ines):
        assert RentStatement.objects.count() == 0


def test_any_member_who_lists_the_case_may_enter_it(world):
    referred = engaged(world)
    for by in (world.marc, world.laurent):
        (consent,) = sign(referred, world.ines)
        assert withdraw(consent, by)


def test_the_recipient_may_enter_a_withdrawal(world):
    referred = engaged(world)
    sign(referred, world.ines)
    with within(world.nadia):
        received = Consent.objects.get()
    assert withdraw(received, world.nadia)
    assert landlord_reads(world, Case, pk=referred.case.pk) == 0
    with within(world.ines):
        assert Consent.objects.get(pk=received.pk).ended_by_id == world.nadia.member_audience


def test_nobody_else_may(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    for by in (world.bea, world.rural_worker, world.litigator, world.admin, world.dpo):
        with within(by), pytest.raises(NotYours):
            withdrawals.withdraw(consent=consent, channel=LETTER, by=by)
    assert landlord_reads(world, Accompaniment) == 1


@pytest.mark.parametrize("channel", ["", "carrier_pigeon", WithdrawalChannel.LINK])
def test_a_member_says_how_the_request_arrived(world, channel):
    (consent,) = sign(engaged(world), world.ines)
    with pytest.raises(Refused, match="comment la demande"):
        withdraw(consent, world.ines, channel)


def test_what_has_ended_is_not_ended_again(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    withdraw(consent, world.ines)
    with pytest.raises(Refused, match="déjà pris fin"):
        withdraw(consent, world.ines)


def test_a_withdrawal_that_ends_no_grant_is_an_error(world):
    (consent,) = sign(engaged(world), world.ines)
    with as_role(KEEPER):
        Grant.objects.update(ended_at=consent.given_at)
    with pytest.raises(consents.GateDisagrees):
        withdraw(consent, world.ines)


def test_a_withdrawal_that_leaves_the_gate_open_is_an_error(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE cases_grant DISABLE TRIGGER gate_update", role=OWNER)
    with pytest.raises(consents.GateDisagrees):
        withdraw(consent, world.ines)


# --- everything ------------------------------------------------------------------------------------------------
def stop(person, by) -> str:
    with within(by):
        return withdrawals.stop_everything(person=person, channel=LETTER, by=by)


def test_everything_of_one_person_stops_and_nothing_of_the_other(world):
    referred = engaged(world, co_tenant="Karim Vasseur")
    mine = sign(referred, world.ines, also_return=True)
    (his,) = sign(referred, world.ines, person=referred.co_tenant)
    number = stop(referred.tenant, world.nadia)
    with within(world.ines):
        assert {one.receipt_number for one in Consent.objects.filter(person=referred.tenant)} == {number}
        assert Consent.objects.filter(ended_at=None).get() == his
    assert len(mine) == 2
    assert landlord_reads(world, Accompaniment) == 0


def test_it_reaches_what_the_member_cannot_see(world):
    referred = engaged(world)
    second = refer(world.nadia, world.halles_agreement, on=referred.tenancy)
    accept(second, world.bea)
    identity(second.case, referred.tenant, world.bea)
    sign(second, world.bea)
    with within(world.ines):
        assert not Consent.objects.exists()
    stop(referred.tenant, world.ines)
    with within(world.bea):
        assert Consent.objects.get().ended_at


def test_it_answers_the_same_when_there_was_nothing(world):
    referred = engaged(world)
    assert re.fullmatch(r"R-\d{4}-[A-Z2-9]{8}", stop(referred.tenant, world.nadia))


def test_a_household_one_does_not_list_is_refused(world):
    referred = engaged(world)
    sign(referred, world.ines)
    for by in (world.bea, world.other_clerk, world.litigator, world.admin):
        with pytest.raises(NotYours):
            stop(referred.tenant, by)
    assert landlord_reads(world, Accompaniment) == 1


def test_the_person_ends_her_own_by_her_link(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    with within(world.ines):
        case = Case.objects.get(pk=referred.case.pk)
        audience = make_link(case, referred.tenant, world.ines)
    herself = act_as_person(audience)
    with within(herself):
        assert withdrawals.withdraw(
            consent=Consent.objects.get(pk=consent.pk), channel=WithdrawalChannel.LINK, by=herself
        )
    assert landlord_reads(world, Accompaniment) == 0


def make_link(case: Case, of: Person, by) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.make_link(%s, %s, %s, %s)", [by.unit_audience, case.pk, of.pk, "0" * 64])
        return cursor.fetchone()[0]


# --- on screen ---------------------------------------------------------------------------------------------------
def test_the_channel_is_asked_then_the_receipt_follows(world):
    referred = engaged(world)
    (consent, _) = sign(referred, world.ines, also_return=True)
    url = reverse("consent_withdraw", args=[consent.public_id])
    client = browser(world.ines)
    page = client.get(url).content.decode()
    assert "ne doit plus voir ses coordonnées et son logement" in page
    assert "Garder l’accord" in page
    assert "checked" not in page
    assert "Dites comment la demande est arrivée" in client.post(url, {}).content.decode()
    assert landlord_reads(world, Accompaniment) == 1
    shown = client.post(url, {"channel": "telephone"}, follow=True).content.decode().replace("\xa0", " ")
    assert "Habitat des Deux Vallées" in shown
    assert "par téléphone" in shown
    assert re.search(r"le \d+(?:ᵉʳ)? \w+ \d{4} à \d+ h \d\d min \d\d s", shown)
    assert KEPT_BY_LANDLORD[1].replace(" :", "\u00a0:").replace("\xa0", " ") in shown
    assert "Josiane Vasseur" in shown
    assert client.get(url).status_code == 200
    assert "déjà pris fin" in client.post(url, {"channel": "telephone"}).content.decode()


def test_a_colleague_finds_the_receipt_again_and_makes_its_pdf(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    number = withdraw(consent, world.ines)
    url = reverse("receipt", args=[number])
    for by in (world.marc, world.laurent):
        assert "Habitat des Deux Vallées" in browser(by).get(url).content.decode()
    for by in (world.bea, world.rural_worker, world.litigator, world.dpo):
        assert browser(by).get(url).status_code == 404
    made = browser(world.marc).post(reverse("receipt_pdf", args=[number]))
    with within(world.marc):
        document = Document.objects.get()
        assert made.url == reverse("document", args=[document.public_id])
        assert document.case_id is None
        assert document.snapshot["number"] == number


def test_the_recipient_keeps_its_copy_of_the_receipt_after_the_case_closed(world):
    referred = engaged(world)
    sign(referred, world.ines)
    client = browser(world.nadia)
    with within(world.nadia):
        consent = Consent.objects.get()
    shown = client.post(reverse("consent_withdraw", args=[consent.public_id]), {"channel": "letter"}, follow=True)
    assert "L’accord est retiré" in shown.content.decode()
    assert "Josiane Vasseur" in shown.content.decode()
    assert client.get(reverse("consent_withdraw", args=[consent.public_id])).status_code == 404


def test_unknown_and_foreign_answer_the_same_404(world):
    referred = engaged(world)
    (consent,) = sign(referred, world.ines)
    client = browser(world.bea)
    foreign = client.get(reverse("consent_withdraw", args=[consent.public_id]))
    unknown = client.get(reverse("consent_withdraw", args=[uuid4()]))
    assert foreign.status_code == unknown.status_code == 404
    assert settled(foreign) == settled(unknown)


def test_stopping_everything_shows_no_agreement(world):
    referred = engaged(world)
    sign(referred, world.ines)
    with within(world.nadia):
        tenancy = Case.objects.get(pk=referred.tenancy.pk)
    url = reverse("stop_everything", args=[tenancy.public_id])
    client = browser(world.nadia)
    page = client.get(url).content.decode()
    assert "Josiane Vasseur" in page
    assert "mes coordonnées" not in page
    typed = {"person": str(referred.tenant.public_id), "channel": "telephone"}
    shown = client.post(url, typed, follow=True).content.decode()
    assert "Tous les accords de Josiane Vasseur sont arrêtés." in shown
    assert landlord_reads(world, Accompaniment) == 0


def test_a_landlord_names_only_the_adults_it_entered(world):
    referred = engaged(world)
    with within(world.ines):
        grown_up = Person.objects.create(
            household_id=referred.case.household_id, author_id=world.ines.unit_audience, is_adult=True
        )
        identity(referred.case, grown_up, world.ines, first_name="Sami")
        tenancy = Case.objects.get(pk=referred.case.pk).tenancy_id
    with within(world.nadia):
        tenancy = Case.objects.get(pk=tenancy)
    page = browser(world.nadia).get(reverse("stop_everything", args=[tenancy.public_id])).content.decode()
    assert "Josiane" in page
    assert "Sami" not in page


# --- the receipt itself --------------------------------------------------------------------------------------------
AT = datetime(2026, 11, 20, 9, 12, 5, tzinfo=UTC)


def test_the_instant_is_told_to_the_second_in_paris():
    assert to_the_second(AT).replace("\xa0", " ") == "le 20 novembre 2026 à 10 h 12 min 05 s"


def test_a_receipt_says_what_ended_and_what_stays():
    content = receipt_content(
        number="R-2026-ABCDEFGH",
        person_name="Mme Josiane Vasseur",
        at=AT,
        channel="par courrier",
        received_by="Le Pas de Porte, Montaubre",
        ended=[],
    )
    assert content.continues == CONTINUES
    text = render_to_string("documents/receipt-1.html", {**content.__dict__, "title": "Récépissé"})
    assert "Tous les accords de Mme\xa0Josiane Vasseur sont arrêtés." in text
    assert "R-2026-ABCDEFGH" in text
    assert 'class="keepsake"' in text
