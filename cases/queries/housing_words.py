"""What `housing` opens of an accompaniment besides its facts, in words: visits counted by month, aids asked."""

from datetime import date
from typing import Any

from cases.enums import StepAnswer
from common.formatting import MONTHS, full_date

AIDS = {"apl": ("APL", "demandée"), "fsl": ("FSL", "demandé")}
#: Answers are worded for a « démarche »; an aid of the other gender loses their last e.
FEMININE = {"apl"}


def held_said(one: dict[str, Any]) -> str:
    """« 2 faites en novembre 2026 »."""
    month = date.fromisoformat(one["month"])
    done = "1 faite" if one["held"] == 1 else f"{one['held']} faites"
    return f"{done} en {MONTHS[month.month - 1]} {month.year}"


def aid_said(one: dict[str, Any]) -> str:
    """« APL demandée le 3 novembre 2026 : accordée », « FSL demandé le 3 novembre 2026 : réponse attendue »."""
    name, asked = AIDS[one["kind"]]
    answer = _answer(one["kind"], one["answer"]) if one["answer"] else "réponse attendue"
    return f"{name} {asked} le {full_date(date.fromisoformat(one['filed_on']))} : {answer}"


def _answer(kind: str, answer: str) -> str:
    said = str(StepAnswer(answer).label)
    if kind in FEMININE:
        return said
    first, *rest = said.split(" ")
    return " ".join([first.removesuffix("e"), *rest])
