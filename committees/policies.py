"""What a committee's rules say of a session, without rows: whether it may decide, what is projected, when it sits next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from cases.periods import add_months
from committees.enums import NARROWING, Ceiling, EffectKind
from committees.rules import Rhythm, Rules, Seat, Watch
from common.formatting import full_date, plural


@dataclass(frozen=True)
class Standing:
    """Whether a session may decide. `lacking`: what it wants for that, each a sentence; empty when the quorum is reached."""

    present: int
    voting: int
    lacking: tuple[str, ...]

    @property
    def is_reached(self) -> bool:
        return not self.lacking


def quorum(rules: Rules, present: Collection[str]) -> Standing:
    """What the quorum of these rules says of the seats that are there (domain 4.7). Seats whose opinion does not count are
    not counted; a key that is no seat is ignored."""
    said = rules.quorum
    voting = [seat for seat in rules.seats if seat.votes]
    there = [seat for seat in voting if seat.key in present]
    lacking = []
    wanted = _wanted(rules, len(voting))
    if len(there) < wanted:
        missing = wanted - len(there)
        lacking.append(f"Il manque {plural(missing, 'siège')} : il en faut {wanted}, {_are_there(len(there))}.")
    if said.each_college:
        lacking += [
            f"Le collège « {college.label} » n’est pas là." for college in _absent_colleges(rules, voting, there)
        ]
    if said.one_chair and not set(rules.chairs) & set(present):
        chairs = [rules.seat(key).label for key in rules.chairs]
        nobody = f"ni {' ni '.join(chairs)} n’est là" if len(chairs) > 1 else f"{chairs[0]} n’est pas là"
        lacking.append(f"Personne ne préside : {nobody}.")
    return Standing(len(there), len(voting), tuple(lacking))


def _wanted(rules: Rules, voting: int) -> int:
    said = rules.quorum
    share = ceil(voting * said.share_percent / 100) if said.share_percent else 0
    return max(said.seats or 0, share)


def _are_there(count: int) -> str:
    if count == 0:
        return "aucun n’est là"
    return "un seul est là" if count == 1 else f"{count} sont là"


def _absent_colleges(rules: Rules, voting: Iterable[Seat], there: Iterable[Seat]) -> list:
    able, came = {seat.college for seat in voting}, {seat.college for seat in there}
    return [college for college in rules.colleges if college.key in able - came]


def projected(ceilings: Iterable[str]) -> Ceiling:
    """The version that may be shown to all of these seats at once: the narrowest of theirs. Under a code when there is
    nobody (domain 5)."""
    held = [Ceiling(each) for each in ceilings]
    return max(held, key=NARROWING.index, default=Ceiling.CODED)


def next_sitting(rhythm: Rhythm, last: date) -> date:
    """The day the next session falls on by the rhythm, on the same day of the week as the last."""
    if rhythm.every_weeks:
        return last + timedelta(weeks=rhythm.every_weeks)
    return _near(add_months(last, rhythm.every_months or 1), last)


def _near(around: date, like: date) -> date:
    """The day nearest to that one which falls on the same day of the week as the other."""
    return around + timedelta(days=(like.weekday() - around.weekday() + 3) % 7 - 3)


def a_year(rules: Rules, first: date) -> list[date]:
    """The days a committee sits on by the rhythm from that day on, it included, until the same day of the next year, excluded."""
    if not rules.rhythm.every_weeks:
        return [_near(add_months(first, months), first) for months in range(0, 12, rules.rhythm.every_months or 1)]
    days, until = [first], add_months(first, 12)
    while (following := next_sitting(rules.rhythm, days[-1])) < until:
        days.append(following)
    return days


def call_by(rules: Rules, on: date) -> date:
    """The last day to call the members of a session that sits on that day."""
    return on - timedelta(days=rules.rhythm.send_days)


def said_to_call(rules: Rules, on: date, today: date) -> str:
    """Until when the members of an ordinary session of that day are called, or what to do when it is too late."""
    last = call_by(rules, on)
    if on < today:
        return "Le jour de cette séance est passé : changez-en la date, ou annulez-la."
    if last < today:
        return "Le délai de convocation est dépassé : envoyez-la maintenant."
    return f"Convocation à envoyer avant le {full_date(last)}."


def file_by(rules: Rules, on: date) -> date:
    """The last day to file a sheet for a session that sits on that day."""
    return on - timedelta(days=rules.file_days)


def last_day_of(
    kind: str, rhythm: Rhythm, watch: Watch, *, held_on: date, signed_on: date, dates: tuple[date | None, date | None]
) -> date:
    """The last day to do what was decided; beyond, it is late. `dates`: the decision's first and last day.

    What is presented again is seen at the next session by the rhythm, or once the day it waits for has come. Anything else is done
    within the days that the rules give, counted from the signature, or from its own first day when that is later.
    """
    starts_on, until_on = dates
    if kind == EffectKind.PRESENT_AGAIN:
        return max(filter(None, (next_sitting(rhythm, held_on), starts_on, until_on)))
    return max(signed_on, starts_on or signed_on) + timedelta(days=watch.effect_days)


def is_repeated(rules: Rules, adjournments: int, refusals: int) -> str:
    """The sentence that tells the secretariat of a household adjourned or refused again and again; "" below its threshold."""
    said = []
    if adjournments >= rules.watch.adjournments:
        said.append(f"ajournée {adjournments} fois")
    if refusals >= rules.watch.refusals:
        said.append(f"refusée {refusals} fois")
    return f"Cette demande a déjà été {' et '.join(said)}." if said else ""
