"""From a sheet to typed lines, problems, doubts and duplicates."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.imports.columns import Field
from cases.imports.duplicates import Compared, Duplicates, find_duplicates
from cases.imports.findings import (
    Choice,
    Doubt,
    Duplicate,
    LineState,
    Problem,
    Replaced,
    TenantLine,
    packed_findings,
    packed_lines,
)
from cases.imports.oddities import oddities_of
from cases.imports.packed import Packed
from cases.imports.places import read_place
from cases.imports.sheets import Column, Corrections, Row, Sheet
from cases.imports.values import CellReader, Note, Reading
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


class States(Mapping[int, LineState]):
    """The state of each line, in nine bytes a line. Lines come in the order of the file."""

    _ALL = tuple(LineState)  # the first one is « ready »

    def __init__(self, lines: array) -> None:
        self.lines = lines
        self._codes = bytearray(len(lines))

    def set(self, line: int, state: LineState) -> None:
        """Say the state of a line of the file; ready until then."""
        self._codes[self._place(line)] = self._ALL.index(state)

    def count(self, *states: LineState) -> int:
        """Return how many lines are in one of these states."""
        return sum(self._codes.count(self._ALL.index(state)) for state in states)

    def _place(self, line: int) -> int:
        place = bisect_left(self.lines, line)
        if place == len(self.lines) or self.lines[place] != line:
            raise KeyError(line)
        return place

    def __getitem__(self, line: int) -> LineState:
        return self._ALL[self._codes[self._place(line)]]

    def __iter__(self) -> Iterator[int]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True, repr=False)
class CheckedImport:
    """A sheet with everything found in it, in the order of the file, packed.

    `sheet` has the corrections in its cells. `ready` are the lines that may be written: without problem, and
    compared if they were duplicates. What was found on a line set aside by a choice is not repeated.
    """

    sheet: Sheet
    ready: Packed[TenantLine]
    problems: Packed[Problem]
    doubts: Packed[Doubt]
    duplicates: tuple[Duplicate, ...]
    replaced: Packed[Replaced]
    states: States

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
class ReadLine:
    """A row being read: its values by field, and what is wrong or odd in it."""

    row: Row
    insee_code: str = ""
    values: dict[Any, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class _Findings:
    """What is found while the lines of a file are read one after the other; of each, only what is packed stays."""

    def __init__(self) -> None:
        self.typed = packed_lines()
        self.problems, self.doubts = packed_findings(Problem), packed_findings(Doubt)
        self.replaced = packed_findings(Replaced)
        self.compared = Compared()
        self.wrong = array("Q")

    def add(self, line: ReadLine, columns: Sequence[Column]) -> None:
        self.compared.add(line.row.line, line.values)
        if line.problems:
            self.wrong.append(line.row.line)
        else:
            self.typed.append(_typed(line))
        for problem in line.problems:
            self.problems.append(problem)
        for doubt in line.doubts:
            self.doubts.append(doubt)
        for position in sorted(line.row.replaced):
            self.replaced.append(Replaced(line.row.line, columns[position].header))

    def states(self, duplicates: Duplicates) -> States:
        states = States(self.compared.lines)
        for lines, state in (
            (duplicates.to_compare, LineState.DUPLICATE),
            (self.wrong, LineState.PROBLEM),
            (duplicates.set_aside, LineState.SET_ASIDE),
        ):
            for line in lines:
                states.set(line, state)
        return states


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
    reader = SheetReader(corrected, CellReader(today).read, communes, oddities_of)
    found = _Findings()
    for row in corrected.rows:
        found.add(reader.read(row), corrected.columns)
    duplicates = find_duplicates(found.compared, choices or {})
    return CheckedImport(
        sheet=corrected,
        ready=found.typed.without(duplicates.set_aside | duplicates.to_compare),
        problems=found.problems.without(duplicates.set_aside),
        doubts=found.doubts.without(duplicates.set_aside),
        duplicates=duplicates.found,
        replaced=found.replaced,
        states=found.states(duplicates),
    )


def _typed(line: ReadLine) -> TenantLine:
    known = {str(each): value for each, value in line.values.items() if value is not None}
    return TenantLine(line=line.row.line, **known, insee_code=line.insee_code)


class SheetReader:
    """Reads the rows of one sheet: each cell by `cell`, postcode and commune together, then what does not go together."""

    def __init__(
        self,
        sheet: Sheet,
        cell: Callable[[Any, str], Reading],
        communes: CommuneLookup,
        oddities: Callable[[Mapping[Any, Any]], Iterable[tuple[str, Note]]],
    ) -> None:
        self._sheet = sheet
        self._read = cell
        self._communes = communes
        self._oddities = oddities

    def read(self, row: Row) -> ReadLine:
        line = ReadLine(row)
        if row.surplus:
            self._refuse_width(line)
            return line
        for position, column in enumerate(self._sheet.columns):
            self._read_cell(line, column.field, row.cells[position])
        for missing in self._sheet.missing:
            sentence = (
                f"Ce fichier n’a pas de colonne « {self._sheet.table.label(missing)} ». Ajoutez-la avec ce titre."
            )
            self._refuse(line, missing, Note(sentence))
        self._read_place(line)
        for oddity, note in self._oddities(line.values):
            self._doubt(line, oddity, note)
        return line

    def _read_cell(self, line: ReadLine, each: str, cell: str) -> None:
        reading = self._read(each, cell)
        if reading.value is not None:
            line.values[each] = reading.value
        if reading.problem:
            self._refuse(line, each, reading.problem)
        if reading.doubt:
            self._doubt(line, each, reading.doubt)

    def _read_place(self, line: ReadLine) -> None:
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

    def _refuse(self, line: ReadLine, each: str, note: Note) -> None:
        header, cell = self._sheet.header_of(each), self._cell(line, each)
        line.problems.append(Problem(line.row.line, header, cell, note.sentence, note.proposal))

    def _doubt(self, line: ReadLine, each: str, note: Note) -> None:
        header, cell = self._sheet.header_of(each), self._cell(line, each)
        line.doubts.append(Doubt(line.row.line, header, cell, note.sentence, note.proposal))

    def _refuse_width(self, line: ReadLine) -> None:
        extra = "une cellule" if line.row.surplus == 1 else f"{line.row.surplus} cellules"
        sentence = (
            f"Cette ligne a {extra} de plus que les titres : un séparateur de trop a tout décalé. Mettez "
            "entre guillemets le texte qui le contient, puis déposez à nouveau le fichier."
        )
        line.problems.append(Problem(line.row.line, "", "", sentence))

    def _cell(self, line: ReadLine, each: str) -> str:
        position = self._sheet.positions.get(each)
        cell = "" if position is None else line.row.cells[position]
        return cell if len(cell) <= _MAX_VALUE else cell[: _MAX_VALUE - 1] + "…"
