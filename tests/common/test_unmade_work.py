"""Work that was given up or waits for too long: seen by the right people, tried again once, without a word of it."""

import json
import threading
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from cases import tasks
from cases.actions import activity_reports
from cases.periods import month
from cases.views import unmade_work as view
from committees import tasks as tasks_of_committees
from common import documents, outbox
from common.models import Document, Outbox
from common.tasks import run_outbox
from partners.enums import Role
from tests.cases.activity_scene import TODAY
from tests.cases.landlord import signed_in
from tests.factories.directory import member
from tests.factories.world import accept, refer
from tests.harness import sql, within

pytestmark = pytest.mark.django_db
PAGE = "/documents/a-relancer/"


@pytest.fixture
def document(world) -> Document:
    """A letter about a household, asked by Inès and given up after five attempts."""
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    with within(world.ines):
        made = documents.issue(
            by=world.ines,
            kind="letter",
            title="Lettre à Mme Vasseur",
            template="documents/base.html",
            snapshot={"issuer": "Le Pas de Porte"},
            case_id=referred.case.pk,
        )
    give_up(made)
    return made


@pytest.fixture
def sacha(world):
    return member(world.montaubre, Role.ADMIN)


def give_up(document: Document) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tasks.documents, "render", lambda document, on_step: 1 / 0)
        for _ in range(outbox.MAX_ATTEMPTS):
            Outbox.objects.filter(subject_id=document.pk).update(next_at=TransactionNow())
            outbox.run(row_of(document).pk)
    assert row_of(document).outcome == outbox.DEAD


def row_of(document: Document) -> Outbox:
    return Outbox.objects.get(subject_id=document.pk)


def seen(document: Document, by) -> Document:
    with within(by):
        return Document.objects.get(pk=document.pk)


def retry_url(row: Outbox) -> str:
    return reverse("unmade_work_retry", args=[row.pk])


# --- what becomes of a document ---------------------------------------------------------------------------------
def test_a_document_given_up_is_told_and_waits_for_a_retry(world, document):
    told = seen(document, world.ines)
    assert (told.state, told.refusal, told.progress) == (Document.State.WAITING, outbox.NOT_MADE, 0)
    assert told.held_up
    page = signed_in(world.ines).get(f"/documents/{document.public_id}/").text
    assert "Document non préparé." in page
    assert "Palier a essayé cinq fois" in page
    assert "hx-get" not in page


def test_tried_again_it_is_made_and_who_retried_is_kept(
    world, document, sacha, published, django_capture_on_commit_callbacks
):
    row = row_of(document)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(sacha).post(retry_url(row), follow=True)
    assert "C’est relancé" in answer.text
    assert published == [(str(row.pk),)]
    row.refresh_from_db()
    assert (row.attempts, row.outcome, row.done_at, row.retries) == (0, "", None, 1)
    assert row.retried_by_id == sacha.membership.id
    assert row.retried_at is not None
    run_outbox(str(row.pk))
    made = seen(document, world.ines)
    assert (made.state, made.refusal) == (Document.State.READY, "")
    assert bytes(made.content).startswith(b"%PDF")


def test_it_fails_again_and_comes_back_to_the_list(world, document, sacha):
    client = signed_in(sacha)
    client.post(retry_url(row_of(document)))
    assert "Rien à relancer" in client.get(PAGE).text
    give_up(document)
    page = client.get(PAGE).text
    assert "relancé 1 fois" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert seen(document, world.ines).held_up


def test_what_its_asker_may_no_longer_have_is_refused_when_tried_again(world, document, sacha):
    sql("UPDATE partners_membership SET ended_at = now() WHERE id = %s", world.ines.membership.id)
    row = row_of(document)
    assert outbox.retry(row.pk, by=sacha.membership.id)
    outbox.run(row.pk)
    assert row_of(document).outcome == outbox.REFUSED
    assert seen(document, world.ines).content is None


def test_a_report_given_up_may_be_asked_again(world):
    with within(world.laurent):
        first = activity_reports.ask(period=month(TODAY()), by=world.laurent)
    give_up(first)
    with within(world.laurent):
        second = activity_reports.ask(period=month(TODAY()), by=world.laurent)
    assert second.pk != first.pk
    assert "Non préparé" in signed_in(world.laurent).get("/accompagnement/rapports/").text


# --- once -------------------------------------------------------------------------------------------------------
def test_two_clicks_are_one_retry(document, sacha, published, django_capture_on_commit_callbacks):
    client, row = signed_in(sacha), row_of(document)
    with django_capture_on_commit_callbacks(execute=True):
        first, second = (client.post(retry_url(row), follow=True) for _ in range(2))
    assert "C’est relancé" in first.text
    assert "Rien à relancer ici" in second.text
    assert len(published) == 1
    assert row_of(document).retries == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_are_one_retry(document, published):
    row, answers = row_of(document), []

    def other() -> None:
        try:
            with transaction.atomic():
                answers.append(outbox.retry(row.pk, by=None))
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        answers.append(outbox.retry(row.pk, by=None))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the second one waits for the first one's commit"
    thread.join(20)
    assert sorted(answers) == [False, True]
    assert (row_of(document).retries, len(published)) == (1, 1)


