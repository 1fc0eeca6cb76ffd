"""The screen of a sitting in a real browser: nothing typed is lost, a double press is one, who goes on is not fetched back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from committees.models import Decision, Opinion, Recusal
from tests.browser import answer_static, chromium_opened
from tests.cases.agreements import browser as signed_in
from tests.cases.test_consent_screens import ORIGIN, check
from tests.committees import hall as h
from tests.committees.test_acts import sitting_of, typed
from tests.committees.test_household import RULES
from tests.committees.test_pages import url
from tests.factories.world import build_world
from tests.harness import within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = (360, 780), (1440, 900)


class Room:
    """A session that sits with two files, and its secretary's browser. `holds`: what is sent waits for `release`; `fails`: how it does."""

    def __init__(self, chromium: Browser) -> None:
        self.hall = h.build(build_world())
        sheets = [typed(self.hall), typed(self.hall)]
        self.at, self.items = sitting_of(self.hall, *sheets)
        for item, sheet in zip(self.items, sheets, strict=True):
            item.sheet = sheet
        self.client = signed_in(self.hall.secretary)
        self.context = chromium.new_context(bypass_csp=True, viewport={"width": 1440, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.holds, self.held, self.fails = False, [], 0
        self.asked: list[bool] = []
        self.stays = False
        self.page.on("dialog", self._leaves)
        self.page.route("**/*", self._answer)

    def _leaves(self, dialog) -> None:
        self.asked.append(True)
        if self.stays:
            dialog.dismiss()
        else:
            dialog.accept()

    def _answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN).partition("#")[0]
        if path.startswith("/static/"):
            answer_static(route, path.removeprefix("/static/"))
        elif request.method == "POST" and self.fails:
            route.abort() if self.fails == -1 else route.fulfill(status=self.fails, body="<h1>Non</h1>")
        elif request.method == "POST" and self.holds:
            self.held.append(route)
        else:
            self._pass(route)

    def _pass(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN).partition("#")[0]
        headers = {"X-Requested-With": value} if (value := request.headers.get("x-requested-with")) else {}
        if request.method == "POST":
            body, kind = request.post_data_buffer or b"", request.headers["content-type"]
            answer = self.client.post(path, data=body, content_type=kind, follow=True, headers=headers)
        else:
            answer = self.client.get(path, follow=True, headers=headers)
        route.fulfill(status=answer.status_code, body=answer.content, content_type=answer["Content-Type"])

    def release(self) -> None:
        self.holds = False
        while self.held:
            self._pass(self.held.pop(0))

    def opens(self, number: int = 0) -> Page:
        self.page.goto(ORIGIN + url("sitting", self.at, self.items[number]))
        return self.page

    def seat(self, key: str):
        return self.page.locator(".opinion", has=self.page.locator(f"#siege-{key}"))

    def words(self, key: str):
        """The field of what that seat says, its place opened."""
        if not self.page.locator(f"#texte-{key}").is_visible():
            self.seat(key).locator("summary").click()
        return self.page.locator(f"#texte-{key}")

    @property
    def kept(self):
        return self.page.locator("[data-kept]")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_opened() as opened:
        yield opened


@pytest.fixture
def room(chromium) -> Iterator[Room]:
    made = Room(chromium)
    yield made
    made.context.close()


def rows(room, of, *columns):
    with within(room.hall.secretary):
        return sorted(of.objects.filter(session=room.at).values_list(*columns))


def test_what_a_seat_says_is_kept_when_its_field_is_left_whatever_comes_next(room):
    page = room.opens()
    page.keyboard.press("1")
    expect(room.kept).to_contain_text("Enregistré à")
    room.words("ccas").type("Dette trop lourde.")
    page.locator(".sitting__decision .button--main").click()
    expect(page.locator("h1")).to_contain_text("2. ")
    assert rows(room, Opinion, "seat", "text") == [("ccas", "Dette trop lourde.")]
    room.opens(1)
    room.words("landlord").type("À revoir.")
    page.locator("[data-previous]").click()
    expect(page.locator("h1")).to_contain_text("1. ")
    assert ("landlord", "À revoir.") in rows(room, Opinion, "seat", "text")
    assert room.asked == []


def test_a_double_press_is_one(room):
    page = room.opens()
    room.seat("ccas").get_by_role("button", name="Se retire").dblclick()
    expect(room.seat("ccas").get_by_role("button", name="Prend part")).to_be_visible()
    voice = room.seat("landlord").get_by_role("button", name="Favorable", exact=True)
    voice.dblclick()
    expect(voice).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(500)
    assert rows(room, Recusal, "holder__seat", "lifted_at") == [("ccas", None)]
    assert rows(room, Opinion, "seat", "voice") == [("landlord", "favourable")]
    room.holds = True
    lifted = room.seat("ccas").get_by_role("button", name="Prend part")
    for _ in range(2):
        lifted.click()
        page.wait_for_timeout(700)
    assert len(room.held) == 1
    room.release()
    expect(room.seat("ccas").get_by_role("button", name="Se retire")).to_be_visible()


def test_an_answer_takes_the_focus_from_nobody(room):
    page = room.opens()
    room.holds = True
    room.seat("ccas").get_by_role("button", name="Favorable", exact=True).click()
    page.get_by_label("Motif").click()
    page.keyboard.type("1")
    release_and_hear(room, "1 favorable")
    page.keyboard.type("2 places")
    expect(page.get_by_label("Motif")).to_have_value("12 places")
    assert page.locator("[name=competence]:checked").count() == 0
    room.holds = True
    page.set_viewport_size({"width": 1440, "height": 500})
    room.seat("landlord").get_by_role("button", name="Favorable", exact=True).click()
    room.words("ccas").type("Deux")
    page.keyboard.press("ArrowLeft")
    seen_from = page.locator("#avis").evaluate("part => part.scrollTop")
    release_and_hear(room, "2 favorables")
    assert page.locator("#avis").evaluate("part => part.scrollTop") == seen_from > 0
    page.keyboard.type("-")
    expect(page.locator("#texte-ccas")).to_have_value("Deu-x")
    page.keyboard.press("Tab")
    expect(room.kept).to_have_text("Avis enregistré.")
    page.wait_for_timeout(300)
    assert ("ccas", "Deu-x") in rows(room, Opinion, "seat", "text")


def release_and_hear(room, said):
    room.page.wait_for_timeout(200)
    room.release()
    expect(room.page.locator("#avis h2")).to_contain_text(said)


def test_a_reason_without_a_decision_is_said_not_to_be_kept_and_is_not_left_unasked(room):
    page = room.opens()
    page.get_by_label("Motif").type("Il manque une pièce.")
    expect(room.kept).to_have_text("Choisissez une décision : rien n’est encore enregistré.")
    room.stays = True
    page.locator("[data-next]").click()
    page.wait_for_timeout(500)
    assert (room.asked, page.locator("h1").inner_text()[:3]) == ([True], "1. ")
    page.locator(".choice").first.click()
    expect(room.kept).to_contain_text("Enregistré à")
    page.locator("[data-next]").click()
    expect(page.locator("h1")).to_contain_text("2. ")
    assert room.asked == [True]
    assert rows(room, Decision, "reason") == [("Il manque une pièce.",)]


def test_words_that_could_not_be_kept_are_not_left_unasked(room):
    page = room.opens()
    room.fails, room.stays = -1, True
    room.words("ccas").type("Oui, si le garant signe.")
    page.keyboard.press("Tab")
    expect(room.kept).to_contain_text("le réseau ne répond pas")
    page.keyboard.press("Escape")
    page.locator(".choice").first.click()
    page.locator(".sitting__decision .button--main").click()
    page.wait_for_timeout(500)
    assert room.asked == [True]
    # Who stays sends it again.
    room.fails = 0
    page.locator("#texte-ccas").click()
    page.locator(".sitting__decision .button--main").click()
    expect(page.locator("h1")).to_contain_text("2. ")
    assert room.asked == [True]
    assert rows(room, Opinion, "text") == [("Oui, si le garant signe.",)]


def test_what_is_refused_is_said_apart_from_a_network_that_fails(room):
    page = room.opens()
    room.fails = 500
    page.keyboard.press("1")
    expect(room.kept).to_contain_text("Le serveur n’a pas pu répondre")
    room.fails = 0
    h.withdraw_sheet(room.items[0].sheet, room.hall.secretary)
    page.keyboard.press("1")
    expect(room.kept).to_have_text("Ce dossier n’est plus à l’ordre du jour.")
    room.seat("ccas").get_by_role("button", name="Favorable", exact=True).click()
    page.wait_for_timeout(300)
    expect(room.kept).to_have_text("Ce dossier n’est plus à l’ordre du jour.")
    assert page.locator("h1").inner_text().startswith("1. ")


def test_a_decision_leaves_after_a_long_talk(room):
    """No field was touched for longer than a session is taken to be fresh: whoever is signed in still is."""
    room.page.clock.install()
    page = room.opens()
    page.clock.fast_forward("20:00")
    page.keyboard.press("1")
    expect(room.kept).to_contain_text("Enregistré à")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("2. ")


def test_its_screens_are_read_on_a_telephone_and_at_a_desk(chromium, monkeypatch):
    monkeypatch.setattr(h, "RULES", RULES)
    room = Room(chromium)
    page = room.opens()
    expect(page.locator("h1")).to_have_text(f"Dossier {room.items[0].sheet.number}")
    looked_at(page, "sitting-awaited")
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text(f"Dossier {room.items[1].sheet.number}")
    page.goto(ORIGIN + url("session", room.at))
    looked_at(page, "session-numbered")
    page.goto(ORIGIN + url("household_answer", room.at, room.items[0]))
    looked_at(page, "household-answer-numbered")
    page.get_by_label("Pas là", exact=True).check(force=True)
    page.get_by_label("Ne s’est pas prononcé").check()
    page.get_by_role("button", name="Enregistrer la réponse").click()
    room.opens()
    page.keyboard.press("6")
    page.locator(".sitting__decision .button--main").click()
    expect(page.get_by_label("Mois")).to_have_attribute("aria-invalid", "true")
    looked_at(page, "sitting-wrong")
    h.end_holder(room.hall, room.hall.holders["landlord", "titular"])
    h.end_holder(room.hall, room.hall.holders["state", "titular"])
    h.name_holder(room.hall, "state", "titular")
    page.goto(ORIGIN + url("attendance", room.at))
    looked_at(page, "attendance-vacant")
    room.context.close()


def looked_at(page: Page, name: str) -> None:
    check(page)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        if folder := os.environ.get("PICTURES_TO"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
