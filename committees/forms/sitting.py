"""A decision as it is typed on the screen of a sitting."""

from typing import Any

from django import forms

from cases.forms.when import DayField
from cases.periods import add_months
from committees.actions.sitting import Said
from committees.rules import Rules


class DecisionForm(forms.Form):
    """One of the committee's competences, why, and from when to when. `seen`: the mark of the decision that was shown."""

    reason = forms.CharField(label="Motif", max_length=600, required=False)
    starts_on = DayField(label="À partir du", required=False)
    months = forms.IntegerField(label="Durée en mois", min_value=1, max_value=60, required=False)
    household_agreed = forms.BooleanField(label="Le ménage est là et d’accord", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competence"] = forms.ChoiceField(
            label="Décision",
            choices=[(each.key, each.short) for each in rules.competences],
            widget=forms.RadioSelect,
            error_messages={"required": "Choisissez d’abord ce qui est décidé."},
        )
        for name in ("reason", "starts_on", "months"):
            self.fields[name].widget.attrs |= {"class": "input", "autocomplete": "off"}
        if rules.household == "absent":
            del self.fields["household_agreed"]
        else:
            self.fields["household_agreed"].widget.attrs["class"] = "check-box"

    def said(self) -> Said:
        """What was typed. A length without a first day counts for nothing."""
        read = self.cleaned_data
        starts_on, months = read["starts_on"], read["months"]
        until = add_months(starts_on, months) if starts_on and months else None
        agreed = read.get("household_agreed")
        return Said(read["competence"], read["reason"].strip(), starts_on, until, agreed)


def initial_of(said: Said | None) -> dict[str, Any]:
    """What the form shows of a decision that is written."""
    if said is None:
        return {"seen": ""}
    months = None
    if said.starts_on and said.until_on:
        months = (said.until_on.year - said.starts_on.year) * 12 + said.until_on.month - said.starts_on.month
    return {
        "competence": said.competence,
        "reason": said.reason,
        "starts_on": said.starts_on,
        "months": months,
        "household_agreed": said.household_agreed,
        "seen": said.mark,
    }
