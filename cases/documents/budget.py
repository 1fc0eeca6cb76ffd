"""A household's budget in words: its lines, and what they give."""

from collections.abc import Sequence

from cases.documents.sections import Section
from cases.formulas.income import effort_against, residual_against
from cases.formulas.working import Computed
from cases.models import CommonPart
from cases.parts.assessment import Budget, BudgetLine
from cases.parts.budget import work
from cases.programmes.publishing import rules_of
from cases.programmes.rules import DwellingRules
from common.formatting import euros


def budget_sections(part: CommonPart, budget: Budget) -> list[Section]:
    """The lines, then each result with its formula, its inputs, and how it stands to the programme's limits."""
    worked = work(budget)
    dwelling = rules_of(part.programme_version).dwelling if part.programme_version else None
    sections = [
        _lines("Ressources, par mois", budget.resources, worked.resources),
        Section("Logement, par mois", rows=_dwelling(budget)),
        _lines("Autres charges, par mois", budget.charges, worked.charges),
        _lines("Dettes remboursées, par mois", budget.debts, worked.debts),
        _computed("Unités de consommation", worked.units),
    ]
    if worked.effort:
        sections.append(_computed("Taux d’effort", worked.effort, _effort_against(worked.effort, dwelling)))
    else:
        sections.append(Section("Taux d’effort", said=[worked.no_effort]))
    enough = residual_against(worked.residual, dwelling.residual_euros_per_day) if dwelling else ""
    return [*sections, _computed("Reste à vivre", worked.residual, enough)]


def _effort_against(rate: Computed, rules: DwellingRules | None) -> str:
    if rules is None:
        return ""
    return effort_against(rate, rules.effort_rate_percent, heating_included=rules.effort_rate_includes_heating)


def _lines(title: str, lines: Sequence[BudgetLine], total: int) -> Section:
    rows = [(line.nature, f"{euros(line.cents)}. {line.note}" if line.note else euros(line.cents)) for line in lines]
    return Section(title, rows=[*rows, ("Total", euros(total))])


def _dwelling(budget: Budget) -> list[tuple[str, str]]:
    rows = [("Loyer", budget.rent), ("Charges du logement", budget.rental_charges), ("Aide au logement", budget.aid)]
    return [(label, euros(cents)) for label, cents in rows if cents or label == "Loyer"]


def _computed(title: str, found: Computed, against: str = "") -> Section:
    said = [f"{found.sentence}.", against, f"Calcul : {found.formula}.", f"Source : {found.source}."]
    return Section(title, said=[one for one in said if one], rows=[(line.label, line.said) for line in found.lines])
