"""Answering a referral otherwise than by accepting it, and saying who will follow the household."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.choices import offer
from cases.forms.missing import say_missing
from partners.models import Membership

MISSING = "missing"
WAIT = "wait"
NOT_ACCEPT = "not_accept"
REDIRECT = "redirect"
DECISIONS = [
    (MISSING, "Demander ce qui manque"),
    (WAIT, "Mettre sur liste d’attente"),
    (REDIRECT, "Réorienter vers un autre service"),
    (NOT_ACCEPT, "Ne pas accepter"),
]
#: Fields of the sheet a landlord can complete, by the name of their column.
FIELDS = [
    ("phone", "Téléphone"),
    ("email", "Courriel"),
    ("address", "Adresse complète"),
    ("occupants", "Nombre d’occupants"),
    ("co_tenant", "Co-titulaire du bail"),
    ("balance_cents", "Dette à jour"),
    ("months_unpaid", "Nombre de mois impayés"),
    ("last_payment_on", "Date du dernier règlement"),
    ("stage", "Étape de la procédure"),
    ("reasons", "Motifs"),
    ("dated_facts", "Faits datés"),
    ("actions_taken", "Ce qui a déjà été tenté"),
    ("told_how", "Comment le locataire a été informé"),
    ("contact_name", "Votre contact à l’agence"),
]


def asked_words(names: str) -> str:
    """The fields an association asked for, by the names a referral's state holds: « téléphone, motifs »; "" for none."""
    labels = dict(FIELDS)
    return ", ".join(label[:1].lower() + label[1:] for name in names.split(",") if (label := labels.get(name, name)))


class AnswerForm(forms.Form):
    """One decision; the fields asked for, or the reason, according to it. `has_list`: the programme has a waiting list."""

    decision = forms.ChoiceField(
        label="Votre réponse",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    missing = forms.MultipleChoiceField(
        label="Ce qui manque dans la fiche",
        choices=FIELDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label="Motif",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, has_list: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", [choice for choice in DECISIONS if has_list or choice[0] != WAIT])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision == MISSING and not cleaned.get("missing"):
            say_missing(self, "missing", "Cochez au moins une information à compléter.")
        if decision in {NOT_ACCEPT, REDIRECT} and not cleaned.get("reason", "").strip():
            say_missing(self, "reason", "Donnez le motif, pour votre équipe. Le bailleur ne le verra jamais.")
        return cleaned


class AcceptForm(forms.Form):
    """Who will be the referent: asked to the manager only."""

    referent = forms.ChoiceField(
        label="Qui assure la référence ?",
        error_messages={
            "required": "Choisissez qui assure la référence de ce ménage.",
            "invalid_choice": "Choisissez quelqu’un de votre service.",
        },
    )

    def __init__(self, *args: Any, workers: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(member.public_id): member for member in workers}
        named = [(key, f"{member.user.get_full_name()}, {function_of(member)}") for key, member in self.workers.items()]
        offer(self, "referent", [("", "Choisir une personne"), *named])

    def chosen(self) -> Membership:
        """The membership chosen. Valid form only."""
        return self.workers[self.cleaned_data["referent"]]


def function_of(member: Membership) -> str:
    """Her function, else her role."""
    return member.title or member.get_role_display()
