"""An assessment in words: its answers under the headings of its grid, what they conclude, the budget."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cases.documents.budget import budget_sections
from cases.documents.sections import Section
from cases.models import CommonPart
from cases.parts.assessment import AssessmentAnnex, AssessmentCommon
from cases.parts.content import common_of
from cases.programmes.assessing import said as answer_said
from cases.programmes.grids import SUPPORT, Criterion, Grid
from cases.programmes.publishing import questions_at
from common.formatting import full_date

CONCLUSION = "Ce que nous en concluons"
NO_SUPPORT = "Non-lieu à mesure : aucun accompagnement n’est justifié aujourd’hui."


def common(part: CommonPart, said: AssessmentCommon) -> list[Section]:
    """Who and when, then what was answered about housing. One statement for the grid."""
    rows = [("L’association", said.operator), ("Fait le", _held(part))]
    first = Section("Qui et quand", rows=[row for row in rows if row[1]])
    return [first, *_answered(questions_at(said.grid, said.grid_version), said.answers)]


def annex(part: CommonPart, said: AssessmentAnnex) -> list[Section]:
    """Every other answer, then the budget by line and what it gives."""
    grid: AssessmentCommon = common_of(part)
    answered = _answered(questions_at(grid.grid, grid.grid_version), said.answers)
    who = [Section("Le ménage", items=said.household)] if said.household else []
    return [*who, *answered, *(budget_sections(part, said.budget) if said.budget else [])]


def plain(part: CommonPart, said: AssessmentCommon) -> list[Section]:
    """The same in short sentences, for the household to keep."""
    who = f"{said.operator} et vous avez regardé ensemble votre situation, le {_held(part)}."
    sections = [Section("Ce que c’est", said=[who, "C’est vous qui avez répondu. Rien n’est décidé sans vous."])]
    grid = questions_at(said.grid, said.grid_version)
    concluded = _rows(grid.conclusion.criteria(), said.answers)
    if said.answers.get(SUPPORT) == "no":
        return [*sections, Section(CONCLUSION, said=[NO_SUPPORT, "Vous pouvez revenir quand vous voulez."])]
    return [*sections, Section(CONCLUSION, rows=concluded)] if concluded else sections


def _answered(grid: Grid, answers: Mapping[str, Any]) -> Iterator[Section]:
    for heading in grid.headings:
        if rows := _rows(grid.of(heading), answers):
            yield Section(heading.label, rows=rows)
    if answers.get(SUPPORT) == "no":
        yield Section(CONCLUSION, said=[NO_SUPPORT])
    elif rows := _rows(grid.conclusion.criteria(), answers):
        yield Section(CONCLUSION, rows=rows)


def _rows(criteria: Sequence[Criterion], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (criterion.question, answer_said(criterion, answers[criterion.key]))
        for criterion in criteria
        if criterion.key in answers
    ]


def _held(part: CommonPart) -> str:
    return full_date(part.starts_on) if part.starts_on else ""
