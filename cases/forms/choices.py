"""Choices that depend on whom and when a form is for."""

from collections.abc import Sequence

from django import forms


def offer(form: forms.Form, name: str, choices: Sequence[tuple[object, str]]) -> None:
    """Give that field of the form these choices, and its widget with it. TypeError for another kind of field."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    field.choices = list(choices)
