"""The assessment (domain 4.3): answers to the programme's grid, and the household's budget.

What a landlord may come to read of it is the answers about housing, as `cases.programmes.assessing.split` parts them.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from cases.parts.said import LONGEST_LINE, Line, Said

LONGEST_NATURE, MOST_ROOMS = 120, 12
Own = Literal["water", "heating"]
Cents = Annotated[int, Field(ge=0)]
Answer = str | int | list[str]


class BudgetLine(Said):
    """A resource, a charge or a debt, in cents a month. `note`: what its author says of it."""

    nature: Annotated[Line, Field(min_length=1, max_length=LONGEST_NATURE)]
    cents: Cents
    note: Annotated[Line, Field(max_length=LONGEST_LINE)] = ""


class Budget(Said):
    """A month of the household, in cents. `resources` without the aid to the dwelling, `charges` without the dwelling's own
    (`rental_charges`), `debts` as they are paid back each month. `own`: what the household pays apart, in its own name, for a
    dwelling of so many `rooms`: the programme's flat amounts are counted for it. `grown`, `children`: people of 14 or more, and others."""

    resources: list[BudgetLine] = []
    charges: list[BudgetLine] = []
    debts: list[BudgetLine] = []
    rent: Cents
    rental_charges: Cents = 0
    aid: Cents = 0
    own: list[Own] = []
    rooms: Annotated[int, Field(ge=1, le=MOST_ROOMS)] | None = None
    grown: Annotated[int, Field(ge=1, le=30)]
    children: Annotated[int, Field(ge=0, le=30)] = 0


class AssessmentCommon(Said):
    """`answers`: about housing alone, those of the conclusion among them. The day it was held is the part's own."""

    grid: str
    grid_version: int
    operator: Line
    answers: dict[str, Answer] = {}


class AssessmentAnnex(Said):
    """Every other answer, and the budget by line."""

    household: list[Line] = []
    answers: dict[str, Answer] = {}
    budget: Budget | None = None


def answers_of(common: AssessmentCommon, annex: AssessmentAnnex) -> dict[str, Any]:
    """All answers together."""
    return {**common.answers, **annex.answers}
