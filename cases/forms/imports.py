"""A file to read, the text of a cell, and which of two lines to keep."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.imports import CheckedImport, Choice, Sheet

LARGEST_MEGABYTES = 20


class FileForm(forms.Form):
    """The arrears file. What it holds is read and refused by the import itself."""

    file = forms.FileField(
        label="Fichier des impayés",
        help_text=f"CSV ou Excel (.xlsx), {LARGEST_MEGABYTES} Mo et 50 000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "Choisissez le fichier à importer.",
            "missing": "Choisissez le fichier à importer.",
            "empty": "Ce fichier est vide. Vérifiez l’export, puis déposez-le à nouveau.",
        },
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                f"Ce fichier dépasse {LARGEST_MEGABYTES} Mo. Découpez-le en plusieurs fichiers."
            )
        return given


class CellForm(forms.Form):
    """A new text for one cell, or for all cells of its column that say the same."""

    line = forms.IntegerField(min_value=1)
    column = forms.CharField(max_length=3)
    text = forms.CharField(required=False, max_length=500, strip=False)
    everywhere = forms.BooleanField(required=False)

    def corrections(self, sheet: Sheet) -> Mapping[tuple[int, str], str]:
        """The texts by (line, header); none when the cell is not one of this sheet. Valid form only."""
        data = self.cleaned_data
        at = next((place for place, each in enumerate(sheet.columns) if each.letter == data["column"]), None)
        row = next((row for row in sheet.rows if row.line == data["line"]), None)
        if at is None or row is None:
            return {}
        header = sheet.columns[at].header
        if data["everywhere"] and row.cells[at]:
            return sheet.everywhere(header, row.cells[at], data["text"])
        return {(row.line, header): data["text"]}


class ChoiceForm(forms.Form):
    """Which line of a duplicate to keep; without a line, the same answer for all that are undecided."""

    line = forms.IntegerField(min_value=1, required=False)
    choice = forms.ChoiceField(choices=[(choice.value, choice.value) for choice in Choice])

    def choices(self, checked: CheckedImport) -> dict[int, Choice]:
        """The choice by the line of each duplicate it is about. Valid form only."""
        line, choice = self.cleaned_data["line"], Choice(self.cleaned_data["choice"])
        if line:
            return {line: choice} if any(each.line == line for each in checked.duplicates) else {}
        return {each.line: choice for each in checked.duplicates if each.choice is None}