def test_a_retry_that_is_rolled_back_sends_nothing(document, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.retry(row_of(document).pk, by=None)
        transaction.set_rollback(True)
    assert published == []
    assert row_of(document).outcome == outbox.DEAD


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ({"created_at": 61, "attempts": 3, "next_at": 1}, True),
        ({"created_at": 61, "attempts": 0, "next_at": 61}, True),
        ({"created_at": 61, "attempts": 3, "next_at": -4}, False),  # a worker has it, or its pause is not over
        ({"created_at": 59, "attempts": 3, "next_at": 1}, False),
        ({"created_at": 200, "attempts": 3, "next_at": 1, "retried_at": 59}, False),
        ({"created_at": 200, "attempts": 3, "next_at": 1, "retried_at": 61}, True),
        ({"created_at": 200, "attempts": 3, "next_at": 100, "done_at": 100}, False),
    ],
)
def test_stuck_is_undone_due_and_an_hour_old(world, state, found):
    row = outbox.ask(documents.RENDER, by=world.ines, subject_id=1)
    columns = {
        name: value if name == "attempts" else TransactionNow() - timedelta(minutes=value)
        for name, value in state.items()
    }
    Outbox.objects.filter(pk=row.pk).update(**columns)
    assert outbox.unmade().filter(pk=row.pk).exists() == found
    assert outbox.retry(row.pk, by=None) == found
    assert not outbox.retry(row.pk, by=None)


# --- who sees it, and what ----------------------------------------------------------------------------------------
def test_the_page_tells_of_no_household_and_of_nobody(document, sacha, world):
    page = signed_in(sacha).get(PAGE).text
    for shown in ("Document à imprimer", world.montaubre.name, "Non préparé", "5 essais", "Relancer"):
        assert shown in page.replace("\xa0", " ").replace("\u202f", " ")
    asker = world.ines.membership.user
    for hidden in ("Vasseur", "Lettre", str(document.public_id), asker.last_name, asker.email):
        assert hidden not in page
    assert "n’ont pas pu être préparés" in signed_in(sacha).get("/organisation/").text


def test_an_administrator_retries_for_her_organisation_alone(world, document, sacha):
    foreign = member(world.halles, Role.ADMIN)
    row = row_of(document)
    client = signed_in(foreign)
    assert "Rien à relancer" in client.get(PAGE).text
    assert "n’ont pas pu être préparés" not in client.get("/organisation/").text
    assert [client.post(retry_url(row)).status_code, client.post(f"{PAGE}{uuid4()}/").status_code] == [404, 404]
    assert row_of(document).outcome == outbox.DEAD
    sister = member(world.rural, Role.ADMIN)
    assert world.rural.organisation_id == world.montaubre.organisation_id
    assert world.montaubre.name in signed_in(sister).get(PAGE).text


@pytest.mark.parametrize("who", ["ines", "laurent", "dpo", "nadia"])
def test_nobody_else_has_that_page(world, document, who):
    client = signed_in(getattr(world, who))
    assert client.get(PAGE).status_code == 404
    assert client.post(retry_url(row_of(document))).status_code == 404


def test_what_a_household_asked_is_the_operator_s_alone(world, document, sacha):
    Outbox.objects.filter(subject_id=document.pk).update(asker_membership_id=None, asker_person_id=7)
    assert "Rien à relancer" in signed_in(sacha).get(PAGE).text
    assert signed_in(sacha).post(retry_url(row_of(document))).status_code == 404
    assert str(row_of(document).pk) in listed()


def test_every_task_has_its_words():
    assert tasks_of_committees.send_convocation
    assert set(view.WORDS) == set(outbox.handlers())


def test_the_page_costs_the_same_whatever_its_rows(world, sacha, django_assert_max_num_queries):
    for number in range(60):
        row = outbox.ask(documents.RENDER, by=world.ines, subject_id=number)
        Outbox.objects.filter(pk=row.pk).update(outcome=outbox.DEAD, done_at=TransactionNow(), attempts=5)
    client = signed_in(sacha)
    client.get(PAGE)
    with django_assert_max_num_queries(22):
        page = client.get(PAGE).text
    assert page.count("Relancer<span") == 50
    assert "Les 50 plus anciens" in page.replace("\xa0", " ")


# --- the command --------------------------------------------------------------------------------------------------
def listed(*arguments: str) -> str:
    out = StringIO()
    call_command("dead_letters", *arguments, stdout=out)
    return out.getvalue()


def test_the_operator_lists_and_retries_one(document):
    row = row_of(document)
    assert listed().split("\t")[:3] == [str(row.pk), documents.RENDER, "dead"]
    told = json.loads(listed("--json"))
    assert (told["id"], told["state"], told["attempts"], told["retries"]) == (str(row.pk), "dead", 5, 0)
    assert listed("--retry", str(row.pk)) == f"{row.pk}\ttried again\n"
    row.refresh_from_db()
    assert (row.outcome, row.retries, row.retried_by_id) == ("", 1, None)
    with pytest.raises(CommandError, match="tried again already"):
        listed("--retry", str(row.pk))
    with pytest.raises(CommandError, match="unknown"):
        listed("--retry", str(uuid4()))
    assert listed() == ""


def test_the_operator_retries_all(world, document):
    other = outbox.ask(documents.RENDER, by=world.bea, subject_id=1)
    Outbox.objects.filter(pk=other.pk).update(outcome=outbox.DEAD, done_at=TransactionNow())
    again = [json.loads(line) for line in listed("--all", "--json").splitlines()]
    assert {row["id"] for row in again} == {str(other.pk), str(row_of(document).pk)}
    assert {row["state"] for row in again} == {"tried again"}
    assert not outbox.unmade().exists()


def test_a_retry_leaves_a_line_in_the_log(document, sacha, caplog):
    with caplog.at_level("INFO", logger="common.outbox"):
        outbox.retry(row_of(document).pk, by=sacha.membership.id)
    assert f"tried again, asked by membership {sacha.membership.id}" in caplog.text
