"""The form of a referent of the directory."""

from collections.abc import Iterable
from typing import cast

import phonenumbers
from django import forms

from partners.actions.referents import Contact
from partners.queries.directory import Entity

NO_CONTACT = "Donnez un téléphone ou un courriel : sans cela, personne ne peut joindre ce référent."
NO_NUMBER = "Ce numéro ne se lit pas. Écrivez par exemple 05 36 49 10 20."


class ReferentForm(forms.Form):
    """Who, how to call her, and for which territory."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Prénom et nom, ou le nom d’un accueil : « Accueil de l’agence ».",
        error_messages={"required": "Il manque le nom."},
    )
    phone = forms.CharField(label="Téléphone professionnel", max_length=30, required=False)
    email = forms.EmailField(
        label="Courriel professionnel",
        required=False,
        error_messages={"invalid": "Écrivez par exemple nom@organisation.fr."},
    )
    territory = forms.CharField(
        label="Territoire",
        max_length=300,
        required=False,
        help_text="Des communes, séparées par des virgules, ou un secteur. Laissez vide pour tout le territoire.",
    )

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "FR")
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(NO_NUMBER) from error
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(NO_NUMBER)
        style = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 33 else style.INTERNATIONAL)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        said = {"phone", "email"} & set(self.errors)
        if not said and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", NO_CONTACT)
        return cleaned

    def contact(self) -> Contact:
        """What was written. Valid form only."""
        return Contact(*(self.cleaned_data[name] for name in Contact._fields))


class NewReferentForm(ReferentForm):
    """The same, at one of the organisation's entities."""

    entity = forms.ChoiceField(
        label="Service",
        error_messages={"required": "Choisissez un service.", "invalid_choice": "Choisissez un service de la liste."},
    )
    field_order = ("entity", "name", "phone", "email", "territory")

    def __init__(self, *args, entities: Iterable[Entity], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.entities = {entity.key: entity for entity in entities}
        field = cast(forms.ChoiceField, self.fields["entity"])
        named = [(key, named_in_full(entity)) for key, entity in self.entities.items()]
        field.choices = [("", "Choisir un service"), *named]

    def chosen(self) -> Entity:
        """The entity chosen. Valid form only."""
        return self.entities[self.cleaned_data["entity"]]


def named_in_full(entity: Entity) -> str:
    """« Agence Montaubre Nord, contentieux : Gironde, avec Le Pas de Porte »."""
    agreement = entity.agreement
    operator = agreement.operator_unit
    where = f", avec {operator.organisation.name}" if entity.unit != operator else ""
    return f"{entity.unit.name}, {entity.role.label} : {agreement.programme.name}{where}"
