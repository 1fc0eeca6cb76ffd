"""A checked file as the page shows it: what is to settle on one side, the sheet on the other, linked by cell."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from cases.imports import CheckedImport, Column, Doubt, Duplicate, Field, LineState, Problem, Row
from common.formatting import euros, plural
from common.parsing import parse_amount, shown

SHOWN_AT_ONCE = 40
LINES_OF_ONE = 20
LINES_NAMED = 4
TITLES_NAMED = 6
AROUND = 1
LARGEST_GAP = 500
SMALLEST_GAP = 2
_NAMES = (Field.LAST_NAME, Field.FIRST_NAME)
_MONEY = frozenset({Field.BALANCE, Field.RENT, Field.APL})


@dataclass(frozen=True)
class Found:
    """Something to settle, for one line or for all lines that say the same.

    `keys` are the cells it is about (« 38-F 39-F »). `sentence` follows `value` when that begins it. `letter` is
    empty when no cell can be corrected here.
    """

    title: str
    keys: str
    anchor: str
    value: str
    sentence: str
    line: int
    letter: str
    cell: str
    proposal: str
    accept: str
    count: int
    others: str
    is_pair: bool = False


@dataclass(frozen=True)
class Compared:
    """Two lines about the same tenant, each in words, and what was chosen (a sentence, or nothing yet)."""

    title: str
    keys: str
    anchor: str
    sentence: str
    line: int
    first: int
    first_says: str
    line_says: str
    chosen: str
    is_pair: bool = True

    @property
    def cell_key(self) -> str:
        """The cell of its own line."""
        return self.keys.split()[0]


@dataclass(frozen=True)
class Cell:
    """A cell of the sheet. One that leads to a finding has its `key`, the finding's `anchor`, and a `kind`: wrong,
    compare or doubt."""

    text: str
    figure: bool
    key: str = ""
    kind: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A line of the sheet, or with `hidden` > 0 the lines without finding that stand between two others."""

    line: int = 0
    cells: tuple[Cell, ...] = ()
    aside: bool = False
    hidden: int = 0
    span: str = ""


@dataclass(frozen=True)
class CheckPage:
    """What the page shows. `to_settle` are Found and Compared in the order of the file, a part of them at a time."""

    columns: Sequence[Column]
    to_settle: list[Found | Compared]
    settled: list[Compared]
    doubts: list[Found]
    rows: list[SheetRow]
    total: int
    next_from: int
    reasons_replaced: int
    cells_emptied: int
    undecided: int


@dataclass(frozen=True)
class _Group:
    """Findings that say the same of the same text of a column: the first of them, and the lines of all."""

    finding: Any
    sentence: str
    lines: array


def build(
    checked: CheckedImport,
    *,
    start: int = 0,
    opened: Iterable[tuple[int, int]] = (),
    with_doubts: bool = False,
) -> CheckPage:
    """The page of a checked file: findings from number `start`, the `opened` ranges of lines in full, and what is
    only odd when it is asked for."""
    letters = {column.header: column.letter for column in checked.sheet.columns}
    problems = _Grouping(checked.problems, attrgetter("problem"), letters)
    doubts = _Grouping(checked.doubts if with_doubts else (), attrgetter("warning"), letters)
    undecided = [each for each in checked.duplicates if each.choice is None]
    part = list(islice(_in_order(problems, undecided), start, start + SHOWN_AT_ONCE))
    settled = [each for each in checked.duplicates if each.choice]
    groups = problems.groups(key for key in part if not isinstance(key, Duplicate))
    odd = doubts.groups(islice(doubts.keys, SHOWN_AT_ONCE))
    rows = _rows_of(checked, part, settled, [*groups.values(), *odd.values()])
    to_settle = [
        _compared(each, checked, rows) if isinstance(each, Duplicate) else _found(groups[each], letters, checked, rows)
        for each in part
    ]
    odd_found = [_found(each, letters, checked, rows) for each in odd.values()]
    total = len(problems.keys) + len(undecided)
    reason_header = checked.sheet.header_of(Field.REASONS)
    reasons = sum(1 for each in checked.replaced if each.column == reason_header)
    return CheckPage(
        columns=checked.sheet.columns,
        to_settle=to_settle,
        settled=[_compared(each, checked, rows) for each in settled],
        doubts=odd_found,
        rows=list(_sheet(checked, _marks(to_settle, odd_found), opened)),
        total=total,
        next_from=start + SHOWN_AT_ONCE if total > start + SHOWN_AT_ONCE else 0,
        reasons_replaced=reasons,
        cells_emptied=len(checked.replaced) - reasons,
        undecided=len(undecided),
    )


# --- findings ----------------------------------------------------------------------------------------------
_Finding: TypeAlias = Problem | Doubt


