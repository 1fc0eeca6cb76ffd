"""What is typed on a rent account: a repayment plan, a stage of the proceedings, the answer to a suspension."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from cases.documents.arrears_words import FACTS
from cases.enums import ProcedureEventKind, ProcedureStage
from cases.forms.choices import offer
from cases.forms.referral import EurosField
from cases.forms.when import DayField
from cases.formulas.plan import MOST_MONTHS, Plan
from cases.formulas.working import CannotCompute

STAGES = [
    ("", "Choisir"),
    *(choice for choice in ProcedureStage.choices if choice[0] != ProcedureStage.NONE),
    (ProcedureStage.NONE.value, "procédure arrêtée : dette réglée, ou abandon du bailleur"),
]
#: The stages that may say a last day.
WITH_AN_END = (ProcedureStage.ORDER_TO_PAY, ProcedureStage.ENFORCEMENT_DELAY)
UNTIL = "Le dernier jour pour payer, écrit sur le commandement ; ou la fin des délais accordés par un juge."


class PlanForm(forms.Form):
    """The plan as it was signed. `plan` after validation."""

    signed_on = DayField(label="Signé le")
    debt = EurosField(label="Dette à rembourser", error_messages={"required": "Il manque la dette."})
    monthly = EurosField(label="Par mois, en plus du loyer", error_messages={"required": "Il manque la mensualité."})
    first_on = DayField(label="Première mensualité le")
    months = forms.IntegerField(
        label="Nombre de mois",
        min_value=1,
        max_value=MOST_MONTHS,
        error_messages={
            "required": "Il manque le nombre de mois.",
            "invalid": "Écrivez un nombre de mois.",
            "min_value": "Un plan dure au moins un mois.",
            "max_value": f"Un plan dure {MOST_MONTHS} mois au plus.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    plan: Plan

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        signed_on, first_on = cleaned["signed_on"], cleaned["first_on"]
        if signed_on > timezone.localdate():
            self.add_error("signed_on", "Un plan se note une fois signé.")
        if first_on < signed_on:
            self.add_error("first_on", "La première mensualité vient après la signature.")
        try:
            self.plan = Plan(cleaned["monthly"], first_on, cleaned["months"], cleaned["debt"])
        except CannotCompute as refused:
            self.add_error("monthly", str(refused))
        return cleaned


class StageForm(forms.Form):
    """A stage of the proceedings, and the end of the time it leaves, where the act or the judge says it."""

    stage = forms.ChoiceField(label="Étape", choices=STAGES, error_messages={"required": "Choisissez une étape."})
    on = DayField(label="Date", help_text="Une audience peut être notée à l’avance.")
    until = DayField(label="Jusqu’au", required=False, help_text=UNTIL)

    def clean_stage(self) -> ProcedureStage:
        return ProcedureStage(self.cleaned_data["stage"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") and cleaned.get("stage") and cleaned["stage"] not in WITH_AN_END:
            self.add_error("until", "Cette étape n’a pas de dernier jour : laissez ce champ vide.")
        return cleaned


class FactForm(forms.Form):
    """A fact of the account, and its day."""

    kind = forms.ChoiceField(
        label="Quel fait ?", widget=forms.RadioSelect, error_messages={"required": "Choisissez un fait."}
    )
    on = DayField(label="Date")

    def __init__(self, *args: Any, kinds: Sequence[ProcedureEventKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.value, format_html("<strong>{}</strong><br>{}", *FACTS[kind])) for kind in kinds])

    def clean_kind(self) -> ProcedureEventKind:
        return ProcedureEventKind(self.cleaned_data["kind"])


class SuspensionForm(forms.Form):
    """The landlord's answer."""

    answer = forms.ChoiceField(
        label="Suspendez-vous la procédure ?",
        choices=[("granted", "Oui"), ("refused", "Non")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    until = DayField(label="Jusqu’au", required=False)

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "refused":
            cleaned["until"] = None
        elif cleaned.get("answer") == "granted" and "until" not in self.errors:
            if not cleaned.get("until"):
                self.add_error("until", "Il manque le dernier jour de la suspension.")
            elif not timezone.localdate() <= cleaned["until"] <= self.latest:
                self.add_error("until", "Ce jour dépasse ce que le dispositif prévoit.")
        return cleaned
