"""From a sheet to typed lines, problems, doubts and duplicates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.imports.columns import Field
from cases.imports.duplicates import Duplicates, find_duplicates
from cases.imports.findings import Choice, Doubt, Duplicate, LineState, Problem, Replaced, TenantLine
from cases.imports.oddities import oddities_of
from cases.imports.places import read_place
from cases.imports.sheets import Corrections, Row, Sheet
from cases.imports.values import CellReader, Note
from partners.communes import CommuneLookup

_MAX_VALUE = 200


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a checked file. A line may count as a problem and as a duplicate."""

    read: int
    ready: int
    problems: int
    warnings: int
    duplicates: int
    replaced: int


@dataclass(frozen=True, slots=True, repr=False)
class CheckedImport:
    """A sheet with everything found in it, in the order of the file.

    `sheet` has the corrections in its cells. `ready` are the lines that may be written: without problem, and
    compared if they were duplicates. What was found on a line set aside by a choice is not repeated.
    """

    sheet: Sheet
    ready: tuple[TenantLine, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Doubt, ...]
    duplicates: tuple[Duplicate, ...]
    replaced: tuple[Replaced, ...]
    states: Mapping[int, LineState]

    def __repr__(self) -> str:
        return f"CheckedImport({self.counts})"

    @property
    def counts(self) -> Counts:
        """How many lines were read and are ready, how many findings of each kind."""
        return Counts(
            read=len(self.sheet.rows),
            ready=len(self.ready),
            problems=len(self.problems),
            warnings=len(self.doubts),
            duplicates=len(self.duplicates),
            replaced=len(self.replaced),
        )


@dataclass(slots=True)
class _Line:
    """A row being read."""

    row: Row
    insee_code: str = ""
    values: dict[Field, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def check(
    sheet: Sheet,
    *,
    communes: CommuneLookup,
    today: date,
    corrections: Corrections | None = None,
    choices: Mapping[int, Choice] | None = None,
) -> CheckedImport:
    """Check every line by the rules of the import. Nothing is refused by exception.

    `today` is the latest date a line may hold. `corrections` are texts by (line, header): they take the place
    of the cells before checking. `choices` say, by the line of each duplicate, which of the two to keep.
    """
    corrected = sheet.corrected(corrections or {})
    reader = _SheetReader(corrected, CellReader(today), communes)
    lines = [reader.read(row) for row in corrected.rows]
    compared = find_duplicates(((line.row.line, line.values) for line in lines), choices or {})
    states = {line.row.line: _state_of(line, compared) for line in lines}
    current = [line for line in lines if states[line.row.line] is not LineState.SET_ASIDE]
    return CheckedImport(
        sheet=corrected,
        ready=tuple(_typed(line) for line in lines if states[line.row.line] is LineState.READY),
        problems=tuple(problem for line in current for problem in line.problems),
        doubts=tuple(doubt for line in current for doubt in line.doubts),
        duplicates=compared.found,
        replaced=tuple(_replaced_in(corrected)),
        states=states,
    )


def _state_of(line: _Line, compared: Duplicates) -> LineState:
    if line.row.line in compared.set_aside:
        return LineState.SET_ASIDE
    if line.problems:
        return LineState.PROBLEM
    return LineState.DUPLICATE if line.row.line in compared.to_compare else LineState.READY


def _typed(line: _Line) -> TenantLine:
    known = {each.value: value for each, value in line.values.items() if value is not None}
    return TenantLine(line=line.row.line, **known, insee_code=line.insee_code)


def _replaced_in(sheet: Sheet) -> Iterator[Replaced]:
    for row in sheet.rows:
        for position in sorted(row.replaced):
            yield Replaced(row.line, sheet.columns[position].header)


class _SheetReader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, cells: CellReader, communes: CommuneLookup) -> None:
        self._sheet = sheet
        self._cells = cells
        self._communes = communes

    def read(self, row: Row) -> _Line:
        line = _Line(row)
        if row.surplus:
            self._refuse_width(line)
            return line
        for position, column in enumerate(self._sheet.columns):
            self._read_cell(line, column.field, row.cells[position])
        for missing in self._sheet.missing:
            sentence = f"Ce fichier n’a pas de colonne « {missing.label} ». Ajoutez-la avec ce titre."
            self._refuse(line, missing, Note(sentence))
        self._read_place(line)
        for oddity, note in oddities_of(line.values):
            self._doubt(line, oddity, note)
        return line

    def _read_cell(self, line: _Line, each: Field, cell: str) -> None:
        reading = self._cells.read(each, cell)
        if reading.value is not None:
            line.values[each] = reading.value
        if reading.problem:
            self._refuse(line, each, reading.problem)
        if reading.doubt:
            self._doubt(line, each, reading.doubt)

    def _read_place(self, line: _Line) -> None:
        postcode, commune = line.values.get(Field.POSTCODE), line.values.get(Field.COMMUNE)
        if not postcode:
            return
        place = read_place(postcode, commune or "", self._communes)
        line.values[Field.POSTCODE] = place.postcode
        if place.postcode_problem:
            self._refuse(line, Field.POSTCODE, place.postcode_problem)
        if place.postcode_doubt:
            self._doubt(line, Field.POSTCODE, place.postcode_doubt)
        if commune:
            line.values[Field.COMMUNE] = place.commune
            line.insee_code = place.insee_code
            if place.commune_doubt:
                self._doubt(line, Field.COMMUNE, place.commune_doubt)

    def _refuse(self, line: _Line, each: Field, note: Note) -> None:
        header, cell = self._sheet.header_of(each), self._cell(line, each)
        line.problems.append(Problem(line.row.line, header, cell, note.sentence, note.proposal))

    def _doubt(self, line: _Line, each: Field, note: Note) -> None:
        header, cell = self._sheet.header_of(each), self._cell(line, each)
        line.doubts.append(Doubt(line.row.line, header, cell, note.sentence, note.proposal))

    def _refuse_width(self, line: _Line) -> None:
        extra = "une cellule" if line.row.surplus == 1 else f"{line.row.surplus} cellules"
        sentence = (
            f"Cette ligne a {extra} de plus que les titres : un séparateur de trop a tout décalé. Mettez "
            "entre guillemets le texte qui le contient, puis déposez à nouveau le fichier."
        )
        line.problems.append(Problem(line.row.line, "", "", sentence))

    def _cell(self, line: _Line, each: Field) -> str:
        position = self._sheet.positions.get(each)
        cell = "" if position is None else line.row.cells[position]
        return cell if len(cell) <= _MAX_VALUE else cell[: _MAX_VALUE - 1] + "…"
