"""The page of attendance: who was not chosen is not designated, what stands since stays, who no longer holds her seat is not there."""

import re

import pytest

from committees.actions import sitting
from committees.enums import Attending
from committees.models import Attendance
from common.refusal import Refused
from tests.cases.landlord import signed_in
from tests.committees import hall as h
from tests.committees.test_acts import fresh, sitting_of
from tests.committees.test_pages import said, url
from tests.harness import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def claire(hall):
    return signed_in(hall.secretary)


def test_a_page_offers_who_is_named_now_and_her_presence_is_noted_anew(hall, claire):
    made, _ = sitting_of(hall, present=("ccas", "state"))
    h.end_holder(hall, hall.holders["state", "titular"])
    named = h.name_holder(hall, "state", "titular")
    page = claire.get(url("attendance", made))
    assert "mandat terminé" in said(page)
    assert f'value="{named.public_id}"' in page.content.decode()
    claire.post(url("attendance", made), shown(page.content.decode()) | {"qui-state": str(named.public_id)})
    assert seat(hall, made, "state") == (named.pk, "expected")


def test_an_old_page_of_attendance_undoes_nothing(hall, claire):
    made, _ = sitting_of(hall, present=("ccas",))
    old = shown(claire.get(url("attendance", made)).content.decode())
    with within(hall.secretary):
        sitting.designate(session=made, holder=hall.holders["ccas", "substitute"], by=hall.secretary)
        sitting.attend(session=made, seat="ccas", state="excused", by=hall.secretary)
    claire.post(url("attendance", made), old | {"presence-landlord": "present"})
    assert seat(hall, made, "ccas") == (hall.holders["ccas", "substitute"].pk, "excused")
    assert seat(hall, made, "landlord")[1] == "present"


def shown(page: str) -> dict[str, str]:
    """The form of that page, as a browser would send it untouched: a list of which nothing is chosen sends its first option."""
    fields = dict(re.findall(r'<input type="hidden" name="(vu-[^"]+)" value="([^"]*)"', page))
    radios = re.findall(r'type="radio" name="(presence-[^"]+)" value="([^"]+)" checked', page)
    lists = re.findall(r'<select[^>]*name="(qui-[^"]+)">(.*?)</select>', page, re.S)
    chosen = {
        name: (
            re.findall(r'<option value="([^"]*)" selected', options) or re.findall(r'<option value="([^"]*)"', options)
        )[0]
        for name, options in lists
    }
    return fields | dict(radios) | chosen


def test_an_old_page_on_which_a_seat_was_vacant_unseats_nobody(hall, claire):
    """Untouched there, or chosen there: who was designated meanwhile stays, is told nothing, and the page says so."""
    made, substitute = without(hall, "ccas"), hall.holders["ccas", "substitute"]
    old = shown(claire.get(url("attendance", made)).content.decode())
    assert (old["vu-qui-ccas"], old["qui-ccas"]) == ("", "")
    with within(hall.secretary):
        sitting.designate(session=made, holder=substitute, by=hall.secretary)
        sitting.attend(session=made, seat="ccas", state=Attending.PRESENT, by=hall.secretary)
    claire.post(url("attendance", made), old | {"presence-landlord": "present"})
    assert (seat(hall, made, "ccas"), seat(hall, made, "landlord")[1]) == ((substitute.pk, "present"), "present")
    titular = {"qui-ccas": str(hall.holders["ccas", "titular"].public_id), "presence-ccas": "excused"}
    answer = claire.post(url("attendance", made), old | titular, follow=True)
    assert "« CCAS » : quelqu’un d’autre y a été désigné entre-temps" in said(answer)
    assert seat(hall, made, "ccas") == (substitute.pk, "present")


def test_a_page_that_is_saved_untouched_designates_nobody(hall, claire):
    made = without(hall, "ccas")
    former, successor = hall.holders["state", "titular"], h.name_holder(hall, "state", "substitute")
    h.end_holder(hall, former)
    page = shown(claire.get(url("attendance", made)).content.decode())
    claire.post(url("attendance", made), page | {"tous": "1"})
    with within(hall.secretary):
        found = dict(Attendance.objects.filter(session=made).values_list("seat", "holder_id"))
        assert found == {"landlord": hall.holders["landlord", "titular"].pk, "state": former.pk}
    nobody = claire.post(url("attendance", made), page | {"presence-ccas": "present"}, follow=True)
    assert "« CCAS » : choisissez d’abord qui y siège" in said(nobody)
    chosen = {"qui-ccas": str(hall.holders["ccas", "titular"].public_id), "presence-ccas": "present"}
    claire.post(url("attendance", made), page | chosen | {"qui-state": str(successor.public_id)})
    assert seat(hall, made, "ccas") == (hall.holders["ccas", "titular"].pk, "present")
    assert seat(hall, made, "state") == (successor.pk, "expected")


def test_who_no_longer_holds_her_seat_is_not_there(hall, claire):
    """« Tous ceux attendus » leaves her out, whoever follows her or nobody; noted one by one, it is refused and its cure said."""
    made, _ = sitting_of(hall, present=("ccas",))
    page = url("attendance", made)
    for name in ("landlord", "state"):
        h.end_holder(hall, hall.holders[name, "titular"])
    h.name_holder(hall, "landlord", "substitute")
    fields = shown(claire.get(page).content.decode())
    claire.post(page, fields | {"tous": "1"})
    assert {seat(hall, made, name)[1] for name in ("landlord", "state")} == {"expected"}
    assert "Le quorum n’est pas atteint" in said(claire.get(page))
    for name in ("landlord", "state"):
        answer = claire.post(page, fields | {f"presence-{name}": "present"}, follow=True)
        assert f"« {name.upper()} » : ce mandat a pris fin" in said(answer)
        with within(hall.secretary), pytest.raises(Refused, match=f"Le mandat de titular {name} a pris fin"):
            sitting.attend(session=fresh(made), seat=name, state=Attending.PRESENT, by=hall.secretary)
    claire.post(page, fields | {"presence-state": "excused"})
    assert seat(hall, made, "state")[1] == "excused"


def without(hall, key):
    """A session that sits, for which nobody is designated to that seat: its holders were named after it was sent."""
    ranks = [rank for name, rank in hall.holders if name == key]
    for rank in ranks:
        h.end_holder(hall, hall.holders[key, rank])
    made, _ = sitting_of(hall, present=())
    for rank in ranks:
        hall.holders[key, rank] = h.name_holder(hall, key, rank)
    return made


def seat(hall, made, key):
    with within(hall.secretary):
        return Attendance.objects.values_list("holder_id", "state").get(session=made, seat=key)
