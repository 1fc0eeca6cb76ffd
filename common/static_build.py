"""What the browser receives: web fonts made from the wheels of both typefaces, one stylesheet, the collected files.

Their licence (SIL OFL 1.1) reserves the name « Source » for unmodified files: the subsets are named
Palier Sans and Palier Serif, and the licence is written beside them.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finder, get_finders
from django.core.management import call_command
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from common.typography import HARD, THIN

RECIPE = "1"
THIN_WIDTH_PER_THOUSAND = {"Palier Sans": 160, "Palier Serif": 170}
COPYRIGHT_NAMES = {0, 13, 14}
CHARACTERS = "".join(
    [
        *(chr(code) for code in range(0x20, 0x7F)),
        *(chr(code) for code in range(0xA0, 0x180)),
        "ʳˢᵈᵉʼ–—‘’‚“”„†•…‰‹›€№™−×÷←↑→↓✓",
        THIN,
        HARD,
    ]
)
# The sheets of every screen, in the order of their cascade: a phone asks for them once, not one by one.
SHEETS = (
    *("tokens", "fonts", "base", "layout", "desktop", "scenes", "components", "cards", "case", "panels", "forms"),
    *("choices", "switches", "files", "tables", "sheet", "low"),
)
STYLESHEET = "css/palier.css"


@dataclass(frozen=True)
class Face:
    """One file to make: its source inside a wheel and the name it takes."""

    source: Path
    family: str
    weight: int
    italic: bool = False

    @property
    def filename(self) -> str:
        slug = self.family.lower().replace(" ", "-")
        return f"{slug}-{self.weight}{'-italic' if self.italic else ''}.woff2"


_SANS = Path(font_source_sans_pro.font_directory)
_SERIF = Path(font_source_serif_pro.font_directory)
FACES = (
    Face(_SANS / "SourceSansPro-Regular.ttf", "Palier Sans", 400),
    Face(_SANS / "SourceSansPro-Semibold.ttf", "Palier Sans", 600),
    Face(_SANS / "SourceSansPro-Bold.ttf", "Palier Sans", 700),
    Face(_SANS / "SourceSansPro-It.ttf", "Palier Sans", 400, italic=True),
    Face(_SERIF / "SourceSerifPro-Regular.ttf", "Palier Serif", 400),
    Face(_SERIF / "SourceSerifPro-Semibold.ttf", "Palier Serif", 600),
)
LICENCES = {"OFL-palier-sans.txt": _SANS / "LICENSE.txt", "OFL-palier-serif.txt": _SERIF / "LICENSE.txt"}


def digest() -> str:
    """Changes when a source file, the characters kept or the recipe changes."""
    seen = hashlib.sha256(f"{RECIPE}|{CHARACTERS}|{FACES}".encode())
    for face in FACES:
        seen.update(face.source.read_bytes())
    return seen.hexdigest()


def build_fonts(generated: Path) -> list[Path]:
    """Write the six woff2 files and their licences under `generated`/fonts.

    Effects in order: fonts written one by one, each in place of the former; the digest last, so that an
    interrupted run is done again. Does nothing, and answers [], when the folder carries the present digest.
    """
    folder = generated / "fonts"
    stamp = generated / ".fonts-digest"
    expected = digest()
    complete = all((folder / face.filename).is_file() for face in FACES)
    if complete and stamp.is_file() and stamp.read_text() == expected:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(face, folder) for face in FACES]
    for name, source in LICENCES.items():
        (folder / name).write_bytes(source.read_bytes())
    stamp.write_text(expected)
    return written


def build_stylesheet(generated: Path) -> bool:
    """Write `SHEETS` one after the other under `generated`; tells whether it changed. `TypeError`: one is missing."""
    target = generated / STYLESHEET
    sheets = [Path(find(f"css/{name}.css")).read_text() for name in SHEETS]  # type: ignore[arg-type]
    joined = "\n".join(sheets)
    if target.is_file() and target.read_text() == joined:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_text(joined)
    partial.replace(target)
    return True


def _write(face: Face, folder: Path) -> Path:
    font = TTFont(face.source, recalcTimestamp=False)
    _add_thin_space(font, face.family)
    options = Options()
    options.layout_features = [*options.layout_features, "tnum", "pnum"]
    options.name_IDs = ["*"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    _rename(font, face)
    font.flavor = "woff2"
    target = folder / face.filename
    partial = target.with_suffix(".part")
    font.save(partial)
    partial.replace(target)
    return target


def _add_thin_space(font: TTFont, family: str) -> None:
    """Give the font U+202F, as an empty glyph of the width a French typesetter expects."""
    if ord(THIN) in font.getBestCmap():
        return
    name = "uni202F"
    font["glyf"][name] = type(font["glyf"]["space"])()
    width = round(font["head"].unitsPerEm * THIN_WIDTH_PER_THOUSAND[family] / 1000)
    font["hmtx"][name] = (width, 0)
    font.setGlyphOrder([*font.getGlyphOrder(), *([] if name in font.getGlyphOrder() else [name])])
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(THIN)] = name


def _rename(font: TTFont, face: Face) -> None:
    style = {400: "Regular", 600: "Semibold", 700: "Bold"}[face.weight]
    if face.italic:
        style = "Italic" if style == "Regular" else f"{style} Italic"
    names = {
        1: face.family,
        2: style,
        3: f"{face.family} {style}",
        4: f"{face.family} {style}",
        6: f"{face.family}-{style}".replace(" ", ""),
        16: face.family,
        17: style,
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in COPYRIGHT_NAMES]
    for identifier, value in names.items():
        table.setName(value, identifier, 3, 1, 0x409)


# Of what django-htmx ships, pages load only htmx 2: compressing the rest takes most of the time.
NOT_SERVED = ["htmax-*", "htmx-4*", "ext"]


def collect(generated: Path) -> bool:
    """Run collectstatic into STATIC_ROOT, unless it was done from the same files; tells whether it ran.

    `generated` becomes one of the static folders when the settings were read before it existed. The mark of what
    was collected is written last, in `generated`, so that an interrupted run is done again.
    """
    if generated not in settings.STATICFILES_DIRS:
        settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, generated]
        get_finder.cache_clear()  # type: ignore[attr-defined]  # the stubs do not know it is cached
    stamp = generated / ".static-digest"
    expected = _sources_digest()
    root = Path(settings.STATIC_ROOT)
    if root.is_dir() and any(root.iterdir()) and stamp.is_file() and stamp.read_text() == expected:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    stamp.write_text(expected)
    return True


def _sources_digest() -> str:
    seen = hashlib.sha256(f"{settings.STATIC_ROOT}|{settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for name, storage in finder.list([".*", *NOT_SERVED]):
            with storage.open(name) as content:
                seen.update(f"|{name}|".encode() + content.read())
    return seen.hexdigest()
