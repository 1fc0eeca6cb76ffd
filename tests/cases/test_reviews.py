"""Bilans prepared by the clock and completed by the team; what a landlord reads."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import reviews as clock
from cases import tasks
from cases.actions import teams
from cases.models import VisitNote
from cases.parts.calendar import latest_due
from cases.parts.content import common_of
from cases.periods import add_months
from cases.views import parts
from common import outbox
from common.models import Document, JobSlot
from tests.cases.agreements import engaged
from tests.cases.landlord import plain, signed_in
from tests.cases.reviewed import (
    MEETING,
    SECRET,
    TODAY,
    annex,
    asked,
    at_work,
    bilans,
    contract,
    due,
    key,
    sign_and_issue,
    tasks_of,
    url,
    write,
)
from tests.factories import work
from tests.factories import world as w
from tests.factories.directory import publish_next
from tests.harness import OWNER, sql, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred(world):
    """Engaged, met this month and once found absent, with a debt noted by the team."""
    made = engaged(world)
    w.visit(made.case, world.ines)
    w.visit(made.case, world.ines, outcome="absent")
    return made


@pytest.fixture
def ines(world):
    return signed_in(world.ines)


def test_a_bilan_is_prepared_fourteen_days_before_its_day_and_once(world, referred):
    due(referred, world.ines, TODAY + timedelta(days=15))
    at_work()
    assert bilans(referred.case) == []
    at_work(TODAY + timedelta(days=1))
    (row,) = asked()
    assert row.asker_membership_id == world.ines.membership.pk
    # Its worker reads today's clock: it is not time yet, and nothing is made.
    assert bilans(referred.case) == []


def test_what_it_says_comes_from_what_was_logged(world, referred):
    work.step(
        referred.case,
        world.ines,
        kind="fsl_maintenance",
        asked_cents=50_000,
        answer="granted",
        granted_cents=40_000,
        answered_on=TODAY,
    )
    work.step(referred.case, world.ines, kind="aah")
    day = TODAY + timedelta(days=14)
    due(referred, world.ines, day)
    at_work()
    at_work()
    (part,) = bilans(referred.case)
    assert (part.issued_at, part.ends_on) == (None, day)
    said, kept = common_of(part), annex(part)
    assert sum(one.held for one in said.visits) == 1
    assert [(one.label, one.answer) for one in said.aids] == [("FSL", "accordée")]
    assert said.decision is None
    assert [one.outcome for one in kept.attempts] == ["absent"]
    assert {(one.label, one.granted_cents) for one in kept.steps} == {("FSL maintien", 40_000), ("AAH", None)}
    for secret in ("absent", "AAH", "40000"):
        assert secret not in str(part.content)


def test_it_is_read_under_the_referent_s_name(world, referred):
    due(referred, world.ines, TODAY)
    with CaptureQueriesContext(connections["log"]) as logged:
        at_work()
    (row,) = [query["sql"] for query in logged.captured_queries if "cases_readinglog" in query["sql"]]
    assert f"{world.ines.membership.pk}" in row
    assert "prepare_bilan" in row


def test_two_beats_ask_once_and_two_workers_make_one_draft(world, referred):
    due(referred, world.ines, TODAY)
    clock.schedule(TODAY)
    clock.schedule(TODAY)
    (row,) = asked()
    JobSlot.objects.all().delete()
    clock.schedule(TODAY)
    assert len(asked()) == 2
    for one in asked():
        outbox.run(one.pk)
    assert len(bilans(referred.case)) == 1
    clock.schedule(TODAY + timedelta(days=1))
    assert len(asked()) == 2
    tasks.prepare_bilan(row)
    assert len(bilans(referred.case)) == 1


def test_a_draft_put_aside_is_not_prepared_again(world, referred, ines):
    due(referred, world.ines, TODAY)
    at_work()
    (part,) = bilans(referred.case)
    assert ines.post(url("part_abandon", part.public_id)).status_code == 302
    JobSlot.objects.all().delete()
    at_work()
    assert len(bilans(referred.case)) == 1


def leaves(member) -> None:
    sql("UPDATE partners_membership SET ended_at = now() WHERE id = %s", member.membership.pk, role=OWNER)


def test_without_a_referent_the_manager_is_told_and_nothing_is_drafted(world, referred):
    due(referred, world.ines, TODAY)
    leaves(world.ines)
    at_work()
    at_work()
    assert asked() == []
    (told,) = tasks_of(referred.case, source__startswith="no_referent")
    assert told.title == "Bilan à préparer : ce ménage n’a pas de référent"
    with within(world.laurent):
        teams.replace_referent(case=referred.case, by=world.laurent, membership=world.marc.membership)
    at_work()
    (row,) = asked()
    assert row.asker_membership_id == world.marc.membership.pk
    assert len(bilans(referred.case)) == 1
    assert [one.source for one in tasks_of(referred.case, done_at=None)] == [f"bilan:{TODAY}"]


def test_who_left_since_it_was_asked_prepares_nothing(world, referred):
    due(referred, world.ines, TODAY)
    clock.schedule(TODAY)
    leaves(world.ines)
    (row,) = asked()
    outbox.run(row.pk)
    row.refresh_from_db()
    assert (row.outcome, bilans(referred.case)) == (outbox.REFUSED, [])


def adhered(referred, months: int, days: int = 0) -> date:
    """As if the household had adhered that long ago: no act can date an adhesion in the past."""
    day = add_months(TODAY, -months) + timedelta(days=days)
    table = "ALTER TABLE cases_accompanimentcourse {} FORCE ROW LEVEL SECURITY"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(table.format("NO"), role=OWNER)
    sql(
        "UPDATE cases_accompanimentcourse SET engaged_at = %s WHERE case_id = %s",
        datetime.combine(day, time(12), timezone.get_current_timezone()),
        referred.case.pk,
        role=OWNER,
    )
    sql(table.format(""), role=OWNER)
    return day


def test_outside_a_contract_the_rhythm_is_the_programmes(world, referred):
    adhered(referred, 3, 20)
    at_work()
    adhered(referred, 3, -20)
    at_work()
    assert tasks_of(referred.case) == []
    since = adhered(referred, 3, 10)
    at_work()
    at_work()
    (task,) = tasks_of(referred.case)
    assert (task.kind, task.due_on, task.source) == ("bilan", add_months(since, 3), f"bilan:{add_months(since, 3)}")
    (part,) = bilans(referred.case)
    assert part.ends_on == task.due_on


def test_a_contract_that_runs_has_its_own_calendar(world, referred):
    adhered(referred, 6)
    work.part(referred.case, world.ines, starts_on=TODAY, ends_on=add_months(TODAY, 6))
    at_work()
    assert tasks_of(referred.case) == []


def test_a_programme_without_meetings_offers_none(world, ines, referred):
    assert "Prévoir une rencontre" in plain(ines.get(url("reviews", key(referred.case))).content.decode())
    publish_next("gironde", {"reviews.tripartite_months": None})
    made = engaged(world)
    adhered(made, 6)
    page = plain(ines.get(url("reviews", key(made.case))).content.decode())
    assert "sans entretien tripartite" in page
    assert "Prévoir une rencontre" not in page
    answer = ines.post(url("meeting_plan", key(made.case)), MEETING)
    assert "ne prévoit pas d’entretien tripartite" in plain(answer.content.decode())
    assert bilans(made.case, "tripartite") == []
    at_work()
    assert tasks_of(made.case, kind="tripartite") == []


def test_days_of_a_rhythm():
    assert latest_due(date(2026, 1, 31), 2, date(2026, 3, 30)) is None
    assert latest_due(date(2026, 1, 31), 2, date(2026, 3, 31)) == date(2026, 3, 31)
    assert latest_due(date(2026, 1, 31), 3, date(2027, 1, 30)) == date(2026, 10, 31)


# Completed, signed, made final ---------------------------------------------------------------------------------


def test_it_is_completed_signed_and_its_task_closes(world, ines, referred):
    contract(referred, world.ines)
    due(referred, world.ines, TODAY)
    due(referred, world.ines, TODAY + timedelta(days=90))
    at_work()
    (part,) = bilans(referred.case)
    assert part.starts_on == TODAY - timedelta(days=60)
    w.visit(referred.case, world.ines)
    # Nothing is decided: nobody signs it.
    answer = ines.post(url("part_sign", part.public_id, "operator"))
    assert "Dites d’abord avec le ménage" in plain(answer.content.decode())
    assert write(ines, referred, progress_loyer="begun").status_code == 302
    (part,) = bilans(referred.case)
    said = common_of(part)
    assert [(one.text, one.progress) for one in said.objectives] == [("Reprendre le loyer", "begun")]
    assert (said.done, said.decision) == (["Dossier FSL déposé"], "continue")
    assert sum(one.held for one in said.visits) == 2
    assert annex(part).text == SECRET
    page = plain(ines.get(url("part", part.public_id)).content.decode())
    for shown in ("Reprendre le loyer", "Dossier FSL déposé", SECRET, "Absences et essais"):
        assert shown in page
    for copy in ("part_both", "part_common", "part_plain"):
        assert ines.post(url("part_pdf", part.public_id, copy)).status_code == 302
    with within(world.ines):
        snapshots = {one.kind: str(one.snapshot) for one in Document.objects.all()}
    assert "Absences et essais" in snapshots["part_both"]
    for copy in ("part_common", "part_plain"):
        assert "Absences" not in snapshots[copy]
        assert SECRET not in snapshots[copy]
    assert sign_and_issue(ines, referred, part).status_code == 302
    (part,) = bilans(referred.case)
    assert part.issued_at
    assert [one.due_on for one in tasks_of(referred.case, done_at=None)] == [TODAY + timedelta(days=90)]
    page = plain(ines.get(url("reviews", key(referred.case))).content.decode())
    assert "Bilan, version 1" in page
    assert "Relire et signer" not in page


@pytest.mark.parametrize("decided", ["continue", "amend contract", "stop end_accompaniment"])
def test_what_it_decided_leads_on_for_a_while(world, ines, referred, monkeypatch, decided):
    decision, _, route = decided.partition(" ")
    contract(referred, world.ines)
    due(referred, world.ines, TODAY)
    at_work()
    (part,) = bilans(referred.case)
    assert write(ines, referred, decision=decision, progress_loyer="begun").status_code == 302
    assert "Décidé ensemble" not in plain(ines.get(url("part", part.public_id)).content.decode())
    assert sign_and_issue(ines, referred, part).status_code == 302
    page = ines.get(url("part", part.public_id)).content.decode()
    assert ("Décidé ensemble" in plain(page)) == bool(route)
    assert not route or f'href="{url(route, key(referred.case))}"' in page
    monkeypatch.setattr(parts, "FOLLOWS_FOR", timedelta(days=-1))
    assert "Décidé ensemble" not in plain(ines.get(url("part", part.public_id)).content.decode())


@pytest.mark.parametrize("name", ["done", "next"])
def test_nothing_of_health_goes_where_a_landlord_may_read(ines, referred, name):
    assert ines.post(url("bilan_prepare", key(referred.case))).status_code == 302
    answer = write(ines, referred, **{name: "Soigner sa dépression"})
    assert "rien ici sur la santé" in plain(answer.content.decode())
    (part,) = bilans(referred.case)
    assert common_of(part).done == []


def test_a_note_of_a_visit_says_how_far_an_objective_is(world, ines, referred):
    contract(referred, world.ines)
    with within(world.ines):
        VisitNote.objects.create(
            **w.content(referred.case, world.ines),
            written_by_id=world.ines.member_audience,
            progress={"loyer": "well_under_way"},
        )
    ines.post(url("bilan_prepare", key(referred.case)))
    (part,) = bilans(referred.case)
    assert [one.progress for one in common_of(part).objectives] == ["well_under_way"]


def test_the_landlord_reads_neither_a_draft_nor_an_absence(world, ines, referred):
    nadia = signed_in(world.nadia)
    w.consent(referred.case, referred.tenant, world.nadia.unit_audience, world.ines, "identity", "housing")
    ines.post(url("bilan_prepare", key(referred.case)))
    write(ines, referred)
    (part,) = bilans(referred.case)
    tenant = url("landlord_case", key(referred.tenancy))
    assert nadia.get(url("shared_part", part.public_id)).status_code == 404
    assert "Bilan, version" not in plain(nadia.get(tenant).content.decode())
    sign_and_issue(ines, referred, part)
    assert "Bilan, version 1" in plain(nadia.get(tenant).content.decode())
    page = plain(nadia.get(url("shared_part", part.public_id)).content.decode())
    assert "1 visite" in page
    assert "Dossier FSL déposé" in page
    for never in (SECRET, "bsence", "absent", "nnexe"):
        assert never not in page
    for name in ("reviews", "bilan_edit", "meeting_plan"):
        assert nadia.get(url(name, key(referred.case))).status_code == 404


def test_the_account_is_there_as_long_as_it_is_open(world, ines, referred):
    w.rent(referred.tenancy, world.nadia, 98_000, TODAY)
    ines.post(url("bilan_prepare", key(referred.case)))
    (part,) = bilans(referred.case)
    assert common_of(part).rent_after is None
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing")
    write(ines, referred)
    (part,) = bilans(referred.case)
    assert common_of(part).rent_after.cents == 98_000


# Meetings ---------------------------------------------------------------------------------------------------------
