"""What a landlord's file says of a person and Palier does not keep.

Health, addiction, violence and justice are not reasons a landlord may give (GDPR, articles 9 and 10). Files
contain them, in the column of reasons and, where a delimiter is missing, in its neighbours. Every text is
judged here before any object holds it.
"""

import re

from cases.enums import Reason
from cases.imports.columns import Field
from common.text import fold

# Beginnings of words that no street, surname or procedure contains.
_NOBODYS_NAME = """
    violen[ct] conjugal conj\\b maltrait agressi agresse feminicid inceste harcele
    addict alcool ethyli toxico stupefiant cannabis cocain heroinoman
    psychiatr psychi psycholog psychotiq psychos depressi suicid schizo bipolair nevros anxie hospitalis
    maladie handicap cancers?\\b cancereu diabet epilep alzheimer demence autis[mt] seropositi
    incarcer detenus?\\b detention penitentiaire emprison carceral delinquan
"""
# Words of the same matters that also name streets, buildings and people, but no commune.
_A_STREETS_NAME = """
    sante\\b malade medic medecin clinique psy\\b mental invalid depend autonom enceinte\\b
    grossesse syndrom diogene sida\\b vih\\b soins?\\b traitement patholog parkinson
    sclerose dement ald\\b mdph\\b aah\\b cmp\\b hdt\\b
    drogue ivresse ivrogn boisson csapa\\b caarud\\b overdose
    viole\\b violees?\\b violeur vfc\\b tgd\\b coups\\b battue?s?\\b danger\\b emprise menac
    prison ecrou\\b spip\\b bracelet peines?\\b penal crime crimin delits?\\b trafic tutel curatel
"""
# And those that are in the name of a commune.
_A_COMMUNES_NAME = """
    sant\\b hopita viols?\\b vif\\b
"""
# Words of justice that belong in the name of a stage of the procedure.
_LAW = """
    justice judiciaire tribuna police plaintes?\\b condamn gendarm infraction
"""
# A cell that says this and nothing else is a reason, wherever it stands.
_ALONE = re.compile(
    r"(?:(?:de|du|des|d|l|probleme|problemes|pb|pbs|trouble|troubles) )*"
    r"(?:sante?|justice|judiciaires?|prison|drogues?|malade|medica(?:l|ux)|psy|vih|tutelle|curatelle)"
    r"(?: (?:mentale?|fragile|precaire|grave|graves))?"
)


class _Lexicon:
    """Beginnings of words, found in folded text; the first three letters rule out most words at once."""

    def __init__(self, *groups: str) -> None:
        beginnings = [word for group in groups for word in group.split()]
        self._first_letters = frozenset(beginning[:3] for beginning in beginnings)
        self._pattern = re.compile(rf"\b(?:{'|'.join(beginnings)})")

    def might_be_in(self, folded: str) -> bool:
        return not self._first_letters.isdisjoint([word[:3] for word in folded.split()])

    def is_in(self, folded: str) -> bool:
        return self.might_be_in(folded) and bool(self._pattern.search(folded))


_ALWAYS = _Lexicon(_NOBODYS_NAME)
_ANYWHERE = _Lexicon(_NOBODYS_NAME, _A_STREETS_NAME, _A_COMMUNES_NAME, _LAW)
_LEXICON_OF: dict[str, _Lexicon] = {
    Field.STAGE: _Lexicon(_NOBODYS_NAME, _A_STREETS_NAME, _A_COMMUNES_NAME),
    Field.COMMUNE: _Lexicon(_NOBODYS_NAME, _A_STREETS_NAME, _LAW),
}
_A_REASON = re.compile("|".join(rf"\b{fold(str(reason.label))}\b" for reason in Reason))
_ITEMS = re.compile(r"[/,;|+&]")
_LETTER = re.compile(r"[^\W\d_]")

_NAMES: frozenset[str] = frozenset({Field.LAST_NAME, Field.FIRST_NAME, Field.CO_TENANT})
_PLACES: frozenset[str] = frozenset(
    {
        Field.LEASE_REF,
        Field.ADDRESS,
        Field.RESIDENCE,
        Field.BRANCH_LABEL,
        Field.MANAGER_LABEL,
    }
)


def is_forbidden(text: str) -> bool:
    """Return whether `text`, found where a reason is expected, is about a forbidden matter."""
    return bool(_LETTER.search(text)) and _ANYWHERE.is_in(fold(text))


def may_keep(field: str, text: str, aligned: bool) -> bool:
    """Return whether the cell `text` of `field` may be held; reasons are read by `cases.imports.reasons`.

    Where people and places are named, « rue de la Santé » and « M. Justice » stay, « Violences conjugales »
    or « Santé » alone do not. `aligned` is false when the line has not as many cells as the header: its texts
    may then belong to any column, and are judged as reasons.
    """
    if not _LETTER.search(text):
        return True
    folded = fold(text)
    if not _ANYWHERE.might_be_in(folded):
        return True
    if aligned and (field in _NAMES or field in _PLACES):
        return not (_ALWAYS.is_in(folded) or _is_a_reason(field, text, folded))
    if field == Field.EMAIL and "@" in text and " " not in text:
        return True
    if field == Field.STAGE and _is_a_reason(field, text, folded):
        return False
    return not _LEXICON_OF.get(field, _ANYWHERE).is_in(folded)


def _is_a_reason(field: str, text: str, folded: str) -> bool:
    if _A_REASON.search(folded) and _ANYWHERE.is_in(folded):
        return True
    items = _ITEMS.split(text)
    if len(items) == 1:
        return field not in _NAMES and bool(_ALONE.fullmatch(folded))
    return any(_ALONE.fullmatch(fold(item)) for item in items)
