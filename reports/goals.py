"""What a report is measured against: the targets of its programme, and what its author typed in their place. Pure.

A target of a year is twelve whole months' (docs/adr/0038). Over another period a share, a mean or a level stands as it is; what adds up
over time is taken by months, where they are whole; what is true of a household at some time of the year says nothing of another period.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from cases.periods import Period
from cases.programmes.rules import Rules, Target
from reports.documents.given import Goal
from reports.indicators.catalogue import Catalogue, Indicator, Unit, shipped
from reports.outline import Outline
from reports.readings import printed

MONTHS_A_YEAR = 12
#: What stands before the key of an indicator in the name of its field.
PREFIX = "goal-"
#: Unit of a target -> unit of the indicators that it may be about.
UNITS: Mapping[str, Unit] = {
    "households": "count",
    "visits": "count",
    "percent": "percent",
    "days": "days",
    "months": "months",
}
#: How many of an indicator's unit one of what is typed is: percents, euros.
_SCALES: Mapping[Unit, Fraction] = {"percent": Fraction(1, 100), "cents": Fraction(100)}
#: Unit of an indicator -> how it is said beside the field.
SAID: Mapping[Unit, str] = {
    "percent": "%",
    "cents": "€",
    "days": "jours",
    "months": "mois",
    "hours": "heures",
    "count": "",
}
_TYPED = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class NotANumber(ValueError):
    """What was typed is no goal; the sentence says where, and what to write."""


def refused(rules: Rules) -> str:
    """Why a programme cannot name these indicators as it does; "" when the catalogue has them all, counted in these units."""
    return next(_wrong(rules, shipped()), "")


def _wrong(rules: Rules, catalogue: Catalogue) -> Iterator[str]:
    known = catalogue.indicator
    for number, target in enumerate(rules.targets, start=1):
        fitting = sorted(
            key for key, each in known.items() if each.unit == UNITS[target.unit] and may_be_aimed_at(each)
        )
        if target.key not in fitting:
            yield (
                f"« {rules.key} », targets.{number}.key : « {target.key} » n’est pas un indicateur du catalogue qui se compte en "
                f"« {target.unit} ». Choisissez parmi {', '.join(fitting)}."
            )
    for number, key in enumerate(rules.indicators, start=1):
        if key not in known:
            yield (
                f"« {rules.key} », indicators.{number} : aucun indicateur du catalogue ne s’appelle « {key} ». Corrigez son "
                "nom ou retirez-le."
            )


def may_be_aimed_at(indicator: Indicator) -> bool:
    """Whether it makes sense to want so many: what was there before the period is nobody's aim."""
    return shipped().by_key[indicator.numerator].time != "before"


def offered(outline: Outline, targets: Iterable[Target]) -> list[str]:
    """The indicators that may have a goal in that report: those its programme aims at, then its other key figures."""
    known = shipped().indicator
    keys = [each.key for each in targets] + [key for section in outline.every for key in section.figures]
    return [key for key in dict.fromkeys(keys) if key in known and may_be_aimed_at(known[key])]


def goals(targets: Iterable[Target], typed: Mapping[str, Decimal | None], period: Period) -> list[Goal]:
    """The programme's targets as they stand over that period, and what the author typed in their place or beside them. A None that
    she typed takes the target away; what the catalogue does not know is no goal."""
    aims = agreed(targets, period)
    for key, value in typed.items():
        if value is None:
            aims.pop(key, None)
        elif key in shipped().indicator:
            aims[key] = value_of(key, value)
    return [Goal(key, value) for key, value in aims.items()]


def agreed(targets: Iterable[Target], period: Period) -> dict[str, Fraction]:
    """The programme's targets over that period, by indicator; nothing for those that say nothing of it."""
    known = {each.key: value_of(each.key, each.value) for each in targets if each.key in shipped().indicator}
    return {
        key: value
        for key, whole in known.items()
        if (value := _over(shipped().indicator[key], whole, period)) is not None
    }


def _over(indicator: Indicator, whole: Fraction, period: Period) -> Fraction | None:
    """What a target of a year is over a period, in the unit of the indicator; a half goes up."""
    months = whole_months(period)
    time = shipped().by_key[indicator.numerator].time
    if indicator.denominator or time == "end" or months == MONTHS_A_YEAR:
        return whole
    if time == "spans" or months is None:
        return None
    return Fraction((2 * whole * months / MONTHS_A_YEAR + 1) // 2)


def whole_months(period: Period) -> int | None:
    """How many months it is made of; None where it begins or ends within one."""
    end = period.until + timedelta(days=1)
    if period.since.day != 1 or end.day != 1:
        return None
    return 12 * (end.year - period.since.year) + end.month - period.since.month


# --- typed ------------------------------------------------------------------------------------------------------------
def value_of(key: str, typed: Decimal) -> Fraction:
    """What was typed (75 for 75 %, euros) in the unit of that indicator: a share of one, cents."""
    return Fraction(typed) * _SCALES.get(shipped().indicator[key].unit, Fraction(1))


def read_typed(key: str, text: str) -> Decimal | None:
    """The number typed for that indicator, None for nothing. NotANumber, with the sentence, for what is no number of its unit."""
    plain = _SPACES.sub("", text)
    if not plain:
        return None
    if not _TYPED.fullmatch(plain):
        raise NotANumber(
            f"{label_of(key)} : écrivez un nombre, par exemple 75 ou 12,5, ou rien s’il n’y a pas d’objectif."
        )
    value = Decimal(plain.replace(",", "."))
    if shipped().indicator[key].unit == "percent" and value > 100:
        raise NotANumber(f"{label_of(key)} : un pourcentage va de 0 à 100.")
    return value


def as_typed(key: str, value: Fraction) -> str:
    """That value as one would type it, to the hundredth: « 75 », « 12,5 »; `read_typed` reads it back."""
    hundredths = round(100 * value / _SCALES.get(shipped().indicator[key].unit, Fraction(1)))
    whole, part = divmod(hundredths, 100)
    return f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)


def in_words(key: str, value: Fraction) -> str:
    """As a report prints it."""
    return printed(shipped().indicator[key], value)


def label_of(key: str) -> str:
    """« Visites faites parmi les prévues (%) »."""
    said = shipped().indicator[key]
    return f"{said.name} ({SAID[said.unit]})" if SAID[said.unit] else said.name
