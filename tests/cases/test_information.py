"""The notice of the first contact: by when it is to be handed over, what it says, and that it names nobody."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cases import tasks
from cases.actions import accompaniments, answers
from cases.actions.information import hand_over
from cases.documents.information import INFORMATION, gather
from cases.models import Task
from cases.policies import Identity
from cases.views import information
from common.context import acting
from common.formatting import full_date
from common.models import Document, Outbox
from common.refusal import NotYours, Refused
from tests.cases.operator_world import case_of, client_of
from tests.factories.directory import publish_next
from tests.factories.world import own_accompaniment, refer, visit
from tests.harness import sql, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    found = case_of(refer(world.nadia, world.agreement), world.ines)
    with acting(world.ines.audiences):
        answers.accept(case=found, by=world.ines)
    return found


def page_of(world, case) -> str:
    return client_of(world.ines).get(f"/accompagnement/menages/{case.public_id}/").text.replace("\xa0", " ")


def day(days: int) -> str:
    return full_date(timezone.localdate() + timedelta(days=days)).replace("\xa0", " ")


def printed(world, case) -> Document:
    answer = client_of(world.ines).post(f"/accompagnement/menages/{case.public_id}/notice-d-information/")
    with within(world.ines):
        document = Document.objects.get()
    assert answer["Location"] == f"/documents/{document.public_id}/"
    return document


def test_the_page_says_by_when_by_the_programme_s_rule(world, case):
    assert f"À remettre avant le {day(30)}" in page_of(world, case)


def test_a_programme_may_want_it_sooner(world):
    publish_next("gironde", {"referral.information_days": 8})
    found = case_of(refer(world.nadia, world.agreement), world.ines)
    with acting(world.ines.audiences):
        answers.accept(case=found, by=world.ines)
    assert f"À remettre avant le {day(8)}" in page_of(world, found)


def test_late_is_said(world, case):
    sql("UPDATE cases_referral SET submitted_at = now() - interval '31 days'")
    page = page_of(world, case)
    assert f"Elle était à remettre avant le {day(-1)}" in page


def test_once_the_household_adhered_it_is_asked_no_more(world, case):
    with acting(world.ines.audiences):
        visit(case, world.ines)
        (adult,) = sql("SELECT person_id FROM cases_referralsheet WHERE receiving_case_id = %s", case.pk)[0]
        accompaniments.engage(
            case=case, by=world.ines, identities=[Identity(adult, "Vasseur", "Josiane")], starts_on=timezone.localdate()
        )
    assert "Préparer la notice" not in page_of(world, case)


def test_that_it_was_given_is_noted_once_with_who_and_when(world, case):
    url = f"/accompagnement/menages/{case.public_id}/notice-d-information/remise/"
    client = client_of(world.ines)
    assert "La notice est remise" in client.post(url, follow=True).text
    name = world.ines.membership.user.get_full_name()
    page = page_of(world, case)
    assert f"Remise le {day(0)} par {name}" in page
    assert "Préparer la notice" not in page
    with within(world.ines):
        task = Task.objects.get()
        assert (task.source, task.due_on) == ("information", timezone.localdate() + timedelta(days=30))
    again = client.post(url)
    assert again.status_code == 403
    assert "déjà notée" in again.text
    # Her manager reads it too.
    assert name in client_of(world.laurent).get(f"/accompagnement/menages/{case.public_id}/").text


def test_a_task_made_before_is_done_by_it(world, case):
    own = {"household_id": case.household_id, "case_id": case.pk, "author_id": world.ines.unit_audience}
    with within(world.ines):
        Task.objects.create(
            **own, kind="information", title="Notice", source="information", due_on=timezone.localdate()
        )
    assert "À remettre avant le" in page_of(world, case)
    with acting(world.ines.audiences):
        hand_over(case=case, by=world.ines)
        assert Task.objects.get().done_by_id == world.ines.member_audience


def test_a_colleague_who_is_not_on_the_team_notes_nothing(world, case):
    with acting(world.marc.audiences), pytest.raises(NotYours):
        hand_over(case=case, by=world.marc)


def test_it_says_who_what_until_when_and_names_nobody(world, case):
    document = printed(world, case)
    said = document.snapshot
    assert (document.kind, document.case_id) == (INFORMATION, case.pk)
    assert said["operator"] == world.montaubre.organisation.name
    assert said["landlord"].startswith(world.branch.organisation.name)
    assert said["referent"] == world.ines.membership.user.get_full_name()
    assert said["officer"] == world.dpo.membership.user.get_full_name()
    assert said["closes_on"] == full_date(timezone.localdate() + timedelta(days=60))
    assert "Vasseur" not in str(said)


def test_it_says_that_who_accepts_is_counted_without_a_name(world, case):
    document = printed(world, case)
    read = " ".join(render_to_string(document.template, document.snapshot).split())
    assert "nous comptons combien de ménages nous aidons" in read
    assert "Ils ne lisent jamais votre nom." in read


def test_it_is_made_once_and_stays_as_it_was(world, case):
    document = printed(world, case)
    tasks.render_document(Outbox.objects.get(subject_id=document.pk))
    with within(world.ines):
        ready = Document.objects.get()
        assert ready.state == Document.State.READY
        assert ready.digest
        assert bytes(ready.content).startswith(b"%PDF")
        assert Document.objects.filter(pk=ready.pk).count() == 1


def test_the_reading_is_logged_before(world, case, monkeypatch):
    def down(acting, **row):
        raise ConnectionError

    monkeypatch.setattr(information, "record_reading", down)
    monkeypatch.setattr(information, "gather", lambda *read: pytest.fail("read before it was logged"))
    with pytest.raises(ConnectionError):
        client_of(world.ines).post(f"/accompagnement/menages/{case.public_id}/notice-d-information/")


def test_who_came_by_itself_has_no_notice(world):
    alone = own_accompaniment(world.ines)
    with acting(world.ines.audiences), pytest.raises(Refused, match="pas été adressé"):
        gather(alone, world.ines)
