"""An assessment of the demonstration: filled in on whatever grid the programme says, signed by each, made final."""

from typing import Any

from django.utils import timezone

from cases.actions import parts as actions
from cases.demo.acts import Story
from cases.demo.papers import sign_and_issue
from cases.enums import PartKind
from cases.models import AccompanimentCourse
from cases.parts.assessment import AssessmentAnnex, AssessmentCommon, Budget, BudgetLine
from cases.programmes.assessing import is_asked, split
from cases.programmes.grids import SUPPORT_TYPE, Criterion, Grid
from cases.programmes.publishing import grid_of, questions_of, rules_of
from cases.queries import parts as queries
from cases.queries.budgets import known_of
from common.context import acting
from partners.acting import Acting

MONTHS = 6
NOTHING_TO_DO = ("none", "alone", "fine")
SAID = "Rester dans ce logement et reprendre le paiement du loyer."
BUDGET = Budget(
    resources=[
        BudgetLine(nature="Pension de réversion", cents=88_400),
        BudgetLine(nature="Retraite complémentaire", cents=21_250, note="Versée en début de mois"),
    ],
    charges=[
        BudgetLine(nature="Assurance du logement", cents=1_890),
        BudgetLine(nature="Électricité et gaz", cents=9_600, note="Échéancier à revoir en mars"),
        BudgetLine(nature="Téléphone", cents=1_999),
    ],
    debts=[BudgetLine(nature="Crédit renouvelable", cents=4_500, note="Reste environ 700 €")],
    rent=48_620,
    rental_charges=7_480,
    aid=16_300,
    grown=1,
)
WAGES = Budget(
    resources=[
        BudgetLine(nature="Salaire", cents=118_000, note="Contrat de 24 heures"),
        BudgetLine(nature="Prime d’activité", cents=21_400),
    ],
    charges=[
        BudgetLine(nature="Assurance du logement", cents=2_150),
        BudgetLine(nature="Électricité et gaz", cents=8_700),
        BudgetLine(nature="Transports", cents=4_320),
    ],
    debts=[BudgetLine(nature="Crédit à la consommation", cents=9_000, note="Jusqu’en juin")],
    rent=46_300,
    rental_charges=6_900,
    aid=12_000,
    grown=1,
)


def assess(story: Story, by: Acting, budget: Budget = BUDGET) -> None:
    """The household's assessment and that budget, with the people and the rent of its case, signed by all who sign it."""
    with acting(by.audiences):
        course = AccompanimentCourse.objects.select_related("case", "programme_version").get(case_id=story.case_id)
        case, version = course.case, course.programme_version
        if version is None:
            return
        grid = questions_of(grid_of(rules_of(version)))
        housing, others = split(grid, _answers(grid))
        common = AssessmentCommon(
            grid=grid.key,
            grid_version=grid.version,
            operator=by.organisation_name,
            answers=housing,
        )
        part = actions.begin(
            case=case,
            kind=PartKind.ASSESSMENT,
            common=common,
            annex=AssessmentAnnex(
                household=[name for _, name in queries.adults_who_sign(case)],
                answers=others,
                budget=budget.model_copy(update=known_of(case)),
            ),
            starts_on=timezone.localdate(),
            ends_on=None,
            version=version,
            by=by,
        )
        annex = queries.annex(part)
        assert annex
        sign_and_issue(story, part, annex, by)


def _answers(grid: Grid) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for criterion in grid.criteria():
        if is_asked(criterion, found):
            found[criterion.key] = _answer(criterion)
    return found


def _answer(criterion: Criterion) -> Any:
    """The first of its answers that says something to work on."""
    if criterion.kind == "text":
        return SAID
    if criterion.kind == "number":
        return min(MONTHS, criterion.at_most or MONTHS)
    choices = [answer for answer in criterion.answers() if answer not in NOTHING_TO_DO]
    chosen = choices[-1 if criterion.key == SUPPORT_TYPE else 0]
    return [chosen] if criterion.kind == "several" else chosen
