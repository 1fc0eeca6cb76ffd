"""Something to do by a day; an alert for the partner."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.alerts import FORBIDDEN, KINDS, AlertEntry
from cases.consent_words import label_of
from cases.enums import AlertKind
from cases.forms.choices import offer
from cases.forms.when import DayField
from cases.imports.discretion import is_forbidden
from common.text import clean
from partners.enums import Capacity
from partners.models import Audience


class TaskForm(forms.Form):
    """What, by when."""

    title = forms.CharField(label="Quoi ?", max_length=160, error_messages={"required": "Dites ce qui est à faire."})
    due_on = DayField(label="Pour quand ?")


class AlertForm(forms.Form):
    """To whom, what of the closed list, when it happened, and a few words."""

    recipient = forms.ChoiceField(
        label="À qui ?", widget=forms.RadioSelect, error_messages={"required": "Choisissez à qui."}
    )
    kind = forms.ChoiceField(
        label="De quoi s’agit-il ?", widget=forms.RadioSelect, error_messages={"required": "Choisissez une alerte."}
    )
    on = DayField(label="Depuis le", initial=timezone.localdate)
    text = forms.CharField(
        label="Précision",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, capacity: str, recipients: Sequence[Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._recipients = {str(one.unit.public_id): one for one in recipients if one.unit}
        offer(self, "recipient", [(key, label_of(one)) for key, one in self._recipients.items()])
        if len(self._recipients) == 1:
            self.initial.setdefault("recipient", next(iter(self._recipients)))
        kinds = [AlertKind(kind) for kind in KINDS[Capacity(capacity)]]
        offer(self, "kind", [(kind.value, kind.label[:1].upper() + kind.label[1:]) for kind in kinds])

    def clean_text(self) -> str:
        text = clean(self.cleaned_data["text"])
        if is_forbidden(text):
            raise forms.ValidationError(FORBIDDEN)
        return text

    def entry(self) -> AlertEntry:
        """What is told. Valid form only."""
        data = self.cleaned_data
        return AlertEntry(self._recipients[data["recipient"]], data["kind"], data["on"], data["text"])
