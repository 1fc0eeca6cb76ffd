"""A checked file as the page shows it: what is to settle on one side, the sheet on the other, linked by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.imports import CheckedImport, Column, Duplicate, Field, LineState, Row
from common.formatting import euros, plural
from common.parsing import parse_amount, shown

SHOWN_AT_ONCE = 40
LINES_OF_ONE = 20
LINES_NAMED = 4
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
    problem_lines: int
    reasons_replaced: int
    cells_emptied: int
    undecided: int


@dataclass(frozen=True)
class _Group:
    """Findings that say the same of the same text of a column."""

    finding: Any
    sentence: str
    lines: list[int]

    @property
    def line(self) -> int:
        return self.lines[0]


def build(
    checked: CheckedImport,
    *,
    start: int = 0,
    opened: Iterable[tuple[int, int]] = (),
    with_doubts: bool = False,
) -> CheckPage:
    """The page of a checked file: findings from number `start`, the `opened` ranges of lines in full, and what is
    only odd when it is asked for."""
    rows = {row.line: row for row in checked.sheet.rows}
    letters = {column.header: column.letter for column in checked.sheet.columns}
    groups = _grouped(((each, each.problem) for each in checked.problems), letters)
    undecided = [each for each in checked.duplicates if each.choice is None]
    order: list[_Group | Duplicate] = sorted([*groups, *undecided], key=lambda each: each.line)
    part = [
        _found(each, letters, checked, rows) if isinstance(each, _Group) else _compared(each, checked, rows)
        for each in order[start : start + SHOWN_AT_ONCE]
    ]
    odd = _grouped(((each, each.warning) for each in checked.doubts), letters) if with_doubts else []
    doubts = [_found(each, letters, checked, rows) for each in odd[:SHOWN_AT_ONCE]]
    reason_header = checked.sheet.header_of(Field.REASONS)
    reasons = sum(1 for each in checked.replaced if each.column == reason_header)
    return CheckPage(
        columns=checked.sheet.columns,
        to_settle=part,
        settled=[_compared(each, checked, rows) for each in checked.duplicates if each.choice],
        doubts=doubts,
        rows=list(_sheet(checked, _marks(part, doubts), opened)),
        total=len(order),
        next_from=start + SHOWN_AT_ONCE if len(order) > start + SHOWN_AT_ONCE else 0,
        problem_lines=len({problem.line for problem in checked.problems}),
        reasons_replaced=reasons,
        cells_emptied=len(checked.replaced) - reasons,
        undecided=len(undecided),
    )


# --- findings ----------------------------------------------------------------------------------------------
def _grouped(findings: Iterable[tuple[Any, str]], letters: Mapping[str, str]) -> list[_Group]:
    """One group per cell, but one for all cells of a column that say the same thing, or that the file lacks."""
    groups: dict[tuple, _Group] = {}
    for finding, sentence in findings:
        apart = not finding.column or (not finding.value and finding.column in letters)
        key = (finding.column, finding.value, sentence, finding.line if apart else 0)
        groups.setdefault(key, _Group(finding, sentence, [])).lines.append(finding.line)
    return list(groups.values())


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


def _sheet(
    checked: CheckedImport, marks: Mapping[str, tuple[str, str]], opened: Iterable[tuple[int, int]]
) -> Iterator[SheetRow]:
    wanted = _wanted([row.line for row in checked.sheet.rows], marks, opened)
    gap: list[Row] = []
    for index, row in enumerate(checked.sheet.rows):
        if index not in wanted:
            gap.append(row)
            continue
        yield from _gap(gap, checked, marks)
        gap = []
        yield _row(row, checked, marks)
    yield from _gap(gap, checked, marks)


def _wanted(lines: list[int], marks: Mapping[str, tuple[str, str]], opened: Iterable[tuple[int, int]]) -> set[int]:
    """Places of the lines shown: those with a finding and their neighbours, and what was opened."""
    at = {line: index for index, line in enumerate(lines)}
    wanted: set[int] = set()
    for key, (kind, _) in marks.items():
        index, reach = at[int(key.split("-")[0])], 0 if kind == "doubt" else AROUND
        wanted |= set(range(max(0, index - reach), min(len(lines), index + reach + 1)))
    for first, last in opened:
        wanted |= set([index for line, index in at.items() if first <= line <= last][:LARGEST_GAP])
    return wanted


def _gap(gap: Sequence[Row], checked: CheckedImport, marks: Mapping[str, tuple[str, str]]) -> Iterator[SheetRow]:
    """The lines left out, of which at most 500 open at once; one or two are not worth folding."""
    if len(gap) <= SMALLEST_GAP:
        yield from (_row(row, checked, marks) for row in gap)
        return
    last = gap[min(len(gap), LARGEST_GAP) - 1].line
    yield SheetRow(hidden=len(gap), span=f"{gap[0].line}-{last}")


def _row(row: Row, checked: CheckedImport, marks: Mapping[str, tuple[str, str]]) -> SheetRow:
    cells = []
    for position, column in enumerate(checked.sheet.columns):
        text, figure = row.cells[position], column.field in _MONEY
        key = f"{row.line}-{column.letter}"
        kind, anchor = marks.get(key, ("", ""))
        cells.append(Cell(text, figure, key, kind, anchor) if kind else Cell(text, figure))
    return SheetRow(row.line, tuple(cells), aside=checked.states[row.line] is LineState.SET_ASIDE)
