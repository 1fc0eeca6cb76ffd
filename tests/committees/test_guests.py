"""A holder without account comes in by the link of her convocation and a code; and whoever else tries does not."""

import re
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.person_links import digest_of
from committees import convocations, guests, tasks
from committees.actions import agenda, seats, sessions, sitting
from committees.models import GuestLink, SeatHolder, SheetAccess, SheetVersion
from common import outbox
from common.context import acting
from common.models import Outbox
from tests.committees import hall as h
from tests.committees.test_acts import fresh, planned, typed
from tests.gate.readings import readings
from tests.harness import sql, within

assert tasks.send_guest_code
CLOSED, ROOM = "guest_closed", "reading_room"


@pytest.fixture(autouse=True)
def everybody_tries(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def sent(hall):
    return sent_by(hall)


def sent_by(hall, in_days: float = 7):
    made = planned(hall, timedelta(days=in_days))
    with within(hall.secretary):
        agenda.put(session=made, sheets=[typed(hall)], by=hall.secretary)
        sessions.send(session=fresh(made), by=hall.secretary)
        convocations.ask(session=fresh(made), by=hall.secretary)
        made = fresh(made)
    work()
    return made


def work() -> None:
    for row in Outbox.objects.filter(done_at=None).order_by("created_at"):
        outbox.run(row.pk)


def token_of(seat: str = "landlord", at: int = -1) -> str:
    """The token of her link, as her last mails gave it."""
    found = [message.body for message in mail.outbox if f"titular.{seat}@example.test" in message.to]
    links = [link for body in found for link in re.findall(r"/commission/invite/(\S+)/", body)]
    return links[at]


def ask_code(client: Client, token: str, seat: str = "landlord") -> str:
    """Ask for a code, and read it in the mail."""
    sql("UPDATE committees_guestlink SET code_asked_at = code_asked_at - interval '2 minutes'")
    before = len(mail.outbox)
    client.post(reverse("guest", args=[token]), {"demander": "1"})
    work()
    found = [message for message in mail.outbox[before:] if message.to == [f"titular.{seat}@example.test"]]
    return re.search(r"^(\d{6})$", found[-1].body, re.MULTILINE)[1] if found else ""


def give(client: Client, token: str, code: str):
    return client.post(reverse("guest", args=[token]), {"code": code})


def entered(seat: str = "landlord", token: str = "") -> Client:
    client, token = Client(), token or token_of(seat)
    assert give(client, token, ask_code(client, token, seat))["Location"] == reverse(ROOM)
    return client


def where(answer) -> str:
    """The name of the page it leads to, or its status."""
    places = {reverse(name): name for name in (CLOSED, ROOM)}
    return places.get(answer.get("Location", ""), str(answer.status_code))


def plain(page) -> str:
    """Its text with plain spaces."""
    return page.text.replace("\u202f", " ").replace("\xa0", " ")


# Her way in -------------------------------------------------------------------------------------------------------


def test_her_link_and_her_code_open_the_session_of_her_convocation(hall, sent):
    client = entered()
    assert str(sent.public_id) in client.get(reverse(ROOM)).text
    ((item,),) = sql("SELECT public_id FROM committees_agendaitem")
    assert "Mme B." in plain(client.get(reverse("reading", args=[sent.public_id])))
    read = plain(client.get(reverse("sheet_read", args=[sent.public_id, item])))
    assert "4 312,80" in read
    assert "Perte d’emploi" not in read, "a landlord's version has no narrative"


def test_opening_the_page_sends_nothing_and_says_what_will_be_sent(hall, sent):
    before = len(mail.outbox)
    page = Client().get(reverse("guest", args=[token_of()]))
    work()
    assert "nous envoyons un code" in page.text
    assert len(mail.outbox) == before
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"


def lasts(client: Client) -> float:
    """In seconds, the cookie of her browser."""
    return client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def test_the_cookie_ends_twelve_hours_after_the_code_and_never_after_the_window(hall, sent):
    client = entered()
    seat = guests.seat_of(client.session[guests.GUEST_KEY])
    assert timezone.localtime(seat.until).date() == timezone.localdate(sent.starts_at) + timedelta(days=31)
    assert 12 * 3600 - 60 < lasts(client) <= 12 * 3600
    stored = client.session
    soon = guests.Seat(seat.audience, timezone.now() + timedelta(hours=1))
    guests.let_in(stored, stored[guests.GUEST_KEY], soon)
    assert 3600 - 60 < stored.get_expiry_age() <= 3600


def test_what_is_read_does_not_put_the_end_off(hall, sent):
    client = entered()
    ends = client.session.get_expiry_date()
    seen(client, minutes_ago=20)
    assert client.get(reverse("reading", args=[sent.public_id])).status_code == 200
    assert client.session[guests.GUEST_SEEN_KEY] > time.time() - 60
    assert client.session.get_expiry_date() == ends


def seen(client: Client, minutes_ago: float) -> None:
    """Have her browser have asked for its last page then."""
    session = client.session
    session[guests.GUEST_SEEN_KEY] = int(time.time() - 60 * minutes_ago)
    session.save()


def test_after_thirty_minutes_without_a_page_her_link_asks_for_another_code(hall, sent):
    token, client = token_of(), entered()
    address = reverse("reading", args=[sent.public_id])
    seen(client, minutes_ago=29)
    assert client.get(address).status_code == 200
    seen(client, minutes_ago=31)
    assert where(client.get(address)) == CLOSED
    assert where(client.get(address)) == CLOSED, "nor does asking open it"
    assert where(give(client, token, ask_code(client, token))) == ROOM
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("doors", [False, True])
def test_back_without_a_cookie_she_reads_that_her_link_opens(hall, sent, settings, doors):
    """After twelve hours nothing of her is left in that browser: she meets the page of those who have a password."""
    settings.DEMONSTRATION = doors
    ((item,),) = sql("SELECT public_id FROM committees_agendaitem")
    reading = ((ROOM, ()), ("reading", (sent.public_id,)), ("sheet_read", (sent.public_id, item)))
    for name, keys in reading:
        page = Client().get(reverse(name, args=keys), follow=True)
        assert "Reprenez le lien de votre convocation." in page.text, name
    missed = Client().post(
        page.redirect_chain[-1][0], {"login": "a@example.test", "password": "x", "next": reverse(ROOM)}
    )
    assert missed.status_code == 200
    assert "Reprenez le lien de votre convocation." in missed.text
    for address in (reverse("account_login"), reverse("committees"), f"{reverse('account_login')}?next=/lectures"):
        assert "Reprenez le lien" not in Client().get(address, follow=True).text, address


def test_the_closed_page_says_until_when_and_after_how_long(db, settings):
    """The session itself is no end: half an hour of discussion closes the room, and the link opens it again."""
    said = Client().get(reverse(CLOSED)).text
    assert "Jusqu’à la signature du compte rendu, reprenez le lien" in said
    assert "Avant la séance" not in said
    assert (settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE) == (30 * 60, 12 * 3600)
    assert "une demi-heure sans rien ouvrir, et au bout de douze heures" in said


def test_neither_token_nor_code_is_kept(hall, sent):
    token = token_of()
    code = ask_code(Client(), token)
    ((row,),) = sql("SELECT l::text FROM committees_guestlink l WHERE code_digest IS NOT NULL")
    assert token not in row
    assert code not in row.replace("-", " ")
    ((everything,),) = sql("SELECT string_agg(o::text, ' ') FROM common_outbox o", role="palier_owner")
    assert token not in everything


def test_who_has_an_account_has_no_link(hall, sent):
    assert {row for (row,) in sql("SELECT seat FROM committees_guestlink")} == {"landlord", "state"}
    (message,) = [each for each in mail.outbox if each.to == ["titular.ccas@example.test"]]
    assert reverse("called", args=[sent.public_id]) in message.body


def test_what_she_reads_is_logged_under_her_seat(hall, sent):
    client = entered()
    with readings() as seen:
        client.get(reverse("reading", args=[sent.public_id]))
    (row,) = seen.rows
    assert row["person_id"] == hall.holders["landlord", "titular"].audience_id
    assert (row["membership_id"], row["unit_id"], row["capacity"]) == (None, None, "committee_seat")


def test_leaving_closes_this_browser_and_not_the_link(hall, sent):
    client = entered()
    assert where(client.post(reverse("guest_leave"))) == CLOSED
    assert "compte/login" in client.get(reverse(ROOM))["Location"]
    entered()


# Attacks ----------------------------------------------------------------------------------------------------------


def test_a_guessed_token_opens_nothing_and_is_answered_like_a_dead_one(hall, sent):
    token = token_of()
    h.move(hall, sent, "cancelled")
    answers = []
    for each in (token, "x" * 32, digest_of(token), token[:-1], token.upper()):
        address = reverse("guest", args=[each])
        for body in (None, {"demander": "1"}, {"code": "123456"}):
            answer = Client().get(address) if body is None else Client().post(address, body)
            answers.append((answer.status_code, answer["Location"], answer.content, sorted(answer.headers)))
    assert len(set(map(str, answers))) == 1
    assert where(Client().get(reverse("guest", args=[token]))) == CLOSED


def test_ten_tokens_that_open_nothing_and_the_address_waits(hall, sent, settings):
    settings.ACCOUNT_RATE_LIMITS = {"guest_link": "10/m/ip"}
    client, good = Client(REMOTE_ADDR="192.0.2.77"), reverse("guest", args=[token_of()])
    statuses = [client.get(reverse("guest", args=[f"{number:032}"])).status_code for number in range(11)]
    assert statuses == [302] * 10 + [429]
    assert client.get(good).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.78").get(good).status_code == 200


def test_a_code_opens_once(hall, sent):
    token, client = token_of(), Client()
    code = ask_code(client, token)
    assert where(give(client, token, code)) == ROOM
    again = give(Client(), token, code)
    assert where(again) == "200"
    assert "ne sert plus" in again.text


def test_after_five_errors_the_right_code_opens_nothing_and_another_does(hall, sent):
    token, client = token_of(), Client()
    code = ask_code(client, token)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert where(give(Client(), token, wrong)) == "200"
    assert where(give(client, token, code)) == "200"
    assert where(give(client, token, ask_code(client, token))) == ROOM


def test_four_errors_do_not_close_it(hall, sent):
    token, client = token_of(), Client()
    code = ask_code(client, token)
    for _ in range(4):
        give(client, token, f"{(int(code) + 1) % 10**6:06}")
    assert where(give(client, token, f" {code[:3]} {code[3:]} ")) == ROOM


def test_a_code_ends_after_fifteen_minutes_and_with_the_next_one(hall, sent):
    token, client = token_of(), Client()
    first = ask_code(client, token)
    second = ask_code(client, token)
    if first != second:
        assert where(give(client, token, first)) == "200"
    sql("UPDATE committees_guestlink SET code_until = code_until - interval '16 minutes'")
    assert where(give(client, token, second)) == "200"


def test_the_code_of_another_holder_opens_nothing(hall, sent):
    mine, hers = token_of("landlord"), token_of("state")
    code = ask_code(Client(), mine, "landlord")
    other = ask_code(Client(), hers, "state")
    if code != other:
        assert where(give(Client(), hers, code)) == "200"
        assert where(give(Client(), mine, other)) == "200"
    sql("UPDATE committees_guestlink SET code_digest = (SELECT max(code_digest) FROM committees_guestlink)")
    opened = [where(give(Client(), token, given)) for token in (mine, hers) for given in (code, other)]
    assert opened.count(ROOM) == 1, "a digest is of its own link"


def test_a_code_nobody_asked_for_is_none(hall, sent):
    for code in ("", "000000", "none"):
        assert where(give(Client(), token_of(), code)) == "200"
    with connection.cursor() as cursor:
        for code in ("", None):
            cursor.execute("SELECT sec.redeem_guest_code(%s, %s)", [token_of(), code])
            assert cursor.fetchone() == (None,)


def test_codes_are_asked_once_a_minute_and_twenty_times_at_most(hall, sent):
    token, client = token_of(), Client()
    assert ask_code(client, token)
    before = len(mail.outbox)
    shown = client.post(reverse("guest", args=[token]), {"demander": "1"})
    work()
    assert "Un code de six chiffres part" in shown.text
    assert len(mail.outbox) == before
    for _ in range(19):
        assert ask_code(client, token)
    assert ask_code(client, token) == ""
    sql("UPDATE committees_guestlink SET code_until = now()")
    assert where(client.get(reverse("guest", args=[token]))) == CLOSED


def _sign(hall, sent) -> None:
    h.move(hall, sent, "open")
    h.move(hall, sent, "closed")
    h.move(hall, sent, "signed")


def _replace(hall, sent) -> None:
    with within(hall.secretary):
        substitute = h.name_holder(hall, "landlord", "substitute")
        sitting.designate(session=sent, holder=substitute, by=hall.secretary)


def _end(hall, sent) -> None:
    with within(hall.secretary):
        seats.end(holder=hall.holders["landlord", "titular"], by=hall.secretary)


def _resend(hall, sent) -> None:
    with within(hall.secretary):
        convocations.ask_again(session=sent, holder=hall.holders["landlord", "titular"], by=hall.secretary)
    work()


def _pass(hall, sent) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE committees_session DISABLE TRIGGER USER", role="palier_owner")
    sql("UPDATE committees_session SET starts_at = now() - interval '32 days'")


CLOSING = {
    "signed": _sign,
    "cancelled": lambda hall, sent: h.move(hall, sent, "cancelled"),
    "replaced": _replace,
    "mandate over": _end,
    "excused": lambda hall, sent: h.attend(hall, sent, "landlord", "excused"),
    "sent again": _resend,
    "thirty days over": _pass,
}


@pytest.mark.parametrize("how", CLOSING)
def test_link_code_and_browser_are_closed_at_the_next_request(hall, sent, how):
    token, client = token_of(), entered()
    waiting = Client()
    code = ask_code(waiting, token)
    assert client.get(reverse("reading", args=[sent.public_id])).status_code == 200
    CLOSING[how](hall, sent)
    ((item,),) = sql("SELECT public_id FROM committees_agendaitem")
    assert where(client.get(reverse("reading", args=[sent.public_id]))) == CLOSED
    assert where(client.get(reverse("sheet_read", args=[sent.public_id, item]))) == CLOSED
    assert where(client.get(reverse(ROOM))) == CLOSED
    assert where(waiting.get(reverse("guest", args=[token]))) == CLOSED
    assert where(give(waiting, token, code)) == CLOSED
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.redeem_guest_code(%s, %s)", [token, code])
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT sec.ask_guest_code(%s)", [token])
        assert cursor.fetchone() == (None,)


def test_a_link_sent_again_opens_where_the_former_does_not(hall, sent):
    former = token_of()
    _resend(hall, sent)
    assert token_of() != former
    entered()


def test_her_link_leads_to_one_session_though_she_sits_in_two(hall, sent):
    other = sent_by(hall, in_days=8)
    first, second = (token_of(at=at) for at in (-2, -1))
    client = entered(token=first)
    ((item,),) = sql("SELECT public_id FROM committees_agendaitem WHERE session_id = %s", other.pk)
    assert client.get(reverse("reading", args=[sent.public_id])).status_code == 200
    assert client.get(reverse("reading", args=[other.public_id])).status_code == 404
    assert client.get(reverse("sheet_read", args=[other.public_id, item])).status_code == 404
    assert str(other.public_id) not in client.get(reverse(ROOM)).text
    assert entered(token=second).get(reverse("reading", args=[other.public_id])).status_code == 200
    assert h.read_by(hall.holders["landlord", "titular"]), "the seat itself reads both"


def test_a_link_whose_code_was_never_given_reads_nothing(hall, sent):
    ((audience,),) = sql("SELECT audience_id FROM committees_guestlink WHERE seat = 'landlord'")
    with acting((audience,)):
        assert not SheetVersion.objects.exists()
        assert not SheetAccess.objects.exists()
        assert not SeatHolder.objects.exists()
    assert guests.seat_of(audience) is None


def test_a_guest_has_no_other_page(hall, sent):
    client = entered()
    for name in ("committees", "day", "tenants", "my_cases", "organisation", "account"):
        answer = client.get(reverse(name))
        assert answer.status_code in {302, 404}, name
        assert answer.status_code == 404 or "/compte/login/" in answer["Location"], name


def test_nobody_reads_a_link(hall, sent):
    for audiences in ((), hall.secretary.audiences, (hall.holders["landlord", "titular"].audience_id,)):
        with pytest.raises(DatabaseError), acting(audiences):
            GuestLink.objects.exists()


def test_a_link_is_made_by_its_secretariat_for_who_sits_without_account(hall, sent):
    def make(by, session, holder):
        with within(by), connection.cursor() as cursor:
            cursor.execute("SELECT sec.make_guest_link(%s, %s, %s)", [session.pk, holder.pk, "x" * 64])

    landlord = hall.holders["landlord", "titular"]
    refused = [
        (hall.seated, sent, landlord),
        (hall.world.ines, sent, landlord),
        (hall.secretary, sent, hall.holders["ccas", "titular"]),
        (hall.secretary, sent, hall.holders["ccas", "substitute"]),
        (hall.secretary, planned(hall, timedelta(days=9)), landlord),
    ]
    for by, session, holder in refused:
        with pytest.raises(DatabaseError):
            make(by, session, holder)
    make(hall.secretary, sent, landlord)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_code_at_once_one_comes_in(world):
    hall = h.build(world)
    sent_by(hall)
    token = token_of()
    code = ask_code(Client(), token)
    opened, ready = [], threading.Barrier(4)

    def give_it():
        try:
            with connection.cursor() as cursor:
                ready.wait()
                cursor.execute("SELECT sec.redeem_guest_code(%s, %s)", [token, code])
                opened.append(cursor.fetchone()[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=give_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    assert sum(audience is not None for audience in opened) == 1
