"""Amounts and dates as French offices type them, the reverse of `common.formatting`. Money in cents."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from common.formatting import euros

MAX_AMOUNT_CENTS = 10_000_000_000
_SPACES = re.compile(r"\s+")
_CURRENCY = re.compile(r"^(?:€|eur(?:os?)?)|(?:€|eur(?:os?)?)$", re.IGNORECASE)
_PLAIN = re.compile(r"(\d{1,12})(?:[.,](\d{1,2})0*)?", re.ASCII)
_GROUPED = re.compile(r"(\d{1,3}([.,'’ ])\d{3}(?:\2\d{3}){0,3})(?:(?!\2)[.,](\d{1,2}))?", re.ASCII)
_AMBIGUOUS = re.compile(r"(\d{1,3})[.,](\d{3})", re.ASCII)
_LOOKALIKES = {"O": "zéro", "o": "zéro", "l": "un", "I": "un"}
_A_DIGIT = re.compile(r"\d", re.ASCII)
_TO_DIGITS = str.maketrans("OolI", "0011")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?Z?$")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no amount or date: a French sentence, and what to put instead when that is clear."""

    sentence: str
    proposal: str | None = None


def shown(value: str) -> str:
    """Return `value` short enough to stand in a sentence."""
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def parse_amount(text: str) -> int | Unreadable:
    """Read an amount in cents: 1 284,5 · 1.284,50 · 1284.50 · -45,00 · 45,00- · (45,00), with or without €.

    A negative amount is returned negative: only the caller knows whether it may be. « 1.284 » is refused:
    it is 1 284 € for some software and 1,28 € for other. Nothing over 100 million euros is read.
    """
    negative, digits = _split_sign(_CURRENCY.sub("", _SPACES.sub(" ", text).strip()).strip())
    cents = _read_digits(digits)
    if cents is None:
        return _explain_amount(text, negative, digits)
    if cents > MAX_AMOUNT_CENTS:
        return Unreadable(f"{shown(text)} dépasse 100 millions d’euros. Vérifiez ce montant.")
    return -cents if negative else cents


def _split_sign(compact: str) -> tuple[bool, str]:
    if compact.startswith("(") and compact.endswith(")"):
        return True, compact[1:-1].strip()
    for minus in ("-", "−", "–"):
        if compact.startswith(minus):
            return True, compact[1:].strip()
        if compact.endswith(minus):
            return True, compact[:-1].strip()
    return False, compact.removeprefix("+")


def _read_digits(digits: str) -> int | None:
    if _AMBIGUOUS.fullmatch(digits):
        return None
    if plain := _PLAIN.fullmatch(digits):
        return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0"))
    if grouped := _GROUPED.fullmatch(digits):
        return int(re.sub(r"\D", "", grouped[1])) * 100 + int((grouped[3] or "").ljust(2, "0"))
    return None


def _explain_amount(text: str, negative: bool, digits: str) -> Unreadable:
    sign = -1 if negative else 1
    if ambiguous := _AMBIGUOUS.fullmatch(digits):
        whole = euros(sign * int(ambiguous[1] + ambiguous[2]) * 100)
        sentence = f"{shown(text)} peut se lire de deux façons. Écrivez les centimes, par exemple {whole}."
        return Unreadable(sentence, whole)
    letter = next((letter for letter in _LOOKALIKES if letter in digits), None)
    cents = _read_digits(digits.translate(_TO_DIGITS)) if _A_DIGIT.search(digits) else None
    if letter and cents is not None and cents <= MAX_AMOUNT_CENTS:
        sentence = f"{shown(text)} contient la lettre {letter} à la place d’un {_LOOKALIKES[letter]}."
        return Unreadable(sentence, euros(sign * cents))
    return Unreadable(f"{shown(text)} n’est pas un montant. Écrivez par exemple 1284,50.")


def parse_date(text: str) -> date | Unreadable:
    """Read a date: 3/11/2026, 03-11-2026, 03.11.2026, 2026-11-03, followed or not by midnight.

    A year of two digits is refused and nothing is proposed: the century would be a guess.
    """
    bare = _MIDNIGHT.sub("", text.strip())
    if day_first := _DAY_FIRST.fullmatch(bare):
        day, month, year = day_first[1], day_first[2], day_first[3]
    elif year_first := _YEAR_FIRST.fullmatch(bare):
        year, month, day = year_first[1], year_first[2], year_first[3]
    else:
        return Unreadable(f"{shown(text)} n’est pas une date. Écrivez par exemple 03/11/2026.")
    if len(year) == 2:
        return Unreadable(f"{shown(text)} : écrivez l’année sur quatre chiffres.")
    return _existing_day(text, int(year), int(month), int(day))


def _existing_day(text: str, year: int, month: int, day: int) -> date | Unreadable:
    sentence = f"{shown(text)} : cette date n’existe pas."
    if not year or not 1 <= month <= 12:
        return Unreadable(f"{sentence} Écrivez le jour, le mois puis l’année, par exemple 03/11/2026.")
    if 1 <= day <= 28 or 28 < day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return Unreadable(f"{sentence} Écrivez par exemple 28/{month:02d}/{year:04d}.")
