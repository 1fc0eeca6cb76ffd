"""The household's page and the screen of its sitting, in a real browser: no accessibility violation, nothing sideways."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from committees.actions import household
from committees.actions.household import Answer
from committees.enums import HouseholdPresence
from tests.browser import chromium_opened
from tests.cases.test_consent_screens import ORIGIN, check
from tests.committees import hall as h
from tests.committees import test_reading_screens as reading
from tests.committees.test_acts import sitting_of, typed
from tests.committees.test_household import RULES, fresh_item
from tests.committees.test_pages import url
from tests.factories.world import build_world
from tests.harness import within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
show = reading.show
PHONE, DESK = (360, 780), (1440, 900)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


def test_its_answer_is_noted_on_a_telephone_and_at_a_desk(show, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    hall = h.build(build_world())
    _, (item,) = sitting_of(hall, typed(hall))
    page = show(hall.secretary)
    page.set_default_timeout(120_000)
    page.goto(ORIGIN + url("household_answer", item.session, item))
    expect(page.get_by_role("heading", name="Ce que dit le ménage")).to_be_visible()
    _looked_at(page, "household-answer")
    with within(hall.secretary):
        household.note(
            item=fresh_item(item), answer=Answer(HouseholdPresence.PARTLY, words="On y réfléchit"), by=hall.secretary
        )
    page.goto(ORIGIN + url("sitting", item.session, item))
    expect(page.locator("#avis")).to_contain_text("Le ménage est là, sans l’un de ses adultes, sans réponse.")
    expect(page.locator("body")).not_to_contain_text("On y réfléchit")
    _looked_at(page, "sitting-household-partly")


def _looked_at(page: Page, name: str) -> None:
    check(page)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        if folder := os.environ.get("PICTURES_TO"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
