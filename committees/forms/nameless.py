"""Lines that seats read who do not read everything: no name said aloud, nothing of health, and no way to somebody under a code."""

import re
from collections.abc import Iterable

from django.forms import BaseForm

from cases.imports import Field
from cases.imports.discretion import may_keep
from common.text import fold

#: « Ba », « Ly »: an initial is no name.
_SHORTEST_NAME = 2
_CAPITALS = re.compile(r"\b[^\W\d_a-z]\w+")
#: What stands before a name and is none.
_TITLES = frozenset(
    {"mme", "mlle", "madame", "mademoiselle", "mr", "monsieur", "mesdames", "messieurs", "famille", "menage", "et"}
)
#: What a name may begin with, and any sentence too.
_PARTICLES = frozenset({"da", "de", "des", "di", "do", "dos", "du", "el", "la", "le", "les", "van", "von"})
#: Ten figures as they are written in France, or after a country's number: « 06 39 98 57 61 », « +33 6.39.98.57.61 ». Dates are none.
_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)[\s.-]?\d{2,3}[\s.-]*(?:\(0\))?[\s.-]*|0\s*)[1-9](?:(?:\s?\d){8}|\d?(?:[.\-/]\d{2}){4})(?!\d)"
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_NUMBER = r"\d{1,4}\s*(?i:bis|ter|quater|[a-d])?\b,?\s*"
_STREET = r"(?i:rue|avenue|av\.|boulevard|bd|bld|all[ée]es?|impasse|chemin|route|quai|square)"
#: « Une place en crèche », « des cours de français » are no address, « 3 place Gambetta » and « cours Victor-Hugo » are.
_PLACE = rf"(?:{_STREET}|(?i:place|cours|passage|sentier|lotissement|r[ée]sidence|cit[ée]|hameau|faubourg))"
_BEFORE_ITS_NAME = r"\s+(?:(?i:des|du|de|la|les|le)\s+|(?i:[ld])[’'])*"
_ADDRESS = re.compile(rf"\b(?:{_NUMBER}{_STREET}(?=\s)|{_PLACE}{_BEFORE_ITS_NAME}[A-ZÀ-ÖØ-Ý])")


def words_of(names: Iterable[str]) -> set[str]:
    """The words of these names that would tell whose they are: « Mme Brahimi-Roux » has two, « M. de La Tour » one, « Mme Le » hers."""
    return {word for name in names for word in _telling(name)}


def _telling(name: str) -> set[str]:
    words = {word for word in fold(name).split() if len(word) >= _SHORTEST_NAME} - _TITLES
    return words - _PARTICLES or words


def check_nameless(form: BaseForm, lines: Iterable[str], words: set[str]) -> None:
    """An error on each of these lines of a form that holds one of these words with its capital: « Petit » is a name, « petit » is
    not."""
    for line in lines:
        said = form.cleaned_data.get(line) or ""
        if any(fold(word) in words for word in _CAPITALS.findall(said)):
            form.add_error(line, "Cette ligne est lue à voix haute ou sous un code : n’y écrivez pas le nom du ménage.")


def check_discreet(form: BaseForm, lines: Iterable[str], *, places: Iterable[str] = ()) -> None:
    """An error on each of these lines of a form that speaks of health, violence or addiction, as on a landlord's referral.
    `places`: those where a name or a street stands, judged as such."""
    for line, judged in [(line, Field.STAGE) for line in lines] + [(line, Field.ADDRESS) for line in places]:
        if not may_keep(judged, form.cleaned_data.get(line) or "", aligned=True):
            form.add_error(
                line,
                f"« {form[line].label} » semble parler de santé, de violences ou d’addictions, et des sièges qui ne lisent pas"
                " toute la fiche le liraient. Écrivez ce qui concerne le logement, sans ces mots.",
            )


def check_unreachable(form: BaseForm, lines: Iterable[str]) -> None:
    """An error on each of these lines, read under a code, that holds a telephone, an e-mail or the address of a dwelling."""
    for line in lines:
        said, label = form.cleaned_data.get(line) or "", form[line].label
        if _PHONE.search(said) or _EMAIL.search(said):
            form.add_error(
                line, f"« {label} » est lu sous un code : retirez-en le téléphone et le courriel, qui mènent au ménage."
            )
        if _ADDRESS.search(said):
            form.add_error(line, f"« {label} » est lu sous un code : retirez-en l’adresse, qui mène au ménage.")
