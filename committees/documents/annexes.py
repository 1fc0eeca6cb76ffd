"""One annex per household: who it is, what was decided and why, what it answered and what each seat said, and the letters that follow. Pure.

It may be purged alone: nothing of it is anywhere else among the papers of the session (domain 5).
"""

from dataclasses import asdict, dataclass
from typing import Any

from committees.documents.words import answered, asked, day_of, moment, period, seat_label, sentence
from committees.enums import DecisionKind, Voice
from committees.models import Decision, Session
from committees.queries.held import Held
from committees.rules import Rules
from committees.sheets import presenter
from common.formatting import full_date

TEMPLATE = "documents/annex-1.html"


@dataclass(frozen=True)
class Letter:
    """What the household is written, in words. `dates`, `reason` and `appeal` may be empty. `follows`: who presented its
    demand; `contacts`: telephone and e-mail of the secretariat."""

    name: str
    address: str
    file: str
    committee: str
    held_on: str
    signed_on: str
    said: str
    dates: str
    reason: str
    appeal: str
    follows: str
    secretariat: str
    contacts: list[str]


@dataclass(frozen=True)
class Annex:
    """Everything an annex says, frozen in words. `agreed`: whether the household was there and what it answered; `words`: its own.
    `letter`: None of what was not decided, or has no name to write to. `prescriber`: what
    groups the decisions told to one prescriber, the unit that filed them; a paper form is told of alone, since two services may be typed
    by one name. `sheet`, `case`: for the reading log."""

    issuer: str
    committee: str
    held: str
    number: int
    file: str
    heading: str
    name: str
    address: str
    asked: str
    by: str
    decision: str
    dates: str
    reason: str
    agreed: str
    words: str
    opinions: list[tuple[str, str, str]]
    recused: list[str]
    prescriber: str
    secretariat: str
    contacts: list[str]
    letter: Letter | None
    sheet: int
    case: int | None


def title_of(held: Held) -> str:
    """« Annexe du dossier K7M-2QX »."""
    return f"Annexe du dossier {held.sheet.number if held.sheet else ''}".strip()


def has_annex(held: Held) -> bool:
    """Whether there is something of this household to keep: decided, or spoken of."""
    return held.sheet is not None and bool(held.decision or held.opinions or held.answer)


def annex_content(
    held: Held, session: Session, rules: Rules, *, issuer: str, secretariat: str, contacts: list[str]
) -> dict[str, Any]:
    """All that the template is given, and the letter to this household. `contacts`: how the secretariat is reached."""
    sheet, content, decision = held.sheet, held.content, held.decision
    assert sheet
    assert content
    by = presenter(sheet, content)
    made = Annex(
        issuer=issuer,
        committee=session.committee.name,
        held=moment(session.starts_at),
        number=held.number,
        file=sheet.number,
        heading=content.heading,
        name=content.name,
        address=content.address,
        asked=asked(sheet.competence, rules),
        by=by,
        decision=f"La commission {rules.competence(decision.competence).label}." if decision else "",
        dates=period(decision.starts_on, decision.until_on) if decision else "",
        reason=sentence(decision.reason) if decision else "",
        agreed=answered(held.answer, rules, is_over=True),
        words=held.answer.words if held.answer else "",
        opinions=[
            (seat_label(each.seat, rules), str(Voice(each.voice).label) if each.voice else "", each.text)
            for each in held.opinions
        ],
        recused=[seat_label(key, rules) for key in held.recused],
        prescriber=f"paper {sheet.number}" if sheet.author_id == sheet.secretary_id else f"unit {sheet.author_id}",
        secretariat=secretariat,
        contacts=contacts,
        letter=None,
        sheet=sheet.pk,
        case=sheet.case_id,
    )
    letter = _letter(made, decision, session, rules) if decision and content.name else None
    return asdict(made) | {"letter": asdict(letter) if letter else None}


def _letter(annex: Annex, decision: Decision, session: Session, rules: Rules) -> Letter:
    competence = rules.competence(decision.competence)
    return Letter(
        name=annex.name,
        address=annex.address,
        file=annex.file,
        committee=annex.committee,
        held_on=day_of(session.starts_at),
        signed_on=day_of(session.signed_at) if session.signed_at else "",
        said=competence.letter,
        dates=_dates(decision),
        reason=annex.reason,
        appeal=competence.appeal,
        follows=annex.by,
        secretariat=annex.secretariat,
        contacts=annex.contacts,
    )


def _dates(decision: Decision) -> str:
    """In a sentence; "" without a date."""
    starts, until = decision.starts_on, decision.until_on
    if decision.kind == DecisionKind.ADJOURNED:
        day = until or starts
        return f"Votre demande attend jusqu’au {full_date(day)}." if day else ""
    if starts and until:
        return f"Cela commence le {full_date(starts)} et va jusqu’au {full_date(until)}."
    if starts:
        return f"Cela commence le {full_date(starts)}."
    return f"Cela va jusqu’au {full_date(until)}." if until else ""
