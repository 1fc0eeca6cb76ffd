"""The plan of an outreach, as it is typed."""

from typing import Any

from django import forms

from cases.outreach import HOURS, LONGEST_PACE, WHO, OutreachPlan
from common.text import clean


class OutreachForm(forms.Form):
    """Who goes, when, where, how often, and who can open the door. Proposed from the programme's rules."""

    by = forms.ChoiceField(
        label="Qui y va ?",
        choices=[(key, label[:1].upper() + label[1:]) for key, label in WHO.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui y va."},
    )
    hours = forms.MultipleChoiceField(
        label="À quelles heures ?",
        choices=[(key, label[:1].upper() + label[1:]) for key, label in HOURS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un moment de la journée ou de la semaine."},
    )
    pace = forms.IntegerField(
        label="Un essai tous les combien de jours ?",
        min_value=1,
        max_value=LONGEST_PACE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": LONGEST_PACE}),
        error_messages={
            "required": "Écrivez un nombre de jours, par exemple 3.",
            "invalid": "Écrivez un nombre de jours, par exemple 3.",
            "min_value": "Écrivez au moins 1 jour.",
            "max_value": f"Écrivez {LONGEST_PACE} jours au plus.",
        },
    )
    place = forms.CharField(
        label="Où le rencontrer ?",
        max_length=120,
        required=False,
        help_text="Par exemple : chez lui, à la loge, au marché.",
    )
    door = forms.CharField(
        label="Qui peut ouvrir la porte ?",
        max_length=160,
        required=False,
        help_text="Un partenaire qui le connaît : gardien, assistante sociale, association. Sa fonction suffit.",
    )

    def plan(self) -> OutreachPlan:
        """What was typed. Valid form only."""
        data: dict[str, Any] = {**self.cleaned_data}
        return OutreachPlan(**data | {name: clean(data[name]) for name in ("place", "door")})
