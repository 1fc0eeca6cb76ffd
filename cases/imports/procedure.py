"""Stages of the eviction procedure as landlords write them."""

from difflib import get_close_matches

from cases.enums import ProcedureStage
from common.text import fold

_STAGE_OF = {fold(str(stage.label)): stage for stage in ProcedureStage}
_ABBREVIATIONS = {
    "cdt": "commandement",
    "cmdt": "commandement",
    "cdp": "commandement de payer",
    "cql": "commandement de quitter les lieux",
    "cfp": "concours force publique",
    "fp": "force publique",
    "jex": "juge execution",
    "rel": "relance",
    "huissier": "commandement payer",
    "commissaire": "commandement payer",
    "police": "concours force publique",
    "tribunal": "audience",
}


def stage_of(text: str) -> ProcedureStage | None:
    """Return the stage of that name, accents, case and punctuation ignored, or None."""
    return _STAGE_OF.get(fold(text))


def nearest_stage(text: str) -> ProcedureStage | None:
    """Return the stage somebody who wrote `text` probably meant, or None.

    A bailiff delivers most of all orders to pay: that is what « Huissier » proposes.
    """
    words = " ".join(_ABBREVIATIONS.get(word, word) for word in fold(text)[:80].split()).split()
    if not any(len(word) > 2 for word in words):
        return None
    for label, stage in _STAGE_OF.items():
        if all(any(other.startswith(word) for other in label.split()) for word in words):
            return stage
    close = get_close_matches(" ".join(words), _STAGE_OF, n=1)
    return _STAGE_OF[close[0]] if close else None
