"""A certificate is given with the household's agreement, asked again before it is stored, and kept by who received it."""

import pytest
from django.urls import reverse

from cases import tasks
from cases.documents.deliveries import CERTIFICATE, NOT_AGREED
from cases.documents.entitlement import NOT_AGREED as ENDED_MEANWHILE
from common.models import Document, Outbox
from tests.cases.agreements import case_of, engaged
from tests.cases.landlord import plain, signed_in
from tests.factories import work
from tests.factories import world as w
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    return engaged(world, co_tenant="Vasseur Karim")


@pytest.fixture
def url(world, referred):
    return reverse("certificate", args=[case_of(referred, world.ines).public_id])


def agree(world, referred, *adults, scopes=("identity", "housing")) -> list:
    landlord = world.nadia.unit_audience
    return [w.consent(referred.case, one, landlord, world.ines, *scopes) for one in adults]


def ask(world, url):
    return signed_in(world.ines).post(url, {"recipient": str(world.branch.public_id)})


def make(world) -> Document:
    with within(world.ines):
        asked = Document.objects.get(kind=CERTIFICATE)
    tasks.render_document(Outbox.objects.get(subject_id=asked.pk))
    with within(world.ines):
        return Document.objects.get(pk=asked.pk)


def test_it_is_refused_until_every_adult_agreed(world, referred, url):
    assert NOT_AGREED in plain(ask(world, url).content.decode())
    agree(world, referred, referred.tenant)
    answer = ask(world, url)
    assert answer.status_code == 403
    assert NOT_AGREED in plain(answer.content.decode())
    with within(world.ines):
        assert not Document.objects.exists()
    agree(world, referred, referred.co_tenant)
    assert ask(world, url).status_code == 302


def test_it_names_the_household_so_housing_alone_is_not_enough(world, referred, url):
    agree(world, referred, referred.tenant, referred.co_tenant, scopes=("housing",))
    assert NOT_AGREED in plain(ask(world, url).content.decode())


def test_the_landlord_keeps_it_after_the_agreement_and_nobody_else_finds_it(world, referred, url):
    grants = agree(world, referred, referred.tenant, referred.co_tenant)
    work.part(referred.case, world.ines)
    ask(world, url)
    made = make(world)
    assert made.state == "ready"
    assert made.snapshot["contract"].startswith("du ")
    page = reverse("received_documents")
    download = reverse("document_download", args=[made.public_id])
    nadia = signed_in(world.nadia)
    assert "Attestation d’accompagnement : Josiane Vasseur et Karim Vasseur" in plain(nadia.get(page).content.decode())
    for grant in grants:
        w.withdraw(grant, world.ines)
    assert "Josiane Vasseur" in plain(nadia.get(page).content.decode())
    assert nadia.get(download).status_code == 200
    for other in (world.litigator, world.other_clerk):
        assert "Vasseur" not in signed_in(other).get(page).content.decode()
        assert signed_in(other).get(download).status_code == 404


def test_an_agreement_withdrawn_meanwhile_delivers_nothing(world, referred, url):
    (first, _) = agree(world, referred, referred.tenant, referred.co_tenant)
    ask(world, url)
    w.withdraw(first, world.ines)
    with within(world.ines):
        asked = Document.objects.get(kind=CERTIFICATE)
    with pytest.raises(tasks.Refused, match=ENDED_MEANWHILE):
        tasks.render_document(Outbox.objects.get(subject_id=asked.pk))
    assert "Vasseur" not in signed_in(world.nadia).get(reverse("received_documents")).content.decode()


def test_the_receipt_says_what_stays_with_the_landlord(world, referred, url):
    (given, _) = agree(world, referred, referred.tenant, referred.co_tenant)
    ask(world, url)
    make(world)
    with within(world.ines):
        consent = given.consent.public_id
    ines = signed_in(world.ines)
    answer = ines.post(reverse("consent_withdraw", args=[consent]), {"channel": "letter"}, follow=True)
    assert "Attestation d’accompagnement : Josiane Vasseur et Karim Vasseur, reçu le" in plain(answer.content.decode())


def test_the_database_refuses_to_deliver_without_agreement(world, referred):
    with within(world.ines), pytest.raises(Exception, match="row-level security"):
        work.deliver(referred.case, world.ines, world.nadia.unit_audience)
