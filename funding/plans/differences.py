"""Where a plan does not add up, and what it leaves open: each said in one French sentence, none of them a refusal. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from common import formatting
from funding.cents import to_cents
from funding.plans.shape import CostLine, Plan


class DifferenceKind(StrEnum):
    """What does not agree with what."""

    PRICE = "price"  # a price and the amounts it is made of
    OTHER_PRICE = "other_price"  # two prices printed for one unit
    EACH = "each"  # what one household costs, printed and computed
    LINE = "line"  # a line, printed and computed
    TOTAL = "total"  # a total, printed and computed
    MINUTES = "minutes"  # the minutes for one household, printed and computed
    BALANCE = "balance"  # the resources and the costs


@dataclass(frozen=True)
class Difference:
    """`about`: the line or total, as the plan names it. `printed` and `computed`: cents, or minutes for `MINUTES`; for
    `BALANCE`, the costs and the resources."""

    kind: DifferenceKind
    about: str
    printed: int
    computed: int
    sentence: str

    @property
    def gap(self) -> int:
        """What is computed beyond what is printed; below zero when it falls short."""
        return self.computed - self.printed


class RemarkKind(StrEnum):
    """What a plan leaves open, or says beside its sums."""

    TO_BE_FOUND = "to_be_found"
    NO_RESOURCE = "no_resource"
    OTHER_YEARS = "other_years"
    IN_KIND = "in_kind"


@dataclass(frozen=True)
class Remark:
    """`cents` when it is about an amount."""

    kind: RemarkKind
    sentence: str
    cents: int | None = None


def differences(plan: Plan) -> list[Difference]:
    """Everything in that plan that does not agree: its lines, its totals, its minutes, its balance. Empty when all does."""
    of_lines = [found for line in plan.costs for found in _of_line(line)]
    return [*of_lines, *_of_totals(plan, of_lines), *_of_minutes(plan), *_of_balance(plan)]


def remarks(plan: Plan) -> list[Remark]:
    """What that plan leaves to be found or unsaid, and what is brought in kind."""
    found = []
    if not plan.resources:
        found.append(Remark(RemarkKind.NO_RESOURCE, "Ce qui paie le plan n’est pas écrit."))
    if missing := plan.to_be_found_cents:
        found.append(Remark(RemarkKind.TO_BE_FOUND, _to_be_found(plan, missing), missing))
    if plan.described_year is not None and plan.years > 1:
        years = f"de l’année {plan.described_year} sur {plan.years}"
        found.append(Remark(RemarkKind.OTHER_YEARS, f"Les parts sont celles {years} ; les autres ne sont pas écrites."))
    for each in plan.in_kind:
        value = None if each.euros is None else int(each.euros * 100)
        worth = "sans valeur écrite" if value is None else f"pour {_euros(value)}"
        sentence = f"{each.who} apporte en nature, {worth}, en plus du plan : {each.what}."
        found.append(Remark(RemarkKind.IN_KIND, sentence, value))
    return found


def _of_line(line: CostLine) -> Iterator[Difference]:
    price = int(line.euros * 100)
    if line.made_of and (made := int(sum(line.made_of) * 100)) != price:
        sentence = f"{line.label} : le prix imprimé est de {_euros(price)}, ses parts font {_euros(made)}."
        yield Difference(DifferenceKind.PRICE, line.label, price, made, sentence)
    for other in line.also_printed:
        gap = line.cents_at(other) - line.cents
        sentence = (
            f"{line.label} : deux prix sont imprimés, {_euros(price)} et {_euros(int(other * 100))} ; le plan compte le"
            f" premier, le second ferait {_more(gap)}."
        )
        yield Difference(DifferenceKind.OTHER_PRICE, line.label, int(other * 100), price, sentence)
    for kind, printed, computed in (
        (DifferenceKind.EACH, line.printed_each, line.cents_each),
        (DifferenceKind.LINE, line.printed, line.cents),
    ):
        if printed is not None and (cents := int(printed * 100)) != computed:
            what = f"{line.label}, pour chacun" if kind == DifferenceKind.EACH else line.label
            sentence = f"{what} : {_against(cents, computed)}."
            yield Difference(kind, line.label, cents, computed, sentence)


def _of_totals(plan: Plan, of_lines: list[Difference]) -> Iterator[Difference]:
    lines = [found for found in of_lines if found.kind == DifferenceKind.LINE]
    for total in plan.printed_totals:
        years = Fraction(total.years)
        printed, computed = int(total.euros * 100), to_cents(plan.cost_cents * years)
        if printed != computed:
            explained = lines and computed - printed == sum(found.gap for found in lines) * years
            names = ", ".join(f"« {found.about} »" for found in lines)
            why = f", et l’écart vient de {names}" if explained else ""
            sentence = f"{total.label} : {_against(printed, computed)}{why}."
            yield Difference(DifferenceKind.TOTAL, total.label, printed, computed, sentence)


def _of_minutes(plan: Plan) -> Iterator[Difference]:
    computed = round(plan.minutes_each)
    if plan.printed_minutes is not None and plan.printed_minutes != computed:
        printed, added = formatting.minutes(plan.printed_minutes), formatting.minutes(computed)
        sentence = f"Temps pour un ménage : {printed} imprimées, les lignes font {added}."
        yield Difference(DifferenceKind.MINUTES, "Temps pour un ménage", plan.printed_minutes, computed, sentence)


def _of_balance(plan: Plan) -> Iterator[Difference]:
    costs, resources = plan.cost_cents, plan.resource_cents
    if plan.resources and costs != resources:
        sides = f"les ressources font {_euros(resources)}, les dépenses {_euros(costs)}"
        sentence = f"Équilibre : {sides}, soit {_more(resources - costs)}."
        yield Difference(DifferenceKind.BALANCE, "Équilibre", costs, resources, sentence)


def _to_be_found(plan: Plan, missing: int) -> str:
    """With the totals that are printed for a year and differ, what would be left to be found by them."""
    sentence = f"Reste à trouver : {_euros(missing)}"
    others = [int(total.euros * 100) for total in plan.printed_totals if total.years == 1]
    by_printed = sorted({missing - plan.cost_cents + total for total in others} - {missing})
    return (
        f"{sentence} ({' ou '.join(_euros(each) for each in by_printed)} selon le total imprimé)."
        if by_printed
        else f"{sentence}."
    )


def _against(printed: int, computed: int) -> str:
    return f"{_euros(printed)} imprimés, les lignes font {_euros(computed)}, soit {_more(computed - printed)}"


def _more(gap: int) -> str:
    return f"{_euros(abs(gap))} de {'plus' if gap > 0 else 'moins'}"


def _euros(cents: int) -> str:
    return formatting.euros(cents, whole=True)
