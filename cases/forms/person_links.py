"""What a person types to open her link."""

from datetime import date

from django import forms
from django.utils import timezone

from cases.forms.when import DayField
from common.parsing import Unreadable, parse_date


class StatedBirthDateForm(forms.Form):
    """The birth date her team notes with her."""

    born_on = DayField(
        label="Sa date de naissance",
        help_text="Telle que la personne la dit. Elle lui sera demandée pour ouvrir sa page.",
        error_messages={"required": "Écrivez la date de naissance de la personne."},
    )

    def clean_born_on(self) -> date:
        """The date; refused when it is not past."""
        born_on = self.cleaned_data["born_on"]
        if born_on >= timezone.localdate():
            raise forms.ValidationError("Cette date de naissance est dans le futur.")
        return born_on


class BirthDateForm(forms.Form):
    """Her birth date, as she writes it."""

    born_on = forms.CharField(
        label="Votre date de naissance",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
        error_messages={
            "required": "Écrivez votre date de naissance : le jour, le mois, l’année.",
            "max_length": "Écrivez votre date de naissance, par exemple 23/07/1958.",
        },
    )

    def clean_born_on(self) -> date:
        """The date; the sentence of what is unreadable otherwise."""
        read = parse_date(self.cleaned_data["born_on"])
        if isinstance(read, Unreadable):
            raise forms.ValidationError(read.sentence)
        return read
