"""One cell at a time: the value a text stands for, or what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cases.enums import Reason
from cases.imports.columns import Field
from cases.imports.procedure import nearest_stage, stage_of
from cases.imports.reasons import read_reasons
from common.parsing import Unreadable, parse_amount, parse_date, shown
from common.text import fold


@dataclass(frozen=True, slots=True)
class Note:
    """A French sentence about a cell, and the text to put there instead when one is likely."""

    sentence: str
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell gives. `value` may be set beside `problem`: other cells are compared with it."""

    value: Any = None
    problem: Note | None = None
    doubt: Note | None = None


_MISSING = {
    Field.LEASE_REF: "Il manque le numéro de contrat. Écrivez celui du bail.",
    Field.LAST_NAME: "Il manque le nom du locataire.",
    Field.POSTCODE: "Il manque le code postal. Écrivez ses cinq chiffres.",
    Field.COMMUNE: "Il manque la commune.",
    Field.BALANCE: "Il manque le solde. Écrivez par exemple 1284,50, ou 0 si rien n’est dû.",
}
_WISHED = {
    Field.FIRST_NAME: "Il manque le prénom.",
    Field.ADDRESS: "Il manque l’adresse.",
}
_LONGEST: dict[str, int] = {
    Field.LEASE_REF: 40,
    Field.LAST_NAME: 80,
    Field.FIRST_NAME: 80,
    Field.CO_TENANT: 160,
    Field.ADDRESS: 200,
    Field.COMMUNE: 80,
    Field.RESIDENCE: 120,
    Field.BRANCH_LABEL: 120,
    Field.MANAGER_LABEL: 120,
}
_FORMULA = ("=", "+", "-", "@", "\t")
_TITLES = {"m": "M.", "mme": "Mme", "mlle": "Mlle"}
_OTHER_TITLES = {"monsieur": "M.", "mr": "M.", "madame": "MME", "mademoiselle": "MLLE"}
_TYPOLOGY = re.compile(r"([TF])\s?([1-7])(?:\s?(BIS|['’′]))?", re.IGNORECASE)
_ROOMS = re.compile(r"(?:type|t|f) ?([1-7])\b")
_WHOLE = re.compile(r"(-?\d{1,9})(?:[.,]0+)?", re.ASCII)
_TOLD = {"o": True, "oui": True, "1": True, "n": False, "non": False, "0": False}
_OLDEST = 120
_MOST_REMEMBERED = 2_000
_OFTEN_THE_SAME = frozenset(
    {
        Field.TITLE,
        Field.OCCUPANTS,
        Field.TYPOLOGY,
        Field.MONTHS_UNPAID,
        Field.LAST_PAYMENT_ON,
        Field.STAGE,
        Field.REASONS,
        Field.TOLD,
    }
)


def read_text(field: str, cell: str) -> Reading:
    """Read a free text: refuse a formula, < or >, and what is too long to be kept."""
    if cell.startswith(_FORMULA):
        sign = "une tabulation" if cell[0] == "\t" else f"le signe {cell[0]}"
        return Reading(
            problem=Note(f"{shown(cell)} commence par {sign}, comme une formule de tableur. Retirez ce signe.")
        )
    if "<" in cell or ">" in cell:
        return Reading(problem=Note(f"{shown(cell)} contient le signe < ou >. Retirez-le."))
    if len(cell) > _LONGEST[field]:
        return Reading(problem=Note(f"Ce texte a {len(cell)} caractères. Écrivez-en {_LONGEST[field]} au plus."))
    return Reading(cell)


def read_title(cell: str) -> Reading:
    """Read M., MME, M, MLLE; anything else is doubted and left out."""
    folded = fold(cell)
    if folded in _TITLES:
        return Reading(_TITLES[folded])
    note = Note(f"{shown(cell)} n’est pas une civilité connue. Écrivez M., MME ou MLLE.", _OTHER_TITLES.get(folded))
    return Reading(doubt=note)