class _Grouping:
    """Findings in groups: one per cell, but one for all cells of a column that say the same thing, or that the file
    lacks. A group is known by a key of 64 bits; its findings are read again when it is shown."""

    def __init__(self, findings: Iterable[Any], sentence: Callable[[Any], str], letters: Mapping[str, str]) -> None:
        self._findings, self._sentence, self._letters = findings, sentence, letters
        self.keys, self.lines = array("q"), array("Q")
        seen: set[int] = set()
        for finding in findings:
            key = self._key(finding)
            if key not in seen:
                seen.add(key)
                self.keys.append(key)
                self.lines.append(finding.line)

    def groups(self, keys: Iterable[int]) -> dict[int, _Group]:
        """The groups of these keys, in the order of their first line."""
        wanted = set(keys)
        groups: dict[int, _Group] = {}
        for finding in self._findings if wanted else ():
            key = self._key(finding)
            if key in wanted:
                group = groups.setdefault(key, _Group(finding, self._sentence(finding), array("Q")))
                group.lines.append(finding.line)
        return groups

    def _key(self, finding: _Finding) -> int:
        apart = not finding.column or (not finding.value and finding.column in self._letters)
        return hash((finding.column, finding.value, self._sentence(finding), finding.line if apart else 0))


def _in_order(problems: _Grouping, undecided: Iterable[Duplicate]) -> Iterator[int | Duplicate]:
    """Keys of groups and duplicates, by their first line."""
    both: Iterator[tuple[int, int | Duplicate]] = merge(
        zip(problems.lines, problems.keys, strict=True), ((each.line, each) for each in undecided), key=itemgetter(0)
    )
    return (each for _, each in both)


def _rows_of(
    checked: CheckedImport, part: Iterable[int | Duplicate], settled: Iterable[Duplicate], groups: Iterable[_Group]
) -> dict[int, Row]:
    """The rows the findings speak of, by line."""
    pairs = [*(each for each in part if isinstance(each, Duplicate)), *settled]
    wanted = {group.lines[0] for group in groups} | {line for each in pairs for line in (each.line, each.duplicate_of)}
    return {row.line: row for row in checked.sheet.rows if row.line in wanted} if wanted else {}


def _found(group: _Group, letters: Mapping[str, str], checked: CheckedImport, rows: Mapping[int, Row]) -> Found:
    finding, sentence, lines = group.finding, group.sentence, group.lines
    letter = letters.get(finding.column, "")
    beginning = shown(finding.value)
    begins = bool(finding.value) and sentence.startswith(beginning)
    position = next((at for at, column in enumerate(checked.sheet.columns) if column.letter == letter), None)
    return Found(
        title=named(lines) + (f", colonne {letter}, {finding.column}" if letter else ""),
        keys=" ".join(f"{line}-{letter}" for line in lines[:LINES_OF_ONE]) if letter else "",
        anchor=f"{lines[0]}-{letter or 'ligne'}",
        value=beginning if begins else "",
        sentence=sentence.removeprefix(beginning).strip() if begins else sentence,
        line=lines[0],
        letter=letter,
        cell="" if position is None else rows[lines[0]].cells[position],
        proposal=finding.proposal or "",
        accept=_accept(finding.proposal, sentence, len(lines)) if letter else "",
        count=len(lines),
        others=plural(len(lines) - 1, "autre ligne") if len(lines) > 1 else "",
    )


def named(lines: Sequence[int]) -> str:
    """« Ligne 38 », « Lignes 40 à 42 », « Lignes 28, 31 et 45 », « 12 lignes, à partir de la 28 »."""
    if len(lines) == 1:
        return f"Ligne {lines[0]}"
    if lines[-1] - lines[0] == len(lines) - 1:
        return f"Lignes {lines[0]} à {lines[-1]}"
    if len(lines) <= LINES_NAMED:
        return f"Lignes {', '.join(map(str, lines[:-1]))} et {lines[-1]}"
    return f"{plural(len(lines), 'ligne')}, à partir de la {lines[0]}"


def titles_said(ignored: Sequence[str]) -> str:
    """« Date du solde », « Zone » et 3 autres: the columns that are not read."""
    said = ", ".join(f"« {title} »" for title in ignored[:TITLES_NAMED])
    more = len(ignored) - TITLES_NAMED
    return f"{said} et {plural(more, 'autre')}" if more > 0 else said


def _accept(proposal: str | None, sentence: str, count: int) -> str:
    if not proposal:
        return ""
    if count == 1:
        return f"Mettre {proposal}"
    everywhere = f"pour les {plural(count, 'ligne')}"
    return f"Oui, {everywhere}" if sentence.rstrip().endswith("?") else f"Mettre {proposal}, {everywhere}"


# --- duplicates --------------------------------------------------------------------------------------------
_CHOSEN = {"first": "la ligne {first}", "later": "la ligne {line}", "largest": "la plus grosse dette"}


