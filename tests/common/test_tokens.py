"""The colours keep their contrast, light and dark, and both ways to the dark say the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()


def _block(start: str) -> dict[str, str]:
    body = TOKENS[TOKENS.index(start) :]
    body = body[body.index("{") + 1 : body.index("}")]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = _block(":root {")
SYSTEM_DARK = _block(':root:not([data-theme="light"])')
CHOSEN_DARK = _block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **SYSTEM_DARK}}

TEXT_PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "fir", "clay", "slate", "brass-text", "secret")
        for ground in ("page", "sheet")
    ),
    ("ink-soft", "hollow"),
    ("fir", "fir-tint"),
    ("fir-strong", "fir-tint"),
    ("brass-text", "brass-tint"),
    ("clay", "clay-tint"),
    ("slate", "slate-tint"),
    ("secret", "secret-tint"),
    *(("ink", f"{tint}-tint") for tint in ("fir", "brass", "clay", "slate", "secret")),
    ("on-fir", "fir"),
    ("on-fir", "fir-strong"),
    ("on-clay", "clay"),
    ("on-clay", "clay-strong"),
    ("on-brass", "brass"),
    ("on-brass", "lit"),
    ("on-stairwell", "stairwell"),
    ("on-stairwell", "stairwell-raised"),
    ("on-stairwell-soft", "stairwell"),
    ("on-stairwell-soft", "stairwell-raised"),
    ("page", "ink"),
]
SHAPE_PAIRS = [("chosen-icon", "fir"), ("border", "page"), ("border", "sheet"), ("fir", "sheet"), ("ink", "halo")]


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(first: str, second: str) -> float:
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable(theme: str, text: str, ground: str) -> None:
    colours = THEMES[theme]
    assert _ratio(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_controls_are_visible(theme: str, shape: str, ground: str) -> None:
    colours = THEMES[theme]
    assert _ratio(colours[shape], colours[ground]) >= 3


def test_dark_by_system_and_by_choice_are_the_same() -> None:
    assert SYSTEM_DARK == CHOSEN_DARK


def test_every_token_used_exists() -> None:
    known = set(LIGHT) | {"gutter", "nav-height"}
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text()
        used, own = set(re.findall(r"var\(--([\w-]+)", text)), set(re.findall(r"^ *--([\w-]+):", text, re.MULTILINE))
        assert used <= known | own, (sheet.name, used - known - own)


ON_SCREEN = [path for path in sorted(CSS.glob("*.css")) if path.name != "print.css"]


@pytest.mark.parametrize("sheet", ON_SCREEN, ids=lambda path: path.name)
def test_nothing_is_under_sixteen_pixels(sheet: Path) -> None:
    for size in re.findall(r"font-size:\s*([\d.]+)rem", sheet.read_text()):
        assert float(size) >= 1


def test_no_template_carries_inline_style_or_script() -> None:
    forbidden = re.compile(r'\sstyle="|<script(?![^>]*\ssrc=)|\son[a-z]+="|javascript:', re.IGNORECASE)
    for template in (ROOT / "templates").rglob("*.html"):
        assert not forbidden.search(template.read_text()), template
