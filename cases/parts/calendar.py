"""When a contract begins, ends and is reviewed, by the rules of its programme."""

from datetime import date, timedelta

from cases.enums import PartKind
from cases.parts.content import Review
from cases.periods import add_months
from cases.programmes.rules import ReviewRules

#: An open-ended contract's calendar is drawn for so many months; the next contract or bilan draws it further.
OPEN_ENDED_MONTHS = 24
#: A bilan is prepared, and a meeting organised, so long before it is due; held then, it is the one that was due.
EARLY: dict[str, timedelta] = {PartKind.BILAN: timedelta(days=14), PartKind.TRIPARTITE: timedelta(days=31)}
#: What is to be done about each, in the words of its task.
TO_DO: dict[str, str] = {PartKind.BILAN: "Bilan à préparer", PartKind.TRIPARTITE: "Entretien tripartite à organiser"}


def source_of(kind: str, on: date) -> str:
    """What names a meeting of the calendar among the tasks of a case: "bilan:2026-12-01"."""
    return f"{kind}:{on.isoformat()}"


def last_day(starts_on: date, months: int | None) -> date | None:
    """The last day of a contract of that many months; None when it is open-ended."""
    return None if months is None else add_months(starts_on, months) - timedelta(days=1)


def reviews(rules: ReviewRules, starts_on: date, ends_on: date | None) -> list[Review]:
    """The meetings from one day to the other, in order; a last bilan on the last day (domain 4.4, 4.6)."""
    end = ends_on or add_months(starts_on, OPEN_ENDED_MONTHS)
    found = [
        Review(kind=kind, on=day)
        for kind, months in ((PartKind.BILAN, rules.bilan_months), (PartKind.TRIPARTITE, rules.tripartite_months))
        if months
        for day in _every(starts_on, months, end)
    ]
    if ends_on and Review(kind=PartKind.BILAN, on=ends_on) not in found:
        found = [one for one in found if one.kind != PartKind.BILAN or (ends_on - one.on).days > CLOSE_TO_THE_END]
        found.append(Review(kind=PartKind.BILAN, on=ends_on))
    return sorted(found, key=lambda one: (one.on, one.kind))


#: A bilan so few days before the end is the last one.
CLOSE_TO_THE_END = 14


def _every(starts_on: date, months: int, end: date) -> list[date]:
    days, count = [], 1
    while (day := add_months(starts_on, months * count)) <= end + timedelta(days=1):
        days.append(min(day, end))
        count += 1
    return days


def latest_due(since: date, months: int, until: date) -> date | None:
    """The last day, every so many months since that one, that is not after `until`; None when none has come."""
    count = (until.year - since.year) * 12 + until.month - since.month
    found = [
        day
        for turn in (count // months, count // months - 1)
        if turn > 0 and (day := add_months(since, turn * months)) <= until
    ]
    return found[0] if found else None
