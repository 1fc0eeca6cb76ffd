"""The household's budget, line by line, for the annex of an assessment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.parts.assessment import LONGEST_NATURE, MOST_ROOMS, Budget, BudgetLine
from cases.parts.said import LONGEST_LINE
from common.formatting import euros
from common.parsing import Unreadable, parse_amount

KINDS = {"resources": "Ressources", "charges": "Charges hors logement", "debts": "Dettes à rembourser"}
ONE_OF = {"resources": "Ressource", "charges": "Charge", "debts": "Dette"}
HINTS = {
    "resources": "Par exemple salaire, prestations, pension. L’aide au logement s’écrit plus haut.",
    "charges": "Par exemple assurance, téléphone, cantine, transports.",
    "debts": "Ce qui est remboursé chaque mois. Le reste dû peut s’écrire en note.",
}
FEWEST, BLANK, MOST = 2, 2, 30
OF_DWELLING = {"rent", "rental_charges", "aid", "own", "rooms", "grown", "children"}
ROOMS = f"Écrivez le nombre de pièces, de 1 à {MOST_ROOMS}."


class MonthlyField(forms.CharField):
    """An amount a month, in cents."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        cents = parse_amount(text)
        if isinstance(cents, Unreadable):
            raise forms.ValidationError(cents.sentence)
        if cents < 0:
            raise forms.ValidationError("Écrivez ce montant sans signe.")
        return cents

    def prepare_value(self, value: Any) -> Any:
        return euros(value) if isinstance(value, int) else value


class PeopleField(forms.IntegerField):
    """How many people."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, *, least: int, **kwargs: Any) -> None:
        sentence = f"Écrivez un nombre de personnes, de {least} à 30."
        codes = ("required", "invalid", "min_value", "max_value")
        super().__init__(min_value=least, max_value=30, error_messages=dict.fromkeys(codes, sentence), **kwargs)


@dataclass(frozen=True)
class Row:
    """The three fields of a line. `label`: « Ressource 2 »."""

    label: str
    fields: list[forms.BoundField]


class BudgetForm(forms.Form):
    """The dwelling, the people counted, then the lines. `budget` after validation."""

    rent = MonthlyField(label="Loyer", error_messages={"required": "Il manque le loyer. Écrivez 0 s’il n’y en a pas."})
    rental_charges = MonthlyField(label="Charges du logement", required=False)
    aid = MonthlyField(label="Aide au logement (APL, AL)", required=False)
    grown = PeopleField(label="Personnes de 14 ans ou plus", least=1)
    children = PeopleField(label="Enfants de moins de 14 ans", least=0)

    own = forms.MultipleChoiceField(
        label="Eau ou chauffage à votre nom ?",
        choices=[("water", "L’eau"), ("heating", "Le chauffage")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Payés à part, et non avec les charges du logement. Le forfait du dispositif est alors compté ; tant qu’il "
        "n’est pas fixé, écrivez la facture dans les charges.",
    )
    rooms = forms.IntegerField(
        label="Pièces du logement",
        required=False,
        min_value=1,
        max_value=MOST_ROOMS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Sans la cuisine ni la salle d’eau : le forfait en dépend.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ROOMS),
    )

    def __init__(self, *args: Any, lines: Mapping[str, int], **kwargs: Any) -> None:
        """`lines`: how many of each kind are drawn."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        for kind, count in lines.items():
            for index in range(count):
                names = _names(kind, index)
                self.fields[names[0]] = forms.CharField(label="Quoi", required=False, max_length=LONGEST_NATURE)
                self.fields[names[1]] = MonthlyField(label="Par mois", required=False)
                self.fields[names[2]] = forms.CharField(label="Note", required=False, max_length=LONGEST_LINE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("own") and "rooms" not in self.errors and not cleaned.get("rooms"):
            self.add_error("rooms", f"{ROOMS} Le forfait en dépend.")
        for kind, count in self.lines.items():
            for index in range(count):
                nature, cents, note = _names(kind, index)
                if cleaned.get(cents) is not None and nature not in self.errors and not cleaned.get(nature):
                    self.add_error(nature, "Dites de quoi il s’agit.")
                if (cleaned.get(nature) or cleaned.get(note)) and cents not in self.errors and cleaned[cents] is None:
                    self.add_error(cents, "Il manque le montant.")
        return cleaned

    @property
    def budget(self) -> Budget:
        """What was written. Valid form only."""
        said = self.cleaned_data
        return Budget(
            rent=said["rent"],
            rental_charges=said["rental_charges"] or 0,
            aid=said["aid"] or 0,
            own=said["own"],
            rooms=said["rooms"],
            grown=said["grown"],
            children=said["children"],
            **{kind: self._written(kind, count) for kind, count in self.lines.items()},
        )

    def _written(self, kind: str, count: int) -> list[BudgetLine]:
        rows = [[self.cleaned_data[name] for name in _names(kind, index)] for index in range(count)]
        return [BudgetLine(nature=nature, cents=cents, note=note) for nature, cents, note in rows if nature]

    def groups(self) -> list[tuple[str, str, list[Row]]]:
        """Each kind of line with its title and its hint."""
        return [
            (
                KINDS[kind],
                HINTS[kind],
                [
                    Row(f"{ONE_OF[kind]} {index + 1}", [self[name] for name in _names(kind, index)])
                    for index in range(count)
                ],
            )
            for kind, count in self.lines.items()
        ]


def lines_drawn(budget: Budget | None, posted: Mapping[str, Any] | None) -> dict[str, int]:
    """How many lines of each kind to draw: those that were sent, else those there are and a few more. None that stands is
    ever left out."""
    held = {kind: len(getattr(budget, kind)) if budget else 0 for kind in KINDS}
    if posted is not None:
        sent = {
            kind: next(i for i in range(MOST + 1) if i == MOST or _names(kind, i)[0] not in posted) for kind in KINDS
        }
        return {kind: max(count, held[kind]) for kind, count in sent.items()}
    return {kind: min(MOST, max(FEWEST, count + BLANK)) for kind, count in held.items()}


def initial_of(budget: Budget) -> dict[str, Any]:
    """What the form shows of a budget."""
    said: dict[str, Any] = budget.model_dump(include=OF_DWELLING)
    for kind in KINDS:
        for index, line in enumerate(getattr(budget, kind)):
            said |= zip(_names(kind, index), (line.nature, line.cents, line.note), strict=True)
    return said


def _names(kind: str, index: int) -> tuple[str, str, str]:
    return f"{kind}-{index}-nature", f"{kind}-{index}-cents", f"{kind}-{index}-note"
