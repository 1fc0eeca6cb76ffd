"""What a plan may say, for one year: lines of cost, what pays for them, and the totals its source prints. Pure.

Amounts are euros in the file and integer cents in what is computed. A plan is kept as its source wrote it: what is printed
stands beside what is computed, and `funding.plans.differences` tells them apart.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from cases.programmes.rules import Count, Euros, Key, Percent, Strict, Text
from common.formatting import euros as amount
from funding.cents import split, to_cents
from funding.rate_cards import Unit

Quantity = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=3)]
Planned = Annotated[int, Field(ge=0, le=1_000_000)]


class NotBalanced(ValueError):
    """The plan may not be declared balanced; the message is a French sentence that says by how much it is not."""


class CostLine(Strict):
    """`quantity` times `units_each` units at `euros` each: 30 households, 11 months, 195 €.

    `made_of`: the amounts the source splits the price into. `also_printed`: other prices it gives for the same unit.
    `printed_each` and `printed`: what it prints for one of `quantity`, and for the line. Minutes are those of one unit;
    `undivided_minutes`: those the source does not split.
    """

    key: Key
    label: Text
    unit: Unit
    euros: Euros
    quantity: Quantity = Decimal(1)
    units_each: Quantity = Decimal(1)
    made_of: list[Euros] = []
    also_printed: list[Euros] = []
    printed_each: Euros | None = None
    printed: Euros | None = None
    visit_minutes: Planned = 0
    travel_minutes: Planned = 0
    writing_minutes: Planned = 0
    undivided_minutes: Planned = 0

    def cents_at(self, price: Decimal) -> int:
        """The line with that price in euros."""
        return to_cents(Fraction(price) * Fraction(self.quantity) * Fraction(self.units_each) * 100)

    @property
    def cents(self) -> int:
        """The line as it adds up."""
        return self.cents_at(self.euros)

    @property
    def cents_each(self) -> int:
        """For one of `quantity`."""
        return to_cents(Fraction(self.euros) * Fraction(self.units_each) * 100)

    @property
    def minutes_each(self) -> Fraction:
        """Minutes planned for one of `quantity`."""
        unit = self.visit_minutes + self.travel_minutes + self.writing_minutes + self.undivided_minutes
        return unit * Fraction(self.units_each)


class PrintedTotal(Strict):
    """What the source prints for the whole plan over so many years."""

    label: Text
    euros: Euros
    years: Quantity = Decimal(1)


class Resource(Strict):
    """Who pays, in one of three ways: `percent` of the costs; `euros`, for each of `quantity`; or `rest`, what the others
    leave. `to_be_found`: nobody has promised it yet."""

    funder: Text
    percent: Percent | None = None
    euros: Euros | None = None
    quantity: Quantity = Decimal(1)
    rest: bool = False
    to_be_found: bool = False

    @property
    def fixed_cents(self) -> int:
        """What it pays whatever the costs: 0 for a percentage or a rest."""
        return to_cents(Fraction(self.euros or 0) * Fraction(self.quantity) * 100)

    @model_validator(mode="after")
    def said_in_one_way(self) -> Self:
        if (self.percent is not None) + (self.euros is not None) + self.rest != 1:
            raise ValueError("funder|donnez percent, euros ou rest, un seul des trois")
        if self.euros is None and self.quantity != 1:
            raise ValueError("quantity|une quantité ne va qu’avec un montant en euros")
        return self


class InKind(Strict):
    """What somebody brings beside money; `euros` when the source gives its value. It pays for no line."""

    who: Text
    what: Text
    euros: Euros | None = None


class Households(Strict):
    """How many households the plan is for in a year; `at_most` when the source gives a range."""

    at_least: Count
    at_most: Count | None = None


class Plan(Strict):
    """One year of costs, and of what pays for them. `years`: those the plan is for; `described_year`: the one whose shares
    are written, None when they are the same each year. A plan that is declared balanced and is not is refused."""

    key: Key
    name: Text
    households: Households
    years: Count = 1
    described_year: Count | None = None
    costs: list[CostLine] = Field(min_length=1)
    printed_totals: list[PrintedTotal] = []
    printed_minutes: Planned | None = None
    resources: list[Resource] = []
    in_kind: list[InKind] = []
    declared_balanced: bool = False

    @property
    def cost_cents(self) -> int:
        """What the lines add up to, for a year."""
        return sum(line.cents for line in self.costs)

    @property
    def minutes_each(self) -> Fraction:
        """Minutes planned for one household."""
        return sum((line.minutes_each for line in self.costs), Fraction())

    @property
    def cents_per_household(self) -> tuple[int, int]:
        """The least and the most a household costs in a year, to the nearest cent."""
        most = self.households.at_most or self.households.at_least
        return to_cents(Fraction(self.cost_cents, most)), to_cents(Fraction(self.cost_cents, self.households.at_least))

    def paid(self) -> list[tuple[Resource, int]]:
        """Each resource with its cents, in order. Percentages of at most 100 together lose no cent; a rest is never below 0."""
        fixed = [each.fixed_cents for each in self.resources]
        parts = [Fraction(each.percent or 0) / 100 for each in self.resources]
        shared = (
            split(self.cost_cents, parts) if sum(parts) <= 1 else [to_cents(self.cost_cents * each) for each in parts]
        )
        cents = [own + share for own, share in zip(fixed, shared, strict=True)]
        rest = max(0, self.cost_cents - sum(cents))
        return [(each, rest if each.rest else paid) for each, paid in zip(self.resources, cents, strict=True)]

    @property
    def resource_cents(self) -> int:
        """All resources, those to be found included."""
        return sum(cents for _, cents in self.paid())

    @property
    def to_be_found_cents(self) -> int:
        """What nobody has promised yet."""
        return sum(cents for resource, cents in self.paid() if resource.to_be_found)

    @property
    def imbalance(self) -> str:
        """What keeps the plan from being balanced, in French, without a capital or a stop; empty when nothing does."""
        gap = self.resource_cents - self.cost_cents
        if gap > 0:
            return f"les ressources dépassent les dépenses de {amount(gap)}"
        missing = self.to_be_found_cents - gap
        return f"il reste {amount(missing)} à trouver" if missing else ""

    def declare_balanced(self) -> "Plan":
        """The same plan, declared balanced: every cent of the costs has somebody who pays it, and there is no more.
        NotBalanced when it is not so."""
        if self.imbalance:
            raise NotBalanced(f"Ce plan ne peut pas être déclaré équilibré : {self.imbalance}.")
        return self.model_copy(update={"declared_balanced": True})

    @model_validator(mode="after")
    def one_rest(self) -> Self:
        rests = [place for place, each in enumerate(self.resources) if each.rest]
        if len(rests) > 1:
            raise ValueError(f"resources.{rests[1]}.rest|une seule ressource peut payer le reste")
        return self

    @model_validator(mode="after")
    def a_year_of_the_plan(self) -> Self:
        if self.described_year is not None and self.described_year > self.years:
            raise ValueError(f"described_year|le plan n’a pas d’année {self.described_year} (years : {self.years})")
        return self

    @model_validator(mode="after")
    def balanced_when_declared(self) -> Self:
        if self.declared_balanced and self.imbalance:
            raise ValueError(f"declared_balanced|le plan est déclaré équilibré, et {self.imbalance}")
        return self
