"""Convocations: who is written to, once, with which calendar entry; and nothing of what is on the agenda."""

from datetime import UTC, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from committees import convocations, tasks
from committees.actions import agenda, seats, sessions, sitting
from committees.calendar_entry import LASTS
from committees.models import Attendance, Convocation, Session
from common import outbox
from common.models import Outbox
from common.refusal import NotYours, Refused
from tests.committees import hall as h
from tests.committees.test_acts import fresh, planned, sitting_of, typed
from tests.gate.readings import signed_in
from tests.harness import within

assert tasks.send_convocation
TITULARS = {"titular.ccas@example.test", "titular.landlord@example.test", "titular.state@example.test"}


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def sent(hall):
    """A session of seven days from now, sent, whose convocations are asked and not sent yet."""
    return sent_by(hall)


def sent_by(hall, place: str = "Salle 2"):
    made = planned(hall)
    with within(hall.secretary):
        Session.objects.filter(pk=made.pk).update(place=place)
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
        sessions.send(session=fresh(made), by=hall.secretary)
        convocations.ask(session=fresh(made), by=hall.secretary)
        return fresh(made)


def work() -> list[EmailMessage]:
    """The mails that leave when everything asked is done."""
    before = len(mail.outbox)
    for row in Outbox.objects.filter(done_at=None, task=convocations.CONVOKE).order_by("created_at", "subject_id"):
        outbox.run(row.pk)
    return mail.outbox[before:]


def entry(message: EmailMessage):
    """The calendar entry that came with that mail, and its method."""
    (part,) = message.attachments
    read = Calendar.from_ical(part.get_payload(decode=True).decode())
    (event,) = read.walk("VEVENT")
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == str(read["METHOD"])
    return event, str(read["METHOD"])


def to(messages) -> set[str]:
    return {address for message in messages for address in message.to}


def test_each_holder_gets_one_mail_with_her_calendar_entry(hall, sent):
    messages = work()
    assert to(messages) == TITULARS
    assert len(messages) == 3
    for message in messages:
        event, method = entry(message)
        assert method == "REQUEST"
        assert str(event["UID"]) == str(sent.public_id)
        assert (event["SEQUENCE"], str(event["SUMMARY"])) == (0, "Séance de commission")
        assert event.decoded("DTSTART") == sent.starts_at.astimezone(UTC).replace(microsecond=0)
        assert event.decoded("DTEND") - event.decoded("DTSTART") == LASTS
        assert str(event["ATTENDEE"]) == f"mailto:{message.to[0]}"
    with within(hall.secretary):
        assert not Convocation.objects.filter(sent_at=None).exists()


def test_a_mail_says_nothing_of_the_agenda_nor_whose_committee_it_is(hall):
    with within(hall.secretary):
        few, many = ([typed(hall) for _ in range(count)] for count in (1, 12))
    said = []
    for files in (few, many):
        made = planned(hall, timedelta(days=7, minutes=len(files)))
        with within(hall.secretary):
            agenda.put(session=made, sheets=files, by=hall.secretary)
            sessions.send(session=fresh(made), by=hall.secretary)
            convocations.ask(session=fresh(made), by=hall.secretary)
        (message,) = [each for each in work() if each.to == ["titular.state@example.test"]]
        event, _ = entry(message)
        told = f"{message.subject} {message.body} {event.to_ical().decode()}"
        said.append((len(message.body), event.decoded("DTEND") - event.decoded("DTSTART")))
        for secret in ("Brahimi", "Mme B", hall.committee.name, *(sheet.number for sheet in files)):
            assert secret not in told.replace("Séance de commission", "")
    assert said[0] == said[1]


def test_asked_or_done_again_nobody_is_written_to_twice(hall, sent):
    with within(hall.secretary):
        assert convocations.ask(session=sent, by=hall.secretary) == 0
    assert len(work()) == 3
    Outbox.objects.update(done_at=None, outcome="")
    assert work() == []
    with within(hall.secretary):
        assert convocations.ask(session=sent, by=hall.secretary) == 0


