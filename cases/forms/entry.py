"""What the team knows of the entry: debt with its day, stage of the proceedings, reasons, commune. All of it may stay unknown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from cases.actions.entries import debt_after
from cases.enums import ProcedureStage, Reason
from cases.forms.choices import offer
from cases.forms.missing import say_missing
from cases.forms.place import check_place
from cases.forms.referral import EurosField, PastDayField
from cases.policies import KnownEntry
from common.text import clean
from partners.communes import code_of


class EntryForm(forms.Form):
    """Codes alone, prefilled. At adhesion the commune is that of the address just confirmed."""

    debt_cents = EurosField(label="Dette de loyer à l’entrée", required=False)
    debt_on = PastDayField(label="À quelle date ?", required=False)
    stage = forms.ChoiceField(
        label="Étape de la procédure",
        choices=[("", "Je ne sais pas"), *((each.value, each.label.capitalize()) for each in ProcedureStage)],
        required=False,
    )
    reasons = forms.MultipleChoiceField(
        label="Motifs de l’accompagnement", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, reasons: Sequence[Reason], adhesion: date, **kwargs: Any) -> None:
        """`reasons`: those that may be kept; `adhesion`: the last day of which a debt is one of the entry."""
        super().__init__(*args, prefix="entree", **kwargs)
        self.adhesion = adhesion
        offer(self, "reasons", [(each.value, each.label[:1].upper() + each.label[1:]) for each in reasons])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "debt_cents" in self.errors or "debt_on" in self.errors:
            return cleaned
        if cleaned.get("debt_cents") is None:
            cleaned["debt_on"] = None
        elif cleaned.get("debt_on") is None:
            say_missing(self, "debt_on", "Il manque la date de cette dette.")
        elif cleaned["debt_on"] > self.adhesion:
            self.add_error("debt_on", debt_after(self.adhesion))
        return cleaned

    def entry(self, commune: str) -> KnownEntry:
        """What is stated, in the commune of that code. Valid form only."""
        said = self.cleaned_data
        return KnownEntry(tuple(said["reasons"]), said["stage"], commune, said["debt_cents"], said["debt_on"])


class PlacedEntryForm(EntryForm):
    """The same with the commune of the dwelling at the entry. `seen`: the mark of what was shown as stated, "" when nothing was."""

    postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        error_messages={"invalid": "Un code postal a cinq chiffres."},
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    commune = forms.CharField(label="Commune à l’entrée", max_length=80, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["commune"] = clean(cleaned.get("commune") or "")
        if "postcode" in self.errors or "commune" in self.errors:
            return cleaned
        name, postcode = cleaned["commune"], cleaned.get("postcode", "")
        if bool(name) != bool(postcode):
            missing, said = ("postcode", "le code postal") if name else ("commune", "la commune")
            say_missing(self, missing, f"Il manque {said}.")
        elif name:
            check_place(self, name, postcode)
        return cleaned

    def placed(self) -> KnownEntry:
        """What is stated. Valid form only."""
        said = self.cleaned_data
        return self.entry(code_of(said["commune"], said["postcode"]))