def read_phone(cell: str) -> Reading:
    """Read a telephone number; one that cannot be read is doubted and kept as typed."""
    try:
        number = phonenumbers.parse(cell, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number and phonenumbers.is_possible_number(number):
        return Reading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    sentence = f"{shown(cell)} n’est pas un numéro de téléphone lisible."
    if len(cell) > 40 or cell.startswith(("=", "-", "@", "\t")) or "<" in cell or ">" in cell:
        return Reading("", doubt=Note(f"{sentence} Il ne sera pas repris."))
    return Reading(cell, doubt=Note(f"{sentence} Il sera gardé tel quel."))


def read_email(cell: str) -> Reading:
    """Read an e-mail address."""
    if not cell.startswith(_FORMULA) and len(cell) <= 254 and _is_email(cell):
        return Reading(cell)
    compact = "".join(cell.split()).removeprefix("mailto:")
    proposal = compact if compact != cell and not compact.startswith(_FORMULA) and _is_email(compact) else None
    sentence = f"{shown(cell)} : ce n’est pas une adresse de courriel. Écrivez par exemple nom@exemple.fr."
    return Reading(problem=Note(sentence, proposal))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def read_typology(cell: str) -> Reading:
    """Read T1, T1 bis, T1', T2 to T7, F1 to F7, studio."""
    if fold(cell) == "studio":
        return Reading("Studio")
    found = _TYPOLOGY.fullmatch(cell)
    if found and (not found[3] or (found[1].upper(), found[2]) == ("T", "1")):
        variant = "" if not found[3] else " bis" if found[3].lower() == "bis" else "'"
        return Reading(f"{found[1].upper()}{found[2]}{variant}")
    rooms = _ROOMS.match(fold(cell))
    proposal = f"T{rooms[1]}" if rooms else None
    sentence = f"{shown(cell)} n’est pas une typologie connue. Écrivez T1, T1 bis, T2 à T7, F1 à F7 ou studio."
    return Reading(problem=Note(sentence, proposal))


def read_whole(lowest: int, highest: int, what: str) -> Callable[[str], Reading]:
    """A reader of whole numbers between these two, said in French by `what`."""

    def read(cell: str) -> Reading:
        found = _WHOLE.fullmatch(cell)
        if found and lowest <= int(found[1]) <= highest:
            return Reading(int(found[1]))
        return Reading(problem=Note(f"{shown(cell)} : {what} est un nombre entier de {lowest} à {highest}."))

    return read


def read_debt(cell: str) -> Reading:
    """Read the balance; a credit is not a debt."""
    return _read_money(cell, "un avoir n’est pas une dette. Écrivez 0 si rien n’est dû.")


def read_charge(cell: str) -> Reading:
    """Read a rent or an aid."""
    return _read_money(cell, "ce montant est négatif. Écrivez-le sans le signe moins.")


def _read_money(cell: str, when_negative: str) -> Reading:
    cents = parse_amount(cell)
    if isinstance(cents, Unreadable):
        return Reading(problem=Note(cents.sentence, cents.proposal))
    if cents < 0:
        return Reading(cents, problem=Note(f"{shown(cell)} : {when_negative}"))
    return Reading(cents)


def read_stage(cell: str) -> Reading:
    """Read a stage of the procedure; the nearest of the list is proposed for another text."""
    stage = stage_of(cell)
    if stage is not None:
        return Reading(stage)
    nearest = nearest_stage(cell)
    if nearest is None:
        cure = "Écrivez par exemple « Commandement de payer », ou laissez vide."
        return Reading(problem=Note(f"{shown(cell)} n’est pas dans la liste. {cure}"))
    label = nearest.label.capitalize()
    return Reading(problem=Note(f"{shown(cell)} n’est pas dans la liste. Est-ce « {label} » ?", label))


def read_reason_cell(cell: str) -> Reading:
    """Read the reasons; the words of an unknown one are not repeated."""
    found = read_reasons(cell)
    if not found.unknown:
        return Reading(found.reasons)
    subject = "Un motif n’est" if found.unknown == 1 else f"{found.unknown} motifs ne sont"
    known = ", ".join(str(reason.label) for reason in Reason)
    return Reading(found.reasons, doubt=Note(f"{subject} pas dans la liste et ne sera pas repris. Liste : {known}."))


def read_told(cell: str) -> Reading:
    """Read whether the tenant was told: O, N, oui, non, 1, 0."""
    told = _TOLD.get(fold(cell))
    if told is None:
        return Reading(problem=Note(f"{shown(cell)} : écrivez O si le locataire a été informé, N sinon."))
    return Reading(told)


def past_day(cell: str, today: date) -> Reading:
    """Read a date that is not later than `today`."""
    day = parse_date(cell)
    if isinstance(day, Unreadable):
        return Reading(problem=Note(day.sentence, day.proposal))
    if day > today:
        return Reading(day, problem=Note(f"{shown(cell)} : cette date est à venir. Vérifiez l’année."))
    return Reading(day)


class CellReader:
    """Reads the cells of a file on the day `today`: no date may be later."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._readers: dict[Field, Callable[[str], Reading]] = {
            Field.TITLE: read_title,
            Field.BORN_ON: self._read_birth,
            Field.OCCUPANTS: read_whole(1, 20, "le nombre d’occupants"),
            Field.PHONE: read_phone,
            Field.EMAIL: read_email,
            Field.TYPOLOGY: read_typology,
            Field.RENT: read_charge,
            Field.APL: read_charge,
            Field.BALANCE: read_debt,
            Field.MONTHS_UNPAID: read_whole(0, 240, "le nombre de mois impayés"),
            Field.LAST_PAYMENT_ON: self._read_past,
            Field.ENTERED_ON: self._read_past,
            Field.STAGE: read_stage,
            Field.REASONS: read_reason_cell,
            Field.TOLD: read_told,
            Field.POSTCODE: Reading,
        }
        self._already_read: dict[tuple[Field, str], Reading] = {}

    def read(self, field: Field, cell: str) -> Reading:
        """Return what the cell gives; an empty one is a problem, a doubt or nothing, by its field.

        A postcode comes back as typed: it is read together with the commune.
        """
        if not cell:
            problem, doubt = _MISSING.get(field), _WISHED.get(field)
            return Reading(problem=Note(problem) if problem else None, doubt=Note(doubt) if doubt else None)
        if field not in _OFTEN_THE_SAME:
            return self._read_anew(field, cell)
        known = self._already_read.get((field, cell))
        if known is None:
            if len(self._already_read) == _MOST_REMEMBERED:
                self._already_read.clear()
            known = self._already_read[field, cell] = self._read_anew(field, cell)
        return known

    def _read_anew(self, field: Field, cell: str) -> Reading:
        reader = self._readers.get(field)
        return reader(cell) if reader else read_text(field, cell)

    def _read_past(self, cell: str) -> Reading:
        return past_day(cell, self._today)

    def _read_birth(self, cell: str) -> Reading:
        reading = self._read_past(cell)
        if reading.problem:
            return reading
        age = _age(reading.value, self._today)
        if age > _OLDEST:
            return Reading(reading.value, problem=Note(f"{shown(cell)} donne {age} ans. Vérifiez l’année."))
        if age < 18:
            return Reading(reading.value, doubt=Note(f"{shown(cell)} : ce locataire a {age} ans."))
        return reading


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
