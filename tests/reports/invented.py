"""Invented units and households, written as the product's rows, and every cell counted of them again in plain Python.

Nothing of `reports.counting` is used: what may be read, and what is counted, is written again from the texts (domain 4.10;
docs/adr/0031).
"""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from cases.formulas.account import Statement, payment
from cases.periods import Period, add_months
from reports.cells import Address, Figure

PARIS = ZoneInfo("Europe/Paris")
SHEET_DAYS = 60
CANCELLED = ("cancelled_by_household", "cancelled_by_worker")
OUTCOMES = ("held", "through_door", "absent", "refused", *CANCELLED, "message_left")
EXITS = ("kept", "moved", "lease_slid", "eviction", "left", "non_adhesion")
STAGES = ("none", "reminder", "summons", "judgment")
THREATENED = ("summons", "hearing", "judgment", "order_to_leave", "enforcement_delay", "police_assistance", "eviction")
REASONS = ("isolation", "budget", "neighbourhood")
ORIGINS = ("tenant", "ccas", "arrears_meeting")
STEPS = ("apl", "fsl_maintenance", "ccas", "rsa")
AIDS = ("fsl_access", "fsl_maintenance", "rent_aid", "ccas")
#: Rows of one example are numbered from here on: no sequence of the product comes so far.
_numbers = itertools.count(50_000_000)


@dataclass
class Visit:
    on: date
    planned_at: datetime
    is_planned: bool
    outcome: str
    minutes: list[int | None]


@dataclass
class Step:
    kind: str
    filed_on: date | None
    answer: str
    answered_on: date | None
    cents: int | None


@dataclass
class Stated:
    """What the unit stated of the entry. "" and None are not known; a debt is that of a day."""

    reasons: tuple[str, ...]
    stage: str
    commune: str
    debt: int | None
    debt_on: date | None


