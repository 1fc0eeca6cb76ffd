"""What a budget gives: totals, consumption units, effort rate, what is left to live on, each with its working."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.formulas.income import Housing, consumption_units, effort_rate, residual_income
from cases.formulas.working import CannotCompute, Computed
from cases.parts.assessment import Budget, BudgetLine
from cases.programmes.rules import DwellingRules

#: A rate beyond it says nothing more, and is not kept.
HIGHEST_RATE = Decimal("9999")


@dataclass(frozen=True)
class Worked:
    """Totals in cents a month. `effort` None, with why in `no_effort`, when there are no resources to speak of."""

    resources: int
    charges: int
    debts: int
    units: Computed
    effort: Computed | None
    no_effort: str
    residual: Computed

    @property
    def residual_cents(self) -> int:
        """Per consumption unit and day."""
        return int(self.residual.value * 100)


def work(budget: Budget, rules: DwellingRules | None) -> Worked:
    """Compute it under these rules, None outside a programme. Never refuses a budget that could be written."""
    resources, charges, debts = (total(lines) for lines in (budget.resources, budget.charges, budget.debts))
    flats = flat_amounts(budget, rules)
    housing = Housing(
        rent=budget.rent,
        charges=budget.rental_charges,
        aid=budget.aid,
        flat_water=flats.get("water") or 0,
        flat_heating=flats.get("heating") or 0,
    )
    units = consumption_units(budget.grown, budget.children)
    effort, refused = _effort(housing, resources)
    residual = residual_income(housing, resources, units.value, debts=debts, other_charges=charges)
    return Worked(resources, charges, debts, units, effort, refused, residual)


def flat_amounts(budget: Budget, rules: DwellingRules | None) -> dict[str, int | None]:
    """What is counted a month, in cents, for what the household pays apart; None for what the programme has not set yet:
    no national text gives these amounts."""
    size = {"rooms": budget.rooms or 1, "persons": budget.grown + budget.children}
    return {charge: rules.flat_cents(charge, **size) if rules else None for charge in budget.own}


def total(lines: Sequence[BudgetLine]) -> int:
    """In cents."""
    return sum(line.cents for line in lines)


def _effort(housing: Housing, resources: int) -> tuple[Computed | None, str]:
    try:
        found = effort_rate(housing, resources)
    except CannotCompute as error:
        return None, str(error)
    if found.value > HIGHEST_RATE:
        return None, "Les ressources sont trop faibles : un taux d’effort ne dit plus rien."
    return found, ""
