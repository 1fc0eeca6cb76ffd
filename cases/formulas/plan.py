"""A repayment plan: its instalments, and whether the statements of the account show it kept. Pure, cents.

The plan supposes that the current rent is paid beside it. A month is judged by its last statement: the debt it shows must
not be above what the plan leaves once the instalments due by that day are paid. Behind at the last judged month, the plan is
late; behind `broken_after` months in a row, broken. A month without a statement is not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.formulas.account import Statement, closings
from cases.formulas.working import CannotCompute
from cases.periods import add_months
from common.formatting import euros, full_date, plural

#: Three years: no plan is longer (R. 824-8 CCH, by default the debt over 36 months).
MOST_MONTHS = 36
BROKEN_AFTER = 2


class PlanState(StrEnum):
    COMING = "coming"
    UNKNOWN = "unknown"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    DONE = "done"


@dataclass(frozen=True)
class Plan:
    """`monthly` cents from `first_on`, `months` times, on a debt of `debt` cents.

    CannotCompute for a plan that repays nothing, lasts more than three years, or does not repay the whole debt.
    """

    monthly: int
    first_on: date
    months: int
    debt: int

    def __post_init__(self) -> None:
        if self.debt <= 0 or self.monthly <= 0 or self.months <= 0:
            raise CannotCompute("Un plan a une dette, une mensualité et un nombre de mois, tous au-dessus de zéro.")
        if self.months > MOST_MONTHS:
            raise CannotCompute(f"Un plan dure {MOST_MONTHS}\u00a0mois au plus.")
        short = self.debt - self.monthly * self.months
        if short > 0:
            raise CannotCompute(
                f"Ce plan laisse {euros(short)} à la fin : augmentez la mensualité ou le nombre de mois."
            )


@dataclass(frozen=True)
class Instalment:
    """`cents` due on that day; `left` of the debt once it is paid."""

    due_on: date
    cents: int
    left: int


@dataclass(frozen=True)
class Followed:
    """`behind`: cents above what the plan leaves, at the last judged month; `months`: judged months behind in a row."""

    state: PlanState
    sentence: str
    behind: int = 0
    months: int = 0


def schedule(plan: Plan) -> list[Instalment]:
    """The instalments in order; the last is what remains, and those after it are not due."""
    found, left = [], plan.debt
    while left:
        cents = min(plan.monthly, left)
        left -= cents
        found.append(Instalment(add_months(plan.first_on, len(found)), cents, left))
    return found


def usual(debt: int, first_on: date) -> Plan:
    """The plan of the CAF when none is agreed: the debt over 36 months, each rounded up to the cent."""
    return Plan(-(-debt // MOST_MONTHS), first_on, MOST_MONTHS, debt)


def followed(plan: Plan, statements: Sequence[Statement], today: date, *, broken_after: int = BROKEN_AFTER) -> Followed:
    """What the statements show of that plan today. Statements after `today` or before its first day are left aside."""
    if today < plan.first_on:
        return Followed(PlanState.COMING, f"Le plan commence le {full_date(plan.first_on)}.")
    instalments = schedule(plan)
    judged = list(closings([each for each in statements if plan.first_on <= each.on <= today]).values())
    if not judged:
        return Followed(PlanState.UNKNOWN, "Pas de relevé depuis le début du plan : on ne sait pas s’il est tenu.")
    gaps = [each.balance - _expected(plan, instalments, each.on) for each in judged]
    last, behind = judged[-1], gaps[-1]
    if behind <= 0:
        if not last.balance:
            return Followed(PlanState.DONE, f"Plan tenu jusqu’au bout : la dette est soldée au {full_date(last.on)}.")
        left = -(-last.balance // plan.monthly)
        said = f"Plan tenu au {full_date(last.on)} : il reste {euros(last.balance)}, {plural(left, 'mensualité')}."
        return Followed(PlanState.KEPT, said)
    row = next((count for count, gap in enumerate(reversed(gaps)) if gap <= 0), len(gaps))
    where = f"au {full_date(last.on)}, la dette dépasse de {euros(behind)} ce que prévoit le plan"
    if row >= broken_after:
        return Followed(PlanState.BROKEN, f"Plan rompu : {where}, {plural(row, 'mois', 'mois')} de suite.", behind, row)
    return Followed(PlanState.LATE, f"Plan en retard : {where}.", behind, row)


def _expected(plan: Plan, instalments: Sequence[Instalment], on: date) -> int:
    due = [each for each in instalments if each.due_on <= on]
    return due[-1].left if due else plan.debt
