"""A step in a few taps, its answer; a professional around the household."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.steps import OBTAINED, ContactEntry, StepEntry
from cases.enums import StepAnswer, StepKind
from cases.forms.choices import offer
from cases.forms.missing import say_missing
from cases.forms.referral import EurosField
from cases.forms.when import DayField
from cases.models import Contact, Step
from common.text import clean

ON_A_DATE, NOBODY, NEVER = "date", "nobody", "never"
DELAYS = (15, 30)
NEGATIVE = {"negative": "Écrivez un montant, sans signe moins."}
#: An orientation is followed or not: nobody « grants » it.
RESULTS = {
    StepAnswer.GRANTED: "Aboutie",
    StepAnswer.PARTLY: "Aboutie en partie",
    StepAnswer.REFUSED: "Non aboutie",
    StepAnswer.ABANDONED: "Abandonnée",
}


def label_of_kind(kind: str) -> str:
    """« RSA », « Aide du CCAS »."""
    label = StepKind(kind).label
    return label[:1].upper() + label[1:]


def label_of_answer(kind: str, answer: str) -> str:
    """« Accordée »; of an orientation « Aboutie »."""
    said = StepAnswer(answer)
    return RESULTS[said] if kind == StepKind.ORIENTATION else said.label[:1].upper() + said.label[1:]


class StepForm(forms.Form):
    """What is asked, from whom, when to come back to it. Only the kind is needed."""

    kind = forms.ChoiceField(
        label="Quelle démarche ?",
        choices=[(kind.value, label_of_kind(kind)) for kind in StepKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la démarche."},
    )
    contact = forms.ChoiceField(label="Avec quel professionnel ?", widget=forms.RadioSelect, required=False)
    body = forms.CharField(label="Organisme", max_length=120, required=False)
    filed_on = DayField(label="Déposée le", required=False)
    asked_cents = EurosField(label="Montant demandé", required=False, error_messages=NEGATIVE)
    remind = forms.ChoiceField(
        label="Y revenir",
        choices=[*((str(days), f"Dans {days} jours") for days in DELAYS), (ON_A_DATE, "À une date"), (NEVER, "Non")],
        widget=forms.RadioSelect,
        required=False,
    )
    remind_on = DayField(label="Date de la relance", required=False)
    text = forms.CharField(
        label="Précision",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, contacts: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._contacts = {str(contact.public_id): contact for contact in contacts}
        if not contacts:
            del self.fields["contact"]
            return
        known = [(key, contact.name) for key, contact in self._contacts.items()]
        offer(self, "contact", [*known, (NOBODY, "Aucun")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("remind") == ON_A_DATE and not cleaned.get("remind_on") and "remind_on" not in self.errors:
            say_missing(self, "remind_on", "Écrivez la date, ou choisissez un délai au-dessus.")
        whom = cleaned.get("contact", NOBODY) in self._contacts or clean(cleaned.get("body") or "")
        if cleaned.get("kind") == StepKind.ORIENTATION and not whom:
            say_missing(self, "body", "Dites vers qui : l’organisme, ou un professionnel de l’entourage.")
        return cleaned

    def entry(self) -> StepEntry:
        """What is noted. Valid form only."""
        data = self.cleaned_data
        return StepEntry(
            kind=data["kind"],
            body=clean(data["body"]),
            contact=self._contacts.get(data.get("contact", "")),
            filed_on=data["filed_on"],
            asked_cents=data["asked_cents"],
            remind_on=self._remind_on(data["remind"], data["remind_on"]),
            text=data["text"].strip(),
        )

    @staticmethod
    def _remind_on(chosen: str, typed: date | None) -> date | None:
        if chosen == ON_A_DATE:
            return typed
        return None if chosen in ("", NEVER) else timezone.localdate() + timedelta(days=int(chosen))


def new_step(kind: str, contact: str) -> dict[str, Any]:
    """What is proposed: filed today, to come back to in the longest delay."""
    chosen = kind if kind in StepKind.values else ""
    return {"kind": chosen, "contact": contact or NOBODY, "filed_on": timezone.localdate(), "remind": str(DELAYS[-1])}


def noted_step(step: Step) -> dict[str, Any]:
    """What was noted, to be corrected."""
    return {
        "kind": step.kind,
        "contact": str(step.contact.public_id) if step.contact else NOBODY,
        "body": step.body,
        "filed_on": step.filed_on,
        "asked_cents": step.asked_cents,
        "remind": ON_A_DATE if step.remind_on else NEVER,
        "remind_on": step.remind_on,
        "text": step.text,
    }


class AnswerForm(forms.Form):
    """What came of a step."""

    answer = forms.ChoiceField(
        label="Quelle réponse ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la réponse."},
    )
    answered_on = DayField(label="Réponse du")
    granted_cents = EurosField(label="Montant accordé", required=False, error_messages=NEGATIVE)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "answer", [(answer.value, label_of_answer(kind, answer)) for answer in StepAnswer])
        if kind == StepKind.ORIENTATION:
            del self.fields["granted_cents"]

    def clean(self) -> dict[str, Any]:
        """An amount typed before « refusée » was chosen is left out: the page no longer shows it."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") not in OBTAINED:
            cleaned["granted_cents"] = None
        return cleaned


class RemindForm(forms.Form):
    """« Relancer plus tard »: in so many days."""

    days = forms.TypedChoiceField(choices=[(days, str(days)) for days in DELAYS], coerce=int)


class ContactForm(forms.Form):
    """A professional around the household."""

    name = forms.CharField(label="Nom", max_length=160, error_messages={"required": "Il manque le nom."})
    function = forms.CharField(
        label="Fonction", max_length=120, required=False, help_text="Par exemple assistante sociale."
    )
    body = forms.CharField(label="Organisme", max_length=120, required=False)
    phone = forms.CharField(
        label="Téléphone", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label="Courriel",
        required=False,
        error_messages={"invalid": "Cette adresse n’est pas complète. Écrivez par exemple nom@exemple.fr."},
    )
    is_over = forms.BooleanField(label="Ne suit plus ce ménage", required=False)

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ended_on = contact.ended_on if contact else None
        if contact is None:
            del self.fields["is_over"]

    def entry(self) -> ContactEntry:
        """What is noted. Valid form only."""
        data = {name: clean(str(value)) for name, value in self.cleaned_data.items() if name != "is_over"}
        is_over = self.cleaned_data.get("is_over", False)
        return ContactEntry(**data, ended_on=(self._ended_on or timezone.localdate()) if is_over else None)


def known_contact(contact: Contact) -> dict[str, Any]:
    """What is known of her, to be corrected."""
    columns = ("name", "function", "body", "phone", "email")
    return {name: getattr(contact, name) for name in columns} | {"is_over": contact.ended_on is not None}
