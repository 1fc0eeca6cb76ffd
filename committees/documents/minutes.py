"""The minutes of a session: who was there, and each file by its number alone. Pure.

Nothing of a household is in them, so that they may be kept when what is known of it is erased (domain 5): no name, no heading,
no reason, no opinion's text. Those are in the annexes.
"""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone

from committees.documents.words import (
    answered,
    asked,
    capital,
    counted,
    day_of,
    decided,
    moment,
    period,
    seat_label,
    sentence,
)
from committees.enums import Attending, DecisionKind, Rank
from committees.models import Attendance, Session
from committees.policies import quorum
from committees.queries.held import Held, Sitting
from committees.rules import Rules
from common.formatting import clock, plural

TEMPLATE = "documents/minutes-1.html"
NOT_SEEN = "Pas examiné à cette séance."
TAKEN_OFF = "Ôté de l’ordre du jour en séance."
#: In the place of the number: its sheet is no longer read, by the secretariat either.
ENDED = "retiré"
AGREEMENT_ENDED = "L’accord du ménage a pris fin avant la signature : rien n’en est dit ici."


@dataclass(frozen=True)
class Seated:
    """A seat and who was designated for it."""

    seat: str
    who: str
    rank: str
    state: str


@dataclass(frozen=True)
class Row:
    """One file. `file`: its number, which stands for the household."""

    number: int
    file: str
    asked: str = ""
    opinions: str = ""
    recused: str = ""
    decision: str = ""
    dates: str = ""
    agreed: str = ""


@dataclass(frozen=True)
class Minutes:
    """Everything the minutes say, frozen in words. `summary`: (what was decided, of how many files). `back`: the
    files that come back to another session."""

    issuer: str
    committee: str
    held: str
    kind: str
    place: str
    times: str
    colleges: list[tuple[str, list[Seated]]]
    chaired: str
    quorum: list[str]
    summary: list[tuple[str, str]]
    rows: list[Row]
    back: list[tuple[int, str]]
    signed: str


def title_of(session: Session) -> str:
    """« Compte rendu de la séance du 19 novembre 2026 »."""
    return f"Compte rendu de la séance du {day_of(session.starts_at)}"


def minutes_content(sitting: Sitting, rules: Rules, *, issuer: str, signer: str) -> dict[str, Any]:
    """All that the template is given. `signer`: who signs, and for which service."""
    session = sitting.session
    made = Minutes(
        issuer=issuer,
        committee=session.committee.name,
        held=moment(session.starts_at),
        kind="séance en urgence" if session.is_urgent else "séance ordinaire",
        place=session.place,
        times=_times(session),
        colleges=_colleges(sitting, rules),
        chaired=_chaired(sitting, rules),
        quorum=_quorum(sitting, rules),
        summary=_summary(sitting, rules),
        rows=[_row(held, rules) for held in sitting.items],
        back=[(held.number, held.sheet.number) for held in sitting.items if held.sheet and comes_back(held)],
        signed=f"Signé par {signer}, le {moment(session.signed_at)}." if session.signed_at else "",
    )
    return asdict(made)


def _times(session: Session) -> str:
    """« Convoquée le 11 novembre 2026 à 9 h, ouverte le… »."""
    acts = (("convoquée", session.sent_at), ("ouverte", session.opened_at), ("terminée", session.closed_at))
    said = [f"{act} le {day_of(at)} à {clock(timezone.localtime(at))}" for act, at in acts if at]
    return sentence(", ".join(said))


def _colleges(sitting: Sitting, rules: Rules) -> list[tuple[str, list[Seated]]]:
    return [
        (
            college.label,
            [_seated(seat.label, sitting.seats.get(seat.key)) for seat in rules.seats if seat.college == college.key],
        )
        for college in rules.colleges
    ]


def _seated(label: str, row: Attendance | None) -> Seated:
    if row is None:
        return Seated(label, "", "", "personne n’est désigné")
    return Seated(label, row.holder.name, str(Rank(row.holder.rank).label), str(Attending(row.state).label))


def _chaired(sitting: Sitting, rules: Rules) -> str:
    there = [key for key in rules.chairs if key in sitting.present]
    return ", ".join(f"{rules.seat(key).label} ({sitting.seats[key].holder.name})" for key in there)


def _quorum(sitting: Sitting, rules: Rules) -> list[str]:
    standing = quorum(rules, sitting.present)
    there = f"{plural(standing.present, 'siège présent', 'sièges présents')} sur {standing.voting} dont l’avis compte."
    return [there, *(standing.lacking or ["Le quorum est atteint."])]


def _summary(sitting: Sitting, rules: Rules) -> list[tuple[str, str]]:
    """In the order of the rules, then what was not seen."""
    decided_of = Counter(held.decision.competence for held in sitting.items if held.sheet and held.decision)
    lines = [(capital(each.label), decided_of[each.key]) for each in rules.competences]
    left = [held for held in sitting.items if held.sheet and held.decision is None]
    lines.append(("Pas examinés", sum(not held.taken_off for held in left)))
    lines.append(("Ôtés de l’ordre du jour", sum(held.taken_off for held in left)))
    lines.append(("Retirés", sum(held.sheet is None for held in sitting.items)))
    return [(label, str(count)) for label, count in lines if count]


def _row(held: Held, rules: Rules) -> Row:
    if held.sheet is None:
        return Row(held.number, ENDED, decision=AGREEMENT_ENDED)
    row = Row(
        held.number,
        held.sheet.number,
        asked=asked(held.sheet.competence, rules),
        opinions=counted(held.opinions),
        recused=", ".join(seat_label(key, rules) for key in held.recused),
        decision=TAKEN_OFF if held.taken_off else NOT_SEEN,
    )
    row = replace(row, agreed=answered(held.answer, rules, is_over=True))
    if held.decision is None:
        return row
    return replace(
        row,
        decision=f"{decided(held.decision, rules)}.",
        dates=period(held.decision.starts_on, held.decision.until_on),
    )


def comes_back(held: Held) -> bool:
    """Adjourned, or not seen."""
    return held.decision is None or held.decision.kind == DecisionKind.ADJOURNED
