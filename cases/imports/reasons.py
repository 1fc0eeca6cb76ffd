"""The column of reasons: closed list in, closed list out; nothing else of it is ever held."""

import re
from dataclasses import dataclass

from cases.enums import Reason
from cases.imports.discretion import is_forbidden
from common.text import fold

UNKNOWN = "motif non reconnu"
_SEPARATORS = re.compile(r"[/,;|+\n]")
_SYNONYMS = {
    Reason.ISOLATION: "isolé, isolée, isolement social, isolement familial",
    Reason.SEVERE_POVERTY: "pauvreté, précarité, grande précarité",
    Reason.BUDGET: "budget, gestion budgétaire, difficultés budgétaires, mauvaise gestion du budget",
    Reason.SEPARATION: "divorce, rupture, séparation conjugale, rupture conjugale, séparation du couple",
    Reason.APPROPRIATION: "appropriation, défaut d’appropriation du logement",
    Reason.NEIGHBOURHOOD: "voisinage, trouble de voisinage, troubles du voisinage, conflit de voisinage",
    Reason.UNEXPECTED_EXPENSE: "dépenses imprévues",
    Reason.RIGHTS_NOT_OPENED: "droit non ouvert, rupture de droits, ouverture de droits",
    Reason.OVER_INDEBTEDNESS: "dettes, endettement, dossier de surendettement",
    Reason.UNFIT_DWELLING: "insalubrité, logement insalubre, encombrement",
    Reason.ENERGY_POVERTY: "énergie, dette d’énergie, dettes d’énergie, impayé d’énergie, impayés d’énergie",
}
_REASON_OF = {
    fold(text): reason
    for reason in Reason
    for text in (str(reason.label), *_SYNONYMS.get(reason, "").split(", "))
    if text
}
_FOLDED_UNKNOWN = fold(UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReadReasons:
    """What a cell of reasons says, without its words. `unknown` counts the reasons that were dropped."""

    reasons: tuple[Reason, ...]
    unknown: int
    replaced: bool

    @property
    def text(self) -> str:
        """The cell as it may be shown and staged; reading it again gives the same reasons."""
        return " / ".join([str(reason.label) for reason in self.reasons] + [UNKNOWN] * self.unknown)


def read_reasons(text: str) -> ReadReasons:
    """Read reasons separated by / , ; into the closed list.

    A forbidden one (health, violence, addiction, justice) becomes `Reason.PRIORITY_CONTACT` and sets
    `replaced`; one that is not in the list is counted and forgotten, since it could be about health too.
    """
    reasons: dict[Reason, None] = {}
    unknown, replaced = 0, False
    for item in _SEPARATORS.split(text):
        folded = fold(item)
        if known := _REASON_OF.get(folded):
            reasons[known] = None
        elif is_forbidden(item):
            reasons[Reason.PRIORITY_CONTACT] = None
            replaced = True
        elif item.strip():
            unknown += 1
    return ReadReasons(tuple(reasons), unknown, replaced)
