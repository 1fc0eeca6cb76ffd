"""The period of an activity report: one choice among months, quarters and years, or free dates."""

from datetime import date
from typing import cast

from django import forms
from django.utils import timezone

from cases.forms.missing import say_missing
from cases.forms.when import DayField
from cases.periods import LONGEST_YEARS, Period, month, months_before, quarter, quarters_before, too_long, year

FREE = "dates"
_MONTHS, _QUARTERS, _YEARS = 12, 6, 3


def periods_offered(today: date) -> dict[str, Period]:
    """Periods by the value of their option: « 2026-11 », « 2026-T4 », « 2026 »."""
    months = {f"{one.since:%Y-%m}": one for one in months_before(today, _MONTHS)}
    quarters = {f"{one.since.year}-T{(one.since.month + 2) // 3}": one for one in quarters_before(today, _QUARTERS)}
    years = {str(today.year - back): year(today.year - back) for back in range(_YEARS)}
    return months | quarters | years


def _choices(today: date) -> list:
    offered = periods_offered(today)
    current = {month(today), quarter(today), year(today.year)}
    said = [(value, one.name + (" (en cours)" if one in current else "")) for value, one in offered.items()]
    return [
        ("Un mois", said[:_MONTHS]),
        ("Un trimestre", said[_MONTHS : _MONTHS + _QUARTERS]),
        ("Une année", said[_MONTHS + _QUARTERS :]),
        ("Autre", [(FREE, "D’autres dates")]),
    ]


class ActivityReportForm(forms.Form):
    """`period()` after validation: the period chosen, whatever the way."""

    choice = forms.ChoiceField(
        label="Période",
        error_messages={
            "required": "Choisissez une période.",
            "invalid_choice": "Cette période n’est pas dans la liste. Choisissez-en une autre.",
        },
    )
    since = DayField(label="Premier jour", required=False)
    until = DayField(label="Dernier jour", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        choice = cast(forms.ChoiceField, self.fields["choice"])
        choice.choices = _choices(today)
        choice.initial = next(iter(periods_offered(today)))

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("choice") == FREE:
            self._check_dates(data)
        return data

    def _check_dates(self, data: dict) -> None:
        for name, sentence in (("since", "Il manque le premier jour."), ("until", "Il manque le dernier jour.")):
            if not data.get(name) and name not in self.errors:
                say_missing(self, name, f"{sentence} Écrivez par exemple 03/11/2026.")
        since, until = data.get("since"), data.get("until")
        if not since or not until:
            return
        if since > timezone.localdate():
            self.add_error("since", "Ce jour n’est pas encore passé. Choisissez un jour d’hier ou d’avant.")
        elif until < since:
            self.add_error("until", "Le dernier jour vient avant le premier. Écrivez les deux dans l’ordre.")
        elif too_long(Period(since, until)):
            self.add_error("until", f"Cette période est trop longue. Un rapport couvre {LONGEST_YEARS} ans au plus.")

    def period(self) -> Period:
        data = self.cleaned_data
        if data["choice"] == FREE:
            return Period(data["since"], data["until"])
        return periods_offered(timezone.localdate())[data["choice"]]
