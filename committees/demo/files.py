"""Forty-six files for a single orientation commission, invented, as prescribers' paper forms say them."""

from collections.abc import Iterator
from typing import NamedTuple

from common.formatting import euros

_NAMES = (
    *("Abadie", "Benali", "Cordier", "Da Silva", "Estève", "Fabre", "Guérin", "Haddad", "Imbert", "Jourdain", "Keller"),
    *(
        "Lacaze",
        "Marchetti",
        "Nguyen",
        "Ortega",
        "Pellerin",
        "Quentin",
        "Rousset",
        "Sow",
        "Tavernier",
        "Urbain",
        "Vidal",
    ),
    *("Weber", "Yilmaz", "Zanetti", "Aubert", "Bouvier", "Chevrier", "Diallo", "Escudier", "Ferrand", "Gomis", "Hamon"),
    *("Issa", "Joubert", "Konaté", "Lopez", "Meunier", "Navarro", "Olivier", "Poirier", "Rahal", "Sanchez", "Traoré"),
    *("Vasseau", "Wagner"),
)
_HOUSEHOLDS = (
    ("Mme", "une adulte, deux enfants"),
    ("M.", "un adulte seul"),
    ("Mme", "une adulte seule"),
    ("M. et Mme", "un couple, trois enfants"),
    ("Mme", "une adulte, un enfant"),
    ("M. et Mme", "un couple"),
)
_SITUATIONS = (
    (
        "avdl",
        "Locataire du parc social, dette de loyer",
        "Perte d’emploi en mars, APL suspendue en juin. Un mi-temps a repris en novembre. Le ménage accepte un accompagnement à "
        "domicile et un plan d’apurement.",
    ),
    (
        "place",
        "Hébergé à l’hôtel depuis quatre mois",
        "Séparation au printemps. Les démarches de papiers sont à jour, une formation commence en janvier. Demande une place "
        "proche de l’école.",
    ),
    (
        "sub-lease",
        "Sort d’un centre d’hébergement",
        "Autonome dans son budget depuis un an, salarié en CDI à temps partiel. Le passage par une sous-location rassurerait un bailleur.",
    ),
    (
        "place",
        "Hébergé chez des proches, suroccupation",
        "Deux pièces pour six personnes. La demande de logement social a dix-huit mois. Un des enfants est suivi pour ses études.",
    ),
    (
        "fsl",
        "Locataire du parc privé, impayé d’énergie",
        "Facture de régularisation après un hiver froid. Les ressources suffisent au loyer, pas à ce rappel. Aide à l’apurement demandée.",
    ),
)
_PRESENTERS = ("CCAS de Montaubre", "Relais des Halles", "SIAO du Val-Montaubre", "CCAS de Vigny", "Hôpital de jour")


class File(NamedTuple):
    """A paper form: what is asked, and each of its lines."""

    competence: str
    heading: str
    name: str
    household: str
    dwelling: str
    debt: str
    presenter: str
    text: str
    is_urgent: bool


def files() -> Iterator[File]:
    """Each of them, always the same."""
    for at, name in enumerate(_NAMES):
        civility, household = _HOUSEHOLDS[at % len(_HOUSEHOLDS)]
        competence, dwelling, text = _SITUATIONS[at % len(_SITUATIONS)]
        debt = euros((37_000 + 41_730 * at) % 690_000) if competence in {"avdl", "fsl"} else ""
        yield File(
            competence,
            f"{civility} {name[0]}., {household}",
            f"{civility} {name}",
            household,
            dwelling,
            debt,
            _PRESENTERS[at % len(_PRESENTERS)],
            text,
            at % 17 == 5,
        )
