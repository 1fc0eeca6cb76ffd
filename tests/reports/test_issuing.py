"""A report from its preparation to its issue: what each act does, and what it refuses."""

import hashlib
import io
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pikepdf
import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from cases.periods import Period, add_months, year
from common import outbox
from common.models import Outbox
from common.refusal import NotYours, Refused
from partners.enums import Role
from partners.models import Programme
from reports import counting, gathering, making
from reports.actions import issuing, preparing, writing
from reports.cells import Address
from reports.comments import stamp_of
from reports.documents.files import digest_of
from reports.enums import FileKind
from reports.models import CellCount, Report, ReportComment, ReportFile, ReportGoal, ReportRecipient, ReportRelease
from reports.queries.reports import composed_of, issued_before, received
from tests.factories.directory import agreement, member
from tests.harness import OWNER, as_role, within
from tests.reports import reported
from tests.reports.shelf import Shelf

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def programme(world) -> Programme:
    return world.agreement.programme


def refused(act, *, by, **more) -> str:
    with within(by), pytest.raises(Refused) as told:
        act(by=by, **more)
    return told.value.sentence


def test_it_is_prepared_composed_checked_signed_and_issued(world, shelf, programme):
    by = world.laurent
    report = reported.prepared(by, programme, year(LAST), shelf.helene)
    assert (report.state, report.kind, report.title) == (
        "being_made",
        "annual",
        f"{programme.name}, rapport annuel {LAST}",
    )
    reported.work(report)
    report = reported.again(report, by)
    assert (report.state, report.follows, report.progress) == ("composed", 0, 100)
    with within(by):
        writing.write(report=report, typed={"rent": "Un texte\n\nDeux"}, stamp=stamp_of({}), by=by)
        issuing.check(report=report, by=by)
    report = reported.again(report, by)
    assert (report.state, report.checked_by_id) == ("checked", by.member_audience)
    with within(by):
        issuing.sign(report=report, by=by)
    report = reported.again(report, by)
    assert report.digest == digest_of(report.snapshot)
    assert report.snapshot["signature"]["name"] == by.person_name
    assert report.snapshot["recipient"] == shelf.helene.organisation_name
    (rent,) = [each for each in report.snapshot["sections"] if each["key"] == "rent"]
    assert rent["comment"] == ["Un texte", "Deux"]
    assert refused(issuing.issue, by=by, report=report).startswith("Ses fichiers se préparent")
    reported.work(report, issuing.MAKE_FILES)
    with within(shelf.helene):
        assert received(shelf.helene) == []
    with within(by):
        issuing.issue(report=reported.again(report, by), by=by)
    report = reported.again(report, by)
    assert (report.state, report.rank, report.issued_by_id) == ("issued", 1, by.member_audience)
    with within(shelf.helene):
        (mine,) = received(shelf.helene)
        assert (mine.report, mine.replaced) == (report, False)
        assert sorted(mine.kinds) == sorted(FileKind.values)
        files = {file.kind: file for file in ReportFile.objects.all()}
        assert [hashlib.sha256(bytes(file.content)).hexdigest() for file in files.values()] == [
            file.digest for file in files.values()
        ]
        assert Report.objects.get().snapshot == report.snapshot
        assert not ReportRelease.objects.exists()
        assert not ReportComment.objects.exists()
        assert not ReportGoal.objects.exists()
        assert not CellCount.objects.exists()
    with pikepdf.open(io.BytesIO(bytes(files["reading"].content))) as pdf:
        assert pdf.Root.MarkInfo.Marked
    with within(shelf.other):
        assert received(shelf.other) == []


