"""The columns of a file: which header names which fact of a line. Those of a landlord's arrears are here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from common.text import fold


class Field(StrEnum):
    """One fact of a line. The value is the name of the attribute of `TenantLine` it fills."""

    LEASE_REF = "lease_ref"
    TITLE = "title"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BORN_ON = "born_on"
    CO_TENANT = "co_tenant"
    OCCUPANTS = "occupants"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    COMMUNE = "commune"
    RESIDENCE = "residence"
    BRANCH_LABEL = "branch_label"
    MANAGER_LABEL = "manager_label"
    TYPOLOGY = "typology"
    RENT = "rent_cents"
    APL = "apl_cents"
    BALANCE = "balance_cents"
    MONTHS_UNPAID = "months_unpaid"
    LAST_PAYMENT_ON = "last_payment_on"
    ENTERED_ON = "entered_on"
    STAGE = "stage"
    REASONS = "reasons"
    TOLD = "told"

    @property
    def label(self) -> str:
        """The header landlords most often give this column, shown when the file has none."""
        return LABELS[self]


LABELS = {
    Field.LEASE_REF: "N° contrat",
    Field.TITLE: "Civilité",
    Field.LAST_NAME: "Nom locataire",
    Field.FIRST_NAME: "Prénom",
    Field.BORN_ON: "Date naissance",
    Field.CO_TENANT: "Co-titulaire",
    Field.OCCUPANTS: "Nb occupants",
    Field.PHONE: "Tél.",
    Field.EMAIL: "Courriel",
    Field.ADDRESS: "Adresse",
    Field.POSTCODE: "Code postal",
    Field.COMMUNE: "Commune",
    Field.RESIDENCE: "Groupe/Résidence",
    Field.BRANCH_LABEL: "Agence",
    Field.MANAGER_LABEL: "Gestionnaire",
    Field.TYPOLOGY: "Typologie",
    Field.RENT: "Loyer + charges",
    Field.APL: "APL",
    Field.BALANCE: "Solde débiteur",
    Field.MONTHS_UNPAID: "Nb mois impayés",
    Field.LAST_PAYMENT_ON: "Date dernier règlement",
    Field.ENTERED_ON: "Date entrée",
    Field.STAGE: "Stade procédure",
    Field.REASONS: "Motifs repérés",
    Field.TOLD: "Locataire informé (O/N)",
}

REQUIRED = (Field.LEASE_REF, Field.LAST_NAME, Field.POSTCODE, Field.COMMUNE, Field.BALANCE)

_SYNONYMS = {
    Field.LEASE_REF: (
        "contrat, no contrat, num contrat, numéro contrat, numéro de contrat, n° de contrat, réf contrat, "
        "référence contrat, ref bail, réf du bail, référence bail, référence du bail, bail, n° bail, "
        "n° de bail, numéro de bail"
    ),
    Field.TITLE: "civ, titre",
    Field.LAST_NAME: "nom, nom du locataire, nom de famille, nom titulaire, nom du titulaire",
    Field.FIRST_NAME: "prénoms, prénom locataire, prénom du locataire",
    Field.BORN_ON: "ddn, date de naissance, naissance, né le, née le",
    Field.CO_TENANT: "cotitulaire, colocataire, co locataire, conjoint cotitulaire",
    Field.OCCUPANTS: "nombre d’occupants, nombre occupants, nb d’occupants, occupants",
    Field.PHONE: "téléphone, tel portable, téléphone portable, portable, mobile, n° tél, n° de téléphone",
    Field.EMAIL: "email, e mail, mail, adresse mail, adresse e mail, adresse électronique",
    Field.ADDRESS: "adresse logement, adresse du logement, adresse postale, adresse 1",
    Field.POSTCODE: "cp, code post",
    Field.COMMUNE: "ville, localité",
    Field.RESIDENCE: "groupe, résidence, groupe résidence",
    Field.BRANCH_LABEL: "nom agence, agence de gestion",
    Field.MANAGER_LABEL: "gestionnaire locatif, chargé de clientèle, nom gestionnaire",
    Field.TYPOLOGY: "type, type logement, type de logement, typo",
    Field.RENT: "loyer charges, loyer et charges, loyer charges comprises, loyer cc, loyer",
    Field.APL: "aide au logement, montant apl",
    Field.BALANCE: "solde, dette, montant dette, montant de la dette, solde locataire, montant impayé",
    Field.MONTHS_UNPAID: "nombre de mois impayés, nombre mois impayés, mois impayés, nb mois d’impayés",
    Field.LAST_PAYMENT_ON: "dernier règlement, date du dernier règlement, dernier paiement",
    Field.ENTERED_ON: "date d’entrée, entrée, date entrée logement, date d’entrée dans les lieux",
    Field.STAGE: "stade, procédure, proc, stade de la procédure, stade de procédure",
    Field.REASONS: "motifs, motif, motif repéré, motifs du signalement, difficultés repérées",
    Field.TOLD: "informé, locataire informé, locataire informé o n, informé o n, information du locataire",
}

_FIELD_OF = {
    fold(header): field for field, synonyms in _SYNONYMS.items() for header in (LABELS[field], *synonyms.split(", "))
}


def recognise(header: str) -> Field | None:
    """Return the field a header names, accents, case and punctuation ignored, or None."""
    return _FIELD_OF.get(fold(header))


def letter_of(index: int) -> str:
    """Return the letter a spreadsheet gives to the column at `index` (0 is A, 26 is AA)."""
    letters = ""
    rest = index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@dataclass(frozen=True)
class Table:
    """The columns of one kind of file. `recognise` gives the field a header names, `label` the usual header of a field,
    `required` the fields every line needs, `titles` the headers shown when none is recognised."""

    recognise: Callable[[str], str | None]
    label: Callable[[str], str]
    required: tuple[str, ...]
    titles: str


TENANTS = Table(
    recognise=recognise,
    label=lambda field: LABELS[Field(field)],
    required=REQUIRED,
    titles="« N° contrat », « Nom locataire », « Code postal », « Commune » et « Solde débiteur »",
)
