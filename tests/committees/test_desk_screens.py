"""The secretary's screens at the width of her desk: what stands in a card stays in it, what decides stays at the bottom right."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from committees.actions import sitting
from committees.actions.sitting import Said
from tests.browser import chromium_opened
from tests.committees import hall as h
from tests.committees.test_pages import url
from tests.committees.test_sitting_screens import ORIGIN, Room
from tests.harness import within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Recommander une mesure au fonds de soli."
RULES = h.RULES | {
    "competences": [
        {**each, "short": LONG if each["key"] == "measure" else f"{each['short']} la demande du ménage"[:40]}
        for each in h.RULES["competences"]
    ]
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def room(chromium, monkeypatch) -> Iterator[Room]:
    monkeypatch.setattr(h, "RULES", RULES)
    made = Room(chromium)
    made.page.set_viewport_size({"width": 1280, "height": 900})
    with within(made.hall.secretary):
        sitting.decide(item=made.items[0], said=Said("measure"), seen="", by=made.hall.secretary)
    yield made
    made.context.close()


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found
    return {"left": found["x"], "right": found["x"] + found["width"], "top": found["y"]} | found


def test_the_agenda_of_a_session_that_sits_stays_in_its_card(room):
    page = room.page
    page.goto(ORIGIN + url("session", room.at))
    expect(page.locator("table.agenda")).to_contain_text(LONG)
    assert box(page, "table.agenda")["right"] <= box(page, ".page-content .card >> nth=0")["right"]
    assert box(page, ".agenda__moves .soft")["right"] <= box(page, "table.agenda")["right"]
    assert box(page, "table.agenda")["right"] < box(page, ".page-aside")["left"]


def test_what_decides_is_at_the_bottom_right_and_does_not_move(room):
    page = room.opens(1)
    main = ".sitting__decision .button--main"
    places = [box(page, main)]
    for key in ("1", "3"):
        page.keyboard.press(key)
        expect(room.kept).not_to_be_empty()
        places.append(box(page, main))
    expect(page.locator("[name=months]")).not_to_be_visible()
    for place in places:
        assert place["right"] > 1280 - 40
    for one, other in pairwise(places):
        assert (one["left"], one["top"]) == (other["left"], other["top"])
