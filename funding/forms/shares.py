"""Saying which line pays for a household."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from cases.forms.choices import offer
from cases.forms.when import DayField
from funding.months import Month, span
from funding.queries.facts import HeldLine


class ShareForm(forms.Form):
    """A line, its part of each month in percent, its months, and the intensity that its card asks for."""

    line = forms.ChoiceField(label="Ligne", error_messages={"required": "Choisissez une ligne."})
    percent = forms.DecimalField(
        label="Part du coût de chaque mois, en %",
        localize=True,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=7,
        decimal_places=4,
        initial=Decimal(100),
        error_messages={"required": "Donnez la part en pour cent."},
    )
    since = forms.ChoiceField(label="À partir de", error_messages={"required": "Choisissez un mois."})
    until = forms.ChoiceField(label="Jusqu’à", required=False)
    intensity = forms.ChoiceField(label="Intensité", required=False)

    def __init__(self, *args: Any, held: Iterable[HeldLine], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {str(each.row.public_id): each for each in held}
        months = [
            (str(month), month.name)
            for month in span(
                min((each.convention.since for each in self.held.values()), default=Month.of(today)),
                max((each.convention.until for each in self.held.values()), default=Month.of(today)),
            )
        ]
        self._offer("line", [("", "Choisir une ligne")] + [(key, each.row.label) for key, each in self.held.items()])
        self._offer("since", months)
        self._offer("until", [("", "La fin de la convention"), *months])
        self.fields["since"].initial = str(Month.of(today))
        if intensities := intensities_of(self.held.values()):
            self._offer("intensity", [("", "Sans changement"), *intensities.items()])
        else:
            del self.fields["intensity"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self) -> dict[str, Any]:
        """What `funding.actions.shares.attribute` takes. Valid form only."""
        data = self.cleaned_data
        return {
            "line": self.held[data["line"]].row,
            "part": data["percent"] / 100,
            "since": _month(data["since"]),
            "until": _month(data["until"]) if data["until"] else None,
            "intensity": data.get("intensity", ""),
        }


class IntensityForm(forms.Form):
    """From which day on a household is counted under which intensity of the cards."""

    intensity = forms.ChoiceField(label="Intensité", error_messages={"required": "Choisissez une intensité."})
    from_day = DayField(
        label="À partir du",
        help_text="En cours de mois : au prorata, chaque jour a son intensité ; sinon le mois prend celle de la plupart de ses jours.",
    )

    def __init__(self, *args: Any, intensities: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "intensity", [("", "Choisir"), *intensities.items()])


def intensities_of(held: Iterable[HeldLine]) -> dict[str, str]:
    """Key and label of those of these lines' cards."""
    return dict(pair for each in held for pair in each.convention.intensities)


def _month(said: str) -> Month:
    year, month = said.split("-")
    return Month(int(year), int(month))
