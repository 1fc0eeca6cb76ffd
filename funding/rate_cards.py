"""A dated rate card: what each unit costs, the minutes planned for it, and from when to when (domain 4.9, 4.5). Pure.

Prices are written in euros and worked with in integer cents. A price holds from its first day (`from`) to the day before
its last bound (`until`), where the next one begins. Units are those of the rates of a programme (`cases.programmes.rules`).
"""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from cases.periods import Period
from cases.programmes.rules import Key, Rate, Strict, Text
from common.formatting import full_date
from funding.months import Month


class Unit(StrEnum):
    """What a price is the price of; the words of a programme's file."""

    DIAGNOSIS = "diagnosis"
    MEASURE_MONTH = "measure_month"
    MEASURE = "measure"
    YEARLY_FLAT = "year"
    POST = "post"
    FOLLOW_UP_INTERVENTION = "intervention"
    ADAPTED_MANAGEMENT = "dwelling"


class NoPrice(LookupError):
    """The card does not price that, that day, or under that intensity; the message is a French sentence that says which."""


class Intensity(Strict):
    """How much a month of that intensity weighs: 1 is the price as it is written."""

    key: Key
    label: Text
    weight: Annotated[Decimal, Field(gt=0, le=10)]


class DatedRate(Rate):
    """The price of a unit from `since` (in the file: `from`) until the day before `until`; None: until further notice."""

    since: date = Field(alias="from")
    until: date | None = None
    intensities: list[Intensity] = []

    @property
    def cents(self) -> int:
        """The price of one unit."""
        return int(self.euros * 100)

    @property
    def minutes(self) -> int:
        """All the minutes planned for one unit: visit, travel, writing."""
        return self.visit_minutes + self.travel_minutes + self.writing_minutes

    def holds(self, first: date, last: date) -> bool:
        """Whether this is the price of one of these days, both included."""
        return self.since <= last and (self.until is None or first < self.until)

    def weight(self, intensity: str) -> Fraction:
        """What a month of that intensity weighs; 1 for the empty key where the rate has no intensities. NoPrice for a key
        it does not have, and for none where it has some."""
        for each in self.intensities:
            if each.key == intensity:
                return Fraction(each.weight)
        if intensity:
            raise NoPrice(f"« {self.label} » n’a pas d’intensité « {intensity} ».")
        if self.intensities:
            keys = ", ".join(each.key for each in self.intensities)
            raise NoPrice(f"« {self.label} » a un prix par intensité : dites laquelle, parmi {keys}.")
        return Fraction(1)

    @model_validator(mode="after")
    def it_begins_before_it_ends(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"until|ce prix finit avant de commencer, le {full_date(self.since)}")
        return self

    @model_validator(mode="after")
    def only_months_have_intensities(self) -> Self:
        if self.intensities and self.unit != Unit.MEASURE_MONTH:
            raise ValueError("intensities|seul un mois de mesure a des intensités")
        keys = [each.key for each in self.intensities]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise ValueError(f"intensities.{place}.key|l’intensité « {key} » est écrite deux fois")
        return self


class RateCard(Strict):
    """The prices of a convention. Two prices of one key never hold the same day; with `without_gaps`, no day is left
    without one between the first and the last."""

    key: Key
    label: Text
    without_gaps: bool = False
    rates: list[DatedRate] = Field(min_length=1)

    def price(self, key: str, day: date) -> DatedRate:
        """The price of that key on that day. NoPrice when there is none."""
        return self._first_of(key, day, day)

    def price_of_month(self, key: str, month: Month) -> DatedRate:
        """The price of that key for that month: the first of those that hold on one of its days, so a price that changes
        inside a month changes from the next one. NoPrice when there is none."""
        return self._first_of(key, month.first, month.last)

    def rate_of_month(self, key: str, month: Month) -> DatedRate | None:
        """As `price_of_month`, None when there is none."""
        known, asked = self._of_month, (key, month.rank)
        if asked not in known:
            held = (rate for rate in self._dated.get(key, ()) if rate.holds(month.first, month.last))
            known[asked] = next(held, None)
        return known[asked]

    @cached_property
    def _of_month(self) -> dict[tuple[str, int], DatedRate | None]:
        return {}

    @cached_property
    def _dated(self) -> dict[str, list[DatedRate]]:
        """The prices of each key, in the order of time."""
        found: dict[str, list[DatedRate]] = {}
        for rate in sorted(self.rates, key=lambda rate: rate.since):
            found.setdefault(rate.key, []).append(rate)
        return found

    def _first_of(self, key: str, first: date, last: date) -> DatedRate:
        dated = self._dated.get(key, [])
        if not dated:
            raise NoPrice(f"Le barème « {self.label} » n’a pas de prix « {key} ».")
        for rate in dated:
            if rate.holds(first, last):
                return rate
        when = f"le {full_date(first)}" if first == last else f"en {Month.of(first).name}"
        raise NoPrice(f"« {dated[0].label} » n’a pas de prix {when} dans le barème « {self.label} ».")

    @model_validator(mode="after")
    def one_price_a_day(self) -> Self:
        for key in dict.fromkeys(rate.key for rate in self.rates):
            dated = [(place, rate) for place, rate in enumerate(self.rates) if rate.key == key]
            for (_, before), (place, after) in pairwise(sorted(dated, key=lambda each: each[1].since)):
                if sentence := self._misfit(before, after):
                    raise ValueError(f"rates.{place}.{sentence}")
        return self

    def _misfit(self, before: DatedRate, after: DatedRate) -> str:
        """Where in `after`, and why it cannot follow `before`; empty when it can."""
        if after.unit != before.unit:
            return f"unit|« {after.label} » change d’unité : donnez une autre clé à ce prix"
        if before.until is None or after.since < before.until:
            ends = f"finit le {full_date(before.until - timedelta(days=1))}" if before.until else "n’a pas de fin"
            begins = f"commence le {full_date(before.since)}"
            return f"from|« {after.label} » aurait deux prix : celui qui {begins} {ends}"
        if self.without_gaps and before.until < after.since:
            missing = Period(before.until, after.since - timedelta(days=1))
            return f"from|« {after.label} » n’a pas de prix {missing.dates}"
        return ""
