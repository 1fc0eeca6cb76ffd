"""What a manager asks of a report: which programme, which period, for whom; and what she writes in it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from django import forms

from cases.forms.missing import say_missing
from cases.forms.when import DayField
from cases.periods import LONGEST_YEARS, Period, quarters_before, too_long, year
from partners.models import Programme
from reports import goals
from reports.actions.writing import LONGEST_COMMENT
from reports.composing import FINDING, LEAD
from reports.queries.reports import Funder

FREE = "dates"
OF_FIRST_PAGE = (FINDING, LEAD)
_QUARTERS, _YEARS = 6, 3


def periods_offered(today: date) -> dict[str, Period]:
    """Periods that are over, by the value of their option: « 2025 », « 2026-T3 », and the year so far."""
    years = {str(today.year - back): year(today.year - back) for back in range(1, _YEARS + 1)}
    over = [each for each in quarters_before(today, _QUARTERS + 1) if each.until < today]
    quarters = {f"{each.since.year}-T{(each.since.month + 2) // 3}": each for each in over}
    ended = today.replace(day=1) - timedelta(days=1)
    so_far = {"so-far": Period(date(today.year, 1, 1), ended)} if ended.year == today.year else {}
    return years | so_far | quarters


class PrepareForm(forms.Form):
    """`period()`, `chosen_programme()` and `chosen_recipients()` after validation."""

    programme = forms.ChoiceField(label="Dispositif", error_messages={"required": "Choisissez un dispositif."})
    choice = forms.ChoiceField(label="Période", error_messages={"required": "Choisissez une période."})
    since = DayField(label="Premier jour", required=False)
    until = DayField(label="Dernier jour", required=False)
    recipients = forms.MultipleChoiceField(
        label="À qui il sera remis", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args, programmes: Sequence[Programme], funders: Sequence[Funder], today: date, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.programmes = today, {each.key: each for each in programmes}
        self.funders = {each.key: each for each in funders}
        self._offer("programme", [(key, each.name) for key, each in self.programmes.items()])
        self._offer("recipients", [(each.key, each.name) for each in funders])
        said = [(value, period.name) for value, period in periods_offered(today).items()]
        self._offer("choice", [*said, (FREE, "D’autres dates")])
        self.fields["choice"].initial = said[0][0]
        if len(programmes) == 1:
            self.fields["programme"].widget = forms.HiddenInput()
            self.fields["programme"].initial = programmes[0].key

    @property
    def only(self) -> str:
        """The name of the programme when there is one."""
        return next(iter(self.programmes.values())).name

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("choice") == FREE:
            self._check_dates(data)
        return data

    def _check_dates(self, data: dict) -> None:
        for name, sentence in (("since", "Il manque le premier jour."), ("until", "Il manque le dernier jour.")):
            if not data.get(name) and name not in self.errors:
                say_missing(self, name, f"{sentence} Écrivez par exemple 03/11/2026.")
        since, until = data.get("since"), data.get("until")
        if not since or not until:
            return
        if until < since:
            self.add_error("until", "Le dernier jour vient avant le premier. Écrivez les deux dans l’ordre.")
        elif until >= self.today:
            self.add_error("until", "Ce jour n’est pas encore passé. Choisissez un jour d’hier ou d’avant.")
        elif too_long(Period(since, until)):
            self.add_error("until", f"Cette période est trop longue. Un rapport couvre {LONGEST_YEARS} ans au plus.")

    def period(self) -> Period:
        data = self.cleaned_data
        if data["choice"] == FREE:
            return Period(data["since"], data["until"])
        return periods_offered(self.today)[data["choice"]]

    def chosen_programme(self) -> Programme:
        return self.programmes[self.cleaned_data["programme"]]

    def chosen_recipients(self) -> list[Funder]:
        return [self.funders[key] for key in self.cleaned_data["recipients"]]


class GoalField(forms.CharField):
    """What is aimed at for one indicator, as it is shown again; empty for nothing."""

    def __init__(self, key: str, *, initial: str, of_programme: str) -> None:
        hint = f"Le dispositif vise {of_programme}." if of_programme else ""
        super().__init__(
            label=goals.label_of(key),
            required=False,
            initial=initial,
            help_text=hint,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.key = key

    def clean(self, value: str | None) -> str:
        try:
            typed = goals.read_typed(self.key, value or "")
        except goals.NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return "" if typed is None else goals.as_typed(self.key, goals.value_of(self.key, typed))


class WritingForm(forms.Form):
    """One text under each place of the report, and what it is measured against. `texts()` after validation.

    `aims`: for each indicator that may have a goal, its key and what its programme wants of it, in words. `standing`: what stands, by the
    name of its field.
    """

    def __init__(
        self,
        *args,
        places: Sequence[tuple[str, str]],
        aims: Sequence[tuple[str, str]],
        standing: Mapping[str, str],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = dict(places)
        self.aims = {f"{goals.PREFIX}{key}": said for key, said in aims}
        for (key, said), name in zip(aims, self.aims, strict=True):
            self.fields[name] = GoalField(key, initial=standing.get(name, ""), of_programme=said)
        for key, label in places:
            self.fields[key] = forms.CharField(
                label=label if key in OF_FIRST_PAGE else f"Votre commentaire : {label}",
                required=False,
                max_length=LONGEST_COMMENT,
                initial=standing.get(key, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={
                    "max_length": f"« {label} » est trop long : {LONGEST_COMMENT} signes au plus. Raccourcissez ce texte."
                },
            )

    def texts(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in (*self.places, *self.aims) if key in self.data}
