"""A party's signature of what is signed in two parts."""

from django import forms

from cases.forms.consent import SignatureForm


class PartSignatureForm(SignatureForm):
    """Drawn on the screen, or on paper and photographed; by whom."""

    name = forms.CharField(
        label="Qui signe ?",
        max_length=160,
        error_messages={"required": "Écrivez le nom de la personne qui signe."},
    )
    field_order = ("name", "signature", "photograph")