def test_a_mail_that_cannot_leave_is_sent_later(hall, sent, monkeypatch):
    def unreachable(self, **kwargs):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", unreachable)
        assert work() == []
    with within(hall.secretary):
        assert Convocation.objects.filter(sent_at=None).count() == 3
    Outbox.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert to(work()) == TITULARS


def test_of_a_session_that_is_only_planned_nobody_hears(hall):
    made = planned(hall)
    with within(hall.secretary):
        assert convocations.ask(session=made, by=hall.secretary) == 0
        sessions.cancel(session=made, by=hall.secretary)
        assert convocations.ask(session=fresh(made), by=hall.secretary) == 0
    assert work() == []


def test_a_cancelled_session_leaves_every_calendar(hall, sent):
    work()
    with within(hall.secretary):
        sessions.cancel(session=sent, by=hall.secretary)
        convocations.ask(session=fresh(sent), by=hall.secretary)
    messages = work()
    assert to(messages) == TITULARS
    for message in messages:
        event, method = entry(message)
        assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 1, "CANCELLED")
        assert str(event["UID"]) == str(sent.public_id)
        assert "http" not in message.body


def test_a_convocation_that_has_not_left_before_the_cancelling_never_leaves(hall, sent):
    with within(hall.secretary):
        sessions.cancel(session=sent, by=hall.secretary)
    assert work() == []
    assert set(Outbox.objects.values_list("outcome", flat=True)) == {"refused"}


def test_a_substitute_is_called_and_who_she_replaces_is_told(hall, sent):
    work()
    with within(hall.secretary):
        sitting.designate(session=sent, holder=hall.holders["ccas", "substitute"], by=hall.secretary)
        assert convocations.ask(session=sent, by=hall.secretary) == 2
    told = {message.to[0]: entry(message)[1] for message in work()}
    assert told == {"substitute.ccas@example.test": "REQUEST", "titular.ccas@example.test": "CANCEL"}
    with within(hall.secretary):
        sitting.designate(session=sent, holder=hall.holders["ccas", "titular"], by=hall.secretary)
        convocations.ask(session=sent, by=hall.secretary)
    told = {message.to[0]: (entry(message)[1], entry(message)[0]["SEQUENCE"]) for message in work()}
    assert told == {"titular.ccas@example.test": ("REQUEST", 2), "substitute.ccas@example.test": ("CANCEL", 1)}


def test_who_is_excused_keeps_her_entry_and_who_lost_her_seat_does_not(hall, sent):
    work()
    h.attend(hall, sent, "landlord", "excused")
    with within(hall.secretary):
        assert convocations.ask(session=sent, by=hall.secretary) == 0
        seats.end(holder=hall.holders["landlord", "titular"], by=hall.secretary)
        assert convocations.ask(session=sent, by=hall.secretary) == 1
    assert [entry(message)[1] for message in work()] == ["CANCEL"]


def test_once_it_sat_nobody_is_told_that_it_is_cancelled(hall):
    made, _ = sitting_of(hall)
    with within(hall.secretary):
        convocations.ask(session=made, by=hall.secretary)
    work()
    with within(hall.secretary):
        sessions.close(session=fresh(made), by=hall.secretary)
        sessions.sign(session=fresh(made), by=hall.secretary)
        assert convocations.ask(session=fresh(made), by=hall.secretary) == 0


def test_sent_again_to_one_and_refused_to_others(hall, sent):
    holder = hall.holders["state", "titular"]
    with within(hall.secretary), pytest.raises(Refused, match="en train de partir"):
        convocations.ask_again(session=sent, holder=holder, by=hall.secretary)
    work()
    with within(hall.secretary):
        convocations.ask_again(session=sent, holder=holder, by=hall.secretary)
    (message,) = work()
    assert (message.to, entry(message)[0]["SEQUENCE"]) == ([holder.email], 1)
    with within(hall.secretary), pytest.raises(Refused, match="n’est pas attendue"):
        convocations.ask_again(session=sent, holder=hall.holders["ccas", "substitute"], by=hall.secretary)
    h.attend(hall, sent, "state", "excused")
    with within(hall.secretary), pytest.raises(Refused, match="n’est pas attendue"):
        convocations.ask_again(session=sent, holder=holder, by=hall.secretary)


