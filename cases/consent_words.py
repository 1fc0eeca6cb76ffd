"""What an agreement opens and to whom, in words: as the person says it, said to her, or of her."""

from collections.abc import Iterable, Sequence

from cases.enums import Scope
from cases.models import Consent
from partners.enums import AudienceKind
from partners.models import Audience, Unit

#: A scope as the person says it (« mes »), and what it opens.
SCOPE_WORDS: dict[str, tuple[str, str]] = {
    Scope.IDENTITY: ("mes coordonnées", "nom, adresse, téléphone, nombre de personnes"),
    Scope.HOUSING: ("mon logement", "référente, dates de l’accompagnement, nombre de visites faites"),
    Scope.BUDGET: ("mon budget", "totaux des ressources, des charges et des autres dettes"),
    Scope.SOCIAL: ("les notes de mon accompagnement", "ce que je raconte à mon équipe"),
    Scope.PRESENTATION: ("ma fiche de présentation", "ce que mon équipe écrit avec moi pour la commission"),
}
#: What the team that follows her reads besides, under the same word.
TEAM_ALSO = {
    Scope.HOUSING: "bail, loyer, dette",
    Scope.BUDGET: "le détail de chaque ligne",
}
ACCOUNT = "l’état de mon compte"
ACCOUNT_MEANING = "loyer, dette et paiements, donnés par mon bailleur"
#: The same said to her, and of her.
TO_HER = {"mes": "vos", "mon": "votre", "ma": "votre", "moi": "vous", "je": "vous", "raconte": "racontez"}
OF_HER = {"mes": "ses", "mon": "son", "ma": "sa"}


def label_of(audience: Audience) -> str:
    """« Habitat des Deux Vallées, Agence Montaubre Nord »; a named member comes first, with her function."""
    unit, member = unit_of(audience), audience.membership
    named = f"{unit.organisation.name}, {unit.name}"
    if audience.kind != AudienceKind.MEMBER or member is None:
        return named
    return f"{member.user.get_full_name()}, {member.title or member.get_role_display()}, {named}"


def unit_of(audience: Audience) -> Unit:
    """The unit behind an audience. ValueError for a person's or an office's, which receive no agreement."""
    if audience.unit is None:
        raise ValueError(f"Audience {audience.pk} stands for no unit.")
    return audience.unit


def words(scopes: Iterable[str]) -> str:
    """« mes coordonnées et mon logement », always in the same order."""
    return and_list([SCOPE_WORDS[scope][0] for scope in Scope.values if scope in set(scopes)])


def and_list(said: Sequence[str]) -> str:
    """« mes coordonnées, mon logement et mon budget »."""
    return " et ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def names_several(said: str) -> bool:
    """Whether these words call for a plural: « mes coordonnées », « mon logement et mon budget »."""
    return " et " in said or said.split(" ", maxsplit=1)[0] in {"mes", "vos", "ses", "les"}


def turned(said: str, voice: dict[str, str]) -> str:
    """What the person says, said to her (TO_HER) or of her (OF_HER)."""
    return " ".join(voice.get(word, word) for word in said.split(" "))


def opens(consent: Consent) -> str:
    """What a consent opens, as the person says it: her account for the return direction, else its scopes."""
    return ACCOUNT if consent.recipient_id == consent.author_id else words(consent.scopes)
