"""Choices that depend on whom and when a form is for."""

from collections.abc import Sequence

from django import forms

from cases.enums import ObjectiveProgress
from cases.queries.objectives import Objective
from common.formatting import full_date

#: The steps of an objective, as they are chosen.
PROGRESS = [(one.value, str(one.label).capitalize()) for one in ObjectiveProgress]


def offer(form: forms.Form, name: str, choices: Sequence[tuple[object, str]]) -> None:
    """Give that field of the form these choices, and its widget with it. TypeError for another kind of field."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    field.choices = list(choices)


def last_step(known: Objective) -> str:
    """« Dernière étape notée : commencé, le 12 novembre 2026. »"""
    if known.progress is None or known.on is None:
        return "Rien n’en a encore été noté."
    return f"Dernière étape notée : {known.progress.label}, le {full_date(known.on)}."
