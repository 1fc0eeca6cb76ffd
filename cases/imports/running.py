"""A file of running accompaniments that a unit takes over: its columns, and what each line gives (domain 4.5).

Read by the same machinery as a landlord's file. Columns of past months are recognised by their title: « Tenues 01/2026 »,
« Prévues janvier 2026 », « Minutes 2026-01 ». No database: what the unit knows is given.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from cases.enums import AccompanimentKind
from cases.imports.checking import SheetReader
from cases.imports.columns import Table
from cases.imports.findings import Doubt, Problem
from cases.imports.reading import read_file
from cases.imports.sheets import Sheet, UnreadableFile
from cases.imports.values import Note, Reading, past_day, read_email, read_phone, read_text, read_title, read_whole
from common.parsing import Unreadable, parse_date, shown
from common.text import fold
from partners.communes import CommuneLookup


class Known(StrEnum):
    """One fact of a line. Those a landlord's file has too bear the same name, and are kept or not by the same rules."""

    TITLE = "title"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BORN_ON = "born_on"
    OTHER_ADULT = "co_tenant"
    CHILDREN = "children"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    COMMUNE = "commune"
    PROGRAMME = "programme"
    KIND = "kind"
    STARTS_ON = "starts_on"
    PLANNED_END_ON = "planned_end_on"
    REFERENT = "referent"


LABELS = {
    Known.TITLE: "Civilité",
    Known.LAST_NAME: "Nom",
    Known.FIRST_NAME: "Prénom",
    Known.BORN_ON: "Date naissance",
    Known.OTHER_ADULT: "Autre adulte",
    Known.CHILDREN: "Nb enfants",
    Known.PHONE: "Téléphone",
    Known.EMAIL: "Courriel",
    Known.ADDRESS: "Adresse",
    Known.POSTCODE: "Code postal",
    Known.COMMUNE: "Commune",
    Known.PROGRAMME: "Dispositif",
    Known.KIND: "Accès ou maintien",
    Known.STARTS_ON: "Date de début",
    Known.PLANNED_END_ON: "Fin prévue",
    Known.REFERENT: "Courriel du référent",
}
#: A file is read, checked and given back whole with its page.
MOST_LINES = 500
REQUIRED = (Known.LAST_NAME, Known.KIND, Known.STARTS_ON, Known.REFERENT)
_SYNONYMS = {
    Known.TITLE: "civ",
    Known.LAST_NAME: "nom de famille, nom du ménage, ménage",
    Known.FIRST_NAME: "prénoms",
    Known.BORN_ON: "ddn, date de naissance, né le, née le",
    Known.OTHER_ADULT: "conjoint, conjointe, co titulaire, second adulte, 2e adulte",
    Known.CHILDREN: "enfants, nombre d’enfants, nombre enfants",
    Known.PHONE: "tél, tel, portable, mobile",
    Known.EMAIL: "email, e mail, mail",
    Known.ADDRESS: "adresse du logement, adresse postale",
    Known.POSTCODE: "cp",
    Known.COMMUNE: "ville",
    Known.PROGRAMME: "programme, mesure",
    Known.KIND: "type, volet, accès maintien, type d’accompagnement",
    Known.STARTS_ON: "début, date début, date d’entrée, entrée le, date d’adhésion",
    Known.PLANNED_END_ON: "date de fin prévue, fin, échéance, terme",
    Known.REFERENT: "référent, référente, mail du référent, travailleur social, intervenant",
}
_FIELD_OF = {
    fold(header): each for each, synonyms in _SYNONYMS.items() for header in (LABELS[each], *synonyms.split(", "))
}
_COUNTS = {"tenues": "held", "prevues": "planned", "minutes": "minutes"}
_MONTHS = [
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
    *("septembre", "octobre", "novembre", "decembre"),
]
_COUNTED = re.compile(r"(?:visites? )?(tenues|prevues|minutes)\b")
_NUMBERED = re.compile(r"\b(?:(?P<m>\d{1,2}) (?P<y>20\d\d)|(?P<y2>20\d\d) (?P<m2>\d{1,2}))\b")
_MOST = {"held": 99, "planned": 99, "minutes": 9_999}


def recognise(header: str) -> str | None:
    """The field a header names: a fact of the line, or « held:2026-01 » for the count of a month. None for another."""
    folded = fold(header)
    return _FIELD_OF.get(folded) or _month_field(folded)


def _month_field(folded: str) -> str | None:
    counted = _COUNTED.search(folded)
    if counted is None:
        return None
    named = next((place + 1 for place, name in enumerate(_MONTHS) if re.search(rf"\b{name}\b", folded)), None)
    numbered = _NUMBERED.search(folded)
    year = re.search(r"\b20\d\d\b", folded)
    if numbered:
        month = int(numbered["m"] or numbered["m2"])
        number = int(numbered["y"] or numbered["y2"])
    elif named and year:
        month, number = named, int(year[0])
    else:
        return None
    return f"{_COUNTS[counted[1]]}:{number:04d}-{month:02d}" if 1 <= month <= 12 else None


