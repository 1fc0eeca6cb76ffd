"""Books in words and figures for a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from common.formatting import euros, full_date, plural
from funding.cents import said
from funding.measures import Entry, EntryKind, used
from funding.months import Month
from funding.queries.facts import Facts
from funding.queries.standing import Standing
from funding.quotas import Quota, in_measure_months
from funding.rate_cards import Unit
from funding.shares import percent
from funding.statements import UNITS

KINDS = {EntryKind.COUNT: "", EntryKind.REVERSAL: "Reprise", EntryKind.CORRECTION: "Nouveau compte"}


@dataclass(frozen=True)
class Bar:
    """Percentages across: what is consumed, what is committed after it, and where what is granted ends (100 unless more is
    taken than granted)."""

    consumed: float
    committed: float
    limit: float


def bar_of(quota: Quota) -> Bar:
    """In measure-months where the line limits them, in cents otherwise."""
    if quota.granted.months is not None:
        limit, consumed, committed = quota.granted.months, quota.consumed.months, quota.committed.months
    else:
        limit = Fraction(quota.granted.cents or 0)
        consumed, committed = Fraction(quota.consumed.cents), Fraction(quota.committed.cents)
    whole = max(limit, consumed + committed) or Fraction(1)
    return Bar(*(round(float(part / whole * 100), 2) for part in (max(consumed, Fraction()), committed, limit)))


def line_of(standing: Standing) -> dict:
    """A row of the list, and what a line's page says of it."""
    quota, granted = standing.quota, standing.quota.granted
    used_up = quota.runs_out_on is not None and quota.runs_out_on <= quota.on
    return {
        "row": standing.held.row,
        "period": f"{after_month(granted.since)} à {granted.until.name}",
        "bar": bar_of(quota),
        "sentence": quota.sentence,
        "granted": _both(granted.months, granted.cents, granted.months, granted.cents),
        "consumed": _both(quota.consumed.months, quota.consumed.cents, granted.months, granted.cents),
        "committed": _both(quota.committed.months, quota.committed.cents, granted.months, granted.cents),
        "left": _both(quota.left_months, quota.left_cents, granted.months, granted.cents),
        "is_short": (quota.left_months or 0) < 0 or (quota.left_cents or 0) < 0,
        "runs_out": "Épuisée" if used_up else full_date(quota.runs_out_on) if quota.runs_out_on else "",
        "ends": f"Pas avant sa fin, en {granted.until.name}",
    }


def _both(
    months: Fraction | None, cents: int | None, limit_months: Fraction | None, limit_cents: int | None
) -> list[str]:
    """In each kind that the line limits."""
    found = (
        []
        if limit_months is None or months is None
        else [f"{'−' if months < 0 else ''}{in_measure_months(abs(months))}"]
    )
    return found + ([] if limit_cents is None or cents is None else [euros(cents, whole=True)])


def entry_of(entry: Entry, facts: Facts) -> dict:
    """A row of the books. `case`: None when it is no longer in sight."""
    return {
        "case": facts.cases.get(entry.measure),
        "line": facts.lines[entry.line].row.label,
        "month": entry.month.name,
        "unit": UNITS[entry.unit],
        "kind": KINDS[entry.kind],
        "quantity": said(entry.quantity * entry.weight).replace("-", "−"),
        "part": percent(entry.part),
        "price": euros(entry.price, whole=True),
        "cents": euros(entry.cents),
    }


def sums_of(entries: Iterable[Entry]) -> tuple[str, str]:
    """What one line counts and pays by these entries, reversals taken off: « 6 mois-mesures, 1 diagnostic », and euros."""
    rows = list(entries)
    found = used(rows)
    diagnoses = sum(entry.quantity for entry in rows if entry.unit == Unit.DIAGNOSIS)
    said = (
        [f"{'−' if found.months < 0 else ''}{in_measure_months(abs(found.months))}"]
        if found.months or not diagnoses
        else []
    )
    if diagnoses:
        said.append(f"{'−' if diagnoses < 0 else ''}{plural(abs(int(diagnoses)), 'diagnostic')}")
    return ", ".join(said), euros(found.cents)


def cases_of(entries: Iterable[Entry], facts: Facts) -> set[int]:
    """The cases that these rows name, for the reading log."""
    return {facts.cases[entry.measure].pk for entry in entries if entry.measure in facts.cases}


def after_month(month: Month) -> str:
    """« d’octobre 2026 », « de mars 2026 »."""
    return f"d’{month.name}" if month.name[0] in "ao" else f"de {month.name}"
