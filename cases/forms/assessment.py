"""The assessment as it is filled in with the household: one plain question for each criterion of the grid.

Nothing is required: a draft is saved at any moment. What is missing to sign is said when it is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from cases.forms.when import DayField
from cases.programmes.assessing import Wrong, check, is_asked
from cases.programmes.grids import LONGEST_TEXT, SEVERAL_OF, Criterion, Grid

CONCLUSION = "Conclusion"
#: What clears an optional question that was answered: a round box cannot be emptied.
NO_ANSWER = "-"
YES_NO = [("yes", "Oui"), ("no", "Non"), ("unknown", "Ne sait pas")]
Answers = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A question of the form. `kind`: how its answers are drawn; `asked_by`, `asked_for`: the field and the answers on
    which it is asked, empty when it always is."""

    bound: forms.BoundField
    kind: str
    optional: bool
    housing: bool
    asked_by: str = ""
    asked_for: str = ""


@dataclass(frozen=True)
class Group:
    """A heading of the grid and its questions."""

    label: str
    help: str
    questions: list[Asked]


def name_of(key: str) -> str:
    """The field of that criterion."""
    return f"q-{key}"


class AssessmentForm(forms.Form):
    """`held_on` and one field for each question. `answers()`: what was answered and can be read, valid form or not."""

    held_on = DayField(label="Fait le")

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        for criterion in grid.criteria():
            self.fields[name_of(criterion.key)] = _field(criterion)

    def clean_held_on(self) -> Any:
        if self.cleaned_data["held_on"] > timezone.localdate():
            raise forms.ValidationError("Un diagnostic se date du jour où il est fait, aujourd’hui au plus tard.")
        return self.cleaned_data["held_on"]

    def answers(self) -> Answers:
        """The answers by criterion, the former one where the new one cannot be read; those to questions that the others
        do not ask are left out."""
        found: Answers = {}
        for criterion in self.grid.criteria():
            name = name_of(criterion.key)
            answer = self.initial.get(name) if name in self.errors else self.cleaned_data.get(name)
            if answer not in (None, "", [], NO_ANSWER) and is_asked(criterion, found):
                found[criterion.key] = answer
        return found

    def say_what_is_missing(self) -> list[Wrong]:
        """Each question that keeps it from being signed, as a mistake of its field."""
        wrong = check(self.grid, self.answers())
        for one in wrong:
            name = name_of(one.criterion)
            if name not in self.errors:
                sentence = f"Il manque la réponse à « {self.fields[name].label} »"
                self.add_error(name, forms.ValidationError(sentence, code="required"))
        return wrong

    def groups(self) -> Iterator[Group]:
        """The headings in order, the conclusion last."""
        for heading in self.grid.headings:
            yield Group(heading.label, heading.help or "", [self._asked(one) for one in self.grid.of(heading)])
        yield Group(CONCLUSION, "", [self._asked(one) for one in self.grid.conclusion.criteria()])

    def _asked(self, criterion: Criterion) -> Asked:
        kind = "segments" if criterion.kind == "yes_no" and criterion.needed else "chips"
        bound = self[name_of(criterion.key)]
        said = (kind, not criterion.needed, criterion.housing)
        if criterion.asked_if is None:
            return Asked(bound, *said)
        return Asked(bound, *said, name_of(criterion.asked_if.criterion), " ".join(criterion.asked_if.answers))


def progress(grid: Grid, answers: Mapping[str, Any]) -> tuple[int, int, int]:
    """Questions answered, questions asked, and needed ones still to answer."""
    asked = [criterion for criterion in grid.criteria() if is_asked(criterion, answers)]
    done = sum(criterion.key in answers for criterion in asked)
    left = sum(criterion.needed and criterion.key not in answers for criterion in asked)
    return done, len(asked), left


def initial_of(answers: Mapping[str, Any]) -> Answers:
    """What the form shows of these answers."""
    return {name_of(key): answer for key, answer in answers.items()}


def _field(criterion: Criterion) -> forms.Field:
    said: dict[str, Any] = {"label": criterion.question, "help_text": criterion.help or "", "required": False}
    if criterion.kind == "text":
        return forms.CharField(
            **said,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            error_messages={"max_length": f"Le texte dépasse {LONGEST_TEXT} caractères."},
        )
    if criterion.kind == "number":
        sentence = f"Donnez un nombre entier de {criterion.at_least} à {criterion.at_most}."
        return forms.IntegerField(
            **said,
            min_value=criterion.at_least,
            max_value=criterion.at_most,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
        )
    choices = [(option.key, option.label) for option in criterion.options] or list(YES_NO)
    wrong = {"invalid_choice": "Cette réponse n’est pas dans la liste."}
    if criterion.kind == SEVERAL_OF:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**said, choices=choices, widget=boxes, error_messages=wrong)
    if not criterion.needed:
        choices.append((NO_ANSWER, "Sans réponse"))
    return forms.ChoiceField(**said, choices=choices, widget=forms.RadioSelect, error_messages=wrong)
