"""What the books are counted from: rows of lines, contracts, rests and shares, as the measures of `funding.measures`.

Everything is read with the manager's own rights. A case that she can no longer read is no measure here: its entries stand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate

from cases.enums import PartKind
from cases.models import Accompaniment, Case, CommonPart
from cases.policies import PARIS
from cases.queries.suspensions import suspensions
from funding.conventions import Convention
from funding.counting import Contract, Rest
from funding.ledger import Ledger
from funding.measures import Entry, EntryKind, Funding, Measure
from funding.models import Closing, ConventionVersion, FundingLine, Intensity, LedgerEntry, LineShare
from funding.months import Month
from funding.publishing import convention_of
from funding.rate_cards import Unit
from funding.shares import Line, Share


@dataclass(frozen=True)
class HeldLine:
    """A line with its convention as it stands, at its version `number`."""

    row: FundingLine
    convention: Convention
    number: int

    @property
    def line(self) -> Line:
        """As measures name it."""
        return Line(self.row.key, self.row.label, self.row.funder)


@dataclass(frozen=True)
class Facts:
    """`lines` in the order in which they were opened; `cases`: by the key of their measure."""

    lines: dict[str, HeldLine]
    cases: dict[str, Case]
    measures: list[Measure]
    ledger: Ledger


def key_of(row_id: int) -> str:
    """What the ledger calls a case or a line: in the order of their rows."""
    return f"{row_id:012d}"


def gather(managers: int) -> Facts:
    """All that these managers' books follow from. Four statements.

    Closings are read before entries: of one that comes in between, entries are then seen whose month still counts as open, and
    nothing is booked a second time.
    """
    found = lines(managers)
    ledger = books(managers)
    return _facts(found, ledger, list(_funded(managers)))


def gather_both(managers: int, line: str, amended: Convention) -> tuple[Facts, Facts]:
    """All that these managers' books follow from, as it stands, and as it would if the line of that key had that convention. Four
    statements; KeyError for a line that is not theirs."""
    found = lines(managers)
    ledger = books(managers)
    rows = list(_funded(managers))
    then = found | {line: replace(found[line], convention=amended)}
    return _facts(found, ledger, rows), _facts(then, ledger, rows)


def _facts(held: dict[str, HeldLine], ledger: Ledger, rows: Sequence[Any]) -> Facts:
    cases = {key_of(row.case_id): row.case for row in rows}
    return Facts(held, cases, [_measure(row, held) for row in rows], ledger)


def measure_of(case_id: int, managers: int, held: dict[str, HeldLine]) -> Measure:
    """That case alone, as it stands now. One statement; Accompaniment.DoesNotExist when nothing is attributed or read of it."""
    return _measure(_funded(managers).get(case_id=case_id), held)


def lines(managers: int) -> dict[str, HeldLine]:
    """Their lines by key, each with its latest convention. One statement."""
    latest = ConventionVersion.objects.filter(author_id=managers).select_related("line").order_by("line_id", "-number")
    return {
        version.line.key: HeldLine(version.line, convention_of(version), version.number)
        for version in latest.distinct("line_id")
    }


def books(managers: int) -> Ledger:
    """What was closed and what stands in it. Two statements, in that order."""
    closed = frozenset(Closing.objects.filter(author_id=managers).values_list("month", flat=True))
    rows = LedgerEntry.objects.filter(author_id=managers).order_by(
        "booked", "case_id", "line_id", "month", "unit", "id"
    )
    # Thousands of rows and a few values: columns without a model, each value read once.
    return Ledger(closed, tuple(_entry(row) for row in rows.values_list(*_COLUMNS)))


_COLUMNS = (
    "case_id", "line_id", "month", "unit", "quantity", "weight", "part", "price", "cents", "booked", "kind",
)  # fmt: skip
_UNITS = {unit.value: unit for unit in Unit}
_KINDS = {kind.value: kind for kind in EntryKind}


def _entry(row: tuple[Any, ...]) -> Entry:
    """As the pure ledger has it."""
    case, line, month, unit, quantity, weight, part, price, cents, booked, kind = row
    return Entry(
        key_of(case), key_of(line), month, _UNITS[unit], quantity, weight, _fraction(part), price, cents, booked,
        _KINDS[kind],
    )  # fmt: skip


@lru_cache(maxsize=1_000)
def _fraction(part: Decimal) -> Fraction:
    return Fraction(part)


def _funded(managers: int) -> QuerySet[Any]:
    """Accompaniments that something is attributed to, with what is to be counted of each."""
    own = Q(case_id=OuterRef("case_id"), author_id=managers)
    issued = CommonPart.objects.filter(case_id=OuterRef("case_id"), issued_at__isnull=False).order_by("number")
    first_day = Coalesce("starts_on", TruncDate("issued_at", tzinfo=PARIS), output_field=DateField())
    share = JSONObject(line="line_id", part=Cast("part", TextField()), since="since", until="until")
    return (
        Accompaniment.objects.filter(case_id__in=LineShare.objects.filter(author_id=managers).values("case_id"))
        .select_related("case")
        .annotate(
            contracts=ArraySubquery(
                issued.filter(kind=PartKind.CONTRACT, starts_on__isnull=False).values(
                    json=JSONObject(since="starts_on", until="ends_on")
                )
            ),
            diagnosed_on=Subquery(issued.filter(kind=PartKind.ASSESSMENT).annotate(on=first_day).values("on")[:1]),
            suspensions=suspensions(),
            intensities=ArraySubquery(
                Intensity.objects.filter(own).order_by("since", "id").values(json=JSONObject(since="since", key="key"))
            ),
            shares=ArraySubquery(LineShare.objects.filter(own).order_by("since", "id").values(json=share)),
        )
        .order_by("case_id")
    )


def _measure(row: Any, held: dict[str, HeldLine]) -> Measure:
    contracts = succession([_contract(each) for each in row.contracts])
    intensities = [(date.fromisoformat(each["since"]), each["key"]) for each in row.intensities]
    measure = Measure(
        key_of(row.case_id),
        tuple(with_intensities(contracts, intensities)),
        tuple(_rest(each) for each in row.suspensions),
        tuple(filter(None, (_funding(each, held) for each in row.shares))),
        row.diagnosed_on,
    )
    return measure.freed(row.ends_on) if row.ends_on else measure


def _contract(said: dict[str, Any]) -> Contract:
    return Contract(date.fromisoformat(said["since"]), _day(said["until"]))


def _rest(said: dict[str, Any]) -> Rest:
    return Rest(date.fromisoformat(said["starts_on"]), _day(said["ended_on"]))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _funding(said: dict[str, Any], held: dict[str, HeldLine]) -> Funding | None:
    """One line's share, within the months of its convention; None where they have none in common."""
    line = held[key_of(said["line"])]
    agreed = line.convention
    since = max(Month.of(date.fromisoformat(said["since"])), agreed.since)
    until = min(Month.of(_day(said["until"]) or agreed.until.first), agreed.until)
    share = Share(line.line, Fraction(said["part"]))
    return Funding(agreed.terms, (share,), since, until) if since <= until else None


def succession(versions: Sequence[Contract]) -> list[Contract]:
    """Versions of one contract in the order in which they were signed: each holds until the day before a later one begins, and
    not at all where a later one begins before it."""
    found = []
    for place, each in enumerate(versions):
        later = [other.since for other in versions[place + 1 :]]
        last = min(later) - timedelta(days=1) if later else None
        until = min(filter(None, (each.until, last)), default=None)
        if until is None or each.since <= until:
            found.append(replace(each, until=until))
    return found


def with_intensities(contracts: Iterable[Contract], said: Sequence[tuple[date, str]]) -> list[Contract]:
    """The same contracts, cut where an intensity begins. `said`: days and keys in order of time; before the first, it holds too."""
    if not said:
        return list(contracts)
    edges = [date.min, *(day for day, _ in said[1:]), date.max]
    found = []
    for contract in contracts:
        for (first, following), (_, key) in zip(pairwise(edges), said, strict=True):
            since, last = max(contract.since, first), following - timedelta(days=1)
            until = contract.until if contract.until and contract.until <= last else last
            if since <= until:
                found.append(Contract(since, None if until == date.max - timedelta(days=1) else until, key))
    return found
