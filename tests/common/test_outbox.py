"""Work that is asked, lost, done twice, refused, or fails."""

import logging
from datetime import timedelta

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.core import mail
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from cases import periods, tasks
from cases.actions import activity_reports
from cases.digest import DIGEST
from cases.documents.activity_report import MAKE
from cases.models import CommonPart, Task
from cases.periods import month
from cases.reminders import ESCALATE, REMIND
from cases.reviews import PREPARE
from committees import convocations, guests
from committees import tasks as committee_tasks
from committees.actions import agenda, papers, sessions, sitting
from committees.models import Paper, Session
from common import documents, jobs, outbox
from common.context import acting
from common.models import Document, JobSlot, Outbox
from common.refusal import Refused
from common.tasks import run_outbox, sweep_outbox
from partners.enums import Capacity, Role
from reports.actions.issuing import MAKE_FILES
from reports.actions.preparing import COMPOSE
from reports.models import Report, ReportFile, ReportRelease
from tests.committees import hall as committee_hall
from tests.committees.test_acts import planned, sitting_of, typed
from tests.factories.directory import member, unit
from tests.factories.world import accept, content, engage, refer
from tests.harness import sql, within
from tests.reports import reported

pytestmark = pytest.mark.django_db
SECRET = "Vasseur, 12 rue des Tisserands"


@pytest.fixture
def handler(monkeypatch):
    """A handler named "try" that notes what it was given; set `fails` to make it raise."""

    class Noted:
        def __init__(self):
            self.done, self.told, self.fails = [], [], None

        def work(self, row):
            self.done.append(row.pk)
            if self.fails:
                raise self.fails

        def tell(self, row, sentence):
            self.told.append((row.pk, sentence))

    noted = Noted()
    monkeypatch.setitem(outbox._handlers, "try", outbox.Handler(noted.work, noted.tell))
    return noted


def asked(world, subject_id=7) -> Outbox:
    return outbox.ask("try", by=world.ines, subject_id=subject_id)


def make_due(row) -> None:
    Outbox.objects.filter(pk=row.pk).update(next_at=TransactionNow() - timedelta(seconds=1))


def state_of(row) -> tuple[int, str, bool]:
    row.refresh_from_db()
    return row.attempts, row.outcome, row.done_at is not None


