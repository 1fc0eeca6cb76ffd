"""Answers to a grid: what is wrong with them, and which of them a landlord may ever read (domain 4.3). Pure.

Answers are a dictionary by criterion: a key of its options (`scale`, `choice`), a list of them (`several`), "yes", "no" or
"unknown" (`yes_no`), a text, or a whole number. A question left aside is absent, `None`, "" or [].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.programmes.grids import LONGEST_TEXT, SEVERAL_OF, Criterion, Grid

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Wrong:
    """One answer to correct, by the key of its criterion."""

    criterion: str
    sentence: str


def check(grid: Grid, answers: Answers) -> list[Wrong]:
    """Everything that keeps these answers from being signed, in the order of the grid; none when they are whole.

    A needed question that is asked and has no answer, an answer that is not one of its own, an answer to a question that
    is not asked (or that the grid does not have, last).
    """
    asked: dict[str, Criterion] = {}
    wrong: list[Wrong] = []
    for criterion in grid.criteria():
        answer = answers.get(criterion.key)
        asked[criterion.key] = criterion
        if not is_asked(criterion, answers):
            if not _is_empty(answer):
                wrong.append(Wrong(criterion.key, "Cette question ne se pose pas ici : retirez la réponse."))
        elif _is_empty(answer):
            if criterion.needed:
                wrong.append(Wrong(criterion.key, "Répondez à cette question."))
        elif sentence := _fault(criterion, answer):
            wrong.append(Wrong(criterion.key, sentence))
    return wrong + [Wrong(str(key), "Cette question n’est pas dans la grille.") for key in answers if key not in asked]


def split(grid: Grid, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers of the common part, and those of the annex; what is empty or not of the grid goes nowhere.

    Nothing of a criterion that is not of housing is ever in the first, whatever was answered.
    """
    common: dict[str, Any] = {}
    annex: dict[str, Any] = {}
    for criterion in grid.criteria():
        if not _is_empty(answers.get(criterion.key)):
            (common if criterion.housing else annex)[criterion.key] = answers[criterion.key]
    return common, annex


def is_asked(criterion: Criterion, answers: Answers) -> bool:
    """Whether that question is put to who gave these answers."""
    if criterion.asked_if is None:
        return True
    given = answers.get(criterion.asked_if.criterion)
    return any(each in criterion.asked_if.answers for each in (given if isinstance(given, list) else [given]))


def said(criterion: Criterion, answer: Any) -> str:
    """An answer in words: « Oui », « Avec un appui ponctuel », « 6 »; several are joined by commas."""
    labels = {"yes": "Oui", "no": "Non", "unknown": "Ne sait pas"} if criterion.kind == "yes_no" else {}
    labels = labels or {option.key: option.label for option in criterion.options}
    given = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(each, str(each)) for each in given)


def _is_empty(answer: Any) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def _fault(criterion: Criterion, answer: Any) -> str:
    """Why this answer is refused; "" when it is not."""
    if criterion.kind == "text":
        if not isinstance(answer, str):
            return "Écrivez un texte."
        return f"Le texte dépasse {LONGEST_TEXT} caractères." if len(answer) > LONGEST_TEXT else ""
    if criterion.kind == "number":
        low, high = criterion.at_least or 0, criterion.at_most or 0
        within = isinstance(answer, int) and not isinstance(answer, bool) and low <= answer <= high
        return "" if within else f"Donnez un nombre entier de {low} à {high}."
    several = criterion.kind == SEVERAL_OF
    if several != isinstance(answer, list):
        return "Choisissez dans la liste, une ou plusieurs fois." if several else "Choisissez une seule réponse."
    given = answer if several else [answer]
    if any(not isinstance(each, str) or each not in criterion.answers() for each in given):
        return "Cette réponse n’est pas dans la liste."
    return "La même réponse est choisie deux fois." if len(set(given)) < len(given) else ""