def test_what_was_issued_never_changes(world, shelf, programme):
    by = world.laurent
    report = reported.issued(by, programme, year(LAST), shelf.helene)
    before = _kept(by)
    for act, more in (
        (preparing.count_again, {}),
        (preparing.abandon, {}),
        (preparing.stop, {}),
        (preparing.address, {"recipients": []}),
        (issuing.reopen, {}),
        (issuing.check, {}),
        (issuing.sign, {}),
        (issuing.issue, {}),
        (writing.write, {"typed": {"rent": "Autre"}, "stamp": "{}"}),
        (writing.write, {"typed": {"goal-entries": "40"}, "stamp": "{}"}),
    ):
        assert "remis" in refused(act, by=by, report=report, **more)
    for statement in (
        "UPDATE reports_report SET snapshot = '{}'",
        "UPDATE reports_report SET state = 'composed'",
        "UPDATE reports_report SET title = 'Autre'",
        "UPDATE reports_reportcomment SET text = 'Autre'",
        "UPDATE reports_reportgoal SET value = 1",
        "UPDATE reports_reportfile SET content = ''",
        "DELETE FROM reports_report",
        "DELETE FROM reports_reportrelease",
        "DELETE FROM reports_reportfile",
        "DELETE FROM reports_reportrecipient",
    ):
        with suppress(DatabaseError), within(by), connection.cursor() as cursor:
            cursor.execute(statement)
    reported_rows = Outbox.objects.filter(subject_id=report.pk)
    reported_rows.update(done_at=None, outcome="", attempts=0)
    for row in reported_rows:
        outbox.run(row.pk)
    assert _kept(by) == before


def _kept(by) -> list:
    with within(by):
        tables = (Report, ReportRelease, ReportComment, ReportGoal, ReportRecipient, ReportFile)
        return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_report_is_its_managers_alone(world, shelf, programme):
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    for by in (world.ines, world.nadia, shelf.helene, world.admin):
        for act, more in (
            (preparing.prepare, {"programme": programme, "period": year(LAST), "recipients": []}),
            (issuing.check, {"report": report}),
            (issuing.issue, {"report": report}),
            (preparing.abandon, {"report": report}),
        ):
            with within(by), pytest.raises(NotYours):
                act(by=by, **more)
    assert refused(issuing.check, by=world.bea_manager, report=report).startswith("Ce rapport n’a pas encore")


def test_a_period_that_may_still_change_is_refused(world, programme):
    today = timezone.localdate()
    sentence = refused(
        preparing.prepare,
        by=world.laurent,
        programme=programme,
        period=Period(today - timedelta(days=30), today),
        recipients=[],
    )
    assert sentence.startswith("Cette période n’est pas finie")
    long = Period(add_months(today, -40), today - timedelta(days=1))
    assert "trop longue" in refused(
        preparing.prepare, by=world.laurent, programme=programme, period=long, recipients=[]
    )


def test_another_unit_s_programme_is_refused(world):
    rouen = Programme.objects.get(key="rouen")
    sentence = refused(preparing.prepare, by=world.laurent, programme=rouen, period=year(LAST), recipients=[])
    assert "pas de convention" in sentence


def test_asked_twice_it_is_the_same_one(world, shelf, programme):
    by = world.laurent
    first = reported.prepared(by, programme, year(LAST), shelf.helene)
    assert reported.prepared(by, programme, year(LAST)) == first
    assert Outbox.objects.filter(task=preparing.COMPOSE).count() == 1


def test_one_that_nobody_is_to_receive_is_not_read_over(world, programme):
    report = reported.composed(world.laurent, programme, year(LAST))
    assert "à qui" in refused(issuing.check, by=world.laurent, report=report)


def test_recipients_are_changed_until_it_is_read_over(world, shelf, programme):
    by = world.laurent
    report = reported.composed(by, programme, year(LAST), shelf.helene)
    with within(by):
        preparing.address(report=report, recipients=reported.known(shelf.other), by=by)
        assert [each.recipient_id for each in report.recipients.all()] == [shelf.other.unit_audience]
        preparing.address(report=report, recipients=reported.known(shelf.other, shelf.helene), by=by)
        assert report.recipients.count() == 2
        issuing.check(report=report, by=by)
    assert "rouvrez" in refused(
        preparing.address, by=by, report=reported.again(report, by), recipients=reported.known(shelf.helene)
    )


def test_opened_again_it_loses_its_signature_and_its_files(world, shelf, programme):
    by = world.laurent
    report = reported.signed(by, programme, year(LAST), shelf.helene)
    with within(by):
        issuing.reopen(report=report, by=by)
        assert not ReportFile.objects.exists()
    report = reported.again(report, by)
    assert (report.state, report.snapshot, report.signed_at, report.digest) == ("composed", None, None, "")
    with within(by):
        writing.write(report=report, typed={"rent": "Corrigé"}, stamp=stamp_of({}), by=by)
        issuing.check(report=report, by=by)
    with within(by):
        issuing.sign(report=reported.again(report, by), by=by)
    reported.work(report, issuing.MAKE_FILES)
    with within(by):
        report = Report.objects.get()
        assert {file.of for file in report.files.all()} == {report.digest}


