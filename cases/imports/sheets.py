"""A file once read: its columns and lines, already without what Palier does not keep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

from cases.imports.columns import TENANTS, Field, Table
from cases.imports.discretion import may_keep
from cases.imports.packed import Packed
from cases.imports.reasons import read_reasons
from common.text import clean

MAX_CELL = 500
Corrections: TypeAlias = Mapping[tuple[int, str], str]


class UnreadableFile(Exception):
    """The file cannot be read at all; the message is a French sentence with the place and the cure.

    It never holds a word of the file, and neither do its cause and context.
    """


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column. `letter` is the one a spreadsheet shows, `header` is written as in the file."""

    letter: str
    header: str
    field: str


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of the file that is not blank.

    `line` counts from 1 at the top of the file, blank lines included. `cells` are texts, one for each column
    of the sheet. `replaced` holds the positions of the cells whose text was not kept. `surplus` counts the
    cells beyond the header: such a line cannot be trusted.
    """

    line: int
    cells: tuple[str, ...]
    replaced: frozenset[int] = frozenset()
    surplus: int = 0

    def __repr__(self) -> str:
        return f"Row(line={self.line})"


@dataclass(frozen=True, repr=False)
class Sheet:
    """A file of the kind of its table: recognised columns only, the others were not kept.

    `rows` come in the order of the file, packed. `ignored` has the titles of the columns that were not recognised,
    `blank_lines` counts the lines skipped.
    """

    columns: tuple[Column, ...]
    rows: Packed[Row]
    blank_lines: int = 0
    ignored: tuple[str, ...] = ()
    table: Table = TENANTS

    def __repr__(self) -> str:
        return f"Sheet({len(self.columns)} columns, {len(self.rows)} rows)"

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where the cell of each field stands in a row; a field the file does not have is absent."""
        return {column.field: position for position, column in enumerate(self.columns)}

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns every line needs and the file does not have."""
        return tuple(each for each in self.table.required if each not in self.positions)

    def header_of(self, field: str) -> str:
        """Return the header of a field as written in the file, or its usual one when the file has none."""
        position = self.positions.get(field)
        return self.table.label(field) if position is None else self.columns[position].header

    def corrected(self, corrections: Corrections) -> "Sheet":
        """Return the sheet with the texts of `corrections` in its cells, keyed by line and header.

        What may not be kept is replaced in them too. A line or column that is not here is ignored.
        """
        by_line: dict[int, dict[int, str]] = {}
        positions = {column.header: position for position, column in enumerate(self.columns)}
        for (line, header), text in corrections.items():
            if header in positions:
                by_line.setdefault(line, {})[positions[header]] = text
        if not by_line:
            return self
        return replace(self, rows=packed_rows(self._corrected_row(row, by_line.get(row.line, {})) for row in self.rows))

    def only(self, lines: Collection[int]) -> "Sheet":
        """Return the sheet with these lines alone, under their own numbers."""
        return replace(self, rows=packed_rows(row for row in self.rows if row.line in lines))

    def everywhere(self, column: str, value: str, text: str) -> dict[tuple[int, str], str]:
        """Return the corrections that put `text` in place of every cell of `column` equal to `value`."""
        position = next((place for place, each in enumerate(self.columns) if each.header == column), None)
        if position is None:
            return {}
        return {(row.line, column): text for row in self.rows if row.cells[position] == value}

    def _corrected_row(self, row: Row, texts: Mapping[int, str]) -> Row:
        if not texts:
            return row
        cells, replaced = list(row.cells), set(row.replaced)
        for position, text in texts.items():
            cells[position], was_replaced = keepable(self.columns[position].field, text)
            if was_replaced:
                replaced.add(position)
        return replace(row, cells=tuple(cells), replaced=frozenset(replaced))


def packed_rows(rows: Iterable[Row] = ()) -> Packed[Row]:
    """Return the rows of a sheet, packed."""

    def dump(row: Row) -> Sequence[Any]:
        return row.line, row.cells, sorted(row.replaced), row.surplus

    def load(values: list[Any]) -> Row:
        line, cells, replaced, surplus = values
        return Row(line, tuple(cells), frozenset(replaced), surplus)

    return Packed(rows, dump=dump, load=load)


def keepable(field: str, text: str, *, aligned: bool = True) -> tuple[str, bool]:
    """Return what may be held of a cell, and whether something of it was replaced.

    Reasons come back as labels of the closed list; another cell about a forbidden matter comes back empty.
    `aligned` is false when the line has not as many cells as the header.
    """
    cell = clean(text)
    if field == Field.REASONS:
        reasons = read_reasons(cell)
        return reasons.text, reasons.replaced
    if not may_keep(field, cell, aligned):
        return "", True
    return cell if len(cell) <= MAX_CELL else cell[: MAX_CELL - 1] + "…", False


def build_row(line: int, record: Iterable[str], columns: tuple[tuple[int, str], ...], width: int | None) -> Row:
    """Make a row of raw cells. `width` is the number of cells of the header, None where none can shift.

    A shorter line mostly is one whose last empty cells were not written: « rue de la Santé » is spared there.
    """
    raw = list(record)
    surplus = 0 if width is None else sum(bool(text.strip()) for text in raw[width:])
    cells, replaced = [], set()
    for position, (index, field) in enumerate(columns):
        aligned = width is None or len(raw) == width or (not surplus and field == Field.ADDRESS)
        text, was_replaced = keepable(field, raw[index] if index < len(raw) else "", aligned=aligned)
        cells.append(text)
        if was_replaced:
            replaced.add(position)
    return Row(line, tuple(cells), frozenset(replaced), surplus)
