"""What is to be done of a decision, and where that stands, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.consent_words import label_of
from cases.models import AccompanimentCourse
from cases.policies import PARIS
from cases.queries.asked import AskedLine, Asking
from committees.enums import EffectKind, Outcome
from committees.models import DecisionEffect
from committees.policies import last_day_of
from committees.publishing import rules_of
from committees.queries import effects as queries
from committees.rules import Rhythm, Watch
from committees.sheets import Content
from common.formatting import full_date, plural

#: What one presses.
_ACTS = {
    EffectKind.OPEN: "Ouvrir",
    EffectKind.RENEW: "Prolonger",
    EffectKind.SUSPEND: "Suspendre",
    EffectKind.SUSPEND_LITIGATION: "Noter",
    EffectKind.END: "C’est fait",
}
#: What leads to the page where it is done.
_PLACES = {"adhesion": "Noter l’adhésion", "end_accompaniment": "Terminer"}
#: What pressing does, said before.
EXPLAINED = {
    EffectKind.OPEN: "L’accompagnement est noté comme ouvert par votre équipe, avec la fin que la commission a dite s’il n’en avait pas.",
    EffectKind.RENEW: "Le contrat pourra se renouveler jusqu’à ce jour, au-delà de la durée la plus longue du dispositif.",
    EffectKind.SUSPEND: "L’accompagnement est suspendu aujourd’hui. Vous le reprenez quand vous voulez.",
    EffectKind.SUSPEND_LITIGATION: "La suspension est notée sur le compte de loyer, et ses délais suivent.",
    EffectKind.END: "L’accompagnement est déjà terminé : il reste à le dire.",
}
TO_ADHERE = "Le ménage n’a pas encore adhéré. Dès que son adhésion est notée, cette décision est mise en œuvre, sans rien de plus."
TO_END = "Vous dites comment l’accompagnement se termine. Cette décision est alors mise en œuvre, sans rien de plus."


def explained(kind: str, course: AccompanimentCourse | None) -> dict[str, Any]:
    """What pressing does, what it says, and the household's page where it is done when one press is not enough."""
    engaged, over = bool(course and course.engaged_at), bool(course and course.ended_at)
    place = _place(EffectKind(kind), {"is_engaged": engaged, "is_over": over})
    said = {"adhesion": TO_ADHERE, "end_accompaniment": TO_END}.get(place) or EXPLAINED.get(EffectKind(kind), "")
    return {"explained": said, "place": place, "act": _PLACES.get(place) or _ACTS.get(EffectKind(kind), "")}


def titled(kind: str, until_on: date | None) -> str:
    """« Prolonger l’accompagnement jusqu’au 31 mai 2027 »."""
    label = str(EffectKind(kind).label)
    until = f" jusqu’au {full_date(until_on)}" if until_on and kind != EffectKind.PRESENT_AGAIN else ""
    return f"{label[:1].upper()}{label[1:]}{until}"


# --- for a team ------------------------------------------------------------------------------------------------------
def asked_line(row: dict[str, Any], today: date) -> AskedLine:
    """A row of `queries.effects.row` as the pages of a household show it."""
    kind, since = EffectKind(row["kind"]), full_date(_day(row["created_at"]))
    late, place = today > _last_day(row), _place(EffectKind(row["kind"]), row)
    return AskedLine(
        title=titled(kind, _date(row["until_on"])),
        detail=f"{'En retard, depuis' if late else 'Depuis'} le {since} : {row['committee']}",
        is_late=late,
        act=_PLACES.get(place) or _ACTS[kind],
        acts_at_once=not place,
        url=reverse("effect", args=[row["public_id"]]),
        place=place,
    )


def _place(kind: EffectKind, row: dict[str, Any]) -> str:
    """Where it is done, when one press does not do it: what the household says, how it ends."""
    if kind == EffectKind.OPEN and not row["is_engaged"]:
        return "adhesion"
    return "end_accompaniment" if kind == EffectKind.END and not row["is_over"] else ""


ASKS = Asking(rows=queries.of_course, listed=queries.of_list, line=asked_line)


@dataclass(frozen=True)
class Standing:
    """Where an effect is: `kind` draws it; `url`: where its team does it, empty once it is ended or when it is not its own."""

    kind: str
    said: str
    url: str = ""


