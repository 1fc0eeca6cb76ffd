"""When and why an accompaniment rests."""

from django import forms
from django.utils import timezone

from cases.enums import SuspensionReason
from cases.forms.when import DayField


class SuspendForm(forms.Form):
    """From when, until when if it is known, and why."""

    reason = forms.ChoiceField(
        label="Pourquoi ?",
        choices=[(reason.value, reason.label[:1].upper() + reason.label[1:]) for reason in SuspensionReason],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison."},
    )
    starts_on = DayField(label="Depuis quand ?", initial=timezone.localdate)
    planned_until = DayField(label="Jusqu’à quand ?", required=False)


class ProlongForm(forms.Form):
    """Another planned end."""

    planned_until = DayField(label="Jusqu’à quand ?")