def test_the_row_is_ids_and_its_message_leaves_on_commit(world, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = asked(world)
        assert published == []
    assert published == [(str(row.pk),)]
    row.refresh_from_db()
    assert (row.asker_membership_id, row.asker_person_id) == (world.ines.membership.id, None)
    assert (row.capacity, row.subject_id, row.attempts) == ("operator", 7, 0)


def test_what_is_rolled_back_is_never_sent(world, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        asked(world)
        transaction.set_rollback(True)
    assert published == []
    assert Outbox.objects.count() == 0


def test_a_broker_that_does_not_answer_loses_nothing(world, monkeypatch, django_capture_on_commit_callbacks, published):
    def unreachable(*arguments):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(run_outbox, "delay", unreachable)
        with django_capture_on_commit_callbacks(execute=True):
            row = asked(world)
    Outbox.objects.update(next_at=TransactionNow() - outbox.FIRST_SWEEP)
    sweep_outbox()
    assert published == [(str(row.pk),)]


def test_a_row_is_done_once(world, handler):
    row = asked(world)
    run_outbox(str(row.pk))
    run_outbox(str(row.pk))
    assert handler.done == [row.pk]
    assert state_of(row) == (1, outbox.DONE, True)


def test_a_row_another_worker_has_is_left_to_it(world, handler):
    row = asked(world)
    assert outbox._claim(row.pk, worker_died=False)
    run_outbox(str(row.pk))
    assert handler.done == []


def test_a_message_that_comes_back_is_taken_from_the_dead_worker_at_once(world, handler):
    row = asked(world)
    assert outbox._claim(row.pk, worker_died=False)
    run_outbox.push_request(delivery_info={"redelivered": True})
    try:
        run_outbox.run(str(row.pk))
    finally:
        run_outbox.pop_request()
    assert handler.done == [row.pk]
    assert state_of(row) == (2, outbox.DONE, True)


def test_a_failure_is_tried_again_later_and_its_message_is_not_logged(world, handler, caplog):
    handler.fails = ValueError(SECRET)
    row = asked(world)
    with caplog.at_level(logging.DEBUG):
        run_outbox(str(row.pk))
    assert state_of(row) == (1, "", False)
    assert row.next_at > row.created_at
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text
    handler.fails = None
    run_outbox(str(row.pk))
    assert len(handler.done) == 1
    make_due(row)
    run_outbox(str(row.pk))
    assert state_of(row) == (2, outbox.DONE, True)


def test_each_pause_is_longer_than_the_last(world, handler):
    handler.fails = ValueError()
    row, pauses = asked(world), []
    for _ in range(4):
        make_due(row)
        run_outbox(str(row.pk))
        row.refresh_from_db()
        pauses.append(row.next_at)
    assert pauses == sorted(set(pauses))


def test_five_failures_are_the_end_and_the_asker_is_told(world, handler, caplog):
    handler.fails = ValueError(SECRET)
    row = asked(world)
    for _ in range(7):
        make_due(row)
        run_outbox(str(row.pk))
    assert len(handler.done) == outbox.MAX_ATTEMPTS
    assert state_of(row) == (5, outbox.DEAD, True)
    assert handler.told == [(row.pk, outbox.NOT_MADE)]
    assert SECRET not in caplog.text


def test_a_worker_that_dies_each_time_does_not_loop(world, handler, published):
    row = asked(world)
    Outbox.objects.filter(pk=row.pk).update(attempts=outbox.MAX_ATTEMPTS)
    make_due(row)
    sweep_outbox()
    assert published == []
    assert state_of(row) == (5, outbox.DEAD, True)
    assert handler.told == [(row.pk, outbox.NOT_MADE)]


def test_a_refusal_is_final_and_the_asker_reads_why(world, handler):
    handler.fails = Refused("Accord retiré.")
    row = asked(world)
    run_outbox(str(row.pk))
    make_due(row)
    run_outbox(str(row.pk))
    assert handler.done == [row.pk]
    assert state_of(row) == (1, outbox.REFUSED, True)
    assert handler.told == [(row.pk, "Accord retiré.")]


def test_the_sweep_sends_what_is_due_and_nothing_else(world, handler, published):
    fresh, lost, waiting, again, done = (asked(world, number) for number in range(5))
    earlier = TransactionNow() - outbox.FIRST_SWEEP
    Outbox.objects.filter(pk=lost.pk).update(next_at=earlier)
    Outbox.objects.filter(pk=waiting.pk).update(attempts=1, next_at=TransactionNow() + timedelta(seconds=5))
    Outbox.objects.filter(pk=again.pk).update(attempts=1)
    Outbox.objects.filter(pk=done.pk).update(attempts=1, next_at=earlier, done_at=TransactionNow())
    sweep_outbox()
    assert {message for (message,) in published} == {str(lost.pk), str(again.pk)}
    assert str(fresh.pk) not in {message for (message,) in published}


def test_an_unknown_task_fails_without_an_end_of_the_worker(world, caplog):
    row = outbox.ask("nobody", by=world.ines, subject_id=1)
    run_outbox(str(row.pk))
    assert state_of(row) == (1, "", False)


def test_a_name_has_one_handler():
    with pytest.raises(ValueError, match="already"):
        outbox.register(documents.RENDER, tasks.render_document, tell=tasks.tell_document)


# --- every handler, twice -------------------------------------------------------------------------------------
def _waiting_document(world) -> tuple[Outbox, callable]:
    """A document asked by Inès, and what its end is."""
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    with within(world.ines):
        document = documents.issue(
            by=world.ines,
            kind="letter",
            title="Essai",
            template="documents/base.html",
            snapshot={"issuer": "Le Pas de Porte"},
            case_id=referred.case.pk,
        )

    def end():
        with within(world.ines):
            return Document.objects.filter(pk=document.pk).values().get()

    return Outbox.objects.get(subject_id=document.pk), end


def _waiting_report(world) -> tuple[Outbox, callable]:
    """An activity report asked by Laurent, and what its end is."""
    accept(refer(world.nadia, world.agreement), world.ines)
    with within(world.laurent):
        document = activity_reports.ask(period=month(timezone.localdate()), by=world.laurent)

    def end():
        with within(world.laurent):
            return Document.objects.filter(kind=document.kind).values().get()

    return Outbox.objects.get(subject_id=document.pk), end


def _reminder(task: str):
    """A mail to Laurent, and who was written to."""

    def scene(world) -> tuple[Outbox, callable]:
        row = outbox.ask(task, by=world.laurent, subject_id=world.laurent.membership.id)
        return row, lambda: [(message.subject, message.to) for message in mail.outbox]

    return scene


def _bilan(world) -> tuple[Outbox, callable]:
    """A bilan to prepare as Inès, and the drafts there are."""
    referred = refer(world.nadia, world.agreement)
    accept(referred, world.ines)
    engage(referred, world.ines)
    what = {"kind": "bilan", "title": "À préparer", "due_on": timezone.localdate(), "source": "bilan:scene"}
    with within(world.ines):
        Task.objects.create(**content(referred.case, world.ines), **what)

    def end():
        with within(world.ines):
            drafts = list(CommonPart.objects.values())
        assert len(drafts) == 1
        return drafts

    return outbox.ask(PREPARE, by=world.ines, subject_id=referred.case.pk), end


def _session_papers(world) -> tuple[Outbox, callable]:
    """What a session that was signed leaves, and its files."""
    assert committee_tasks
    hall = committee_hall.build(world)
    made, (item,) = sitting_of(hall)
    with within(hall.secretary):
        sitting.decide(item=item, said=sitting.Said("measure"), seen="", by=hall.secretary)
        sessions.close(session=made, by=hall.secretary)
    with within(hall.secretary):
        sessions.sign(session=Session.objects.get(pk=made.pk), by=hall.secretary)

    def end():
        with within(hall.secretary):
            kept = list(Paper.objects.order_by("pk").values())
        assert [bool(row["digest"]) for row in kept] == [True, True]
        return kept

    return Outbox.objects.get(task=papers.MAKE, subject_id=made.pk), end


def _convocation(world) -> tuple[Outbox, callable]:
    """What is written to one who sits: it leaves once."""
    hall = committee_hall.build(world)
    made = planned(hall)
    with within(hall.secretary):
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
        sessions.send(session=made, by=hall.secretary)
        convocations.ask(session=made, by=hall.secretary)
    return Outbox.objects.filter(task=convocations.CONVOKE).order_by("pk")[0], lambda: [each.to for each in mail.outbox]


def _guest_code(world) -> tuple[Outbox, callable]:
    """A code for who has no account: whatever is sent again, one opens, and it went to her address."""
    hall = committee_hall.build(world)
    holder = hall.holders["landlord", "titular"]
    made, _ = sitting_of(hall)
    committee_hall.link(made, holder, token="a link of hers", opened=False)
    with acting(()):
        guests.ask_code("a link of hers")

    def end():
        ((live,),) = sql(
            "SELECT count(*) FROM committees_guestlink WHERE code_digest IS NOT NULL AND code_until > now()"
        )
        return live, {address for each in mail.outbox for address in each.to} == {holder.email}

    return Outbox.objects.get(task=guests.SEND_CODE), end


def _report(world) -> tuple[Outbox, callable]:
    """A report to funders, and its figures: counted once."""
    made = reported.prepared(world.laurent, world.agreement.programme, periods.year(timezone.localdate().year - 1))

    def end():
        with within(world.laurent):
            releases = list(ReportRelease.objects.values())
            assert len(releases) == 1
            return releases, Report.objects.values().get()

    return Outbox.objects.get(task=COMPOSE, subject_id=made.pk), end


def _report_files(world) -> tuple[Outbox, callable]:
    """The files of a report that was signed: three, made once."""
    funder = member(unit(Capacity.FUNDER), Role.CLERK, Capacity.FUNDER)
    period = periods.year(timezone.localdate().year - 1)
    made = reported.signed(world.laurent, world.agreement.programme, period, funder, with_files=False)

    def end():
        with within(world.laurent):
            files = list(ReportFile.objects.order_by("pk").values("pk", "kind", "of", "digest"))
        assert len(files) == 3
        return files

    return Outbox.objects.get(task=MAKE_FILES, subject_id=made.pk), end


SCENES = {
    documents.RENDER: _waiting_document,
    MAKE: _waiting_report,
    REMIND: _reminder(REMIND),
    ESCALATE: _reminder(ESCALATE),
    DIGEST: _reminder(DIGEST),
    PREPARE: _bilan,
    papers.MAKE: _session_papers,
    convocations.CONVOKE: _convocation,
    guests.SEND_CODE: _guest_code,
}


#: What counts reads what is committed.
COMMITTED = {COMPOSE: _report, MAKE_FILES: _report_files}


def test_every_handler_has_a_scene():
    assert set(outbox.handlers()) == {*SCENES, *COMMITTED}


@pytest.mark.parametrize("name", sorted(SCENES))
def test_twice_is_the_same_end(world, name):
    _check_twice(*SCENES[name](world))


@pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
@pytest.mark.parametrize("name", sorted(COMMITTED))
def test_twice_is_the_same_end_of_what_is_committed(world, name):
    _check_twice(*COMMITTED[name](world))


def _check_twice(row, end) -> None:
    run_outbox(str(row.pk))
    first = end()
    assert state_of(row) == (1, outbox.DONE, True)
    Outbox.objects.filter(pk=row.pk).update(done_at=None, outcome="", attempts=0, next_at=TransactionNow())
    run_outbox(str(row.pk))
    assert state_of(row) == (1, outbox.DONE, True)
    assert end() == first


# --- once per slot --------------------------------------------------------------------------------------------
def test_a_slot_is_taken_once():
    assert jobs.take_slot("weekly", "2026-W47")
    assert not jobs.take_slot("weekly", "2026-W47")
    assert jobs.take_slot("weekly", "2026-W48")
    assert JobSlot.objects.count() == 2


def test_a_slot_whose_effect_is_rolled_back_is_free_again():
    with transaction.atomic():
        assert jobs.take_slot("weekly", "2026-W47")
        transaction.set_rollback(True)
    assert jobs.take_slot("weekly", "2026-W47")
