"""The rent account read from dated statements: what became of the debt, and whether the rent is paid again. Pure, cents.

A month is judged by its **last statement**, its closing. The rent of a month is paid when its closing is not above that of
the month before, once the aids received that month (FSL, for one) are left out: they lower the debt and pay no rent. A month
without a statement is unknown: it is never counted as paid, and a row of paid months starts again after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.periods import add_months
from common.formatting import MONTHS, euros, full_date, plural

#: Whole months without a statement after which nothing is said of today.
STALE_MONTHS = 2


@dataclass(frozen=True)
class Statement:
    """What was owed on that day, in cents; never below zero."""

    on: date
    balance: int


class Change(StrEnum):
    """What became of a debt. `CLEARED` is a way of being reduced."""

    NONE = "none"
    CLEARED = "cleared"
    REDUCED = "reduced"
    SAME = "same"
    GROWN = "grown"

    @property
    def is_reduced(self) -> bool:
        return self in (Change.CLEARED, Change.REDUCED)


@dataclass(frozen=True)
class Debt:
    """`entry` and `now` are cents, each with the day of its statement."""

    entry: Statement
    now: Statement
    change: Change
    sentence: str


def debt(statements: Sequence[Statement], entered_on: date) -> Debt | None:
    """From the statement that held on the day of entry (or the first after it) to the last. None without a statement."""
    ordered = in_order(statements)
    if not ordered:
        return None
    entry = next((each for each in reversed(ordered) if each.on <= entered_on), ordered[0])
    now = ordered[-1]
    change, sentence = _change(entry, now)
    return Debt(entry, now, change, sentence)


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """By day, one a day: of two of the same day, the later of the sequence."""
    return sorted({each.on: each for each in statements}.values(), key=lambda each: each.on)


def closings(statements: Sequence[Statement]) -> dict[date, Statement]:
    """The last statement of each month that has one, by the first day of the month, in order."""
    return {each.on.replace(day=1): each for each in in_order(statements)}


@dataclass(frozen=True)
class Payment:
    """Whether the current rent is paid again. `row`: months in a row paid up to the last statement, `since` the first of
    them; `best`: the longest row ever; `missing`: months without a statement between the first and today's."""

    resumed: bool
    row: int
    best: int
    since: date | None
    missing: list[date]
    sentence: str


def payment(
    statements: Sequence[Statement], needed: int, today: date, aids: Mapping[date, int] | None = None
) -> Payment:
    """Whether `needed` months in a row are paid, up to the last statement (a programme's `rent.resumed_after_months`).

    `aids`: cents credited to the account by an aid, by the first day of the month. When two whole months have passed since
    the last statement, nothing is resumed: nobody knows.
    """
    closed = closings(statements)
    if not closed:
        return Payment(False, 0, 0, None, [], "Aucun relevé : on ne sait pas si le loyer est payé.")
    first, last = next(iter(closed)), next(reversed(closed))
    row, best, missing = 0, 0, []
    month = add_months(first, 1)
    while month <= last:
        before, this = closed.get(add_months(month, -1)), closed.get(month)
        if this is None:
            missing.append(month)
        paid = bool(before and this and this.balance + (aids or {}).get(month, 0) <= before.balance)
        row = row + 1 if paid else 0
        best = max(best, row)
        month = add_months(month, 1)
    since = add_months(last, 1 - row) if row else None
    silent = _months_between(last, today.replace(day=1)) - 1
    resumed = row >= needed and silent < STALE_MONTHS
    return Payment(resumed, row, best, since, missing, _said(row, needed, last, silent, missing))


def _change(entry: Statement, now: Statement) -> tuple[Change, str]:
    before, after = entry.balance, now.balance
    since = f"depuis le {full_date(entry.on)}"
    if not before and not after:
        return Change.NONE, "Pas de dette."
    if not after:
        return Change.CLEARED, f"Dette soldée : elle était de {euros(before)} le {full_date(entry.on)}."
    if after < before:
        said = f"Dette réduite de {euros(before - after)} {since} : de {euros(before)} à {euros(after)}."
        return Change.REDUCED, said
    if after == before:
        return Change.SAME, f"Dette de {euros(after)}, inchangée {since}."
    said = f"Dette augmentée de {euros(after - before)} {since} : de {euros(before)} à {euros(after)}."
    return Change.GROWN, said


def _said(row: int, needed: int, last: date, silent: int, missing: list[date]) -> str:
    if silent >= STALE_MONTHS:
        return f"Pas de relevé depuis {_month(last)} : on ne sait pas si le loyer est payé."
    months = plural(row, "mois", "mois")
    if row >= needed:
        return f"Loyer payé {months} de suite, jusqu’à {_month(last)} : paiement repris."
    if not row and last in [add_months(each, 1) for each in missing]:
        return f"Le relevé {_of(missing[-1])} manque : les mois payés se comptent de nouveau après lui."
    if not row:
        return f"Le loyer {_of(last)} n’est pas payé en entier."
    return f"Loyer payé {months} de suite ; il en faut {needed} pour dire le paiement repris."


def _months_between(first: date, then: date) -> int:
    return (then.year - first.year) * 12 + then.month - first.month


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _of(day: date) -> str:
    name = _month(day)
    return f"d’{name}" if name[0] in "ao" else f"de {name}"
