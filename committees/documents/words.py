"""What several papers of a session say in the same words."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from committees.enums import HouseholdPresence, Voice
from committees.models import Decision, HouseholdAnswer, Opinion
from committees.rules import Rules
from common.formatting import WEEKDAYS, clock, full_date, plural

#: A voice, and several of them, as they are counted.
VOICES = {
    Voice.FAVOURABLE: ("favorable", "favorables"),
    Voice.RESERVED: ("réservé", "réservés"),
    Voice.UNFAVOURABLE: ("défavorable", "défavorables"),
}
#: While it sits, and once it has.
_THERE = {
    HouseholdPresence.PRESENT: ("Le ménage est là", "Le ménage était là"),
    HouseholdPresence.PARTLY: (
        "Le ménage est là, sans l’un de ses adultes",
        "Le ménage était là, sans l’un de ses adultes",
    ),
    HouseholdPresence.ABSENT: ("Le ménage n’est pas là", "Le ménage n’était pas là"),
}


def capital(text: str) -> str:
    """With a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital and a full stop, whatever was typed; "" of nothing."""
    kept = capital(text.strip())
    return kept if not kept or kept[-1] in ".!?…" else f"{kept}."


def moment(at: datetime) -> str:
    """« jeudi 19 novembre 2026 à 9 h »."""
    local = timezone.localtime(at)
    return f"{WEEKDAYS[local.weekday()]} {full_date(local.date())} à {clock(local)}"


def day_of(at: datetime) -> str:
    """« 19 novembre 2026 »."""
    return full_date(timezone.localdate(at))


def period(starts_on: date | None, until_on: date | None) -> str:
    """« du 1ᵉʳ décembre 2026 au 31 mai 2027 »; "" without a date."""
    if starts_on and until_on:
        return f"du {full_date(starts_on)} au {full_date(until_on)}"
    if starts_on:
        return f"à partir du {full_date(starts_on)}"
    return f"jusqu’au {full_date(until_on)}" if until_on else ""


def counted(opinions: Iterable[Opinion]) -> str:
    """« 5 favorables, 1 réservé »; "" of none."""
    voices = [each.voice for each in opinions]
    said = [(voices.count(voice), one, several) for voice, (one, several) in VOICES.items()]
    return ", ".join(plural(count, one, several) for count, one, several in said if count)


def decided(decision: Decision, rules: Rules) -> str:
    """« Accorde un accompagnement », as the committee's rules say it."""
    return capital(rules.competence(decision.competence).label)


def answered(answer: HouseholdAnswer | None, rules: Rules, *, is_over: bool = False) -> str:
    """« Le ménage est là, d’accord pour « Valider l’étape » le 19 novembre 2026. »; none of its words. "" where nothing was noted.
    `is_over`: the session is, as in its papers."""
    if answer is None:
        return ""
    there = _THERE[HouseholdPresence(answer.presence)][is_over]
    if answer.agrees is None or answer.said_on is None:
        return f"{there}, sans réponse." if answer.presence != HouseholdPresence.ABSENT else f"{there}."
    if not answer.agrees:
        return f"{there}, pas d’accord le {full_date(answer.said_on)}."
    return f"{there}, d’accord pour « {asked(answer.competence, rules)} » le {full_date(answer.said_on)}."


def asked(competence: str, rules: Rules) -> str:
    """What a sheet asks for, in a few words; "" of what these rules no longer have."""
    return next((each.short for each in rules.competences if each.key == competence), "")


def seat_label(key: str, rules: Rules) -> str:
    """The seat's label; its key when these rules no longer have it."""
    return next((each.label for each in rules.seats if each.key == key), key)
