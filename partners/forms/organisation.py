"""Forms of the organisation page and of an invitation."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import capfirst

from partners.models import Organisation, Unit, User
from partners.passwords import ADVICE
from partners.permissions import INVITED_ROLES, has_work
from partners.queries.units import held_by

NO_WORK = "Ce rôle n’a pas de travail dans ce service : choisissez un autre rôle ou un autre service."


class RoleForm(forms.Form):
    """A role and a function, in `unit` when it is known; only roles with work in one of these units."""

    role = forms.ChoiceField(
        label="Rôle",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rôle."},
    )
    title = forms.CharField(
        label="Fonction",
        max_length=80,
        required=False,
        help_text="Ce que les autres lisent sous son nom, par exemple « Assistante de service social » ou « Chargée de recouvrement ».",
    )

    def __init__(self, *args, units: Iterable[Unit], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.held = held_by(units)
        everywhere = set().union(*self.held.values())
        self.offered = [role for role in INVITED_ROLES if has_work(role, everywhere)]
        field = cast(forms.ChoiceField, self.fields["role"])
        field.choices = [(role.value, capfirst(role.label)) for role in self.offered]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        unit, role = cleaned.get("unit"), cleaned.get("role")
        if unit and role and not has_work(role, self.held[unit.id]):
            self.add_error("role", NO_WORK)
        return cleaned


class InviteForm(RoleForm):
    """Whom to invite, where, in which role."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="L’invitation ne peut être acceptée que pour cette adresse.",
        error_messages={"required": "Il manque l’adresse.", "invalid": "Écrivez par exemple nom@organisation.fr."},
    )
    unit = forms.ModelChoiceField(
        label="Service",
        queryset=Unit.objects.none(),
        to_field_name="key",
        empty_label=None,
        error_messages={"required": "Choisissez un service.", "invalid_choice": "Choisissez un service de la liste."},
    )
    field_order = ("email", "unit", "role", "title")

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        units = organisation.units.order_by("name")
        super().__init__(*args, units=units, **kwargs)
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = units


class OpenAccountForm(forms.Form):
    """What somebody invited says of herself. `email` is the invitation's, for the password's rules."""

    first_name = forms.CharField(label="Prénom", max_length=80, error_messages={"required": "Il manque votre prénom."})
    last_name = forms.CharField(label="Nom", max_length=80, error_messages={"required": "Il manque votre nom."})
    password = forms.CharField(
        label="Mot de passe",
        help_text=ADVICE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Il manque le mot de passe."},
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            user = User(
                email=self.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                validate_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