@pytest.mark.parametrize("again", ["asked for all", "asked for her"])
def test_who_was_excused_when_hers_was_to_leave_is_called_once_she_is_expected_again(hall, sent, again):
    holder = hall.holders["state", "titular"]
    h.attend(hall, sent, "state", "excused")
    assert to(work()) == TITULARS - {holder.email}
    with within(hall.secretary):
        assert convocations.ask(session=sent, by=hall.secretary) == 0
    h.attend(hall, sent, "state", "expected")
    page = signed_in(hall.secretary).get(reverse("attendance", args=[sent.public_id])).text
    assert "Sa convocation part." not in page
    assert "Pas encore convoqué." in page
    with within(hall.secretary):
        if again == "asked for all":
            assert convocations.ask(session=sent, by=hall.secretary) == 1
            assert convocations.ask(session=sent, by=hall.secretary) == 0
        else:
            convocations.ask_again(session=sent, holder=holder, by=hall.secretary)
    (message,) = work()
    assert (message.to, entry(message)[0]["SEQUENCE"]) == ([holder.email], 1)


def test_what_was_given_up_is_asked_again_and_never_comes_after_it(hall, sent):
    given_up = Outbox.objects.filter(task=convocations.CONVOKE)
    given_up.update(done_at=timezone.now(), outcome=outbox.DEAD)
    with within(hall.secretary):
        assert convocations.ask(session=sent, by=hall.secretary) == 3
    assert len(work()) == 3
    given_up.filter(outcome=outbox.DEAD).update(done_at=None, outcome="")
    assert work() == []
    assert set(Outbox.objects.values_list("outcome", flat=True)) == {"done", "refused"}


def test_another_secretariat_convokes_nobody(world, hall, sent):
    with within(world.ines), pytest.raises(NotYours):
        convocations.ask(session=sent, by=world.ines)
    with within(world.ines), pytest.raises(NotYours):
        convocations.ask_again(session=sent, holder=hall.holders["state", "titular"], by=world.ines)


# Pages ------------------------------------------------------------------------------------------------------------


def test_sending_moving_and_cancelling_on_the_pages_write_to_everybody(hall):
    made = planned(hall)
    at = timezone.localtime(made.starts_at).replace(second=0, microsecond=0)
    with within(hall.secretary):
        Session.objects.filter(pk=made.pk).update(starts_at=at)
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
    client = signed_in(hall.secretary)
    client.post(reverse("session_act", args=[made.public_id, "convoquer"]))
    assert to(work()) == TITULARS
    elsewhere = {"on": f"{at:%d/%m/%Y}", "at": f"{at:%H:%M}", "place": "Salle 3"}
    client.post(reverse("session_move", args=[made.public_id]), elsewhere)
    moved = {
        (entry(message)[1], entry(message)[0]["SEQUENCE"], str(entry(message)[0]["LOCATION"])) for message in work()
    }
    assert moved == {("REQUEST", 1, "Salle 3")}
    client.post(reverse("session_move", args=[made.public_id]), elsewhere)
    assert work() == []
    client.post(reverse("session_act", args=[made.public_id, "annuler"]))
    assert {entry(message)[1] for message in work()} == {"CANCEL"}


def test_the_attendance_page_says_who_is_convoked_and_offers_it_again(hall, sent):
    client, page = signed_in(hall.secretary), reverse("attendance", args=[sent.public_id])
    assert client.get(page).text.count("Sa convocation part.") == 3
    work()
    shown = client.get(page).text
    again = reverse("convocation_again", args=[sent.public_id, hall.holders["state", "titular"].public_id])
    assert shown.count("Renvoyer la convocation") == 3
    assert again in shown
    assert "titular.state@example.test" in client.get(again).text
    assert client.post(again)["Location"] == page
    assert to(work()) == {"titular.state@example.test"}
    substitute = hall.holders["ccas", "substitute"].public_id
    titular = hall.holders["ccas", "titular"].public_id
    client.post(page, {"vu-qui-ccas": titular, "qui-ccas": str(substitute), "presence-landlord": "excused"})
    assert to(work()) == {"substitute.ccas@example.test", "titular.ccas@example.test"}
    with within(hall.secretary):
        assert Attendance.objects.get(session=sent, seat="landlord").state == "excused"
