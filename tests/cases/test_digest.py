"""The mail of the day: to whom, once, counts and a link, never a name."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from cases import digest
from cases import tasks as scheduled
from cases.actions import tasks
from cases.models import Case
from cases.queries.names import heading, household_names
from common import outbox
from common.context import acting
from common.models import Outbox
from partners.models import Membership, User
from tests.cases.agreements import sign
from tests.cases.operator_world import body, client_of, engaged
from tests.factories.work import alert as told
from tests.factories.work import step as noted

pytestmark = pytest.mark.django_db


def at(hour: int, days: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour) + timedelta(days=days)


def asked() -> set[int]:
    return set(Outbox.objects.filter(task=digest.DIGEST).values_list("subject_id", flat=True))


def send_all() -> list:
    for row in Outbox.objects.filter(task=digest.DIGEST):
        digest.send(row)
    return mail.outbox


@pytest.fixture
def due(world):
    """Inès has a task that is late; the landlord wrote to her association; Nadia has a task too."""
    referred, case = engaged(world)
    with acting(world.ines.audiences):
        tasks.add(case=case, by=world.ines, title="Rappeler Mme Vasseur", due_on=timezone.localdate())
    with acting(world.nadia.audiences):
        tenancy = Case.objects.get(pk=referred.tenancy.pk)
        tasks.add(case=tenancy, by=world.nadia, title="Relancer Mme Vasseur", due_on=timezone.localdate())
    told(tenancy, world.nadia, world.ines.unit_audience, "new_arrears")
    sign(referred, world.ines, also_return=True)
    return case


def test_each_member_with_something_due_is_asked_once_a_day(world, due):
    digest.ask(at(8))
    ids = {one.membership.pk for one in (world.ines, world.laurent, world.nadia)}
    assert ids <= asked()
    assert world.bea.membership.pk not in asked()
    before = Outbox.objects.count()
    digest.ask(at(9))
    assert Outbox.objects.count() == before
    digest.ask(at(8, days=1))
    assert Outbox.objects.count() == 2 * before


@pytest.mark.parametrize("hour", [3, 6, 19, 23])
def test_nobody_is_written_to_at_night(world, due, hour):
    digest.ask(at(hour))
    assert asked() == set()


def test_two_beats_ask_once(world, due):
    assert scheduled.ask_daily_digests() is True
    assert scheduled.ask_daily_digests() is False


def test_it_says_counts_and_a_link_and_no_name(world, due):
    digest.ask(at(8))
    sent = send_all()
    by_address = {message.to[0]: message for message in sent}
    mine = by_address[world.ines.membership.user.email].body.replace("\xa0", " ")
    assert "1 tâche à faire" in mine
    assert "1 alerte à lire" in mine
    assert settings.PUBLIC_URL in mine
    assert "1 alerte" not in by_address[world.nadia.membership.user.email].body.replace("\xa0", " ")
    with acting(world.ines.audiences):
        named = [heading(names) for names in household_names(world.ines.member_audience, [due.pk]).values()]
    units = Membership.objects.values_list("unit__name", "unit__organisation__name", "user__last_name")
    hidden = {"Vasseur", "Josiane", "Rappeler", "Relancer", *named, *(word for row in units for word in row)}
    for message in sent:
        for word in filter(None, hidden):
            assert word not in message.body + message.subject


def test_it_leaves_once_however_often_it_is_sent(world, due):
    digest.ask(at(8))
    send_all()
    count = len(mail.outbox)
    assert len(send_all()) == count


def test_what_was_done_meanwhile_is_not_written_about(world, due):
    digest.ask(at(8))
    from cases.models import Task

    with acting(world.nadia.audiences):
        tasks.finish(task=Task.objects.get(case__kind="tenancy"), by=world.nadia)
    send_all()
    assert world.nadia.membership.user.email not in {message.to[0] for message in mail.outbox}


def test_she_switches_it_off_on_her_page(world, due):
    client = client_of(world.ines)
    assert "Courriel du jour" in body(client.get("/moi-meme/"))
    digest.ask(at(8))
    assert client.post("/moi-meme/courriel-du-jour/", {"wanted": "no"}).status_code == 302
    assert not User.objects.get(pk=world.ines.membership.user_id).daily_mail
    row = Outbox.objects.get(subject_id=world.ines.membership.pk)
    with pytest.raises(outbox.Refused):
        digest.send(row)

    def rows() -> int:
        return Outbox.objects.filter(task=digest.DIGEST, subject_id=world.ines.membership.pk).count()

    digest.ask(at(8, days=1))
    assert rows() == 1
    client.post("/moi-meme/courriel-du-jour/", {"wanted": "yes"})
    digest.ask(at(8, days=2))
    assert rows() == 2


def test_a_step_to_come_back_to_is_something_to_do(world):
    _, case = engaged(world)
    noted(case, world.ines, "rsa", remind_on=timezone.localdate())
    assert digest.due_to(world.ines, timezone.localdate()) == digest.Counts(0, 1, 0, 0)
