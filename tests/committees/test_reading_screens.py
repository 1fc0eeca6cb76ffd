"""Presenting and reading in a real browser: no accessibility violation, nothing sideways, arrows, and nothing on paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from cases.models import Case
from committees.models import AgendaItem, PresentationSheet, Session
from partners.acting import Acting, act_as
from partners.enums import Capacity
from tests.browser import answer_static, chromium_opened
from tests.cases.agreements import browser as signed_in
from tests.cases.test_consent_screens import ORIGIN, check
from tests.committees import hall as h
from tests.committees import presented as p
from tests.common.pdf_words import overlaps_of
from tests.factories.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Scene:
    """A household with a draft for one committee, and a session of another that reads a file of the same household."""

    ines: Acting
    seated: Acting
    case: Case
    draft: PresentationSheet
    at: Session
    items: list[AgendaItem]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def scene() -> Scene:
    world = build_world()
    hall, other = h.build(world), h.build(world)
    followed = p.followed(world)
    draft = p.draft(other, followed, world.ines)
    at, items = p.sent(hall, p.filed(hall, followed, world.ines), p.typed(hall))
    seated = act_as(hall.holders["ccas", "titular"].membership, Capacity.COMMITTEE_SEAT)
    return Scene(world.ines, seated, followed.case, draft, at, items)


@pytest.fixture
def show(chromium: Browser) -> Iterator[Callable[[Acting], Page]]:
    """A browser of that member, through which each page of the product is asked."""
    contexts = []

    def opener(by: Acting) -> Page:
        client = signed_in(by)
        context = chromium.new_context(bypass_csp=True, viewport={"width": 360, "height": 780}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: _answer(route, client))
        return page

    yield opener
    for context in contexts:
        context.close()


def _answer(route: Route, client: Client) -> None:
    path = route.request.url.removeprefix(ORIGIN).partition("#")[0]
    if path.startswith("/static/"):
        answer_static(route, path.removeprefix("/static/"))
        return
    answer = client.get(path)
    route.fulfill(status=answer.status_code, body=answer.content, content_type=answer["Content-Type"])


def test_the_pages_of_a_team(show, scene):
    page = show(scene.ines)
    for route, key in (
        ("present", scene.case.public_id),
        ("present_new", scene.case.public_id),
        ("present_file", scene.draft.public_id),
        ("present_edit", scene.draft.public_id),
        ("present_withdraw", scene.draft.public_id),
    ):
        page.goto(ORIGIN + reverse(route, args=[key]))
        expect(page.locator("h1")).not_to_be_empty()
        check(page)


def test_under_a_code_only_what_is_read_is_asked(show, scene):
    page = show(scene.ines)
    page.goto(ORIGIN + reverse("present_new", args=[scene.case.public_id]))
    page.locator("a.card-link").first.click()
    text, warning = page.locator("[name=text]"), page.get_by_text("La commission ne saura pas de qui il s’agit")
    expect(text).to_be_visible()
    expect(warning).not_to_be_visible()
    page.locator("label:has([name=how][value=coded])").click()
    expect(text).not_to_be_visible()
    expect(page.locator("[name=name]")).not_to_be_visible()
    expect(page.locator("[name=request]")).to_be_visible()
    expect(warning).to_be_visible()
    check(page)


def test_the_reading_room_by_keys(show, scene):
    page = show(scene.seated)
    page.goto(ORIGIN + reverse("reading_room"))
    check(page)
    page.locator("a.card-link").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    check(page)
    page.locator("tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Dossier 2 sur 2")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text("Dossier 1 sur 2")
    check(page)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_have_text("Dossier 1 sur 2")
    page.get_by_role("link", name="Suivant").click()
    expect(page.locator("h1")).to_have_text("Dossier 2 sur 2")


def test_a_file_is_not_on_paper(show, scene):
    page = show(scene.seated)
    for path in (
        reverse("reading", args=[scene.at.public_id]),
        reverse("sheet_read", args=[scene.at.public_id, scene.items[0].public_id]),
    ):
        page.goto(ORIGIN + path)
        expect(page.get_by_text("Mme B., 34 ans")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_text("Mme B., 34 ans")).not_to_be_visible()
        expect(page.get_by_text("Cette page ne s’imprime pas.")).to_be_visible()
        assert overlaps_of(page.pdf(tagged=True)) == []
        page.emulate_media(media="screen")


def test_on_a_telephone_what_is_asked_does_not_read_as_decided(show, scene):
    page = show(scene.seated)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(ORIGIN + reverse("reading", args=[scene.at.public_id]))
    asked = page.locator(".agenda-read__asked").first
    expect(asked.get_by_text("Demandé : la commission")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(asked.get_by_text("Demandé : la commission")).not_to_be_visible()
    expect(page.get_by_role("columnheader", name="Ce qui est demandé : la commission…")).to_be_visible()
