"""What every screen must be at both widths, and its picture when one is asked for."""

import io
import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.e2e.visitor import DESK, PHONE, Visitor

#: The folder to write pictures to; nothing is written without it.
PICTURES = "PICTURES_TO"
COLOURS = 96
ROOT = Path(__file__).resolve().parents[2]


class Screens:
    """The screens of one role, looked at one by one."""

    def __init__(self, visitor: Visitor, role: str) -> None:
        self.visitor, self.role = visitor, role

    def show(self, name: str) -> None:
        """Check the page at hand at both widths and keep its picture; the desk's width is put back."""
        page = self.visitor.page
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1, name
        assert page.title().strip() not in ("", "Palier"), name
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => { window.scrollTo(0, 0); return document.fonts.ready.then(() => true); }")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
            found = Axe().run(page).response["violations"]
            broken = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert broken == [], f"{name} at {width}: {broken}"
            self._keep(name, width)

    def _keep(self, name: str, width: int) -> None:
        if folder := os.environ.get(PICTURES):
            path = ROOT / folder / self.role / f"{name}-{width}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            picture = Image.open(io.BytesIO(self.visitor.page.screenshot(full_page=False)))
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
