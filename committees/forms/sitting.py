"""A decision as it is typed on the screen of a sitting."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms.missing import say_missing
from cases.forms.when import DayField
from cases.periods import add_months
from committees.actions.sitting import ENDED, UNDATED, Said
from committees.rules import Rules

#: How far from today a decision may begin: beyond, the year is mistyped.
FURTHEST_YEARS = 20
#: How long before the day of the session it may have begun.
EARLIEST_MONTHS = 12
MOST_MONTHS = 60


class DecisionForm(forms.Form):
    """One of the committee's competences, why, and from when to when. `held_on`: the day of the session. `undated`: the competences
    that keep no dates, whatever was typed. `seen`: the mark of the decision that was shown; `theirs`: the one that somebody else
    wrote meanwhile."""

    theirs: Said | None = None

    reason = forms.CharField(label="Motif", max_length=600, required=False)
    starts_on = DayField(label="À partir du", required=False)
    months = forms.IntegerField(
        label="Mois",
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        error_messages={
            "min_value": "Mois : 1 au moins.",
            "max_value": f"Mois : {MOST_MONTHS} au plus.",
            "invalid": "Mois : écrivez un nombre entier, comme 6.",
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Rules, held_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held_on = held_on
        self.undated = {each.key for each in rules.competences if each.kind in UNDATED}
        self._ended = {each.key for each in rules.competences if each.effect in ENDED}
        self.fields["competence"] = forms.ChoiceField(
            label="Décision",
            choices=[(each.key, each.short) for each in rules.competences],
            widget=forms.RadioSelect,
            error_messages={"required": "Choisissez d’abord ce qui est décidé."},
        )
        for name in ("reason", "starts_on", "months"):
            self.fields[name].widget.attrs |= {"class": "input", "autocomplete": "off"}

    def clean_starts_on(self) -> date | None:
        day = self.cleaned_data["starts_on"]
        if day and abs(day.year - timezone.localdate().year) > FURTHEST_YEARS:
            raise forms.ValidationError("Cette date est trop loin d’aujourd’hui : vérifiez l’année.")
        if day and day < add_months(self._held_on, -EARLIEST_MONTHS):
            raise forms.ValidationError(
                "« À partir du » est plus de douze mois avant la séance : corrigez ce jour, surtout son année."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("competence") in self.undated:
            for name in ("starts_on", "months"):
                self.errors.pop(name, None)
                cleaned[name] = None
            return cleaned
        is_ended = cleaned.get("competence") in self._ended
        if "starts_on" not in self.errors and not cleaned.get("starts_on") and (is_ended or cleaned.get("months")):
            say_missing(self, "starts_on", "Dites à partir de quel jour : la durée compte depuis ce jour.")
        if "months" not in self.errors and not cleaned.get("months") and is_ended:
            say_missing(self, "months", "Dites pour combien de mois : cette décision vaut jusqu’à un jour dit.")
        return cleaned

    def said(self) -> Said:
        """What was typed. Valid form only."""
        read = self.cleaned_data
        starts_on, months = read["starts_on"], read["months"]
        until = add_months(starts_on, months) - timedelta(days=1) if starts_on and months else None
        return Said(read["competence"], read["reason"].strip(), starts_on, until)


def initial_of(said: Said | None) -> dict[str, Any]:
    """What the form shows of a decision that is written."""
    if said is None:
        return {"seen": ""}
    months = None
    if said.starts_on and said.until_on:
        after = said.until_on + timedelta(days=1)
        months = (after.year - said.starts_on.year) * 12 + after.month - said.starts_on.month
    return {
        "competence": said.competence,
        "reason": said.reason,
        "starts_on": said.starts_on,
        "months": months,
        "seen": said.mark,
    }