RUNNING = Table(
    recognise=recognise,
    label=lambda name: LABELS[Known(name)] if name in LABELS else name,
    required=REQUIRED,
    titles="« Nom », « Accès ou maintien », « Date de début » et « Courriel du référent »",
)


def read_running(content: bytes) -> Sheet:
    """The sheet of such a file. Raises UnreadableFile with a sentence: no table, a needed column that is not there, too
    many lines."""
    sheet = read_file(content, RUNNING)
    if sheet.missing:
        missing = ", ".join(f"« {RUNNING.label(one)} »" for one in sheet.missing)
        raise UnreadableFile(
            f"Ce fichier n’a pas de colonne {missing}. Ajoutez-la avec ce titre, puis déposez-le à nouveau."
        )
    if len(sheet.rows) > MOST_LINES:
        raise UnreadableFile(f"Ce fichier dépasse {MOST_LINES} lignes. Découpez-le en plusieurs fichiers.")
    return sheet


def letter_of(sheet: Sheet, header: str) -> str:
    """The letter of that column in the file, empty when it has none of that title."""
    return next((column.letter for column in sheet.columns if column.header == header), "")


def place_said(sheet: Sheet, lines: Sequence[int], header: str) -> str:
    """« Ligne 12, colonne C (Nom) », « Lignes 3, 5 et 7 à 9 »."""
    where = f"Ligne{'s' if len(lines) > 1 else ''} {_lines_said(lines)}"
    letter = letter_of(sheet, header)
    return f"{where}, colonne {letter} ({header})" if letter else where


