"""What a guest types to come in."""

import re

from django import forms

_NOT_A_CODE = "Le code a six chiffres : recopiez-le du courriel."


class CodeForm(forms.Form):
    """The six figures of the code; spaces count for nothing."""

    code = forms.CharField(
        label="Code reçu par courriel",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _NOT_A_CODE, "max_length": _NOT_A_CODE},
    )

    def clean_code(self) -> str:
        """The six figures; refused when there are not six."""
        figures = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", figures):
            raise forms.ValidationError(_NOT_A_CODE)
        return figures
