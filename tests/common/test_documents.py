"""A document from its asking to its download, and everyone it is not for."""

import hashlib
import io
from types import SimpleNamespace
from uuid import UUID

import pikepdf
import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases import tasks
from cases.documents.entitlement import CLOSED, WHO_SEES, WITHDRAWN
from cases.models import TeamMember
from common import documents, outbox
from common.models import Document, Outbox
from partners.models import Membership, User
from tests.factories.documents import seen, work
from tests.factories.world import accept, assign, consent, engage, refer, unit_audience, withdraw
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    """A household of Inès's, whose landlord's branch sees the accompaniment by her agreement."""
    made = refer(world.nadia, world.agreement)
    accept(made, world.ines)
    engage(made, world.ines)
    made.grant = consent(made.case, made.tenant, unit_audience(world.branch, "landlord"), world.ines, "housing")
    return made


def issue(by, referred=None, kind="letter") -> Document:
    with within(by):
        return documents.issue(
            by=by,
            kind=kind,
            title="Bilan d’activité, novembre",
            template="documents/base.html",
            snapshot={"issuer": "Le Pas de Porte"},
            case_id=referred.case.pk if referred else None,
        )


def test_a_worker_makes_it_and_its_digest_is_kept(world, referred):
    document = issue(world.ines, referred)
    assert work(document).outcome == outbox.DONE
    made = seen(document, world.ines)
    assert (made.state, made.progress) == (Document.State.READY, 100)
    assert made.digest == hashlib.sha256(made.content).hexdigest()
    with pikepdf.open(io.BytesIO(bytes(made.content))) as file:
        assert str(file.docinfo["/Title"]) == "Bilan d’activité, novembre"


def test_it_is_its_askers_alone(world, referred):
    document = issue(world.ines, referred)
    for other in (world.marc, world.laurent, world.nadia, world.dpo):
        with within(other):
            assert documents.fetch(document.public_id) is None
    with within(world.ines):
        assert documents.fetch(document.public_id).pk == document.pk


def test_nobody_asks_in_anothers_name(world, referred):
    with within(world.marc), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Document.objects.create(asker_id=world.ines.member_audience, kind="x", title="x", template="x")