@dataclass
class Household:
    """`opened_on`: the request, or the taking over (`began_on`: its true first day). `debt`, of `debt_on` (else of the request): as its
    sheet says. What is None was not done."""

    number: int
    landlord: int
    opened_on: date
    began_on: date | None = None
    answer: str = ""
    origin: str = "tenant"
    reasons: tuple[str, ...] = ()
    stage: str = "none"
    commune: tuple[str, str, str] = ("33000", "Bordeaux", "33063")
    debt: int = 0
    debt_on: date | None = None
    kind: str | None = None
    accepted_at: datetime | None = None
    engaged: bool = False
    ended_at: datetime | None = None
    outcome: str = ""
    agreed: bool = False
    stated: Stated | None = None
    visits: list[Visit] = field(default_factory=list)
    rents: list[tuple[date, int]] = field(default_factory=list)
    events: list[tuple[date, str, bool]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    rates: list[tuple[date, Decimal]] = field(default_factory=list)
    earlier: list[tuple[date, int, int]] = field(default_factory=list)
    files: list[tuple[date, str, str]] = field(default_factory=list)
    shares: list[tuple[int, Decimal, date]] = field(default_factory=list)
    months: list[tuple[date, int, Fraction, Fraction, Decimal, int, str]] = field(default_factory=list)

    @property
    def case(self) -> int:
        return 2 * self.number + 1

    @property
    def tenancy(self) -> int:
        return 2 * self.number

    @property
    def is_referred(self) -> bool:
        return self.began_on is None

    def is_present(self, today: date) -> bool:
        """Nobody adhered by day 60: it is closed to the unit."""
        return not self.is_referred or self.engaged or today <= self.opened_on + timedelta(days=SHEET_DAYS)

    def sheet_is_open(self, today: date) -> bool:
        in_time = today <= self.opened_on + timedelta(days=SHEET_DAYS)
        return self.is_referred and in_time and self.answer not in ("not_accepted", "redirected")


def household(rng: random.Random, today: date, lines: int) -> Household:
    """Somebody whose life may be anything the product allows."""
    ago = lambda most: today - timedelta(days=rng.randrange(most))  # noqa: E731
    found = Household(next(_numbers), rng.randrange(2), ago(400))
    found.began_on = found.opened_on - timedelta(days=rng.randrange(500)) if rng.random() < 0.15 else None
    found.origin, found.stage = rng.choice(ORIGINS), rng.choice(STAGES)
    found.reasons = tuple(each for each in REASONS if rng.random() < 0.4)
    found.debt, found.debt_on = rng.choice([0, 5_000, 120_000]), ago_of(rng, found)
    if rng.random() < 0.3:
        found.commune = ("33100", "Ville inconnue", "unknown")
    if found.is_referred:
        found.answer = rng.choice(["accepted", "accepted", "accepted", "not_accepted", "redirected", "waiting", ""])
    if not found.is_referred or found.answer == "accepted":
        _accompany(rng, found, today)
    found.visits = [_visit(rng, found, today) for _ in range(rng.choice([0, 1, 3, 6]))]
    _forget_what_is_to_come(found, today)
    return found


def _forget_what_is_to_come(found: Household, today: date) -> None:
    """The product takes no statement, stage, step or rate of a day to come."""
    found.rents = [each for each in found.rents if each[0] <= today]
    found.events = [each for each in found.events if each[0] <= today]
    found.rates = [each for each in found.rates if each[0] <= today]
    found.steps = [each for each in found.steps if max(each.filed_on or today, each.answered_on or today) <= today]


def _at(day: date, rng: random.Random) -> datetime:
    """Some moment of that day in Paris, early and late ones above all."""
    return datetime.combine(day, time(rng.choice([0, 12, 23]), 30), PARIS)


def _accompany(rng: random.Random, found: Household, today: date) -> None:
    after = lambda most: min(today, found.opened_on + timedelta(days=rng.randrange(most)))  # noqa: E731
    found.kind = rng.choice(["access", "maintenance"])
    found.accepted_at = _at(after(40), rng) if found.is_referred else _at(found.opened_on, rng)
    found.engaged = not found.is_referred or rng.random() < 0.85
    if found.engaged and rng.random() < 0.4:
        day = min(today - timedelta(days=1), found.accepted_at.date() + timedelta(days=rng.randrange(200)))
        if datetime.combine(day, time(23, 45), PARIS) > found.accepted_at:
            found.ended_at, found.outcome = datetime.combine(day, time(23, 45), PARIS), rng.choice(EXITS)
    if not found.engaged:
        return
    if rng.random() < 0.5:
        said = tuple(each for each in REASONS if rng.random() < 0.4)
        debt = rng.choice([None, 0, 7_000])
        debt_on = None if debt is None else ago_of(rng, found)
        found.stated = Stated(said, rng.choice(["", *STAGES]), rng.choice(["", "33063", "33281"]), debt, debt_on)
    found.agreed = found.is_referred and rng.random() < 0.7
    first = add_months(found.opened_on.replace(day=1), -2)
    cents = 100_000
    for month in range(14):
        if rng.random() < 0.75:
            cents = max(0, cents + rng.choice([-60_000, -20_000, 0, 0, 30_000]))
            found.rents.append((add_months(first, month) + timedelta(days=rng.choice([0, 4, 27])), cents))
    found.events = [(ago_of(rng, found), rng.choice(STAGES[1:]), rng.random() < 0.2) for _ in range(rng.randrange(3))]
    found.rates = sorted(
        {ago_of(rng, found): Decimal(rng.choice(["24.99", "25", "33", "33.01"])) for _ in range(2)}.items()
    )
    found.steps = [_step(rng, found) for _ in range(rng.randrange(4))]
    if not found.is_referred:
        found.earlier = [(add_months(found.opened_on.replace(day=1), -1), rng.randrange(3), rng.choice([0, 90]))]
    for _ in range(rng.randrange(2)):
        found.files.append(
            (
                min(ago_of(rng, found), today - timedelta(days=1)),
                rng.choice(["measure", "adjourned", "refused"]),
                rng.choice(["signed", "sent"]),
            )
        )


def ago_of(rng: random.Random, found: Household) -> date:
    return found.opened_on + timedelta(days=rng.randrange(-20, 200))


def _visit(rng: random.Random, found: Household, today: date) -> Visit:
    on = found.opened_on + timedelta(days=rng.randrange(0, 250))
    is_planned = rng.random() < 0.6
    outcome = rng.choice(OUTCOMES) if on <= today and (not is_planned or rng.random() < 0.8) else ""
    minutes = [rng.choice([None, 30, 45]) for _ in range(rng.choice([0, 1, 2]))] if outcome else []
    return Visit(
        on, _at(min(on, today) - timedelta(days=rng.randrange(30)), rng), is_planned or not outcome, outcome, minutes
    )


def _step(rng: random.Random, found: Household) -> Step:
    filed = ago_of(rng, found) if rng.random() < 0.9 else None
    answer = rng.choice(["", "granted", "partly", "refused"])
    answered = ago_of(rng, found) if answer and rng.random() < 0.8 else None
    return Step(rng.choice(STEPS), filed, answer, answered, rng.choice([None, 12_345]) if answer else None)


# Counted again ----------------------------------------------------------------------------------------------------------


@dataclass
class Fact:
    """`when`: whether it is of a period; `dims`: its categories in that period; `value`: what it adds there."""

    cell: str
    household: int | None
    when: Callable[[Period], bool]
    dims: Callable[[Period], dict[str, str | tuple[str, ...]]]
    value: Callable[[Period], int] = lambda period: 1


def figure(facts: Sequence[Fact], address: Address) -> Figure:
    """That figure, fact by fact."""
    value, behind = 0, set()
    for fact in facts:
        if fact.cell == address.cell and fact.when(address.period):
            dims = fact.dims(address.period)
            if all(node in (said if isinstance(said := dims[key], tuple) else (said,)) for key, node in address.where):
                value += fact.value(address.period)
                behind |= {fact.household} - {None}
    return Figure(value, len(behind))


def facts_of(found: Household, today: date, landlords: Sequence[str], needed: int) -> list[Fact]:
    """All that may be counted of one household of the programme."""
    made = list(_of_requests(found, today, landlords)) + list(_of_visits(found, today, landlords))
    if found.accepted_at and found.is_present(today):
        made += list(_of_stay(found, today, landlords, needed)) + list(_of_work(found, today, landlords))
    return made


def _dims(found: Household, today: date, landlords: Sequence[str]) -> dict[str, str | tuple[str, ...]]:
    present, sheet, stated = found.is_present(today), found.sheet_is_open(today), found.stated
    entry = _entry(found) if found.accepted_at and present else found.opened_on
    stages = [
        (on, rank, stage) for rank, (on, stage, cancelled) in enumerate(found.events) if on <= entry and not cancelled
    ]
    later = max(stages)[2] if stages and present else "unknown"
    # What the unit stated stands in the place of the sheet; of what it left empty, the sheet says nothing more.
    if stated:
        said = stated.reasons, stated.commune or "unknown", stated.stage or later
    else:
        said = (found.reasons, found.commune[2], found.stage) if sheet else ((), "unknown", later)
    return {
        "origin": found.origin if found.is_referred and present else "unknown",
        "landlord": landlords[found.landlord] if found.is_referred and present else "unknown",
        "type": found.kind if found.kind and present else "unknown",
        "reason": said[0],
        "commune": said[1],
        "stage": said[2],
        "funding-line": f"{found.shares[0][0]:012d}" if found.shares else "none",
    }


def _entry(found: Household) -> date:
    assert found.accepted_at
    entry = found.began_on or found.accepted_at.astimezone(PARIS).date()
    return min(entry, found.ended_at.astimezone(PARIS).date()) if found.ended_at else entry


def _of_requests(found: Household, today: date, landlords: Sequence[str]) -> Iterator[Fact]:
    if not found.is_referred:
        return
    dims = _dims(found, today, landlords)

    def on(cell: str, day: date, value: int = 1) -> Fact:
        return Fact(cell, found.number, lambda p: p.since <= day <= p.until, lambda p: dims, lambda p: value)

    yield on("referrals", found.opened_on)
    if found.is_present(today) and found.answer == "accepted":
        yield on("referrals-accepted", found.opened_on)
    if found.is_present(today) and found.answer in ("not_accepted", "redirected"):
        yield on("referrals-not-accepted", found.opened_on)
    tried = [visit for visit in found.visits if visit.outcome and visit.outcome not in CANCELLED]
    if tried:
        first = min(visit.on for visit in tried)
        yield on("contacts", first)
        yield on("contact-days", first, max(0, (first - found.opened_on).days))
    if held := [visit.on for visit in tried if visit.outcome == "held"]:
        met = min(held)
        yield on("first-meetings", met)
        yield on("meeting-days", met, max(0, (met - found.opened_on).days))
        before = [visit for visit in tried if visit.outcome != "held" and visit.on <= met]
        yield on("meeting-attempts", met, len(before))


def _of_visits(found: Household, today: date, landlords: Sequence[str]) -> Iterator[Fact]:
    dims = _dims(found, today, landlords)
    for visit in found.visits:
        ended = found.ended_at if found.is_present(today) else None
        if not visit.outcome and ended and visit.planned_at < ended and visit.on > ended.astimezone(PARIS).date():
            continue

        def on(cell: str, value: int = 1, visit: Visit = visit) -> Fact:
            said = dims | {"visit-outcome": visit.outcome or "not-logged"}
            return Fact(cell, found.number, lambda p: p.since <= visit.on <= p.until, lambda p: said, lambda p: value)

        if visit.outcome == "held":
            yield on("visits-held")
        if visit.is_planned and (visit.on < today or visit.outcome):
            yield on("visits-due")
            yield on("visits-due-held" if visit.outcome == "held" else "appointments-missed")
        if said := [minutes for minutes in visit.minutes if minutes is not None]:
            yield on("visit-minutes", sum(said))
    for month, held, minutes in found.earlier:
        if held or minutes:
            when = lambda p, month=month: p.since <= month <= p.until  # noqa: E731
            yield Fact("visits-held", found.number, when, lambda p: dims, lambda p, held=held: held)
            yield Fact("visit-minutes", found.number, when, lambda p: dims, lambda p, minutes=minutes: minutes)


def _of_stay(found: Household, today: date, landlords: Sequence[str], needed: int) -> Iterator[Fact]:
    steady = _dims(found, today, landlords) | {"outcome": found.outcome or "unknown"}
    entry, left = _entry(found), found.ended_at.astimezone(PARIS).date() if found.ended_at else None
    rents, (owed, owed_on) = found.rents if found.agreed else [], _owed(found, today)

    def dims(period: Period) -> dict[str, str | tuple[str, ...]]:
        known = [rate for on, rate in found.rates if on <= period.until]
        rate = (
            "unknown" if not known else "under-25" if known[-1] < 25 else "25-to-33" if known[-1] <= 33 else "over-33"
        )
        return steady | {"effort-rate": rate}

    def was_in(period: Period) -> bool:
        return entry <= period.until and (left is None or left >= period.since)

    def fact(cell: str, when: Callable[[Period], bool], value: Callable[[Period], int] = lambda p: 1) -> Fact:
        return Fact(cell, found.number, lambda p: was_in(p) and when(p), dims, value)

    entered = lambda p: p.since <= entry  # noqa: E731
    gone = lambda p: left is not None and left <= p.until  # noqa: E731
    yield fact("followed", lambda p: True)
    yield fact("entries", entered)
    yield fact("exits", gone)
    yield fact("stock-before", lambda p: entry < p.since)
    yield fact("stock", lambda p: not gone(p))
    if any(visit.outcome == "held" for visit in found.visits):
        yield fact("entered-and-met", entered)
    if owed is not None:
        yield fact("entered-debt-known", entered)
    if owed:
        yield fact("entered-with-debt", entered)
    if _resumed(found, rents, entry, needed):
        yield fact("payment-resumed", entered)
    if left:
        yield fact("months-at-exit", gone, lambda p: ((left - entry).days * 100 + 1522) // 3044)
    threatened = steady["stage"] in THREATENED
    if threatened:
        yield fact("threatened-exits", gone)
    if threatened and found.outcome in ("kept", "moved", "lease_slid"):
        yield fact("evictions-avoided", gone)
    if found.outcome == "eviction":
        yield fact("evictions", gone)
    yield from _of_arrears(rents, owed, owed_on, fact)


def _owed(found: Household, today: date) -> tuple[int | None, date]:
    """What it owed as it entered, in cents, and the day after which it is compared with what it owes: as the unit stated it; else of
    its sheet while that is open and nothing was stated, of its account after."""
    if found.stated and found.stated.debt is not None:
        return found.stated.debt, max(found.opened_on, found.stated.debt_on or found.opened_on)
    if found.sheet_is_open(today) and not found.stated:
        return found.debt, max(found.opened_on, found.debt_on or found.opened_on)
    rents = enumerate(found.rents if found.agreed else [])
    known = [(on, rank, cents) for rank, (on, cents) in rents if on <= found.opened_on]
    return max(known)[2] if known else None, found.opened_on


def _of_arrears(
    rents: Sequence[tuple[date, int]], owed: int | None, owed_on: date, fact: Callable[..., Fact]
) -> Iterator[Fact]:
    def at_end(period: Period) -> int | None:
        later = [(on, rank, cents) for rank, (on, cents) in enumerate(rents) if owed_on < on <= period.until]
        # What holds at the end is the last of all: one of before the request, or of before the debt at entry, is no later news.
        return max(later)[2] if later and owed is not None else None

    known = lambda p: at_end(p) is not None  # noqa: E731
    yield fact("arrears-known", known)
    yield fact("arrears-cleared", lambda p: known(p) and at_end(p) == 0 < owed)
    yield fact("arrears-reduced", lambda p: known(p) and 0 < at_end(p) < owed)
    yield fact("arrears-smaller", lambda p: known(p) and at_end(p) < owed)
    yield fact("arrears-not-smaller", lambda p: known(p) and at_end(p) >= owed)
    yield fact("arrears-entry-cents", known, lambda p: owed or 0)
    yield fact("arrears-end-cents", known, lambda p: at_end(p) or 0)


def _resumed(found: Household, rents: Sequence[tuple[date, int]], entry: date, needed: int) -> bool:
    """So many months in a row paid after the month of entry: by the product's own reading of an account."""
    first = entry.replace(day=1)
    aids: dict[date, int] = {}
    for step in found.steps:
        if step.kind in AIDS and step.answer in ("granted", "partly") and step.answered_on:
            month = step.answered_on.replace(day=1)
            aids[month] = aids.get(month, 0) + (step.cents or 0)
    said = [Statement(on, cents) for on, cents in rents if on >= first]
    return payment(said, needed, date(2100, 1, 1), aids).best >= needed


def _of_work(found: Household, today: date, landlords: Sequence[str]) -> Iterator[Fact]:
    dims = _dims(found, today, landlords)

    def on(cell: str, day: date, said: dict[str, str], value: int = 1) -> Fact:
        both = dims | said
        return Fact(cell, found.number, lambda p: p.since <= day <= p.until, lambda p: both, lambda p: value)

    for step in found.steps:
        said = {"step-kind": step.kind}
        if step.filed_on:
            yield on("steps", step.filed_on, said)
        granted = (step.answered_on or step.filed_on) if step.answer in ("granted", "partly") else None
        if granted:
            yield on("steps-granted", granted, said)
            if step.cents is not None:
                yield on("aids-cents", granted, said, step.cents)
    for day, kind, state in found.files:
        if state == "signed":
            said = {"committee": "invented", "decision": kind}
            yield on("files", day, said)
            if kind == "adjourned":
                yield on("adjournments", day, said)
    yield from _of_books(found, on)


def _of_books(found: Household, on: Callable[..., Fact]) -> Iterator[Fact]:
    for month in sorted({each[0] for each in found.months}):
        of = [each for each in found.months if each[0] == month]
        standing: dict[int, tuple[Fraction, Fraction, int]] = {}
        for _, line, quantity, weight, part, cents, _ in of:
            whole, paid, spent = standing.get(line, (Fraction(), Fraction(), 0))
            share = quantity * weight
            standing[line] = (whole + share, paid + share * Fraction(part), spent + cents)
        before = Fraction()
        for line in sorted(standing):
            whole, paid, spent = standing[line]
            hundredths = half_up(100 * (before + paid)) - half_up(100 * before)
            before += paid
            said = {"funding-line": f"{line:012d}"}
            if hundredths:
                yield on("measure-months-done", month, said, hundredths)
            yield on("spent-cents", month, said, spent)
        rest = half_up(100 * max(whole for whole, _, _ in standing.values())) - half_up(100 * before)
        if rest:
            yield on("measure-months-done", month, {"funding-line": "none"}, rest)


def half_up(exact: Fraction) -> int:
    return int((Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1), ROUND_HALF_UP))
