"""Answers that are owed: who is written to, when, once, and what the mail never says."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from cases import reminders, tasks
from cases.actions import answers
from cases.models import ViolenceFlag
from cases.reminders import ESCALATE, REMIND
from common import outbox
from common.context import acting
from common.models import JobSlot, Outbox
from partners.enums import Role
from partners.models import User
from tests.cases.operator_world import case_of
from tests.factories.directory import member, publish_next
from tests.factories.world import Referred, content, refer
from tests.harness import OWNER, as_role, sql, within

pytestmark = pytest.mark.django_db


def remind(**at: int) -> None:
    """At ten in the morning, in Paris, unless it is said otherwise."""
    reminders.remind(timezone.localtime().replace(hour=10) + timedelta(**at))


@pytest.fixture
def referred(world) -> Referred:
    return refer(world.nadia, world.agreement)


def sent(referred: Referred, days_ago: int) -> None:
    sql(
        "UPDATE cases_referral SET submitted_at = now() - make_interval(days => %s) WHERE id = %s",
        days_ago,
        referred.referral.pk,
    )
    sql("SELECT sec.recompute(ARRAY[%s]::bigint[])", referred.tenancy.household_id)


def asked() -> list[tuple[str, int]]:
    return sorted(Outbox.objects.values_list("task", "subject_id"))


def members(*by) -> list[int]:
    return sorted(one.membership.id for one in by)


@pytest.mark.parametrize(("days_ago", "told"), [(5, 0), (12, 0), (13, 3), (15, 3), (16, 0)])
def test_the_unit_is_reminded_in_the_last_two_days(world, referred, days_ago, told):
    sent(referred, days_ago)
    remind()
    expected = [(REMIND, pk) for pk in members(world.ines, world.marc, world.laurent)]
    assert asked() == (expected if told else [])


def test_the_manager_is_told_when_the_programme_s_delay_is_over(world, referred):
    for days_ago in (16, 21):
        sent(referred, days_ago)
        remind()
        assert asked() == []
    sent(referred, 22)
    remind()
    assert asked() == [(ESCALATE, world.laurent.membership.id)]


def test_the_days_are_those_of_the_programme(world, referred):
    publish_next("gironde", {"referral.answer_days": 4, "referral.escalation_days": 3})
    sent(referred, 3)
    remind()
    assert {task for task, _ in asked()} == {REMIND}
    sql("DELETE FROM common_outbox", role=OWNER)
    sent(referred, 7)
    remind()
    assert {task for task, _ in asked()} == {ESCALATE}


def test_twice_is_once_also_on_another_day(world, referred):
    sent(referred, 13)
    remind()
    before = asked()
    remind()
    remind(days=1)
    assert asked() == before


def test_the_job_takes_its_slot(monkeypatch):
    moments = []
    monkeypatch.setattr(reminders, "remind", moments.append)
    assert tasks.remind_unanswered() is True
    assert tasks.remind_unanswered() is False
    assert len(moments) == 1


def test_several_sheets_of_one_day_are_one_mail(world, referred):
    other = refer(world.nadia, world.agreement, last_name="Benali")
    for one in (referred, other):
        sent(one, 14)
    remind()
    assert len(asked()) == 3


@pytest.mark.parametrize("act", ["accept", "not_accept", "keep_waiting", "ask_missing"])
def test_nothing_is_owed_any_more(world, referred, act):
    given = {"not_accept": {"reason": "Hors secteur"}, "ask_missing": {"fields": ["phone"]}}.get(act, {})
    case = case_of(referred, world.ines)
    with acting(world.ines.audiences):
        getattr(answers, act)(case=case, by=world.ines, **given)
    for days_ago in (14, 30):
        sent(referred, days_ago)
        remind()
    assert asked() == []


def test_what_was_only_opened_is_still_owed(world, referred):
    case = case_of(referred, world.ines)
    with acting(world.ines.audiences):
        answers.receive(case=case, by=world.ines)
    sent(referred, 14)
    remind()
    assert len(asked()) == 3


def test_a_protected_sheet_is_still_owed_to_its_manager(world, referred):
    case = case_of(referred, world.ines)
    with within(world.laurent):
        flag = content(case, world.laurent)
        ViolenceFlag.objects.create(**flag, person=referred.tenant, set_by_id=world.laurent.member_audience)
    sent(referred, 30)
    remind()
    assert asked() == [(ESCALATE, world.laurent.membership.id)]


def test_a_closed_sheet_is_owed_to_nobody(world, referred):
    sent(referred, 61)
    remind()
    assert asked() == []


def test_nobody_is_written_to_at_night(world, referred):
    sent(referred, 14)
    for hours in (-10, -3, 9, 13):
        remind(hours=hours)
    assert (asked(), JobSlot.objects.count()) == ([], 0)


def test_only_those_who_are_there_are_written_to(world, referred):
    gone = member(world.montaubre, Role.MANAGER)
    with as_role(OWNER):
        User.objects.filter(pk=gone.membership.user_id).update(is_active=False)
    sent(referred, 30)
    remind()
    assert asked() == [(ESCALATE, world.laurent.membership.id)]


def test_the_mail_holds_a_link_and_no_fact(world, referred):
    sent(referred, 14)
    remind()
    for row in Outbox.objects.all():
        outbox.run(row.pk)
    assert sorted(message.to for message in mail.outbox) == sorted(
        [by.membership.user.email] for by in (world.ines, world.marc, world.laurent)
    )
    for message in mail.outbox:
        assert f"{settings.PUBLIC_URL}/accompagnement/a-recevoir/" in message.body
        said = f"{message.subject} {message.body}"
        for fact in ("Vasseur", "Bordeaux", "saisine", "bailleur", world.branch.name, "retard", "réponse"):
            assert fact not in said
        assert not any(figure in said.replace(settings.PUBLIC_URL, "") for figure in "0123456789")


def test_who_left_meanwhile_is_not_written_to(world, referred):
    sent(referred, 30)
    remind()
    with as_role(OWNER):
        User.objects.filter(pk=world.laurent.membership.user_id).update(is_active=False)
    (row,) = Outbox.objects.all()
    outbox.run(row.pk)
    assert mail.outbox == []
    assert Outbox.objects.get().outcome == outbox.REFUSED


def test_old_slots_are_forgotten(world, referred):
    JobSlot.objects.create(
        job=REMIND, slot="1:2026-01-01", done_at=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())
    )
    remind()
    assert JobSlot.objects.count() == 0
