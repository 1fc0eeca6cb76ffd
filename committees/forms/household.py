"""What the household says at its own session, as it is noted."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.forms.when import DayField
from committees.actions.household import Answer
from committees.enums import HouseholdPresence
from committees.rules import Rules

_SAID_NEITHER, _DISAGREES, _AGREES = "neither", "no", "yes"


class HouseholdForm(forms.Form):
    """Whether it is there, what it answers and to which decision, its words, the day. `seen`: the mark of the answer that was shown."""

    presence = forms.ChoiceField(
        label="Le ménage est",
        choices=[(each.value, str(each.label).capitalize()) for each in HouseholdPresence],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le ménage est là."},
    )
    words = forms.CharField(
        label="Ses mots",
        help_text="Comme il les dit, sans les résumer. Le secrétariat seul les lit.",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    said_on = DayField(label="Le jour de sa réponse", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agrees = [
            (f"{_AGREES}:{each.key}", f"D’accord pour « {each.short} »")
            for each in rules.competences
            if each.household_agrees
        ]
        self.fields["answer"] = forms.ChoiceField(
            label="Sa réponse",
            choices=[*agrees, (_DISAGREES, "Pas d’accord"), (_SAID_NEITHER, "Ne s’est pas prononcé")],
            widget=forms.RadioSelect,
            error_messages={"required": "Notez sa réponse, ou qu’il ne s’est pas prononcé."},
        )
        self.order_fields(["presence", "answer", "words", "said_on"])

    def said(self) -> Answer:
        """What was typed. A day is that of an answer: without one it counts for nothing. Valid form only."""
        read = self.cleaned_data
        said, _, competence = read["answer"].partition(":")
        agrees = None if said == _SAID_NEITHER else said == _AGREES
        return Answer(
            presence=HouseholdPresence(read["presence"]),
            agrees=agrees,
            competence=competence,
            said_on=(read["said_on"] or timezone.localdate()) if agrees is not None else None,
            words=read["words"].strip(),
        )


def initial_of(answer: Answer | None) -> dict[str, Any]:
    """What the form shows of what was noted: nothing chosen in advance, and today."""
    if answer is None:
        return {"said_on": timezone.localdate()}
    said = {None: _SAID_NEITHER, False: _DISAGREES, True: f"{_AGREES}:{answer.competence}"}[answer.agrees]
    return {
        "presence": answer.presence,
        "answer": said,
        "words": answer.words,
        "said_on": answer.said_on or timezone.localdate(),
        "seen": answer.mark,
    }
