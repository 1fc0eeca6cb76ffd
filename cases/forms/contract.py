"""The contract as it is written with the household: when, on what, who does what; and its annex."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.parts import new_key
from cases.enums import Party
from cases.imports.discretion import is_forbidden
from cases.parts.content import Commitment, ContractAnnex, ContractCommon, Objective
from cases.parts.said import LONGEST_LINE, LONGEST_TEXT
from cases.programmes.rules import Axis
from common.parsing import Unreadable, parse_date

FORBIDDEN = "Un bailleur pourra lire cette partie : rien ici sur la santé, les violences, les addictions ou la justice. Écrivez-le dans l’annexe."
ONE_A_LINE = "Une par ligne."
LINES = 12


def lines_of(text: str) -> list[str]:
    """What was typed, one line each, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Lines(forms.CharField):
    """Several short sentences, one a line. `shared`: a landlord may come to read them, so that nothing of health, violence,
    addictions or justice is kept there."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, shared: bool = True, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.shared = shared

    def clean(self, value: Any) -> list[str]:
        found = lines_of(super().clean(value) or "")
        if len(found) > LINES:
            raise forms.ValidationError(f"Gardez {LINES} lignes au plus.")
        if long := [line for line in found if len(line) > LONGEST_LINE]:
            raise forms.ValidationError(
                f"Cette ligne est trop longue : « {long[0][:60]}… ». {LONGEST_LINE} signes au plus."
            )
        if self.shared and any(is_forbidden(line) for line in found):
            raise forms.ValidationError(FORBIDDEN)
        return found


class ContractForm(forms.Form):
    """`starts_on`: the first day. One group of objectives for each axis of the programme."""

    starts_on = forms.CharField(
        label="À partir du",
        help_text="Par exemple 1/12/2026.",
        error_messages={"required": "Écrivez le premier jour du contrat, par exemple 1/12/2026."},
    )
    household = Lines(label="Le ménage s’engage à", help_text=ONE_A_LINE)
    operator = Lines(label="L’association s’engage à", help_text=ONE_A_LINE)
    landlord = Lines(label="Le bailleur s’engage à", help_text=ONE_A_LINE)
    social = Lines(label="Ce que nous travaillons ensemble", help_text=ONE_A_LINE, shared=False)
    text = forms.CharField(
        label="Ce que nous avons convenu",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, axes: list[Axis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axes = axes
        for axis in axes:
            usual = [(text, text) for text in axis.objectives]
            if usual:
                self.fields[f"axis_{axis.key}"] = forms.MultipleChoiceField(
                    label=axis.label, choices=usual, required=False, widget=forms.CheckboxSelectMultiple
                )
            self.fields[f"more_{axis.key}"] = Lines(
                label="Autres objectifs" if usual else axis.label,
                help_text=f"{axis.label}. Un par ligne." if usual else "Un objectif par ligne.",
            )

    def clean_starts_on(self) -> date:
        read = parse_date(self.cleaned_data["starts_on"])
        if isinstance(read, Unreadable):
            raise forms.ValidationError(read.sentence)
        if abs((read - timezone.localdate()).days) > 366:
            raise forms.ValidationError("Un contrat commence à un an d’aujourd’hui au plus.")
        return read

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self._objectives(cleaned):
            raise forms.ValidationError("Choisissez ou écrivez au moins un objectif pour le logement.")
        return cleaned

    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each axis, the first of which bears its name."""
        return [
            [self[name] for name in (f"axis_{axis.key}", f"more_{axis.key}") if name in self.fields]
            for axis in self.axes
        ]

    def objectives(self, before: list[Objective]) -> list[Objective]:
        """What was chosen and written; one that stood there before keeps its key, so that its progress goes on."""
        known = {(one.axis, one.text): one.key for one in before}
        found = self._objectives(self.cleaned_data)
        return [Objective(key=known.get((axis, text)) or new_key(), axis=axis, text=text) for axis, text in found]

    def _objectives(self, cleaned: dict[str, Any]) -> list[tuple[str, str]]:
        return [
            (axis.key, text)
            for axis in self.axes
            for text in dict.fromkeys([*cleaned.get(f"axis_{axis.key}", []), *cleaned.get(f"more_{axis.key}", [])])
        ]

    def commitments(self) -> list[Commitment]:
        sides = ((Party.HOUSEHOLD, "household"), (Party.OPERATOR, "operator"), (Party.LANDLORD, "landlord"))
        return [Commitment(party=party, text=text) for party, name in sides for text in self.cleaned_data[name]]

    def annex(self) -> ContractAnnex:
        return ContractAnnex(objectives=self.cleaned_data["social"], text=self.cleaned_data["text"])


def initial_of(
    common: ContractCommon, annex: ContractAnnex, axes: list[Axis], starts_on: date | None
) -> dict[str, Any]:
    """What the form shows of a draft or of the contract it follows."""
    said: dict[str, Any] = {"text": annex.text, "social": "\n".join(annex.objectives)}
    if starts_on:
        said["starts_on"] = f"{starts_on:%d/%m/%Y}"
    for axis in axes:
        mine = [one.text for one in common.objectives if one.axis == axis.key]
        said[f"axis_{axis.key}"] = [text for text in mine if text in axis.objectives]
        said[f"more_{axis.key}"] = "\n".join(text for text in mine if text not in axis.objectives)
    for party in (Party.HOUSEHOLD, Party.OPERATOR, Party.LANDLORD):
        said[party.value] = "\n".join(one.text for one in common.commitments if one.party == party)
    return said
