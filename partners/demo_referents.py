"""Whom one calls in the demonstration: the referents of its agreements, invented. `partners.demo` puts them in."""

from typing import NamedTuple

from partners.enums import EntityRole


class Called(NamedTuple):
    """A referent: operator's unit of the agreement, own unit, role, name, telephone, e-mail, territory."""

    operator: str
    unit: str
    role: EntityRole
    name: str
    phone: str
    email: str = ""
    territory: str = ""


_TEAM, _RURAL, _HALLES = "pas-de-porte-montaubre", "pas-de-porte-rural", "relais-halles"
_BRANCH, _SOCIAL, _LITIGATION, _CENTRE, _SOUTH = (
    "h2v-montaubre-nord",
    "h2v-social",
    "h2v-contentieux",
    "logea-centre",
    "toits-sud",
)
_LAURENT = ("Laurent Dubreuil", "06 39 98 10 10", "laurent.dubreuil@pas-de-porte.example")
_NADIA = ("Nadia Roussel", "06 39 98 20 01", "nadia.roussel@deux-vallees.example")
_BRUNO = ("Bruno Lemoine", "06 39 98 20 02", "bruno.lemoine@deux-vallees.example")

REFERENTS: tuple[Called, ...] = (
    Called(_TEAM, _TEAM, EntityRole.OPERATOR, *_LAURENT),
    Called(_TEAM, _BRANCH, EntityRole.BRANCH, *_NADIA, "Bordeaux, Mérignac, Pessac, Talence"),
    Called(_TEAM, _BRANCH, EntityRole.PROXIMITY, "Karim Haddad, gardien", "06 39 98 20 31", "", "Bordeaux"),
    Called(_TEAM, _BRANCH, EntityRole.PROXIMITY, "Rosa Teixeira, gardienne", "06 39 98 20 32", "", "Mérignac, Pessac"),
    Called(_TEAM, _SOCIAL, EntityRole.SOCIAL_SERVICE, *_BRUNO),
    Called(_TEAM, _LITIGATION, EntityRole.LITIGATION, "Accueil du contentieux", "05 36 49 10 60"),
    Called(
        _RURAL,
        _RURAL,
        EntityRole.OPERATOR,
        "Françoise Aubry",
        "06 39 98 10 20",
        "francoise.aubry@pas-de-porte.example",
    ),
    Called(
        _RURAL,
        _CENTRE,
        EntityRole.BRANCH,
        "Sylvie Garnier",
        "06 39 98 30 01",
        "sylvie.garnier@logea.example",
        "Secteur Entre-deux-Mers",
    ),
    Called(
        _HALLES,
        _HALLES,
        EntityRole.OPERATOR,
        "Amina Chérif",
        "06 39 98 50 10",
        "amina.cherif@relais-halles.example",
    ),
    Called(_HALLES, _BRANCH, EntityRole.BRANCH, *_NADIA),
    Called(_HALLES, _SOCIAL, EntityRole.SOCIAL_SERVICE, *_BRUNO),
    Called(
        _HALLES,
        _SOUTH,
        EntityRole.SOCIAL_SERVICE,
        "Hugo Ferrand",
        "06 39 98 40 01",
        "hugo.ferrand@toits-du-sud.example",
    ),
)
