"""Households of one unit in PostgreSQL, the reports that their manager issues one after the other, and a funder who adds and subtracts
all that she was issued.

The attacker knows no rule of masking: which facts exist over the pieces into which the periods cut the year, entered in time or late, in
which category, and that no count is below zero.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from cases.periods import Period, add_months
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.models import Programme
from reports import counting
from reports.actions import issuing, preparing
from reports.composing import outline_of, suspects
from reports.enums import FileKind, ReportState
from reports.indicators.catalogue import shipped
from reports.masking import THRESHOLD
from reports.models import Report, ReportFile, ReportRelease
from reports.outline import Outline, Section
from reports.queries.reports import composed_of
from tests.factories.directory import member, unit
from tests.harness import within
from tests.reports import invented as i
from tests.reports import reported
from tests.reports.as_printed import Read, period_of, read_all
from tests.reports.attacker import Reader, Sum
from tests.reports.rows_of import Writer, team
from tests.reports.shelf import PDF
from tests.reports.worlds import MOST

PROGRAMME = "gironde"
#: After so many reports some households are entered whom the first ones did not count.
LATE_AFTER = 2


@dataclass
class Story:
    """`held`: what the funder reads of it, in the order of issue. `of_report`: by number, whether late households were in it."""

    by: Acting
    helene: Acting
    households: list[i.Household]
    late: list[i.Household]
    organisations: dict[str, str]
    periods: list[Period]
    today: date
    held: list[tuple[Outline, dict[str, Any]]] = field(default_factory=list)
    with_late: list[bool] = field(default_factory=list)

    @property
    def pieces(self) -> list[Period]:
        """The first quarter, the second, the rest of the year."""
        first, second, _, whole = self.periods
        return [first, second, Period(second.until + timedelta(days=1), whole.until)]


def periods_of(today: date) -> list[Period]:
    """Of the twelve months before this one: a quarter, the next, the half, and all of them."""
    begins = add_months(today.replace(day=1), -12)

    def months(first: int, last: int) -> Period:
        return Period(add_months(begins, first), add_months(begins, last) - timedelta(days=1))

    return [months(0, 3), months(3, 6), months(0, 6), months(0, 12)]


def story(superuser, seed: int, today: date) -> Story:
    """A unit of a few dozen households, some of whom are entered late; nothing is issued yet."""
    rng = random.Random(seed)
    of = team(PROGRAMME)
    operator = of.agreement.operator_unit
    by = member(operator, Role.MANAGER)
    helene = member(unit(Capacity.FUNDER), Role.CLERK, Capacity.FUNDER)
    households = [i.household(rng, today, 0) for _ in range(rng.randrange(18, 60))]
    periods = periods_of(today)
    of_half = [each for each in households if periods[2].since <= each.opened_on <= periods[2].until]
    late = rng.sample(of_half, min(len(of_half), rng.randrange(0, 4)))
    made = Story(by, helene, households, late, {}, periods, today)
    with within(by):
        made.organisations = counting.labels("landlord", [*of.organisations, "unknown"])
    writer = Writer(superuser, of)
    writer.write([each for each in households if each not in late])
    for number, period in enumerate(periods):
        if number == LATE_AFTER:
            writer.write(late)
        if (report := _issued(made, period)) is not None:
            made.with_late.append(number >= LATE_AFTER)
            assert report.state == ReportState.ISSUED
    made.held = _read(made)
    return made


def _issued(of: Story, period: Period) -> Report | None:
    """The report of that period, as its manager comes to it: she takes out what is pointed out to her; None where that is not enough, and
    she gives it up."""
    by, programme = of.by, Programme.objects.get(key=PROGRAMME)
    report = reported.composed(by, programme, period, of.helene)
    while (exposed := _exposed(report, by)) is not None:
        with within(by):
            out = {*report.left_out, *(section.key for section in exposed)}
            if out == set(report.left_out) or out >= {section.key for section in outline_of(period).every}:
                preparing.abandon(report=report, by=by)
                return None
            preparing.count_again(report=report, left_out=out, by=by)
        reported.work(report)
        report = reported.again(report, by)
    for act in (issuing.check, issuing.sign):
        with within(by):
            act(report=report, by=by)
        report = reported.again(report, by)
    _with_files(report, by)
    with within(by):
        issuing.issue(report=report, by=by)
    return reported.again(report, by)


def _exposed(report: Report, by: Acting) -> list[Section] | None:
    """The sections that are pointed out to her; None where nothing is exposed."""
    with within(by):
        composed = composed_of(report)
    assert composed
    outline = outline_of(Period(report.since, report.until), report.left_out)
    return suspects(outline, composed.release) if composed.release.exposed else None


def _with_files(report: Report, by: Acting) -> None:
    """Three files that say nothing: only the content is read here, and drawing it takes seconds."""
    with within(by):
        ReportFile.objects.bulk_create(
            ReportFile(
                report=report, author_id=report.author_id, kind=kind, of=report.digest, content=PDF, digest="0" * 64
            )
            for kind in FileKind.values
        )


def _read(of: Story) -> list[tuple[Outline, dict[str, Any]]]:
    """All that the funder's context reads, and that it reads no figure that was left out."""
    with within(of.helene):
        held = list(Report.objects.order_by("rank"))
        assert not ReportRelease.objects.exists()
        contents = [each.snapshot for each in held]
    return [(outline_of(period_of(content)), content) for content in contents]


