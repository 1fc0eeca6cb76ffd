"""Whatever the bytes: a sheet or UnreadableFile, and never a forbidden word in what comes out."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.imports import Choice, UnreadableFile, check, exit_code, read_file, to_json_lines
from cases.imports.columns import LABELS, Field
from common.text import fold
from partners.communes import communes_of_2026
from tests.cases.imports.staged import from_staged, ready_from_staged, to_staged

SAMPLES = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 20)
FORBIDDEN = re.compile(r"\b(?:violence|conjugal|sante\b|addiction|alcool|prison\b|justice\b)")
PLANTED = ["Santé", "Violences conjugales", "Addictions", "Alcool", "Prison", "Isolement", "Justice"]
HEADERS = list(LABELS.values())


def survive(content: bytes, choices: dict[int, Choice] | None = None) -> str:
    """Read, check, print and stage; return all that came out, folded."""
    refusal = None
    try:
        sheet = read_file(content)
    except UnreadableFile as error:
        refusal = error
    if refusal is not None:
        assert refusal.__cause__ is None
        assert refusal.__context__ is None
        assert str(refusal).strip()
        return fold(str(refusal))
    checked = check(sheet, communes=communes_of_2026(), today=TODAY, choices=choices)
    staged = json.loads(json.dumps(to_staged(checked), ensure_ascii=False))
    assert from_staged(staged) == checked.sheet
    assert ready_from_staged(staged) == checked.ready
    assert exit_code(checked) == bool(checked.problems)
    printed = list(to_json_lines(checked, 0))
    assert all(isinstance(json.loads(line), dict) for line in printed)
    text = " ".join([json.dumps(staged, ensure_ascii=False), *printed, repr(checked), repr(sheet)])
    text.encode()
    assert "\0" not in text
    return fold(text)


def sample_lines(name: str) -> list[bytes]:
    return (SAMPLES / name).read_bytes().splitlines(keepends=True)


@st.composite
def mutated_samples(draw: st.DrawFn) -> bytes:
    """Some lines of a sample with bytes removed, put in and swapped."""
    lines = sample_lines(draw(st.sampled_from(["impayes_gironde.csv", "impayes_rouen_avec_erreurs.csv"])))
    chosen = draw(st.lists(st.sampled_from(lines[1:]), min_size=1, max_size=6))
    content = bytearray(b"".join([lines[0], *chosen]))
    pieces = st.sampled_from([b";", b'"', b"\n", b"\r", b"\0", b"\xff", b"\x81", b",", b"=", b"<", b"\t", b"9"])
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(content) - 1))
        removed = draw(st.integers(0, 3))
        content[at : at + removed] = draw(st.one_of(pieces, st.binary(max_size=3)))
    return bytes(content)


@given(st.binary(max_size=2_000))
@settings(max_examples=200)
def test_any_bytes(content: bytes) -> None:
    survive(content)


@given(mutated_samples())
@settings(max_examples=200, derandomize=True)
def test_mutated_samples(content: bytes) -> None:
    assert not FORBIDDEN.search(survive(content))


@given(
    st.lists(st.lists(st.text(max_size=30), min_size=len(HEADERS), max_size=len(HEADERS)), min_size=1, max_size=4),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.dictionaries(st.integers(2, 6), st.sampled_from(Choice)),
)
@settings(max_examples=150)
def test_any_text_in_any_cell(rows: list[list[str]], encoding: str, choices: dict[int, Choice]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADERS, *rows])
    survive(text.getvalue().encode(encoding, "replace"), choices)


@given(
    st.lists(st.sampled_from([*PLANTED, "xyz", "Incurie", ""]), min_size=1, max_size=5),
    st.sampled_from([" / ", ",", ";", "|", "/"]),
    st.sampled_from([str.upper, str.lower, str.title, fold, str]),
    st.sampled_from([column for field, column in LABELS.items() if field is not Field.REASONS]),
)
@example(["Justice"], " / ", str.upper, LABELS[Field.STAGE])
@settings(max_examples=150)
def test_planted_words_come_out_nowhere(reasons: list[str], separator: str, write: Any, other_column: str) -> None:
    cells = dict.fromkeys(HEADERS, "1")
    cells[LABELS[Field.REASONS]] = separator.join(map(write, reasons))
    cells[other_column] = " / ".join(map(write, ["Isolement", *reasons]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=HEADERS, delimiter=";")
    writer.writeheader()
    writer.writerow(cells)

    assert not FORBIDDEN.search(survive(text.getvalue().encode()))


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """The parts of a small good workbook."""
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    for line in csv.reader(io.StringIO(sample_lines("impayes_gironde.csv")[1].decode("cp1252")), delimiter=";"):
        book.active.append([*line[:6], 1, *line[7:]])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.data())
@settings(max_examples=80)
def test_mutated_workbooks(parts: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(part)))
        part[at : at + data.draw(st.integers(0, 4))] = data.draw(
            st.sampled_from([b"<", b">", b"9", b"e", b"&", b"/", b"", b"\0", b'"', b"true", b"-1"])
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, bytes(part) if each == name else content)

    assert not FORBIDDEN.search(survive(packed.getvalue()))