def test_two_who_write_both_stay(world, shelf, programme):
    by, report = world.laurent, reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    seen = stamp_of({"rent": "", "visits": ""})
    with within(by):
        writing.write(report=report, typed={"rent": "la sienne", "visits": ""}, stamp=seen, by=by)
        crossed = writing.write(report=report, typed={"rent": "la mienne", "visits": "x"}, stamp=seen, by=by)
        assert [(each.section, each.standing) for each in crossed.differing] == [("rent", "la sienne")]
        assert dict(report.comments.values_list("section", "text")) == {"rent": "la sienne"}
        writing.write(report=report, typed={"rent": "", "visits": "x"}, stamp=seen, by=by)
        assert dict(report.comments.values_list("section", "text")) == {"rent": "la sienne", "visits": "x"}


def test_counted_again_without_a_section(world, shelf, programme):
    by, report = world.laurent, reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    with within(by):
        preparing.count_again(report=report, left_out=["visits", "unknown"], by=by)
    report = reported.again(report, by)
    assert (report.state, report.left_out) == ("being_made", ["visits"])
    reported.work(report)
    with within(by):
        report = Report.objects.get()
        said = issuing.said_by(report, composed_of(report), {}, [], by=by)
        assert "visits" not in [each["key"] for each in said["sections"]]
        assert [each.number for each in report.releases.order_by("number")] == [1, 2]
    keys = [each.key for each in gathering.outline_of(year(LAST)).every]
    assert "au moins une section" in refused(preparing.count_again, by=by, report=report, left_out=keys)


def test_the_first_report_of_a_period_reads_what_the_night_counted_and_what_follows_is_counted_now(
    world, shelf, programme
):
    by = world.laurent
    night = counting.count(counting.authors_of(by), programme.key, counting.usual(timezone.localdate()))

    def read_at(report: Report) -> datetime:
        with within(by):
            return composed_of(report).as_of

    report = reported.composed(by, programme, year(LAST), shelf.helene)
    assert read_at(report) == night.counted_at
    with within(by):
        preparing.count_again(report=report, by=by)
    reported.work(report)
    assert (again := read_at(reported.again(report, by))) > night.counted_at
    with within(by):
        preparing.abandon(report=reported.again(report, by), by=by)
    anew = reported.composed(by, programme, year(LAST), shelf.helene)
    assert read_at(anew) > again
    before = reported.composed(by, programme, year(LAST - 1), shelf.helene)
    assert read_at(before) > night.counted_at


def test_what_was_counted_another_day_is_counted_now(world, shelf, programme):
    by = world.laurent
    yesterday = timezone.localdate() - timedelta(days=1)
    night = counting.count(counting.authors_of(by), programme.key, counting.usual(yesterday), today=yesterday)
    report = reported.composed(by, programme, year(LAST), shelf.helene)
    with within(by):
        assert composed_of(report).as_of > night.counted_at


def test_stopped_nothing_is_kept(world, shelf, programme):
    by, report = world.laurent, reported.prepared(world.laurent, programme, year(LAST), shelf.helene)
    with within(by):
        preparing.stop(report=report, by=by)
    reported.work(report)
    report = reported.again(report, by)
    with within(by):
        assert (report.state, ReportRelease.objects.exists()) == ("stopped", False)
        preparing.count_again(report=report, by=by)
    reported.work(report)
    assert reported.again(report, by).state == "composed"


def test_stopped_in_the_middle_of_the_work_nothing_is_kept(world, shelf, programme, monkeypatch):
    by, report = world.laurent, reported.prepared(world.laurent, programme, year(LAST), shelf.helene)
    real = gathering.mask

    def masking(*arguments, **more):
        with within(by):
            preparing.stop(report=reported.again(report, by), by=by)
        return real(*arguments, **more)

    monkeypatch.setattr(gathering, "mask", masking)
    reported.work(report)
    with within(by):
        assert (reported.again(report, by).state, ReportRelease.objects.exists()) == ("stopped", False)