# --- the truth --------------------------------------------------------------------------------------------------------
class Face(NamedTuple):
    """Facts of a cell by a dimension, some of which are of another cell too. `tied`: its printed category that they are, when the
    definition says so."""

    whole: str
    part: str | None
    by: str
    tied: str | None = None


FACES = (
    Face("entries", "entered-with-debt", "landlord"),
    Face("entries", "payment-resumed", "landlord"),
    Face("referrals", "referrals-accepted", "origin"),
    Face("exits", "evictions", "outcome", "eviction"),
    Face("steps", None, "step-kind"),
    Face("steps-granted", None, "step-kind"),
)


class Atom(NamedTuple):
    """Facts that nothing printed tells apart. `piece`: its number."""

    is_late: bool
    piece: int
    category: str
    in_part: bool


class Asked(NamedTuple):
    """A small figure: how it is named, the facts that it counts, and what it must possibly be."""

    name: str
    atoms: frozenset[Atom]
    ends: tuple[int, ...]


class Truth:
    """The facts of one face. `counts`: how many there are of each atom; `behind`: whose they are."""

    def __init__(self, of: Story, face: Face, needed: int) -> None:
        self.of, self.face = of, face
        self.counts: dict[Atom, int] = {}
        self.behind: dict[Atom, set[int]] = {}
        names = self._names()
        for each in of.households:
            facts = i.facts_of(each, of.today, list(of.organisations), needed)
            for number, piece in enumerate(of.pieces):
                inside = {fact.cell for fact in facts if fact.when(piece)}
                for fact in facts:
                    if fact.cell == face.whole and fact.when(piece):
                        code = fact.dims(piece)[face.by]
                        atom = Atom(each in of.late, number, names[code], face.part in inside)
                        self.counts[atom] = self.counts.get(atom, 0) + fact.value(piece)
                        self.behind.setdefault(atom, set()).add(each.number)
        tied = names.get(face.tied or "")
        every = product((False, True), range(3), dict.fromkeys(names.values()), (False, True))
        self.atoms = frozenset(
            atom
            for atom in (Atom(*each) for each in every)
            if (face.part or not atom.in_part) and (not tied or (atom.category == tied) == atom.in_part)
        )

    def _names(self) -> dict[str, str]:
        with within(self.of.by):
            if self.face.by == "landlord":
                known = dict(self.of.organisations)
            else:
                codes = {"origin": i.ORIGINS, "outcome": i.EXITS, "step-kind": i.STEPS}[self.face.by]
                known = counting.labels(self.face.by, [*codes, "unknown"])
        return {code: name[:1].upper() + name[1:] for code, name in known.items()}

    def made_of(self, cell: str, period: Period, category: str | None, *, with_late: bool) -> frozenset[Atom]:
        inside = {
            n for n, piece in enumerate(self.of.pieces) if period.since <= piece.since and piece.until <= period.until
        }
        return frozenset(
            atom
            for atom in self.atoms
            if atom.piece in inside
            and (with_late or not atom.is_late)
            and category in (None, atom.category)
            and (cell == self.face.whole or atom.in_part)
        )

    def value(self, atoms: Iterable[Atom]) -> int:
        return sum(self.counts.get(atom, 0) for atom in atoms)

    def households(self, atoms: Iterable[Atom]) -> int:
        return len(set().union(*(self.behind.get(atom, set()) for atom in atoms)))

    # What was read, and what is asked ------------------------------------------------------------------------------

    def sums(self, read: Iterable[Read], *, simple: bool) -> Iterator[Sum]:
        """What was read of these cells; `simple`: only what is never left out, and that a part is no more than its printed whole."""
        for each in read:
            if each.cell not in (self.face.whole, self.face.part) or each.by not in (None, self.face.by):
                continue
            atoms = self.made_of(each.cell, each.period, each.category, with_late=self.of.with_late[each.report])
            truth = self.value(atoms)
            assert each.least <= truth <= each.most, (each, truth)
            if not simple or self._is_simple(each):
                yield Sum(atoms, each.least, each.most)
            elif each.category is None:
                yield Sum(atoms, 0, each.most)

    def _is_simple(self, each: Read) -> bool:
        """A count that is open; a total that is nobody, or somebody."""
        if each.category is not None:
            return False
        if _is_open(each.cell):
            return True
        return each.most in (0, MOST)

    def asked(self) -> list[Asked]:
        """The figures of few households: of each report's period and of each piece, as the first reports and as the last ones counted them;
        and what is beside a part."""
        found = {}
        totals = dict.fromkeys([*self.of.periods, *self.of.pieces])
        # A quarter's report shows no category: what is protected is a figure in the categories that are shown, over the periods for
        # which they are, and between these (ADR 29).
        crossed = [*self.of.periods[2:], self.of.pieces[2]]
        categories = sorted({atom.category for atom in self.atoms})
        places = [*product(totals, [None]), *product(crossed, categories)]
        for (period, category), with_late in product(places, (False, True)):
            if category is not None and not with_late:
                continue  # a report that shows categories comes after the late ones: there is no figure without them
            whole = self.made_of(self.face.whole, period, category, with_late=with_late)
            part = (
                self.made_of(self.face.part, period, category, with_late=with_late) if self.face.part else frozenset()
            )
            for cell, atoms in (
                (self.face.whole, whole),
                (self.face.part, part),
                (f"not {self.face.part}", whole - part),
            ):
                if not atoms or cell in (None, "not None") or (category is None and _is_open(cell)):
                    continue
                if self.face.tied and category is not None and cell != self.face.whole:
                    continue
                if self.households(atoms) < THRESHOLD and (self.value(atoms) or category is not None):
                    name = f"{cell} {category} {period.dates}{' late' if with_late else ''}"
                    found[atoms] = Asked(name, atoms, self._ends(atoms, category))
        return list(found.values())

    def _ends(self, atoms: frozenset[Atom], category: str | None) -> tuple[int, ...]:
        least = 0 if category is not None else 1
        value, behind = self.value(atoms), self.households(atoms)
        most = THRESHOLD if value == behind else max(THRESHOLD, 2 * value)
        return least, least + 1, most


def _is_open(cell: str) -> bool:
    return cell in shipped().by_key and shipped().by_key[cell].secrecy == "open"


@dataclass
class Findings:
    """`told`: what the attacker ruled out. `questions`, `given_up`: how many values she tried, and left undecided."""

    told: list[str] = field(default_factory=list)
    questions: int = 0
    given_up: int = 0
    read: int = 0


def attack(of: Story, needed: int, faces: Sequence[Face] = FACES) -> Findings:
    """What the funder rules out of a small figure, though simple counts alone leave it possible."""
    found, read = Findings(), read_all(of.held)
    found.read = len(read)
    for face in faces:
        truth = Truth(of, face, needed)
        known = list(truth.sums(read, simple=False))
        simple = list(truth.sums(read, simple=True))
        everything, bound = Reader(known, MOST), Reader(simple, MOST)
        for asked in truth.asked():
            for value in asked.ends:
                found.questions += 1
                if not everything.allows(asked.atoms, value) and bound.allows(asked.atoms, value):
                    found.told.append(f"{asked.name}: not {value}")
        found.given_up += everything.given_up
    return found
