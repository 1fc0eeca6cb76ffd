"""Logging, correcting and planning a visit; a note outside any visit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from cases.actions.visits import Who
from cases.enums import VisitKind, VisitOutcome, VisitTheme
from cases.forms.choices import PROGRESS, last_step, offer
from cases.forms.missing import say_missing
from cases.forms.when import DayField, HourField
from cases.models import Visit, VisitNote, VisitTime
from cases.policies import USUAL_MINUTES, VisitEntry, is_meeting, outcomes_offered
from cases.queries.objectives import Objective
from common.formatting import minutes
from partners.models import Membership

OTHER, TO_SETTLE = "other", "to_settle"
VISIT_MINUTES = (15, 30, 45, 60)
SIDE_MINUTES = (0, 15, 30, 45, 60)
SIDES = ("travel_minutes", "administration_minutes")
MOST_MINUTES = 600
#: When a next visit may be proposed: an evening's is, a note typed at night says nothing of the next one.
EARLIEST, LATEST = time(8), time(20)
OUTCOME_ICONS = {
    VisitOutcome.HELD: "door-open",
    VisitOutcome.THROUGH_DOOR: "ear",
    VisitOutcome.ABSENT: "door-closed",
    VisitOutcome.REFUSED: "hand",
    VisitOutcome.CANCELLED_BY_HOUSEHOLD: "calendar-x",
    VisitOutcome.CANCELLED_BY_WORKER: "undo-2",
    VisitOutcome.MESSAGE_LEFT: "message-square-text",
    VisitOutcome.MOVED_OUT: "truck",
}
#: Nobody was there to speak with: what was spoken of is not asked.
SILENT = (
    VisitOutcome.ABSENT,
    VisitOutcome.CANCELLED_BY_HOUSEHOLD,
    VisitOutcome.CANCELLED_BY_WORKER,
    VisitOutcome.MESSAGE_LEFT,
    VisitOutcome.MOVED_OUT,
)
KIND_ICONS = {
    VisitKind.HOME: "house",
    VisitKind.ACCOMPANIMENT: "footprints",
    VisitKind.TELEPHONE: "phone",
    VisitKind.OFFICE: "building-2",
}


def _label(text: str) -> str:
    return text[:1].upper() + text[1:]


KINDS = [(value, _label(label)) for value, label in VisitKind.choices]
THEMES = [(value, _label(label)) for value, label in VisitTheme.choices]


class OutcomeField(forms.ChoiceField):
    """Six tiles are offered; any outcome of the closed list is received: what was true on the doorstep stays true
    when it arrives after a later visit."""

    def valid_value(self, value: Any) -> bool:
        return value in VisitOutcome.values


class WhoForm(forms.Form):
    """Who holds a visit and who comes along, chosen among the team; asked of nobody who is alone on it."""

    holder = forms.ChoiceField(label="Qui mène la visite ?", widget=forms.RadioSelect, required=False)
    companions = forms.MultipleChoiceField(label="Avec qui ?", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, team: Sequence[Membership], me: Membership | None, **kwargs: Any) -> None:
        """`team`: the members who may be chosen; those whom `initial` names (memberships' ids) are added by the caller."""
        super().__init__(*args, **kwargs)
        self._ids = {str(member.public_id): member.pk for member in team}
        self._me = me
        self.names: dict[str, str] = {}
        if not [member for member in team if me is None or member.pk != me.pk]:
            del self.fields["holder"], self.fields["companions"]
            return
        mine = [(str(me.public_id), "Moi")] if me else []
        others = [(str(one.public_id), one.user.get_full_name()) for one in team if me is None or one.pk != me.pk]
        self.names = dict([*mine, *others])
        offer(self, "holder", [*mine, *others, *self.nobody])
        offer(self, "companions", [*others, *mine] if others else mine)
        self.initial.setdefault("holder", str(me.public_id) if me else "")

    #: What else may hold it, besides a member of the team.
    nobody: tuple[tuple[str, str], ...] = ()

    def who(self) -> Who:
        """Who was chosen; nobody chosen is oneself. Valid form only."""
        chosen = self.cleaned_data.get("holder") or ""
        own = self._me.pk if self._me else None
        holder = None if chosen == TO_SETTLE else self._ids.get(chosen, own)
        along = {self._ids[key] for key in self.cleaned_data.get("companions", [])} - {holder}
        return Who(holder, tuple(sorted(along)))


def who_initial(visit: Visit, team: Sequence[Membership]) -> dict[str, Any]:
    """What `WhoForm` begins with for that visit."""
    keys = {member.pk: str(member.public_id) for member in team}
    return {
        "holder": keys.get(visit.holder_id or 0, TO_SETTLE),
        "companions": [keys[pk] for pk in visit.companions if pk in keys],
    }


class VisitForm(WhoForm):
    """A visit or an attempt. Only the outcome is asked; the rest is deduced, proposed or optional."""

    device_id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    outcome = OutcomeField(
        label="Que s’est-il passé ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui s’est passé : une tuile suffit."},
    )
    visit_minutes = forms.ChoiceField(label="Combien de temps ?", widget=forms.RadioSelect, required=False)
    other_minutes = forms.IntegerField(
        label="Durée en minutes",
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": MOST_MINUTES}),
        error_messages={
            "invalid": "Écrivez un nombre de minutes, par exemple 75.",
            "min_value": "Écrivez au moins 1 minute.",
            "max_value": "Une visite dure au plus 600 minutes.",
        },
    )
    themes = forms.MultipleChoiceField(
        label="De quoi avez-vous parlé ?",
        choices=THEMES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Note", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    )
    next_steps = forms.CharField(
        label="La suite",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    travel_minutes = forms.TypedChoiceField(
        label="Trajet, en minutes", coerce=int, empty_value=None, widget=forms.RadioSelect, required=False
    )
    administration_minutes = forms.TypedChoiceField(
        label="Écrits et appels, en minutes", coerce=int, empty_value=None, widget=forms.RadioSelect, required=False
    )
    travel_minutes_proposed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    administration_minutes_proposed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = DayField(label="Jour")
    at = HourField(label="Heure", required=False)
    kind = forms.ChoiceField(
        label="Où ?",
        choices=KINDS,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        met: bool,
        last: VisitTime | None = None,
        objectives: Sequence[Objective] = (),
        noted: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`objectives`: with the last step known of each, shown and sent back as it stood: only another is something
        new. `noted`: by key, the steps this very visit told before it is corrected."""
        super().__init__(*args, **kwargs)
        self._noted, self._keys = dict(noted or {}), [one.key for one in objectives]
        for one in objectives:
            known = self._noted.get(one.key) or one.progress
            self.fields[_step(one.key)] = forms.ChoiceField(
                label=one.text,
                choices=PROGRESS,
                widget=forms.RadioSelect,
                required=False,
                initial=known or "",
                show_hidden_initial=True,
                help_text=last_step(one),
            )
        offered = list(outcomes_offered(met=met))
        if (known := self.initial.get("outcome")) and known not in offered:
            offered.append(VisitOutcome(known))
        offer(self, "outcome", [(outcome.value, _label(outcome.label)) for outcome in offered])
        offer(
            self,
            "visit_minutes",
            [
                *((str(count), minutes(count)) for count in VISIT_MINUTES),
                (OTHER, "Autre"),
            ],
        )
        for name in SIDES:
            proposed = None if name in self.initial else _usual(last, name)
            usual = self.initial.setdefault(name, proposed)
            self.initial[_proposed(name)] = proposed
            offer(self, name, _side_choices(usual))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unsaid = not cleaned.get("other_minutes") and "other_minutes" not in self.errors
        if cleaned.get("visit_minutes") == OTHER and unsaid:
            say_missing(self, "other_minutes", "Écrivez la durée en minutes, ou choisissez une durée au-dessus.")
        return cleaned

    def entry(self) -> VisitEntry:
        """What is logged. Valid form only."""
        data, who = self.cleaned_data, self.who()
        chosen = data["visit_minutes"]
        spent = data["other_minutes"] if chosen in ("", OTHER) else int(chosen)
        return VisitEntry(
            on=data["on"],
            at=data["at"],
            kind=data["kind"],
            outcome=data["outcome"],
            visit_minutes=spent,
            travel_minutes=self._side("travel_minutes"),
            administration_minutes=self._side("administration_minutes"),
            themes=tuple(theme for theme in VisitTheme.values if theme in data["themes"]),
            note=data["note"].strip(),
            next_steps=data["next_steps"].strip(),
            holder=who.holder,
            companions=who.companions,
            progress=self._progress(),
        )

    def reached(self) -> list[tuple[forms.BoundField, str]]:
        """Each objective to choose a step of, and what the page says of it as hidden field."""
        return [(bound, bound.as_hidden(only_initial=True)) for key in self._keys if (bound := self[_step(key)])]

    def _progress(self) -> tuple[tuple[str, str], ...]:
        """What was noted before, and the steps that are not those the page showed."""
        changed = {key: self.cleaned_data[_step(key)] for key in self._keys if _step(key) in self.changed_data}
        return tuple(sorted((self._noted | {key: step for key, step in changed.items() if step}).items()))

    def _side(self, name: str) -> int | None:
        """Minutes chosen; where nobody was met, not those that were only proposed."""
        chosen, proposed = self.cleaned_data[name], self.cleaned_data[_proposed(name)]
        return chosen if is_meeting(self.cleaned_data["outcome"]) or chosen != proposed else None


def _step(key: str) -> str:
    return f"progress_{key}"


def _proposed(name: str) -> str:
    """The hidden field that holds what the page proposed; empty once somebody chose."""
    return f"{name}_proposed"


def _usual(last: VisitTime | None, name: str) -> int:
    found = getattr(last, name) if last else None
    return USUAL_MINUTES if found is None else found


def _side_choices(usual: int | None) -> list[tuple[int, str]]:
    counts = sorted({*SIDE_MINUTES, *([usual] if usual is not None else [])})
    return [(count, str(count)) for count in counts]


def new_visit(now: datetime, last_kind: str | None) -> dict[str, Any]:
    """What is deduced for a visit that was not planned: here, now, where the last one was."""
    return {
        "device_id": uuid4(),
        "on": now.date(),
        "at": now.time().replace(second=0, microsecond=0),
        "kind": last_kind or VisitKind.HOME,
    }


def planned_visit(visit: Visit, now: datetime) -> dict[str, Any]:
    """What is deduced for a planned one: its own id and place; its day unless that is to come."""
    return {
        "device_id": visit.device_id,
        "on": min(visit.on, now.date()),
        "at": visit.at if visit.at and visit.on <= now.date() else now.time().replace(second=0, microsecond=0),
        "kind": visit.kind,
    }


def logged_visit(visit: Visit, spent: VisitTime | None, note: VisitNote | None) -> dict[str, Any]:
    """What was logged, to be corrected."""
    count = spent.visit_minutes if spent else None
    standard = count in VISIT_MINUTES
    return {
        "device_id": visit.device_id,
        "on": visit.on,
        "at": visit.at,
        "kind": visit.kind,
        "outcome": visit.outcome,
        "visit_minutes": str(count) if standard else (OTHER if count else ""),
        "other_minutes": None if standard else count,
        "travel_minutes": spent.travel_minutes if spent else None,
        "administration_minutes": spent.administration_minutes if spent else None,
        "themes": note.themes if note else [],
        "note": note.text if note else "",
        "next_steps": note.next_steps if note else "",
    }


class PlanForm(WhoForm):
    """When and where a visit will be, and who will hold it."""

    nobody = ((TO_SETTLE, "À confier"),)

    on = DayField(label="Quel jour ?")
    at = HourField(label="À quelle heure ?", required=False)
    kind = forms.ChoiceField(
        label="Où ?",
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=VisitKind.HOME,
    )

    def when(self) -> dict[str, Any]:
        """Day, hour and place. Valid form only."""
        return {name: self.cleaned_data[name] for name in ("on", "at", "kind")}


class JoinForm(forms.Form):
    """« J’y étais aussi »: one's own minutes."""

    visit_minutes = forms.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)


class NoteForm(forms.Form):
    """A note outside any visit."""

    text = forms.CharField(
        label="Note",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": "Écrivez la note."},
    )
    themes = forms.MultipleChoiceField(
        label="De quoi s’agit-il ?",
        choices=THEMES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def proposals(last: date, at: time | None, today: date) -> list[tuple[date, time | None]]:
    """Two days to propose for the next visit, never in the past: the same weekday in one week and in two, at the
    half-hour before the last one's time when visits are made at that time of day, else without a time."""
    hour = at.replace(minute=at.minute // 30 * 30, second=0) if at and EARLIEST <= at < LATEST else None
    weeks = [last + timedelta(days=7), last + timedelta(days=14)]
    return [(day, hour) for day in weeks if day > today] or [(today + timedelta(days=7), hour)]
