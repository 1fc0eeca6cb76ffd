"""Postcode and commune, read together."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from cases.imports.values import Note
from common.parsing import shown
from common.text import fold_place
from partners.communes import CommuneLookup, CommuneMatch

_POSTCODE = re.compile(r"\d{5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode and a commune; `insee_code` is empty, and the name as typed, when the commune is unsure."""

    postcode: str
    commune: str
    insee_code: str = ""
    postcode_problem: Note | None = None
    postcode_doubt: Note | None = None
    commune_doubt: Note | None = None


def read_place(postcode: str, commune: str, communes: CommuneLookup) -> Place:
    """Read two cells that are not empty. A wrong postcode is a problem, an unknown place a doubt."""
    compact = postcode.replace(" ", "")
    if not _POSTCODE.fullmatch(compact):
        return Place(postcode, commune, postcode_problem=_not_a_postcode(postcode, commune, communes))
    exact = communes.match(commune, compact)
    if exact:
        return Place(compact, exact.name, exact.insee_code)
    nearest = communes.nearest(commune, compact)
    same_name = nearest is not None and fold_place(nearest.name) == fold_place(commune)
    if not communes.has_postcode(compact):
        sentence = f"{compact} n’est le code postal d’aucune commune."
        doubt = _proposing(sentence, _closest_postcode(compact, nearest))
        insee_code = nearest.insee_code if nearest and same_name else ""
        return Place(compact, commune, insee_code, postcode_doubt=doubt)
    sentence = f"{shown(commune)} n’a pas le code postal {compact}."
    if nearest and same_name:
        note = Note(f"{sentence} {nearest.name} a {' ou '.join(nearest.postcodes[:3])}.")
    else:
        note = _proposing(sentence, nearest.name if nearest else None)
    return Place(compact, commune, commune_doubt=note)


def _not_a_postcode(postcode: str, commune: str, communes: CommuneLookup) -> Note:
    sentence = f"{shown(postcode)} : un code postal a cinq chiffres."
    with_zero = f"0{postcode}"
    if len(postcode) == 4 and communes.match(commune, with_zero):
        return _proposing(sentence, with_zero)
    return _proposing(sentence, _closest_postcode(postcode, communes.nearest(commune, postcode)))


def _closest_postcode(postcode: str, commune: CommuneMatch | None) -> str | None:
    postcodes = commune.postcodes if commune else ()
    if len(postcodes) == 1:
        return postcodes[0]
    return next(iter(get_close_matches(postcode[:10], postcodes, n=1)), None)


def _proposing(sentence: str, proposal: str | None) -> Note:
    return Note(f"{sentence} Est-ce {proposal} ?", proposal) if proposal else Note(sentence)