def test_exposed_figures_hold_it_back(world, shelf, programme):
    by, report = world.laurent, reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    with within(by):
        composed = composed_of(report)
    exposed = frozenset({Address("arrears-cleared", year(LAST))})
    told = replace(composed, release=replace(composed.release, exposed=exposed))
    with within(by):
        preparing.count_again(report=report, by=by)
        making._keep(Outbox.objects.filter(subject_id=report.pk).latest("created_at"), report, told, follows=0)
    assert "laisseraient deviner" in refused(issuing.check, by=by, report=reported.again(report, by))


def test_what_is_issued_meanwhile_asks_for_another_count(world, shelf, programme):
    by = world.laurent
    first = reported.signed(by, programme, year(LAST), shelf.helene)
    second = reported.signed(by, programme, year(LAST - 1), shelf.helene)
    with within(by):
        issuing.issue(report=first, by=by)
    assert "remis depuis" in refused(issuing.issue, by=by, report=second)
    with within(by):
        preparing.count_again(report=reported.again(second, by), by=by)
    reported.work(second)
    report = reported.again(second, by)
    assert (report.state, report.follows, report.snapshot) == ("composed", 1, None)
    with within(by):
        assert [over for over, _ in issued_before(report)] == [year(LAST)]


def test_a_correction_says_what_it_replaces(world, shelf, programme):
    by = world.laurent
    first = reported.issued(by, programme, year(LAST), shelf.helene)
    assert "version corrigée" in refused(
        preparing.prepare, by=by, programme=programme, period=year(LAST), recipients=[]
    )
    with within(by):
        made = preparing.correct(report=first, by=by)
        assert preparing.correct(report=first, by=by) == made
    made = reported.again(made, by)
    assert (made.version, made.replaces_id) == (2, first.pk)
    assert "se remet aussi" in refused(preparing.address, by=by, report=made, recipients=[])
    reported.work(made)
    made = reported.again(made, by)
    with within(by):
        issuing.check(report=made, by=by)
    with within(by):
        issuing.sign(report=reported.again(made, by), by=by)
    reported.work(made, issuing.MAKE_FILES)
    with within(by):
        issuing.issue(report=reported.again(made, by), by=by)
    with within(shelf.helene):
        told = {each.report.version: each.replaced for each in received(shelf.helene)}
        printed = {each.version: each.snapshot["subtitle"] for each in Report.objects.all()}
    assert told == {1: True, 2: False}
    assert printed == {
        1: f"Rapport annuel {LAST}",
        2: f"Rapport annuel {LAST}, version 2, qui remplace la version 1",
    }
    assert refused(preparing.correct, by=by, report=reported.again(first, by)).startswith("Une autre version")


def test_a_correction_that_is_given_up_leaves_its_place(world, shelf, programme):
    by = world.laurent
    first = reported.issued(by, programme, year(LAST), shelf.helene)
    with within(by):
        preparing.abandon(report=preparing.correct(report=first, by=by), by=by)
        assert preparing.correct(report=first, by=by).version == 2


def test_another_manager_takes_over_from_one_who_left(world, shelf, programme):
    by, report = world.laurent, reported.prepared(world.laurent, programme, year(LAST), shelf.helene)
    with as_role(OWNER):
        by.membership.ended_at = timezone.now()
        by.membership.save()
    row = Outbox.objects.get(subject_id=report.pk)
    outbox.run(row.pk)
    row.refresh_from_db()
    assert row.outcome == outbox.REFUSED
    second = member(world.montaubre, Role.MANAGER)
    with within(second):
        preparing.stop(report=Report.objects.get(), by=second)
        preparing.count_again(report=Report.objects.get(), by=second)
    reported.work(report)
    with within(second):
        assert Report.objects.get().state == "composed"


def test_another_unit_has_its_own(world, shelf, programme):
    agreement(world.rural, world.branch)
    rural = member(world.rural, Role.MANAGER)
    reported.issued(rural, programme, year(LAST), shelf.helene)
    report = reported.composed(world.laurent, programme, year(LAST), shelf.helene)
    assert report.follows == 0
    with within(rural):
        assert [each.author_id for each in Report.objects.all()] == [rural.manager_audience]


def test_dates_of_a_day_are_a_period():
    assert writing.places_of(Report(since=date(LAST, 1, 1), until=date(LAST, 3, 31), left_out=[]))[0][0] == "finding"
