"""Saying which lines pay for an accompaniment."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import DatabaseError, transaction

from cases.models import Accompaniment, Case
from cases.permissions import manages
from common.refusal import NotYours, Refused
from funding.measures import recount
from funding.models import FundingLine, Intensity, LineShare
from funding.months import Month
from funding.permissions import check_may_fund, counted
from funding.queries.facts import lines, measure_of
from funding.shares import Share, check_shares
from partners.acting import Acting

#: What the gate's own guards raise.
GUARDED = "P0F03"


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
    """Have a line pay `part` (1 is the whole) of each month of that accompaniment, from `since` to `until` included.

    `intensity`: the key of the line's card under which its contracts count from `from_day` on (the first day of `since` by default);
    empty leaves what was said before. Months that are closed are not touched: what this changes about them is booked in the first
    open one. Effects in order: the share; the intensity.

    NotYours unless manager of the unit that holds the case. Refused when months would be paid for more than their cost or twice by
    one line, for months outside the convention, or for a month that then has no price (an intensity that is not said).
    """
    managers = _check(case, by)
    held = lines(managers)
    agreed = held[line.key].convention
    if until is not None and until < since:
        raise Refused(f"La part finirait avant de commencer, en {since.name}.")
    if since > agreed.until or (until or agreed.until) < agreed.since:
        raise Refused(f"« {line.label} » paie de {agreed.since.name} à {agreed.until.name} : choisissez ces mois.")
    others = [
        row
        for row in LineShare.objects.filter(case_id=case.pk).order_by("id")
        if row.until is None or row.since <= row.until
    ]
    mine = LineShare(author_id=managers, case_id=case.pk, line_id=line.pk, part=part, since=since, until=until)
    _check_whole([*others, mine], held)
    made = _guarded(mine.save, mine)
    if intensity:
        Intensity.objects.create(author_id=managers, case_id=case.pk, since=from_day or since.first, key=intensity)
    with counted():
        recount([measure_of(case.pk, managers, held)], agreed.until)
    return made


@transaction.atomic
def end_share(*, share: LineShare, until: Month, by: Acting) -> None:
    """Have a share end with that month; the month before it began says that it was a mistake, and then it pays for none.

    NotYours unless manager. Refused when the months that it gains are paid already, or when it ends before that.
    """
    check_may_fund(by)
    until = max(until, share.since.plus(-1))
    row = LineShare.objects.filter(pk=share.pk)
    _guarded(lambda: row.update(until=until), None)


def _check(case: Case, by: Acting) -> int:
    managers = check_may_fund(by)
    if not manages(by, case.pk) or not Accompaniment.objects.filter(case_id=case.pk).exists():
        raise NotYours("Ce dossier n’est pas un accompagnement de votre équipe.")
    return managers


def _check_whole(rows: list[LineShare], held: dict[str, Any]) -> None:
    """The sentence of the guard, before the database refuses."""
    for month in sorted({row.since for row in rows}):
        paying = [row for row in rows if row.since <= month and (row.until is None or month <= row.until)]
        with counted():
            check_shares(month, [Share(held[row.line.key].line, Fraction(row.part)) for row in paying])


def _guarded(write: Callable[[], Any], made: Any) -> Any:
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != GUARDED:
            raise
        raise Refused(
            "Ces mois sont déjà payés par ailleurs. Rouvrez la page : quelqu’un vient peut-être de les attribuer."
        ) from error
    return made
