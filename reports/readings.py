"""What an indicator says from the figures of a release, and how it is printed (domain 4.10). Pure.

It is said only when every figure it is made of is shown: a share, a mean or an amount never tells what was left out.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cases.formulas.working import number
from cases.periods import Period
from common.formatting import euros, grouped
from common.typography import HARD
from reports.cells import Address, Where
from reports.indicators.catalogue import Catalogue, Indicator
from reports.masking import Release

#: What stands in place of a figure that is left out, and of one that nothing can be divided by.
LEFT_OUT, WITHOUT_OBJECT = f"n.{HARD}p.", "sans objet"
#: How many units of its cell one unit of an indicator is.
SCALE = {"hours": 60}


@dataclass(frozen=True)
class Reading:
    """`value` in the unit of the indicator, exact; None when it is left out, or without object. `text`: as printed."""

    text: str
    value: Fraction | None = None

    @property
    def left_out(self) -> bool:
        return self.text == LEFT_OUT


def footnote(threshold: int) -> str:
    """The sentence that explains `LEFT_OUT` under a table."""
    return (
        f"{LEFT_OUT} : non publié. Moins de {threshold} ménages sont derrière ce chiffre, ou il permettrait d’en "
        f"déduire un autre qui ne doit pas l’être."
    )


def read(catalogue: Catalogue, indicator: Indicator, release: Release, period: Period, where: Where = ()) -> Reading:
    """That indicator over a period, in a category of its dimensions. KeyError for figures the release has no table of."""
    counted = release.value(Address(indicator.numerator, period, where))
    base: int | None = 1
    if indicator.denominator:
        of = tuple(each for each in where if each[0] != indicator.over)
        base = release.value(Address(indicator.denominator, period, of))
    if counted is None or base is None:
        return Reading(LEFT_OUT)
    if not base or (not counted and _is_of_none(indicator, release, period, where)):
        return Reading(WITHOUT_OBJECT)
    value = Fraction(counted, base * SCALE.get(indicator.unit, 1))
    if catalogue.by_key[indicator.numerator].unit == "hundredths" and indicator.unit == "count":
        value /= 100
    return Reading(printed(indicator, value), value)


def _is_of_none(indicator: Indicator, release: Release, period: Period, where: Where) -> bool:
    """Whether nothing was counted of what it is about; not where that is left out, or was not counted."""
    try:
        return bool(indicator.of_any) and all(
            release.value(Address(cell, period, where)) == 0 for cell in indicator.of_any
        )
    except KeyError:
        return False


def as_printed(indicator: Indicator, value: Fraction) -> Fraction:
    """What `printed` says of that value, as a number: points of a percentage, cents, else tenths; a half goes up."""
    if indicator.unit == "percent":
        return Fraction(_whole(100 * value))
    return Fraction(_whole(value)) if indicator.unit == "cents" else Fraction(_whole(10 * value), 10)


def printed(indicator: Indicator, value: Fraction) -> str:
    """« 67 % », « 1 284,50 € », « 12,5 jours », « 700 »: a half goes up."""
    said = as_printed(indicator, value)
    if indicator.unit == "percent":
        return f"{grouped(int(said))}{HARD}%"
    if indicator.unit == "cents":
        return euros(int(said))
    if indicator.unit == "count" and indicator.kind != "ratio" and value.denominator == 1:
        return grouped(value.numerator)
    decimal = Decimal(int(10 * said)) / 10
    units = {"days": f"{HARD}jours", "months": f"{HARD}mois", "hours": f"{HARD}h", "count": ""}
    unit = (
        units[indicator.unit].removesuffix("s") if indicator.unit == "days" and decimal < 2 else units[indicator.unit]
    )
    whole, comma, part = number(decimal).partition(",")
    return f"{grouped(int(whole))}{comma}{part}{unit}"


def _whole(value: Fraction) -> int:
    return int((2 * value + 1) // 2)
