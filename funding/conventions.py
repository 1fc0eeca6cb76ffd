"""What a funder signed for one line: from when to when, how much, what counts, at what price (domain 4.9). Pure."""

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from cases.programmes.rules import Euros, Key, Strict
from funding.counting import CountingRules
from funding.measures import Terms
from funding.months import Month, span
from funding.quotas import Granted
from funding.rate_cards import NoPrice, RateCard, Unit

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def _month(said: Any) -> Any:
    if isinstance(said, str) and (found := _MONTH.fullmatch(said)):
        return Month(int(found[1]), int(found[2]))
    return said


#: « 2026-03 » in the file.
WrittenMonth = Annotated[Month, BeforeValidator(_month), PlainSerializer(str)]


class Convention(Strict):
    """The months from `since` to `until` (both included), with measure-months, euros or both granted for them.

    `month` and `diagnosis`: the keys of their prices in `card`; `diagnosis` empty where none is paid. `plan`: the key of the financing
    plan that it is part of, empty where there is none. Every month granted has a
    price, every day one for a diagnosis, and months have the same intensities throughout.
    """

    since: WrittenMonth
    until: WrittenMonth
    months: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=2)] | None = None
    euros: Euros | None = None
    counting: CountingRules
    card: RateCard
    month: Key
    diagnosis: Key | Literal[""] = ""
    plan: Key | Literal[""] = ""

    @cached_property
    def terms(self) -> Terms:
        """As measures are counted and priced under it."""
        return Terms(self.counting, self.card, self.month, self.diagnosis)

    @property
    def intensities(self) -> list[tuple[str, str]]:
        """(key, label) of the intensities its months have, in the order of the card; empty when they have none."""
        return list(
            dict.fromkeys(
                (each.key, each.label)
                for rate in self.card.rates
                if rate.key == self.month
                for each in rate.intensities
            )
        )

    def granted(self, line: str) -> Granted:
        """What it grants, for the line of that key."""
        months = None if self.months is None else Fraction(self.months)
        return Granted(line, self.since, self.until, months, None if self.euros is None else int(self.euros * 100))

    @model_validator(mode="after")
    def it_grants_something_for_a_time(self) -> Self:
        if self.until < self.since:
            raise ValueError(f"until|la convention finit avant de commencer, en {self.since.name}")
        if self.months is None and self.euros is None:
            raise ValueError("months|donnez un nombre de mois-mesures, un montant en euros, ou les deux")
        return self

    @model_validator(mode="after")
    def its_prices_are_in_the_card(self) -> Self:
        for field, key, unit in (
            ("month", self.month, Unit.MEASURE_MONTH),
            ("diagnosis", self.diagnosis, Unit.DIAGNOSIS),
        ):
            found = {rate.unit for rate in self.card.rates if rate.key == key}
            if key and found != {unit}:
                raise ValueError(f"{field}|le barème n’a pas de prix « {key} » pour cette unité ({unit})")
        return self

    @model_validator(mode="after")
    def all_that_is_granted_has_a_price(self) -> Self:
        kinds = []
        try:
            for month in span(self.since, self.until):
                kinds.append({each.key for each in self.card.price_of_month(self.month, month).intensities})
                for number in range(month.days if self.diagnosis else 0):
                    self.card.price(self.diagnosis, month.first + timedelta(days=number))
        except NoPrice as missing:
            raise ValueError(f"card|{missing}") from missing
        if any(keys != kinds[0] for keys in kinds):
            raise ValueError("card|les mois de mesure n’ont pas les mêmes intensités d’un prix à l’autre")
        return self
