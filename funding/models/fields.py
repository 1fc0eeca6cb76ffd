"""Months and exact fractions in columns."""

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

from funding.months import Month

if TYPE_CHECKING:
    _Date = models.Field
else:
    _Date = models.DateField


@lru_cache(maxsize=1_000)
def _month(day: date) -> Month:
    return Month.of(day)


@lru_cache(maxsize=1_000)
def _fraction(said: str) -> Fraction:
    return Fraction(said)


class MonthField(_Date):
    """A `funding.months.Month`, kept as its first day."""

    def from_db_value(self, value: date | None, expression: Any, connection: Any) -> Month | None:
        return None if value is None else _month(value)

    def to_python(self, value: Any) -> Month | None:
        return Month.of(value) if isinstance(value, date) else value

    def get_prep_value(self, value: Any) -> date | None:
        return value.first if isinstance(value, Month) else value


class FractionField(models.Field):
    """An exact `Fraction`, kept as « 17/31 »: what is counted again must be equal to what was written."""

    def db_type(self, connection: Any) -> str:
        return "varchar(40)"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Fraction | None:
        return None if value is None else _fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        return Fraction(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction | int) else value
