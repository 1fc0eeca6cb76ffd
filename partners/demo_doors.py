"""The buttons by which one enters a demonstration, one per role that has work (decisions T20)."""

from typing import NamedTuple


class Door(NamedTuple):
    """A button of the entry page: key of its address, account, words, icon."""

    key: str
    email: str
    label: str
    detail: str
    icon: str


#: Who enters by a button of the demonstration: only roles with work (decisions T20).
DOORS: tuple[Door, ...] = (
    Door(
        "ines",
        "ines.caron@pas-de-porte.example",
        "Inès, travailleuse sociale",
        "Sa journée, ses visites",
        "smartphone",
    ),
    Door(
        "laurent",
        "laurent.dubreuil@pas-de-porte.example",
        "Laurent, responsable d’équipe",
        "Répartir, suivre, rendre compte",
        "users",
    ),
    Door(
        "nadia",
        "nadia.roussel@deux-vallees.example",
        "Nadia, bailleur",
        "Ses locataires en impayé",
        "building-2",
    ),
    Door(
        "claire",
        "claire.fontaine@val-montaubre.example",
        "Claire, secrétaire de commission",
        "Préparer et tenir une séance",
        "gavel",
    ),
    Door(
        "helene",
        "helene.vidal@val-montaubre.example",
        "Hélène, financeur",
        "Les rapports qui lui sont remis",
        "landmark",
    ),
    Door(
        "paul",
        "paul.vernet@pas-de-porte.example",
        "Paul, protection des données",
        "Accès, accords, registre",
        "shield-check",
    ),
    Door(
        "sacha",
        "sacha.mercier@pas-de-porte.example",
        "Sacha, administration",
        "Comptes et rôles de l’association",
        "key-round",
    ),
)
#: Beside them, on the same page: an association and a landlord who work under another programme.
OTHER_DOORS: tuple[Door, ...] = (
    Door(
        "mehdi",
        "mehdi.rahmani@ccas-montaubre.example",
        "Mehdi, membre de commission",
        "Lire les fiches d’une séance",
        "book-open",
    ),
    Door(
        "david",
        "david.morel@relais-halles.example",
        "David, travailleur social",
        "Relais des Halles, en binôme",
        "smartphone",
    ),
    Door(
        "hugo",
        "hugo.ferrand@toits-du-sud.example",
        "Hugo, bailleur",
        "Toits du Sud, service social",
        "building-2",
    ),
)
#: The household's door belongs to whoever knows households: it has a route of its own.
PERSON_DOOR = Door("vasseur", "", "Mme Vasseur, accompagnée", "Qui voit quoi sur moi", "house")
