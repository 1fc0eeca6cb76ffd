"""Saying which lines pay for an accompaniment."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from django.db import DatabaseError, transaction

from cases.models import Accompaniment, Case
from cases.permissions import manages
from common.refusal import NotYours, Refused
from funding.measures import recount
from funding.models import FundingLine, Intensity, LineShare
from funding.months import Month
from funding.permissions import check_may_fund, counted
from funding.queries.facts import HeldLine, key_of, lines, measure_of
from funding.shares import Share, check_shares
from partners.acting import Acting

#: What the gate's own guards raise.
GUARDED = "P0F03"
Written = TypeVar("Written")


@transaction.atomic
def attribute(
    *,
    case: Case,
    line: FundingLine,
    part: Decimal,
    since: Month,
    until: Month | None,
    by: Acting,
    intensity: str = "",
    from_day: date | None = None,
) -> LineShare:
    """Have a line pay `part` (1 is the whole) of each month of that accompaniment, from `since` to `until` included, months of its
    convention; without `until`, to the end of it, whatever amends it.

    `intensity`: the key of the line's card under which its contracts count from `from_day` on (the first day of `since` by default);
    empty leaves what was said before. Months that are closed are not touched: what this changes about them is booked in the first
    open one. Effects in order: the share; the intensity.

    NotYours unless manager of the unit that holds the case. Refused when months would be paid for more than their cost or twice by
    one line, for a month outside the convention, or for a month that then has no price (an intensity that is not said).
    """
    managers = _check(case, by)
    held = lines(managers)
    agreed = held[line.key].convention
    if until is not None and until < since:
        raise Refused(f"La part finirait avant de commencer, en {since.name}.")
    if not agreed.since <= since <= agreed.until or (until is not None and until > agreed.until):
        raise Refused(f"« {line.label} » paie de {agreed.since.name} à {agreed.until.name} : choisissez ces mois.")
    mine = LineShare(author_id=managers, case_id=case.pk, line_id=line.pk, part=part, since=since, until=until)
    _check_whole(case.pk, mine, held)
    guarded(mine.save, lambda: _check_whole(case.pk, mine, lines(managers)))
    if intensity:
        Intensity.objects.create(author_id=managers, case_id=case.pk, since=from_day or since.first, key=intensity)
    with counted():
        recount([measure_of(case.pk, managers, held)], agreed.until)
    return mine


@transaction.atomic
def change_intensity(*, case: Case, intensity: str, since: date, by: Acting) -> None:
    """Count the contracts of that accompaniment under that key of the card from that day on; what was said before stays for the days
    before. A day that was said already is said again, and the later word stands. How the month counts is the convention's rule.

    NotYours unless manager of the unit that holds the case. Refused for a month that then has no price (a card without that key).
    """
    managers = _check(case, by)
    Intensity.objects.create(author_id=managers, case_id=case.pk, since=since, key=intensity)
    if not LineShare.objects.filter(case_id=case.pk, author_id=managers).exists():
        return
    held = lines(managers)
    with counted():
        recount([measure_of(case.pk, managers, held)], max(each.convention.until for each in held.values()))


@transaction.atomic
def end_share(*, share: LineShare, until: Month, by: Acting) -> None:
    """Have a share end with that month, and never later than it did: of one that ended before, with its own last month or its
    convention's, nothing is paid again. The month before it began says that it was a mistake, and then it pays for none.

    NotYours unless manager.
    """
    managers = check_may_fund(by)
    agreed = lines(managers)[key_of(share.line_id)].convention
    share.until = min(max(until, share.since.plus(-1)), share.until or agreed.until, agreed.until)
    LineShare.objects.filter(pk=share.pk).update(until=share.until)


def _check(case: Case, by: Acting) -> int:
    managers = check_may_fund(by)
    if not manages(by, case.pk) or not Accompaniment.objects.filter(case_id=case.pk).exists():
        raise NotYours("Ce dossier n’est pas un accompagnement de votre équipe.")
    return managers


def check_whole(rows: Iterable[LineShare], held: dict[str, HeldLine]) -> None:
    """Refused when one month would be paid beyond its cost, or twice by one line, with the month and the lines. `rows`: shares of one
    case, each of a line of `held`; none pays after the last month of its convention. Too many of them begin where one of them begins.
    """
    paid = [(row, _last(row, held)) for row in rows]
    paid = [(row, last) for row, last in paid if row.since <= last]
    for month in sorted({row.since for row, _ in paid}):
        paying = [row for row, last in paid if row.since <= month <= last]
        with counted():
            check_shares(month, [Share(held[key_of(row.line_id)].line, Fraction(row.part)) for row in paying])


def _last(row: LineShare, held: dict[str, HeldLine]) -> Month:
    agreed = held[key_of(row.line_id)].convention.until
    return min(row.until or agreed, agreed)


def _check_whole(case_id: int, mine: LineShare, held: dict[str, HeldLine]) -> None:
    """The sentence of the guard, before it speaks."""
    others = LineShare.objects.filter(case_id=case_id).exclude(pk=mine.pk).order_by("id")
    check_whole((*others, mine), held)


def guarded(write: Callable[[], Written], explain: Callable[[], None]) -> Written:
    """What it writes. Refused when the database refuses: `explain` says why where this unit's own shares show it."""
    try:
        with transaction.atomic():
            return write()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != GUARDED:
            raise
        explain()
        raise Refused(
            "Ces mois sont déjà payés par ailleurs. Rouvrez la page : quelqu’un vient peut-être de les attribuer."
        ) from error
