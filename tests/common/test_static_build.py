import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finder
from fontTools.ttLib import TTFont

from common.static_build import FACES, SHEETS, STYLESHEET, build_fonts, build_stylesheet, collect


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    assert len(build_fonts(folder)) == len(FACES)
    return folder


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.filename)
def test_each_file_is_a_light_renamed_subset(built: Path, face) -> None:
    path = built / "fonts" / face.filename
    assert path.read_bytes()[:4] == b"wOF2"
    assert path.stat().st_size < 30_000
    font = TTFont(path)
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == names[16] == face.family
    assert "Source" not in "".join(names[identifier] for identifier in (1, 3, 4, 6, 16))
    assert "OFL" in names[14] or "OFL" in names[13]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.filename)
def test_french_typography_can_be_set(built: Path, face) -> None:
    font = TTFont(built / "fonts" / face.filename)
    glyphs = font.getBestCmap()
    assert {ord(character) for character in "«»’…€éœŒÀÉçï\u00a0\u202fᵉʳ°"} <= set(glyphs)
    width, _ = font["hmtx"][glyphs[0x202F]]
    assert 0 < width < font["hmtx"][glyphs[0x20]][0]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.filename)
def test_figures_are_tabular_and_can_be_proportional(built: Path, face) -> None:
    font = TTFont(built / "fonts" / face.filename)
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(figure)]][0] for figure in "0123456789"}) == 1
    assert "pnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_licences_travel_with_the_fonts(built: Path) -> None:
    for name in ("OFL-palier-sans.txt", "OFL-palier-serif.txt"):
        assert "SIL OPEN FONT LICENSE" in (built / "fonts" / name).read_text(errors="replace")


def test_a_second_build_does_nothing_and_a_missing_file_is_made_again(built: Path) -> None:
    assert build_fonts(built) == []
    (built / "fonts" / FACES[0].filename).unlink()
    assert len(build_fonts(built)) == len(FACES)


def test_fonts_from_other_sources_are_made_again(built: Path) -> None:
    (built / ".fonts-digest").write_text("older")
    assert len(build_fonts(built)) == len(FACES)


def test_the_sheets_of_every_screen_are_one_in_their_order(tmp_path: Path) -> None:
    assert build_stylesheet(tmp_path)
    written = (tmp_path / STYLESHEET).read_text()
    sources = [(settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text() for name in SHEETS]
    places = [written.index(source) for source in sources]
    assert places == sorted(places)
    assert not build_stylesheet(tmp_path)
    (tmp_path / STYLESHEET).write_text(written + "older")
    assert build_stylesheet(tmp_path)
    assert (tmp_path / STYLESHEET).read_text() == written


def test_each_sheet_is_asked_for_by_a_page_or_within_the_one() -> None:
    named = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    sheets = {path.stem for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    assert {name for name in sheets - set(SHEETS) if f"css/{name}.css" not in named} == set()


@pytest.fixture
def places(tmp_path: Path, settings) -> Path:
    css = tmp_path / "css"
    css.mkdir()
    (css / "a.css").write_text("body { color: red; }")
    settings.STATICFILES_DIRS = [tmp_path / "css"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    generated = tmp_path / "generated"
    (generated / "fonts").mkdir(parents=True)
    (generated / "fonts" / "b.woff2").write_bytes(b"wOF2")
    get_finder.cache_clear()
    yield generated
    get_finder.cache_clear()


def test_static_files_are_collected_once_with_the_generated_ones(places: Path, settings) -> None:
    assert collect(places)
    names = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    assert set(names) == {"a.css", "fonts/b.woff2"}
    assert not collect(places)


def test_static_files_are_collected_again_when_one_changes_or_the_result_is_gone(
    places: Path, settings, tmp_path: Path
) -> None:
    assert collect(places)
    (tmp_path / "css" / "a.css").write_text("body { color: blue; }")
    assert collect(places)
    shutil.rmtree(settings.STATIC_ROOT)
    assert collect(places)
