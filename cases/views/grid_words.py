"""An assessment grid in words, for the page that shows it to partners."""

from dataclasses import dataclass

from cases.programmes.grids import Criterion, Grid
from common.formatting import plural

KINDS = {
    "text": "Quelques mots",
    "yes_no": "Oui, non, ou ne sait pas",
}


@dataclass(frozen=True)
class Asked:
    """A question: how it is answered, and what is said under it."""

    question: str
    answered: str
    notes: list[str]
    housing: bool


@dataclass(frozen=True)
class Part:
    identifier: str
    label: str
    help: str
    questions: list[Asked]


def parts_of(grid: Grid) -> list[Part]:
    """The headings of the grid in order, then its conclusion."""
    questions = {criterion.key: criterion.question for criterion in grid.criteria()}
    found = [(each.label, each.help or "", grid.of(each)) for each in grid.headings]
    found.append(("Conclusion", "Ce que la grille décide de la mesure.", grid.conclusion.criteria()))
    return [
        Part(f"rubrique-{number}", label, said, [_asked(criterion, questions) for criterion in criteria])
        for number, (label, said, criteria) in enumerate(found, start=1)
    ]


def count_of(grid: Grid) -> str:
    """« 40 questions, dont 18 sur le logement. »"""
    criteria = list(grid.criteria())
    return f"{plural(len(criteria), 'question')}, dont {sum(each.housing for each in criteria)} sur le logement."


def _asked(criterion: Criterion, questions: dict[str, str]) -> Asked:
    notes = [criterion.help] if criterion.help else []
    if criterion.asked_if:
        notes.append(f"Selon la réponse à « {questions[criterion.asked_if.criterion]} »")
    if not criterion.needed:
        notes.append("Facultative.")
    return Asked(criterion.question, _answered(criterion), notes, criterion.housing)


def _answered(criterion: Criterion) -> str:
    if criterion.kind == "number":
        return f"De {criterion.at_least} à {criterion.at_most}"
    labels = [option.label for option in criterion.options]
    several = "Plusieurs réponses possibles : " if criterion.kind == "several" else ""
    return KINDS.get(criterion.kind) or f"{several}{' · '.join(labels)}"
