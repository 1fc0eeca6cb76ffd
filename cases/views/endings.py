"""What the end of an accompaniment closes, for whom and until when, said before it is pressed: it cannot be undone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.policies import last_sheet_day
from cases.queries.case_page import CasePage
from cases.queries.consent_lines import ConsentLine, TextLine
from common.formatting import full_date, plural


@dataclass(frozen=True)
class Ending:
    """What becomes of one reader or one thing. `icon`: lock for what closes, eye for what stays open."""

    icon: str
    who: str
    what: str


def endings(
    page: CasePage, agreed: Sequence[ConsentLine], texts: Iterable[TextLine], *, today: date, referrer: str
) -> Iterator[Ending]:
    """The effects of ending that accompaniment `today`, in the order in which they matter: what closes, what the
    referrer will read, what stays open and until when. `agreed` and `texts`: what is in force on the case. `referrer`:
    who referred the household, by name."""
    yield from (_closed(line) for line in agreed if line.is_landlords)
    if page.course.submitted_at:
        yield _told(page, today, referrer)
    if coming := [visit.on for visit in page.visits if not visit.outcome and visit.on > today]:
        yield _not_expected(coming)
    yield _team(page, today)
    if returns := [line for line in agreed if line.is_return]:
        yield _account(returns)
    yield from (_kept(line) for line in agreed if not line.is_landlords and not line.is_return)
    yield from (
        Ending("eye", text.recipient, f"Garde {text.opens} jusqu’au {text.until} : {text.basis}.") for text in texts
    )


def _closed(line: ConsentLine) -> Ending:
    closes = f"Ne voit plus {line.opens} dès aujourd’hui. " if line.opens else ""
    what = f"L’accord de {line.who} s’arrête avant le {line.until} et ne se rouvre pas."
    return Ending("lock", line.recipient, closes + what)


def _account(returns: Sequence[ConsentLine]) -> Ending:
    """Read until the first of these agreements ends, once every party has given hers (T9)."""
    if missing := next((line.missing for line in returns if line.missing), ""):
        return Ending("lock", "Votre équipe", f"Ne lit pas le compte tenu par le bailleur : il manque {missing}.")
    first = min(returns, key=lambda line: line.consent.until)
    return Ending("eye", "Votre équipe", f"Lit encore le compte tenu par le bailleur jusqu’au {first.until}.")


def _kept(line: ConsentLine) -> Ending:
    said = f"Garde ce que {line.who} a accepté de montrer, {line.opens}, jusqu’au {line.until}"
    if not line.opens:
        return Ending("lock", line.recipient, line.waits)
    return Ending("eye", line.recipient, f"{said}, sauf retrait.")


def _told(page: CasePage, today: date, referrer: str) -> Ending:
    """As the gate dates it: never sooner than the day after the sheet's last."""
    after_sheet = last_sheet_day(page.course.submitted_at) + timedelta(days=1)
    if not page.course.engaged_at:
        what = f"Lira « close sans suite » le {full_date(after_sheet)}, sans savoir ni pourquoi ni par qui."
        return Ending("lock", referrer, what)
    when = "dès aujourd’hui" if after_sheet <= today else f"le {full_date(after_sheet)}"
    return Ending("lock", referrer, f"Lira « close » {when}, sans savoir pourquoi.")


def _not_expected(days: Sequence[date]) -> Ending:
    said = ", ".join(full_date(day) for day in sorted(days))
    what = "N’est plus attendue" if len(days) == 1 else "Ne sont plus attendues"
    return Ending("calendar-x", plural(len(days), "visite prévue", "visites prévues"), f"{what} : {said}.")


def _team(page: CasePage, today: date) -> Ending:
    names = ", ".join(place.name for place in page.team) or "L’équipe"
    last = last_day_of_reading(page, today)
    return Ending("eye", names, f"L’équipe lit encore le dossier jusqu’au {full_date(last)}. Ensuite il se ferme.")


def last_day_of_reading(page: CasePage, today: date) -> date:
    """The last day on which the team reads a case that ends today: that of the follow-up right or, without adhesion,
    that of the sheet when it comes sooner."""
    follow_up = today + timedelta(days=page.course.follow_up_days)
    if page.course.engaged_at or not page.course.submitted_at:
        return follow_up
    return min(follow_up, last_sheet_day(page.course.submitted_at))
