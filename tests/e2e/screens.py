"""What every screen must be, at any width, in any light; and its picture when one is asked for."""

import io
import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.common.pdf_words import overlaps_of
from tests.e2e import looks
from tests.e2e.visitor import DESK, PHONE, Visitor

#: The folder to write pictures to; nothing is written without it.
PICTURES = "PICTURES_TO"
COLOURS = 96
ROOT = Path(__file__).resolve().parents[2]
#: A desk of 1,280 by 1,024 at 400 % (WCAG 1.4.10).
ZOOMED = (320, 256)
#: The rules whose verdict depends on the colours: the others have said the same in the light.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = "(options) => axe.run({resultTypes: ['violations'], ...options}).then((found) => found.violations)"


class Screens:
    """The screens of one role, looked at one by one."""

    def __init__(self, visitor: Visitor, role: str) -> None:
        self.visitor, self.role, self.page = visitor, role, visitor.page

    def show(self, name: str) -> None:
        """Check the page at hand and keep its pictures; the desk's width, the light and no focus are put back.

        On a telephone and a desk: nothing sideways, no violation of axe, in the light and in the dark, every stop of
        the Tab key seen. At 400 %: nothing sideways, every stop seen. In forced colours: nothing loses its meaning.
        Where it offers to be printed: no word over another on paper.
        """
        self.page.wait_for_load_state("networkidle")
        assert self.page.locator("h1").count() == 1, name
        assert self.page.title().strip() not in ("", "Palier"), name
        self.page.evaluate(Axe().axe_script)
        for size in (PHONE, DESK):
            self._at(size, name)
            self._keep(name, size[0])
            self._axe(f"{name} at {size[0]}", {})
        self.page.emulate_media(color_scheme="dark")
        self._axe(f"{name} in the dark", OF_COLOURS)
        self.page.emulate_media(color_scheme="light", forced_colors="active")
        assert self.page.evaluate(looks.WITHOUT_COLOURS) == [], f"{name} in forced colours"
        self.page.emulate_media(forced_colors="none")
        self.page.keyboard.press("Tab")
        for size in (ZOOMED, PHONE, DESK):
            self._at(size, name)
            assert self.page.evaluate(looks.STOPS_NOT_SEEN) == [], f"{name} at {size}"
        self.page.evaluate("window.scrollTo(0, 0)")
        if self.page.locator("[data-print]").count():
            assert overlaps_of(self.page.pdf(tagged=True)) == [], f"{name} on paper"

    def _at(self, size: tuple[int, int], name: str) -> None:
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => { window.scrollTo(0, 0); return document.fonts.ready.then(() => true); }")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} scrolls sideways at {width}: {wide}"

    def _axe(self, where: str, options: dict) -> None:
        found = self.page.evaluate(RUN, options)
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == [], where

    def _keep(self, name: str, width: int) -> None:
        if folder := os.environ.get(PICTURES):
            path = ROOT / folder / self.role / f"{name}-{width}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            picture = Image.open(io.BytesIO(self.page.screenshot(full_page=False)))
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def follow(visitor: Visitor, name: str) -> None:
    """The first link that begins so."""
    visitor.page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    visitor.page.wait_for_load_state()


def press(visitor: Visitor, name: str) -> None:
    """The first button that begins so."""
    visitor.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
    visitor.page.wait_for_load_state()


def case_of(visitor: Visitor, name: str) -> str:
    """The path of a household's page, found by name in the worker's list."""
    visitor.open(f"/accompagnement/menages/?q={name}")
    visitor.page.locator("a.row-link").first.click()
    expect(visitor.page.locator("h1")).to_contain_text(name)
    return visitor.path