def _lines_said(lines: Sequence[int]) -> str:
    """« 3, 5 et 7 à 9 »: those lines and no other."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    said = [f"{run[0]} à {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"


@dataclass(frozen=True)
class Month:
    """What was done before the taking over in one month: visits held and planned, and minutes."""

    first: date
    held: int = 0
    planned: int = 0
    minutes: int = 0


@dataclass(frozen=True, repr=False)
class RunningLine:
    """One accompaniment to take over. Absent texts are empty; `programme` is a key of what the unit has, or None."""

    line: int
    last_name: str
    kind: AccompanimentKind
    starts_on: date
    referent: str
    title: str = ""
    first_name: str = ""
    born_on: date | None = None
    co_tenant: str = ""
    children: int = 0
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    programme: str | None = None
    planned_end_on: date | None = None
    months: tuple[Month, ...] = ()

    def __repr__(self) -> str:
        return f"RunningLine(line={self.line})"

    @property
    def key(self) -> tuple[str, date]:
        """By which an accompaniment is known again: the folded name and the first day."""
        return name_key(self.last_name, self.first_name), self.starts_on


def name_key(last_name: str, first_name: str) -> str:
    """A name without accents or case."""
    return fold(f"{last_name} {first_name}")


@dataclass(frozen=True)
class UnitKnows:
    """What the unit knows: its members by e-mail, its programmes by folded key and name, the accompaniments it follows
    by `RunningLine.key`."""

    referents: Collection[str]
    programmes: Mapping[str, str]
    followed: Collection[tuple[str, date]]


@dataclass(frozen=True)
class Totals:
    """What is reconciled: of the file, then of what was written."""

    households: int
    people: int
    held: int
    planned: int
    minutes: int


@dataclass(frozen=True)
class CheckedRunning:
    """A sheet with everything found in it. `ready`: lines that may be written, once no problem stands; `followed`:
    lines already in the unit, never written twice; `left_out`: lines the manager leaves out; `replaced`: cells whose
    text was not kept."""

    sheet: Sheet
    ready: list[RunningLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    followed: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    replaced: int = 0

    @property
    def totals(self) -> Totals:
        return totals(self.ready)


def totals(lines: Iterable[RunningLine]) -> Totals:
    """Of these lines."""
    kept = list(lines)
    months = [month for line in kept for month in line.months]
    return Totals(
        households=len(kept),
        people=sum(1 + bool(line.co_tenant) + line.children for line in kept),
        held=sum(month.held for month in months),
        planned=sum(month.planned for month in months),
        minutes=sum(month.minutes for month in months),
    )


def check_running(
    sheet: Sheet, *, unit: UnitKnows, communes: CommuneLookup, today: date, left_out: Collection[int] = ()
) -> CheckedRunning:
    """Check every line. Nothing is refused by exception: what is wrong stands by line and column."""
    found = CheckedRunning(sheet, replaced=sum(len(row.replaced) for row in sheet.rows))
    reader = SheetReader(sheet, CellReader(unit, today).read, communes, _oddities)
    first_with: dict[tuple[str, date], int] = {}
    for row in sheet.rows:
        if row.line in left_out:
            found.left_out.append(row.line)
            continue
        read = reader.read(row)
        line = None if read.problems else _typed(row.line, read.values)
        if line and line.key in unit.followed:
            found.followed.append(row.line)
            continue
        found.problems.extend(read.problems)
        found.doubts.extend(read.doubts)
        if line and (first := first_with.setdefault(line.key, row.line)) != row.line:
            header = sheet.header_of(Known.LAST_NAME)
            said = f"Même nom et même début que la ligne {first}. Laissez l’une des deux de côté."
            found.problems.append(Problem(row.line, header, line.last_name, said))
        elif line:
            found.ready.append(line)
    return found


def _typed(line: int, values: Mapping[Any, Any]) -> RunningLine:
    counts: dict[date, dict[str, int]] = defaultdict(dict)
    for name, value in values.items():
        if ":" in name:
            what, month = name.split(":")
            counts[date.fromisoformat(f"{month}-01")][what] = value
    months = tuple(Month(first, **what) for first, what in sorted(counts.items()) if any(what.values()))
    known = {str(name): value for name, value in values.items() if ":" not in name and value is not None}
    return RunningLine(line=line, months=months, **known)


def _oddities(values: Mapping[Any, Any]) -> Iterator[tuple[str, Note]]:
    starts_on, ends_on = values.get(Known.STARTS_ON), values.get(Known.PLANNED_END_ON)
    if starts_on and ends_on and ends_on < starts_on:
        yield Known.PLANNED_END_ON, Note("La fin prévue précède le début. Vérifiez les deux dates.")
    for name, value in values.items():
        if starts_on and value and ":" in name and name.split(":")[1] < f"{starts_on:%Y-%m}":
            yield name, Note("Ce mois précède le début de l’accompagnement. Il sera compté tel quel.")


class CellReader:
    """Reads the cells of such a file, with what the unit knows, on the day `today`."""

    def __init__(self, unit: UnitKnows, today: date) -> None:
        self._unit, self._today = unit, today
        self._readers: dict[str, Callable[[str], Reading]] = {
            Known.TITLE: read_title,
            Known.BORN_ON: lambda cell: past_day(cell, today),
            Known.CHILDREN: read_whole(0, 15, "le nombre d’enfants"),
            Known.PHONE: read_phone,
            Known.EMAIL: read_email,
            Known.POSTCODE: Reading,
            Known.PROGRAMME: self._programme,
            Known.KIND: _kind,
            Known.STARTS_ON: lambda cell: past_day(cell, today),
            Known.PLANNED_END_ON: _any_day,
            Known.REFERENT: self._referent,
        }

    def read(self, name: str, cell: str) -> Reading:
        """What the cell gives; an empty one is a problem where the line needs it, and else nothing."""
        if not cell:
            missing = _MISSING.get(name)
            return Reading(problem=Note(missing)) if missing else Reading()
        if ":" in name:
            return self._count(name, cell)
        reader = self._readers.get(name)
        return reader(cell) if reader else read_text(name, cell)

    def _count(self, name: str, cell: str) -> Reading:
        what, month = name.split(":")
        if month > f"{self._today:%Y-%m}":
            return Reading(
                problem=Note("Ce mois n’a pas commencé. Videz la cellule, ou corrigez le titre de la colonne.")
            )
        return read_whole(0, _MOST[what], "ce compte")(cell)

    def _referent(self, cell: str) -> Reading:
        typed = cell.strip().lower()
        if typed in self._unit.referents:
            return Reading(typed)
        said = f"{shown(cell)} : personne de votre équipe n’a ce courriel."
        nearest = [one for one in self._unit.referents if one.split("@")[0] == typed.split("@")[0]]
        proposal = nearest[0] if len(nearest) == 1 else None
        cure = f"Est-ce {proposal} ?" if proposal else "Invitez-la d’abord, ou écrivez celui d’un membre."
        return Reading(problem=Note(f"{said} {cure}", proposal))

    def _programme(self, cell: str) -> Reading:
        if key := self._unit.programmes.get(fold(cell)):
            return Reading(key)
        offered = ", ".join(sorted(set(self._unit.programmes.values()))) or "aucun"
        return Reading(
            problem=Note(f"{shown(cell)} n’est pas un dispositif de votre équipe. Écrivez sa clé ({offered}), ou rien.")
        )


_MISSING: dict[str, str] = {
    Known.LAST_NAME: "Il manque le nom.",
    Known.KIND: "Écrivez « accès » ou « maintien ».",
    Known.STARTS_ON: "Il manque le premier jour de l’accompagnement, par exemple 03/11/2025.",
    Known.REFERENT: "Il manque le courriel de la référente ou du référent.",
}


def _kind(cell: str) -> Reading:
    folded = fold(cell)
    for kind, begin in ((AccompanimentKind.ACCESS, "acces"), (AccompanimentKind.MAINTENANCE, "maintien")):
        if folded.startswith(begin):
            return Reading(kind)
    return Reading(problem=Note(f"{shown(cell)} : écrivez « accès » ou « maintien »."))


def _any_day(cell: str) -> Reading:
    day = parse_date(cell)
    if isinstance(day, Unreadable):
        return Reading(problem=Note(day.sentence, day.proposal))
    return Reading(day)
