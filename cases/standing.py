"""What an agreement opens now, and what waits for the other adults: the gate's own rule, for sentences.

A person's statements open with her own agreement; what concerns the whole household opens when every adult party has
agreed to that scope for that recipient on that case (domain 5, `sec.agreed_scopes`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.consent_words import ACCOUNT, TO_HER, names_several, turned, words
from cases.enums import Scope
from cases.models import Consent

#: What each adult opens alone.
PERSONAL = frozenset({Scope.IDENTITY.value})


@dataclass(frozen=True)
class Standing:
    """One agreement now: the scopes it opens, those that wait, and the parties (person ids) they wait for.

    `is_return`: the direction in which the landlord gives her account to the unit that recorded it.
    """

    opened: tuple[str, ...]
    waiting: tuple[str, ...]
    missing: tuple[int, ...]
    is_return: bool

    def opens(self, voice: dict[str, str]) -> str:
        """What is open now, in that voice; empty when nothing is."""
        return self._said(self.opened, voice)

    def waits(self, voice: dict[str, str]) -> str:
        """What is not open yet, in that voice; empty when nothing waits."""
        return self._said(self.waiting, voice)

    def condition(self) -> str:
        """What waits, said to the person without telling what any other adult answered; empty when nothing does."""
        return only_together(self.waits(TO_HER))

    def _said(self, scopes: tuple[str, ...], voice: dict[str, str]) -> str:
        if not scopes:
            return ""
        return turned(ACCOUNT if self.is_return else words(scopes), voice)


def standing(consent: Consent, given: Iterable[Consent], parties: Iterable[int]) -> Standing:
    """Where that agreement stands. `given`: the agreements in force the reader may see on its case, itself among them.

    `parties`: person ids, also of those one may not name. A violence flag is not told here: who may know of it says it.
    """
    same = [one for one in given if (one.case_id, one.recipient_id) == (consent.case_id, consent.recipient_id)]
    missing = {
        scope: [party for party in parties if party not in _agreed(consent, same, scope)]
        for scope in consent.scopes
        if scope not in PERSONAL
    }
    waiting = tuple(scope for scope in consent.scopes if missing.get(scope))
    return Standing(
        opened=tuple(scope for scope in consent.scopes if scope not in waiting),
        waiting=waiting,
        missing=tuple(dict.fromkeys(party for scope in waiting for party in missing[scope])),
        is_return=consent.recipient_id == consent.author_id,
    )


def _agreed(consent: Consent, same: Iterable[Consent], scope: str) -> set[int]:
    return {consent.person_id} | {one.person_id for one in same if scope in one.scopes}


def seen(opened: str, waiting: str) -> str:
    """What is open, then on which condition the rest is: true whatever the other adults answered."""
    condition = f"{waiting} seulement si chaque adulte du ménage le souhaite" if waiting else ""
    return " ; ".join(filter(None, [opened, condition]))


def only_together(said: str) -> str:
    """« Votre logement ne s’ouvre que si chaque adulte du ménage le souhaite. »; empty for nothing."""
    if not said:
        return ""
    verb = "ne s’ouvrent" if names_several(said) else "ne s’ouvre"
    return f"{said[:1].upper()}{said[1:]} {verb} que si chaque adulte du ménage le souhaite."
