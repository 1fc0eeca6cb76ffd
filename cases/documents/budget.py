"""A household's budget in words: its lines, and what they give."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.documents.sections import Section
from cases.formulas.income import effort_against, residual_against
from cases.formulas.working import Computed
from cases.models import CommonPart
from cases.parts.assessment import Budget, BudgetLine
from cases.parts.budget import flat_amounts, work
from cases.programmes.publishing import rules_of
from cases.programmes.rules import DwellingRules
from common.formatting import euros

FLATS = {"water": "Forfait d’eau", "heating": "Forfait de chauffage"}
TO_BE_SET = "à fixer par le dispositif, rien n’est compté"


def budget_sections(part: CommonPart, budget: Budget) -> list[Section]:
    """The lines, then each result with its formula, its inputs, and how it stands to the programme's limits."""
    dwelling = rules_of(part.programme_version).dwelling if part.programme_version else None
    worked, flats = work(budget, dwelling), flat_amounts(budget, dwelling)
    sections = [
        _lines("Ressources, par mois", budget.resources, worked.resources),
        Section("Logement, par mois", rows=[*_dwelling(budget), *_flats(flats)]),
        _lines("Autres charges, par mois", budget.charges, worked.charges),
        _lines("Dettes remboursées, par mois", budget.debts, worked.debts),
        _computed("Unités de consommation", worked.units),
    ]
    if worked.effort:
        found = _computed("Taux d’effort", worked.effort, _effort_against(worked.effort, dwelling))
        unset = _flats({charge: cents for charge, cents in flats.items() if cents is None})
        sections.append(replace(found, rows=[*found.rows, *unset]))
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


def _flats(flats: Mapping[str, int | None]) -> list[tuple[str, str]]:
    """What is counted for water and heating paid apart, or that nothing is yet."""
    return [(FLATS[charge], TO_BE_SET if cents is None else euros(cents)) for charge, cents in flats.items()]


def _computed(title: str, found: Computed, against: str = "") -> Section:
    said = [f"{found.sentence}.", against, f"Calcul : {found.formula}.", f"Source : {found.source}."]
    return Section(title, said=[one for one in said if one], rows=[(line.label, line.said) for line in found.lines])