def test_what_is_issued_never_changes(world, referred):
    document = issue(world.ines, referred)
    work(document)
    before = Document.objects.none()
    with within(world.ines):
        before = Document.objects.values().get(pk=document.pk)
        assert not documents.store(document, b"other")
        assert not documents.refuse(document, "non")
        documents.advance(document, 3)
        assert Document.objects.values().get(pk=document.pk) == before
        with pytest.raises(DatabaseError, match="issued"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(digest="")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(title="Autre")


# --- what changed between asking and making ---------------------------------------------------------------------
def test_a_recipients_document_is_refused_after_the_withdrawal(world, referred):
    document = issue(world.nadia, referred)
    withdraw(referred.grant, world.ines)
    assert work(document).outcome == outbox.REFUSED
    refused = seen(document, world.nadia)
    assert (refused.state, refused.refusal, refused.content) == (Document.State.REFUSED, WITHDRAWN, None)


def test_a_withdrawal_during_the_rendering_is_in_time(world, referred, monkeypatch):
    document = issue(world.nadia, referred)

    def slow(document, on_step):
        withdraw(referred.grant, world.ines)
        return b"%PDF"

    monkeypatch.setattr(documents, "render", slow)
    assert work(document).outcome == outbox.REFUSED
    assert seen(document, world.nadia).content is None


def test_what_belongs_to_no_case_is_hers_whatever_follows(world, referred):
    document = issue(world.nadia)
    withdraw(referred.grant, world.ines)
    assert work(document).outcome == outbox.DONE


def test_who_has_left_is_refused_and_nothing_is_made(world, referred):
    document = issue(world.ines, referred)
    sql("UPDATE partners_membership SET ended_at = now() WHERE id = %s", world.ines.membership.id)
    assert work(document).outcome == outbox.REFUSED
    assert seen(document, world.ines).state == Document.State.WAITING


@pytest.mark.parametrize("change", ["role", "account"])
def test_another_role_or_a_closed_account_is_refused(world, referred, change):
    document = issue(world.ines, referred)
    if change == "role":
        sql("UPDATE partners_membership SET role = 'dpo' WHERE id = %s", world.ines.membership.id, role=OWNER)
        assert Membership.objects.get(pk=world.ines.membership.id).role == "dpo"
    else:
        User.objects.filter(pk=world.ines.membership.user_id).update(is_active=False)
    assert work(document).outcome == outbox.REFUSED


def test_who_left_the_team_has_no_page_about_the_person(world, referred):
    assign(referred.case, world.marc, world.laurent)
    document = issue(world.marc, referred, kind=WHO_SEES)
    with within(world.laurent):
        TeamMember.objects.filter(member_id=world.marc.member_audience).update(ended_at=TransactionNow())
    assert work(document).outcome == outbox.REFUSED
    assert seen(document, world.marc).refusal == CLOSED


def test_a_document_that_cannot_be_made_is_told_in_the_end(world, referred, monkeypatch):
    document = issue(world.ines, referred)
    monkeypatch.setattr(tasks.documents, "render", lambda document, on_step: 1 / 0)
    for _ in range(outbox.MAX_ATTEMPTS):
        Outbox.objects.update(next_at=TransactionNow())
        row = work(document)
    assert row.outcome == outbox.DEAD
    assert seen(document, world.ines).refusal == outbox.NOT_MADE


# --- pages ------------------------------------------------------------------------------------------------------
def pages_of(document) -> dict[str, str]:
    names = ("document", "document_progress", "document_download")
    return {name: reverse(name, args=[document.public_id]) for name in names}


def back_of(page) -> tuple[str, str]:
    """Where it leads back to, and in which words."""
    last = page.text.rpartition('class="link-target" href="')[2]
    return last.partition('"')[0], last.partition("</svg>")[2].partition("<")[0]


def public_id_of(case) -> UUID:
    return UUID(str(sql("SELECT public_id FROM cases_case WHERE id = %s", case.pk)[0][0]))


def test_the_page_leads_back_to_what_it_is_about_when_it_is_ours(world, referred, client):
    def leads(by, case) -> tuple[str, str]:
        document = issue(by, SimpleNamespace(case=case))
        client.force_login(by.membership.user)
        return back_of(client.get(pages_of(document)["document"]))

    tenancy = reverse("landlord_case", args=[public_id_of(referred.tenancy)])
    assert leads(world.nadia, referred.tenancy) == (tenancy, "Revenir au locataire")
    assert client.get(tenancy).status_code == 200
    assert leads(world.nadia, referred.case) == (reverse("home"), "Revenir")
    household = reverse("case", args=[public_id_of(referred.case)])
    assert leads(world.ines, referred.case) == (household, "Revenir au ménage")
    assert client.get(household).status_code == 200


def test_the_wait_then_the_file(world, referred, client):
    document = issue(world.ines, referred)
    urls = pages_of(document)
    client.force_login(world.ines.membership.user)
    waiting = client.get(urls["document"])
    assert "se prépare" in waiting.text
    assert urls["document_progress"] in waiting.text
    assert client.get(urls["document_download"]).headers["Location"] == urls["document"]
    assert client.get(urls["document_progress"], {"shown": "0"}).status_code == 204
    assert "se prépare" in client.get(urls["document_progress"], {"shown": "99"}).text
    work(document)
    ready = client.get(urls["document_progress"], {"shown": "0"})
    assert urls["document_download"] in ready.text
    assert "hx-get" not in ready.text
    assert ready.text.strip() in client.get(urls["document"]).text
    file = client.get(urls["document_download"])
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == 'attachment; filename="bilan-d-activite-novembre.pdf"'
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("name", ["document", "document_progress", "document_download"])
def test_anothers_document_and_none_answer_the_same(world, referred, client, name):
    document = issue(world.ines, referred)
    work(document)
    unknown = reverse(name, args=["00000000-0000-4000-8000-000000000000"])
    for other in (world.marc, world.laurent, world.nadia):
        client.force_login(other.membership.user)
        assert client.get(pages_of(document)[name]).status_code == 404
        assert client.get(unknown).status_code == 404
    client.logout()
    assert client.get(pages_of(document)[name]).headers["Location"].startswith(reverse("account_login"))
    assert client.get(unknown).headers["Location"].startswith(reverse("account_login"))


def test_a_ready_document_is_not_downloaded_after_the_withdrawal(world, referred, client):
    document = issue(world.nadia, referred)
    work(document)
    client.force_login(world.nadia.membership.user)
    assert client.get(pages_of(document)["document_download"]).status_code == 200
    withdraw(referred.grant, world.ines)
    answer = client.get(pages_of(document)["document_download"])
    assert answer.status_code == 403
    assert "Accord retiré" in answer.text
    assert not answer.content.startswith(b"%PDF")


def test_a_file_that_is_not_the_issued_one_is_never_given(world, referred, client):
    document = issue(world.ines, referred)
    work(document)
    sql("ALTER TABLE common_document DISABLE TRIGGER guard_update", role=OWNER)
    with within(world.ines):
        Document.objects.filter(pk=document.pk).update(content=b"%PDF forged")
    client.force_login(world.ines.membership.user)
    with pytest.raises(ValueError, match="not the one"):
        client.get(pages_of(document)["document_download"])
