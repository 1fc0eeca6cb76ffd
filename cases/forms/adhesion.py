"""The household's wish to be accompanied, with the identity of each adult confirmed; and the end."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from cases.enums import ExitOutcome
from cases.forms.choices import offer
from cases.forms.missing import say_missing
from cases.forms.place import check_place
from cases.forms.referral import EurosField
from cases.forms.when import DayField
from cases.models import Person
from cases.policies import Identity, exits_offered
from common.text import clean

TITLES = [("", "Sans civilité"), ("Mme", "Mme"), ("M.", "M.")]


class IdentityForm(forms.Form):
    """One adult as she says it herself. Prefilled from the landlord's sheet; the name may be left empty for an adult
    who was not met (`required=False`)."""

    title = forms.ChoiceField(label="Civilité", choices=TITLES, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    born_on = DayField(
        label="Date de naissance",
        required=False,
        help_text="Elle servira à ouvrir sa page personnelle, si la personne en veut une.",
    )
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    postcode = forms.CharField(
        label="Code postal",
        max_length=5,
        required=False,
        validators=[RegexValidator(r"^\d{5}$", "Un code postal a 5 chiffres.")],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    commune = forms.CharField(label="Commune", max_length=80, required=False)
    phone = forms.CharField(
        label="Téléphone", max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label="Courriel",
        required=False,
        error_messages={"invalid": "Cette adresse n’est pas complète. Écrivez par exemple nom@exemple.fr."},
    )

    def __init__(self, *args: Any, person: Person, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.needed = person, needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("last_name", "first_name", "address", "commune", "phone"):
            cleaned[name] = clean(cleaned.get(name) or "")
        if self.needed and not cleaned["last_name"]:
            say_missing(self, "last_name", "Il manque le nom.")
        if (born_on := cleaned.get("born_on")) and born_on >= timezone.localdate():
            self.add_error("born_on", "Cette date de naissance est dans le futur.")
        # An address left as the landlord wrote it is not held against who confirms it.
        if cleaned["commune"] and cleaned.get("postcode") and {"commune", "postcode"} & {*self.changed_data}:
            check_place(self, cleaned["commune"], cleaned["postcode"])
        return cleaned

    def identity(self) -> Identity | None:
        """What is stated of this adult; None when her name was left empty. Valid form only."""
        if not self.cleaned_data["last_name"]:
            return None
        return Identity(person_id=self.person.pk, **self.cleaned_data)


class EndForm(forms.Form):
    """How the accompaniment, or the outreach, ends."""

    outcome = forms.ChoiceField(
        label="Comment cela se termine-t-il ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une fin."},
    )

    relay = forms.CharField(
        label="Qui prend le relais, et de quoi êtes-vous convenus ?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    arrears_cents = EurosField(label="Dette de loyer à la sortie", help_text="Par exemple 1284,50.", required=False)

    def __init__(self, *args: Any, state: str, relays: bool = False, owes: bool = False, **kwargs: Any) -> None:
        """`relays`: what follows may be noted; `owes`: the arrears may be."""
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(exit_.value, _label(exit_)) for exit_ in exits_offered(state)])
        for name, asked in (("relay", relays), ("arrears_cents", owes)):
            if not asked:
                del self.fields[name]

    @property
    def said(self) -> str:
        """The end chosen, as the form offers it. Valid form only."""
        return _label(ExitOutcome(self.cleaned_data["outcome"]))


_SAID = {
    ExitOutcome.NON_ADHESION: "Le ménage ne souhaite pas être accompagné",
    ExitOutcome.NOT_REACHED: "Le ménage n’a pas pu être rencontré",
    ExitOutcome.NO_MEASURE: "Non-lieu à mesure : le diagnostic ne demande pas d’accompagnement",
    ExitOutcome.LEFT: "Le ménage a déménagé",
}


def _label(outcome: ExitOutcome) -> str:
    return _SAID.get(outcome) or outcome.label[:1].upper() + outcome.label[1:]
