"""A bilan as it is completed with the household; a tripartite meeting as it is planned, then noted."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cases.enums import ObjectiveProgress, Party
from cases.forms.choices import PROGRESS, last_step
from cases.forms.contract import FORBIDDEN, ONE_A_LINE, Lines
from cases.forms.when import DayField, HourField
from cases.imports.discretion import is_forbidden
from cases.parts.reviews import BilanAnnex, BilanCommon, Came, Decision, MeetingAnnex, MeetingCommon, Reached
from cases.parts.said import LONGEST_LINE, LONGEST_TEXT
from cases.queries.objectives import Objective

AFTER_BILAN = [(one.value, one.label.capitalize()) for one in Decision if one != Decision.ASK_SUSPENSION]
AFTER_MEETING = [(one.value, one.label.capitalize()) for one in Decision]
PARTIES = (Party.HOUSEHOLD, Party.LANDLORD, Party.LANDLORD_SOCIAL_SERVICE, Party.OPERATOR)
#: A meeting is planned at most so far ahead, and noted at most so long after.
A_YEAR = timedelta(days=366)


def _told() -> forms.CharField:
    return forms.CharField(
        label="Ce que nous nous sommes dit",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class BilanForm(forms.Form):
    """One choice for each objective of the contract; what a landlord may come to read refuses what it may not."""

    done = Lines(label="Ce qui a été fait", help_text=ONE_A_LINE)
    next = Lines(label="Ce que nous faisons maintenant", help_text=ONE_A_LINE)
    decision = forms.ChoiceField(label="La suite", choices=AFTER_BILAN, required=False, widget=forms.RadioSelect)
    text = _told()

    def __init__(
        self, *args: Any, common: BilanCommon, annex: BilanAnnex, objectives: Sequence[Objective], **kwargs: Any
    ) -> None:
        """`objectives`: with their newest step, which is proposed as long as nobody has written in the bilan."""
        initial = {
            "done": "\n".join(common.done),
            "next": "\n".join(common.next),
            "decision": common.decision or "",
            "text": annex.text,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.common, self.annex = common, annex
        newest = {one.key: one for one in objectives}
        untouched = not any(initial.values())
        for one in [*common.objectives, *annex.objectives]:
            known = newest.get(one.key)
            proposed = known.progress if known and untouched else None
            self.fields[_name(one)] = forms.ChoiceField(
                label=one.text,
                choices=PROGRESS,
                initial=proposed or one.progress,
                help_text=last_step(known) if known else "",
            )

    def housing(self) -> list[forms.BoundField]:
        return [self[_name(one)] for one in self.common.objectives]

    def social(self) -> list[forms.BoundField]:
        return [self[_name(one)] for one in self.annex.objectives]

    def said(self) -> tuple[BilanCommon, BilanAnnex]:
        """What was typed, in the two parts it belongs to."""
        read = self.cleaned_data
        return (
            self.common.model_copy(
                update={
                    "objectives": self._reached(self.common.objectives),
                    "done": read["done"],
                    "next": read["next"],
                    "decision": Decision(read["decision"]) if read["decision"] else None,
                }
            ),
            self.annex.model_copy(update={"objectives": self._reached(self.annex.objectives), "text": read["text"]}),
        )

    def _reached(self, objectives: list[Reached]) -> list[Reached]:
        return [
            one.model_copy(update={"progress": ObjectiveProgress(self.cleaned_data[_name(one)])}) for one in objectives
        ]


def _name(one: Reached) -> str:
    return f"progress_{one.key}"


class MeetingForm(forms.Form):
    """When, where and with whom. The place is told to the landlord."""

    on = DayField(label="Le jour")
    at = HourField(label="L’heure", required=False)
    place = forms.CharField(
        label="Le lieu",
        max_length=LONGEST_LINE,
        help_text="Par exemple : à l’agence, 3 rue du Port.",
        error_messages={"required": "Écrivez où la rencontre a lieu."},
    )
    invited = forms.MultipleChoiceField(
        label="Qui est invité",
        choices=[(party.value, party.label.capitalize()) for party in PARTIES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez qui est invité."},
    )

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if abs(on - timezone.localdate()) > A_YEAR:
            raise forms.ValidationError("Une rencontre se prévoit à un an d’aujourd’hui au plus.")
        return on

    def clean_place(self) -> str:
        place = self.cleaned_data["place"]
        if is_forbidden(place):
            raise forms.ValidationError(FORBIDDEN)
        return place

    def clean_invited(self) -> list[Party]:
        invited = [Party(party) for party in self.cleaned_data["invited"]]
        if Party.HOUSEHOLD not in invited:
            raise forms.ValidationError("Le ménage est invité à toute rencontre qui parle de lui.")
        return invited


def initial_of_meeting(on: date | None, common: MeetingCommon | None, annex: MeetingAnnex | None) -> dict[str, Any]:
    """What the form shows of a meeting that is planned; who usually comes when none is."""
    if common is None or annex is None:
        return {"invited": [Party.HOUSEHOLD, Party.LANDLORD, Party.OPERATOR]}
    return {
        "on": on,
        "at": time.fromisoformat(annex.at) if annex.at else None,
        "place": annex.place,
        "invited": [one.party for one in common.parties],
    }


class MinutesForm(forms.Form):
    """Who came, and what was decided. Nothing here but who came is read by the landlord."""

    rent = forms.CharField(label="Le loyer et la dette", required=False, max_length=LONGEST_LINE)
    outlook = forms.CharField(
        label="Les perspectives",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Par exemple : rester dans le logement, demander une mutation.",
    )
    decision = forms.ChoiceField(
        label="Ce qui est décidé",
        choices=AFTER_MEETING,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui est décidé."},
    )
    text = _told()

    def __init__(self, *args: Any, parties: list[Came], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = [one.party for one in parties]
        for one in parties:
            self.fields[f"came_{one.party}"] = forms.ChoiceField(
                label=str(Party(one.party).label).capitalize(),
                choices=[("yes", "Présent"), ("no", "Pas présent")],
                initial={True: "yes", False: "no"}.get(one.came) if one.came is not None else None,
                widget=forms.RadioSelect,
                error_messages={"required": f"Dites si {Party(one.party).label} était là."},
            )
        # As the page asks them: who came, then what was said.
        self.order_fields(f"came_{party}" for party in self.parties)

    def attendance(self) -> list[forms.BoundField]:
        return [self[f"came_{party}"] for party in self.parties]

    def came(self) -> dict[Party, bool]:
        return {party: self.cleaned_data[f"came_{party}"] == "yes" for party in self.parties}
