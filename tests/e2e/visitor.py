"""One person at her browser: she enters by a button of the demonstration, taps, reads, signs."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect

from tests.e2e import looks

PHONE, DESK = (360, 780), (1440, 900)
WAIT_MS = 60_000
SETTLED_SECONDS = 20
#: Whatever the policy refuses is written on the console, which is read.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass
class Taps:
    """How many times the screen was touched."""

    count: int = 0


def words(text: str) -> str:
    """A text on one line, with ordinary spaces."""
    return re.sub(r"\s+", " ", text).strip()


class Visitor:
    """A browser context with one page. `complaints`: console errors, uncaught exceptions, refusals of the policy."""

    def __init__(self, browser: Browser, url: str, *, phone: bool = False) -> None:
        self.url, self.phone = url, phone
        width, height = PHONE if phone else DESK
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(WAIT_MS)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.complaints: list[str] = []
        self.taps = Taps()
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def close(self) -> None:
        self.context.close()

    def enter(self, name: str) -> None:
        """By the door of that name, on the entry page."""
        self.open("/compte/login/")
        self.page.locator(".doors button", has_text=name).click()
        expect(self.page.locator("h1")).not_to_have_text("Entrer comme")

    def enter_by_key(self, name: str) -> None:
        """By the same door, with the keyboard."""
        self.open("/compte/login/")
        self.by_key(name)
        expect(self.page.locator("h1")).not_to_have_text("Entrer comme")

    def open(self, address: str) -> None:
        self.page.goto(urljoin(self.url, address))

    def status(self, address: str) -> int:
        """What that address answers, without leaving the page."""
        return self.context.request.get(urljoin(self.url, address), max_redirects=0).status

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def tap(self, target: Locator) -> None:
        """Touch or click, and count it."""
        self.taps.count += 1
        if self.phone:
            target.tap()
        else:
            target.click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def choice(self, name: str, value: str) -> Locator:
        """The label of a radio or a box, which is what a finger touches."""
        return self.page.locator(f"label:has(input[name='{name}'][value='{value}'])")

    def heading(self, text: str) -> None:
        expect(self.page.locator("h1")).to_have_text(text)

    @property
    def said(self) -> str:
        """What the page says."""
        return words(self.page.locator("main").inner_text())

    @contextmanager
    def counted(self) -> Iterator[Taps]:
        """The taps of what is done inside."""
        self.taps = Taps()
        yield self.taps

    def sign(self) -> None:
        """A signature drawn with the mouse."""
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 30, box["y"] + 60)
        self.page.mouse.down()
        for step in range(20):
            self.page.mouse.move(box["x"] + 30 + step * 8, box["y"] + 60 + (-1) ** step * 20)
        self.page.mouse.up()

    def reach(self, text: str, *, most: int = 120, key: str = "Tab") -> None:
        """Press `key` until what has the focus says that (label, name and value).

        Fails after `most` steps, and at the first stop that one does not see.
        """
        for _ in range(most):
            self.page.keyboard.press(key)
            focus = self.page.evaluate(looks.FOCUS)
            assert focus["seen"] or focus["lost"], f"not seen on {self.path}: {words(focus['words'])}"
            if text in words(focus["words"]):
                return
        raise AssertionError(f"the keyboard does not reach « {text} » on {self.path}")

    def by_key(self, text: str, key: str = "Enter", *, most: int = 120) -> None:
        """Reach what says that, and press `key` on it."""
        self.reach(text, most=most)
        self.press(key)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type it where the focus is, as if nothing else were there."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def has_focus(self, text: str) -> None:
        """What has the focus, and is seen to have it, says that: an error summary, what a swap brought."""
        end, focus = time.monotonic() + SETTLED_SECONDS, None
        while time.monotonic() < end:
            self.page.wait_for_timeout(50)
            try:
                focus = self.page.evaluate(looks.FOCUS)
            except Error:  # the page is being left for the next
                continue
            if focus["seen"] and text in words(focus["words"]):
                return
        raise AssertionError(f"« {text} » has not the focus on {self.path}: {focus}")