_DROPPED = ("neutral", "Sans suite")


def standing(row: dict[str, Any], today: date, *, is_withdrawn: bool) -> Standing:
    """The same row for who presented it. `is_withdrawn`: its sheet is taken back, and nothing is presented again."""
    again = row["kind"] == EffectKind.PRESENT_AGAIN
    if row["done_at"]:
        kind, said = (
            ("done", "Vue de nouveau" if again else "Fait") if row["outcome"] == Outcome.CARRIED_OUT else _DROPPED
        )
        return Standing(kind, f"{said} le {full_date(_day(row['done_at']))}")
    since = f"depuis le {full_date(_day(row['created_at']))}"
    late = today > _last_day(row)
    if again and is_withdrawn:
        return Standing("neutral", "Fiche retirée : elle n’est plus à représenter")
    if again:
        return Standing("late" if late else "waiting", f"À représenter par le secrétariat, {since}")
    said = f"{titled(row['kind'], _date(row['until_on']))} : à faire {since}"
    return Standing("late" if late else "todo", said, reverse("effect", args=[row["public_id"]]))


def _last_day(row: dict[str, Any]) -> date:
    return last_day_of(
        row["kind"],
        Rhythm.model_validate(row["rhythm"]),
        Watch.model_validate(row["watch"]),
        held_on=_day(row["held_at"]),
        signed_on=_day(row["created_at"]),
        dates=(_date(row["starts_on"]), _date(row["until_on"])),
    )


# --- for a secretariat -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Followed:
    """What is still to be done: of which file, of which session, who does it and since when. `heading`: as its sheet names the household
    aloud, "" where it is not read. `may_say`: the secretariat itself says that it is done."""

    effect: DecisionEffect
    heading: str
    held_on: str
    title: str
    who: str
    since: str
    is_late: bool
    may_say: bool


def followed(
    effects: Iterable[DecisionEffect], today: date, said: Mapping[int, Content] | None = None
) -> list[Followed]:
    """Those that are not ended. `said`: what their sheets say, by sheet."""
    return [_followed(each, today, said or {}) for each in effects if each.done_at is None]


def _followed(effect: DecisionEffect, today: date, said: Mapping[int, Content]) -> Followed:
    ours, again = effect.owner_id == effect.author_id, effect.kind == EffectKind.PRESENT_AGAIN
    who = (
        "À inscrire à une séance" if again else "Formulaire papier" if ours else f"À faire par {label_of(effect.owner)}"
    )
    return Followed(
        effect=effect,
        heading=said[effect.sheet_id].heading if effect.sheet_id in said else "",
        held_on=full_date(timezone.localdate(effect.session.starts_at)),
        title=titled(effect.kind, effect.until_on),
        who=who,
        since=f"depuis le {full_date(timezone.localdate(effect.created_at))}",
        is_late=today > last_day(effect),
        may_say=ours and not again,
    )


def last_day(effect: DecisionEffect) -> date:
    """The last day to do it, by the rules of its session."""
    rules = rules_of(effect.session.version)
    return last_day_of(
        effect.kind,
        rules.rhythm,
        rules.watch,
        held_on=timezone.localdate(effect.session.starts_at),
        signed_on=timezone.localdate(effect.created_at),
        dates=(effect.starts_on, effect.until_on),
    )


def counted(effects: Sequence[DecisionEffect], today: date) -> str:
    """« 3 décisions mises en œuvre, 2 décisions à mettre en œuvre, dont 1 en retard »; "" when nothing was to be done."""
    done = sum(each.outcome == Outcome.CARRIED_OUT for each in effects)
    dropped = sum(each.outcome == Outcome.DROPPED for each in effects)
    left = followed(effects, today)
    late = sum(each.is_late for each in left)
    said = [
        plural(done, "décision mise en œuvre", "décisions mises en œuvre") if done else "",
        plural(dropped, "sans suite", "sans suite") if dropped else "",
        plural(len(left), "décision à mettre en œuvre", "décisions à mettre en œuvre")
        + (f", dont {late} en retard" if late else "")
        if left
        else "",
    ]
    return ", ".join(filter(None, said))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(PARIS).date()


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