def _compared(duplicate: Duplicate, checked: CheckedImport, rows: Mapping[int, Row]) -> Compared:
    letter = _compared_letter(duplicate, checked)
    first, line = duplicate.duplicate_of, duplicate.line
    chosen = _CHOSEN[duplicate.choice].format(first=first, line=line) if duplicate.choice else ""
    return Compared(
        title=f"Lignes {first} et {line}",
        keys=f"{line}-{letter} {first}-{letter}",
        anchor=f"{line}-doublon",
        sentence=duplicate.sentence.replace(f" que la ligne {first}", ""),
        line=line,
        first=first,
        first_says=_says(rows[first], checked),
        line_says=_says(rows[line], checked),
        chosen=f"Vous gardez {chosen}." if chosen else "",
    )


def _compared_letter(duplicate: Duplicate, checked: CheckedImport) -> str:
    wanted = Field.LEASE_REF if duplicate.same_lease else Field.LAST_NAME
    return next((column.letter for column in checked.sheet.columns if column.field is wanted), "")


def _says(row: Row, checked: CheckedImport) -> str:
    """« GUYON Lucy, 2 085,04 € »."""
    cell = {each: row.cells[at] for each, at in checked.sheet.positions.items()}
    name = " ".join(filter(None, [cell.get(each, "") for each in _NAMES]))
    balance = cell.get(Field.BALANCE, "")
    cents = parse_amount(balance) if balance else None
    return ", ".join(filter(None, [name, euros(cents) if isinstance(cents, int) else balance]))


# --- the sheet ---------------------------------------------------------------------------------------------
def _marks(to_settle: Iterable[Found | Compared], doubts: Iterable[Found]) -> dict[str, tuple[str, str]]:
    """Kind and anchor of each cell that leads to a finding; what is wrong stands over what is only odd."""
    marks = {key: ("doubt", doubt.anchor) for doubt in doubts for key in doubt.keys.split()}
    for each in to_settle:
        kind = "compare" if each.is_pair else "wrong"
        marks |= {key: (kind, each.anchor) for key in each.keys.split() if marks.get(key, ("",))[0] != "wrong"}
    return marks


class _Gap:
    """Lines left out one after the other. Of them, at most 500 open at once; one or two are not worth folding."""

    def __init__(self) -> None:
        self.first: list[Row] = []
        self.count = 0
        self.opens_to = 0

    def add(self, row: Row) -> None:
        self.count += 1
        if self.count <= SMALLEST_GAP:
            self.first.append(row)
        if self.count <= LARGEST_GAP:
            self.opens_to = row.line

    def shown(self, checked: CheckedImport, marks: Mapping[str, tuple[str, str]]) -> Iterator[SheetRow]:
        if self.count <= SMALLEST_GAP:
            yield from (_row(row, checked, marks) for row in self.first)
            return
        yield SheetRow(hidden=self.count, span=f"{self.first[0].line}-{self.opens_to}")


def _sheet(
    checked: CheckedImport, marks: Mapping[str, tuple[str, str]], opened: Iterable[tuple[int, int]]
) -> Iterator[SheetRow]:
    wanted = _wanted(checked, marks, opened)
    gap = _Gap()
    for index, row in enumerate(checked.sheet.rows):
        if index not in wanted:
            gap.add(row)
            continue
        yield from gap.shown(checked, marks)
        gap = _Gap()
        yield _row(row, checked, marks)
    yield from gap.shown(checked, marks)


def _wanted(
    checked: CheckedImport, marks: Mapping[str, tuple[str, str]], opened: Iterable[tuple[int, int]]
) -> set[int]:
    """Places of the lines shown: those with a finding and their neighbours, and what was opened."""
    lines = checked.states.lines
    wanted: set[int] = set()
    for key, (kind, _) in marks.items():
        index, reach = bisect_left(lines, int(key.split("-")[0])), 0 if kind == "doubt" else AROUND
        wanted |= set(range(max(0, index - reach), min(len(lines), index + reach + 1)))
    for first, last in opened:
        begin, end = bisect_left(lines, first), bisect_right(lines, last)
        wanted |= set(range(begin, end)[:LARGEST_GAP])
    return wanted


def _row(row: Row, checked: CheckedImport, marks: Mapping[str, tuple[str, str]]) -> SheetRow:
    cells = []
    for position, column in enumerate(checked.sheet.columns):
        text, figure = row.cells[position], column.field in _MONEY
        key = f"{row.line}-{column.letter}"
        kind, anchor = marks.get(key, ("", ""))
        cells.append(Cell(text, figure, key, kind, anchor) if kind else Cell(text, figure))
    return SheetRow(row.line, tuple(cells), aside=checked.states[row.line] is LineState.SET_ASIDE)
