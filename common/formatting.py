"""French formats, prepared as strings before they reach a template."""

from datetime import date, datetime, time

from common.typography import HARD, THIN

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
CONTRACTED = {("à", "Le"): "au", ("à", "Les"): "aux", ("de", "Le"): "du", ("de", "Les"): "des"}
VOWELS = frozenset("AÀÂEÉÈÊIÎOÔUÛY")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def after(preposition: str, name: str) -> str:
    """« à » or « de » before a name, contracted with its article: « au Pas de Porte », « des Halles », « à l’Escale ».

    Only a capital article opening the name is contracted; « de » is elided before a vowel.
    """
    if preposition not in {"à", "de"}:
        raise ValueError(f"No contraction of {preposition!r}.")
    article, _, rest = name.partition(" ")
    if article in {"Le", "Les"} and rest:
        return f"{CONTRACTED[preposition, article]} {rest}"
    if article == "La" and rest:
        return f"{preposition} la {rest}"
    if name[:2] in {"L’", "L'"}:
        return f"{preposition} l’{name[2:]}"
    if preposition == "de" and name[:1] in VOWELS:
        return f"d’{name}"
    return f"{preposition} {name}"


def grouped(number: int) -> str:
    """12345 → « 12 345 », thin non-breaking spaces."""
    return f"{number:,}".replace(",", THIN)


def euros(cents: int, *, whole: bool = False) -> str:
    """128450 (cents) → « 1 284,50 € ». `whole` drops a zero « ,00 » and never rounds."""
    sign, amount = ("−" if cents < 0 else ""), abs(cents)
    units, rest = divmod(amount, 100)
    decimals = "" if whole and not rest else f",{rest:02d}"
    return f"{sign}{grouped(units)}{decimals}{HARD}€"


def day_number(day: date) -> str:
    """« 1ᵉʳ » or « 20 »."""
    return "1ᵉʳ" if day.day == 1 else str(day.day)


def day_month(day: date) -> str:
    """« 3 novembre »."""
    return f"{day_number(day)}{HARD}{MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """« 3 nov. »."""
    return f"{day_number(day)}{HARD}{SHORT_MONTHS[day.month - 1]}"


def full_date(day: date) -> str:
    """« 3 novembre 2026 »."""
    return f"{day_month(day)} {day.year}"


def weekday_date(day: date) -> str:
    """« jeudi 20 novembre »."""
    return f"{WEEKDAYS[day.weekday()]} {day_month(day)}"


def on_date(day: date, today: date | None = None) -> str:
    """« le 3 novembre »; with the year when it is not that of `today`."""
    text = full_date(day) if today and day.year != today.year else day_month(day)
    return f"le {text}"


def numeric_date(day: date) -> str:
    """« 03/11/2026 », the form fields show back."""
    return day.strftime("%d/%m/%Y")


def clock(moment: time | datetime) -> str:
    """« 10 h 12 », « 9 h ». A datetime must already be in local time."""
    hour = f"{moment.hour}{HARD}h"
    return f"{hour}{HARD}{moment.minute:02d}" if moment.minute else hour


def minutes(count: int) -> str:
    """45 → « 45 min », 60 → « 1 h », 90 → « 1 h 30 »."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest}{HARD}min"
    return f"{hours}{HARD}h" + (f"{HARD}{rest:02d}" if rest else "")


def relative_day(day: date, today: date) -> str:
    """« aujourd’hui », « hier », « demain », « il y a 3 jours », « dans 2 jours »; past 30 days, the date."""
    gap = (day - today).days
    near = {0: "aujourd’hui", -1: "hier", 1: "demain"}
    if gap in near:
        return near[gap]
    if abs(gap) > 30:
        return on_date(day, today)
    return f"dans {gap}{HARD}jours" if gap > 0 else f"il y a {-gap}{HARD}jours"


def plural(count: int, singular: str, several: str = "") -> str:
    """« 1 locataire », « 2 locataires »: in French 0 and 1 are singular.

    `several` is needed when the plural is not made by adding s to each word.
    """
    words = singular if abs(count) < 2 else several or " ".join(f"{word}s" for word in singular.split(" "))
    return f"{grouped(count)}{HARD}{words}"


CIVILITIES = {"mrs": "Mme", "mr": "M."}


def full_name(civility: str, given_name: str, family_name: str) -> str:
    """« Mme Josiane Vasseur ». `civility` is « Mme », « M. », "mrs", "mr", or empty."""
    title = CIVILITIES.get(civility, civility)
    names = " ".join(part for part in (given_name, family_name) if part)
    return f"{title}{HARD}{names}" if title else names


def initials(name: str) -> str:
    """« Inès Caron » → « IC »; at most two letters."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))
