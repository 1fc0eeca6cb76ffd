"""What a data protection officer copies from the request she received."""

from django import forms

from cases.enums import WithdrawalChannel


class OfficeWithdrawalForm(forms.Form):
    """Number of the case, names, and how the request arrived."""

    case_number = forms.CharField(
        label="Numéro du dossier",
        max_length=16,
        help_text="Il est sur les feuilles remises à la personne : M-2026-6B669",
        error_messages={"required": "Il manque le numéro du dossier."},
    )
    last_name = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Il manque le nom de la personne."}
    )
    first_name = forms.CharField(
        label="Prénom", max_length=80, error_messages={"required": "Il manque le prénom de la personne."}
    )
    channel = forms.ChoiceField(
        label="La demande est arrivée",
        choices=[choice for choice in WithdrawalChannel.choices if choice[0] != WithdrawalChannel.LINK],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment la demande est arrivée."},
    )
