"""A month as people type it, an amount of any size, and what a row of a form is."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from cases.forms.referral import EurosField
from common.formatting import MONTHS, euros
from common.parsing import shown
from funding.months import Month

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_NAMED = re.compile(r"([^\W\d]+)\s+(\d{4})")


def read_month(text: str) -> Month | None:
    """2026-03, 03/2026, « mars 2026 »; None for anything else, and for years out of sight."""
    plain = text.strip().lower()
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH_FIRST.fullmatch(plain):
        year, month = int(found[2]), int(found[1])
    elif (found := _NAMED.fullmatch(plain)) and found[1] in MONTHS:
        year, month = int(found[2]), MONTHS.index(found[1]) + 1
    else:
        return None
    return Month(year, month) if 2000 <= year <= 2100 and 1 <= month <= 12 else None


class MonthField(forms.CharField):
    """A month, drawn by the browser's own calendar where there is one."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if month := read_month(text):
            return month
        raise forms.ValidationError(f"{shown(text)} n’est pas un mois. Écrivez par exemple 03/2026.", code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Month) else value


class AmountField(EurosField):
    """An amount, in cents."""

    default_error_messages = {"negative": "Écrivez ce montant sans signe."}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return euros(value, whole=True) if isinstance(value, int) else value


def number_field(label: str, *, most: int, decimals: int = 2, least: str = "0.01", **more: Any) -> forms.DecimalField:
    """A number as offices type it, « 12,5 »; the sentence says what it may be."""
    sentence = f"Écrivez un nombre, de {least.replace('.', ',')} à {most:,}.".replace(",000", "\u202f000")
    codes = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=label,
        localize=True,
        min_value=Decimal(least),
        max_value=Decimal(most),
        decimal_places=decimals,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(codes, sentence) | more.pop("error_messages", {}),
        **more,
    )


def minutes_field(label: str) -> forms.IntegerField:
    """Minutes planned; nothing is none."""
    codes = ("invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(codes, "Écrivez des minutes, sans virgule ; laissez vide s’il n’y en a pas."),
    )


def in_euros(cents: int) -> Decimal:
    """Whole cents as the amount that a file would write."""
    return Decimal(cents // 100) if cents % 100 == 0 else Decimal(cents).scaleb(-2)


@dataclass(frozen=True)
class Row:
    """The fields that are read together. `label`: « Prix 2 »."""

    label: str
    fields: list[forms.BoundField]
