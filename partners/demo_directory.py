"""Who is who in the demonstration, invented (decisions T20). `partners.demo` puts it in the database."""

from datetime import date
from typing import NamedTuple

from partners.enums import Capacity, LandlordEntity, Role

_SINCE, _FIRST_DAY = date(2025, 1, 1), date(2025, 1, 13)


class UnitOf(NamedTuple):
    """A unit: key, name, capacities, professional telephone."""

    key: str
    name: str
    capacities: tuple[Capacity, ...]
    phone: str


class Member(NamedTuple):
    """A person in a unit, since and until. The same address in two units is the same account."""

    email: str
    first_name: str
    last_name: str
    unit: str
    role: Role
    title: str
    phone: str = ""
    since: date = _FIRST_DAY
    until: date | None = None


ORGANISATIONS: dict[tuple[str, str], tuple[UnitOf, ...]] = {
    ("habitat-deux-vallees", "Habitat des Deux Vallées"): (
        UnitOf("h2v-montaubre-nord", "Agence Montaubre Nord", (Capacity.LANDLORD,), "05 36 49 10 20"),
        UnitOf("h2v-social", "Service social", (Capacity.LANDLORD,), "05 36 49 10 40"),
        UnitOf("h2v-contentieux", "Service contentieux", (Capacity.LANDLORD,), "05 36 49 10 60"),
    ),
    ("logea", "Logéa"): (
        UnitOf("logea-centre", "Agence Centre", (Capacity.LANDLORD, Capacity.RESERVER), "05 36 49 20 20"),
    ),
    ("toits-du-sud", "Toits du Sud"): (UnitOf("toits-sud", "Service social", (Capacity.LANDLORD,), "05 36 49 30 20"),),
    ("pas-de-porte", "Le Pas de Porte"): (
        UnitOf("pas-de-porte-montaubre", "Équipe de Montaubre", (Capacity.OPERATOR,), "05 36 49 40 20"),
        UnitOf("pas-de-porte-rural", "Équipe rurale", (Capacity.OPERATOR,), "05 36 49 40 40"),
    ),
    ("relais-des-halles", "Relais des Halles"): (
        UnitOf("relais-halles", "Service logement", (Capacity.OPERATOR,), "05 36 49 50 20"),
        UnitOf("relais-siao", "SIAO du Val-Montaubre", (Capacity.SIAO,), "05 36 49 50 40"),
    ),
    ("la-clairiere", "La Clairière"): (UnitOf("clairiere", "Pôle logement", (Capacity.OPERATOR,), "05 36 49 60 20"),),
    ("ccas-montaubre", "CCAS de Montaubre"): (
        UnitOf(
            "ccas-montaubre",
            "Action sociale",
            (Capacity.PRESCRIBER, Capacity.COMMITTEE_SEAT),
            "05 36 49 70 20",
        ),
    ),
    ("val-montaubre", "Conseil départemental du Val-Montaubre"): (
        UnitOf(
            "departement",
            "Direction de l’habitat",
            (Capacity.COMMITTEE_SECRETARY, Capacity.PRESCRIBER),
            "05 36 49 80 20",
        ),
        UnitOf("departement-financements", "Mission des financements", (Capacity.FUNDER,), "05 36 49 80 40"),
    ),
}

_CESF = "Conseillère en économie sociale et familiale"
MEMBERS: tuple[Member, ...] = (
    Member(
        "ines.caron@pas-de-porte.example",
        "Inès",
        "Caron",
        "pas-de-porte-montaubre",
        Role.WORKER,
        _CESF,
        "06 39 98 10 01",
    ),
    Member(
        "samira.benhaddou@pas-de-porte.example",
        "Samira",
        "Benhaddou",
        "pas-de-porte-montaubre",
        Role.WORKER,
        "Assistante de service social",
        "06 39 98 10 02",
    ),
    Member(
        "thomas.legrand@pas-de-porte.example",
        "Thomas",
        "Legrand",
        "pas-de-porte-montaubre",
        Role.WORKER,
        "Éducateur spécialisé",
        "06 39 98 10 03",
        since=date(2025, 2, 3),
    ),
    Member(
        "julie.marchand@pas-de-porte.example",
        "Julie",
        "Marchand",
        "pas-de-porte-montaubre",
        Role.WORKER,
        _CESF,
        "06 39 98 10 04",
        since=date(2025, 4, 7),
    ),
    Member(
        "nadege.lambert@pas-de-porte.example",
        "Nadège",
        "Lambert",
        "pas-de-porte-montaubre",
        Role.WORKER,
        "Éducatrice spécialisée",
        until=date(2026, 8, 31),
    ),
    Member(
        "laurent.dubreuil@pas-de-porte.example",
        "Laurent",
        "Dubreuil",
        "pas-de-porte-montaubre",
        Role.MANAGER,
        "Responsable d’équipe",
        "06 39 98 10 10",
        since=date(2025, 1, 6),
    ),
    Member(
        "paul.vernet@pas-de-porte.example",
        "Paul",
        "Vernet",
        "pas-de-porte-montaubre",
        Role.DPO,
        "Délégué à la protection des données",
        since=date(2025, 9, 1),
    ),
    Member(
        "sacha.mercier@pas-de-porte.example",
        "Sacha",
        "Mercier",
        "pas-de-porte-montaubre",
        Role.ADMIN,
        "Administration de l’association",
        since=date(2025, 1, 6),
    ),
    Member(
        "mathieu.roche@pas-de-porte.example",
        "Mathieu",
        "Roche",
        "pas-de-porte-rural",
        Role.WORKER,
        "Travailleur social",
        "06 39 98 10 21",
        since=date(2025, 1, 20),
    ),
    Member(
        "francoise.aubry@pas-de-porte.example",
        "Françoise",
        "Aubry",
        "pas-de-porte-rural",
        Role.MANAGER,
        "Responsable d’équipe",
        "06 39 98 10 20",
        since=date(2025, 1, 20),
    ),
    Member(
        "nadia.roussel@deux-vallees.example",
        "Nadia",
        "Roussel",
        "h2v-montaubre-nord",
        Role.CLERK,
        "Chargée de recouvrement",
        "06 39 98 20 01",
    ),
    Member(
        "nadia.roussel@deux-vallees.example",
        "Nadia",
        "Roussel",
        "h2v-contentieux",
        Role.CLERK,
        "Chargée de recouvrement",
        "06 39 98 20 01",
    ),
    Member(
        "bruno.lemoine@deux-vallees.example",
        "Bruno",
        "Lemoine",
        "h2v-social",
        Role.CLERK,
        "Conseiller social",
        "06 39 98 20 02",
    ),
    Member(
        "odile.ferry@deux-vallees.example",
        "Odile",
        "Ferry",
        "h2v-montaubre-nord",
        Role.ADMIN,
        "Administration des comptes",
    ),
    Member(
        "claire.fontaine@val-montaubre.example",
        "Claire",
        "Fontaine",
        "departement",
        Role.CLERK,
        "Secrétaire de commission",
        "06 39 98 60 01",
    ),
    Member(
        "helene.vidal@val-montaubre.example",
        "Hélène",
        "Vidal",
        "departement-financements",
        Role.CLERK,
        "Chargée de mission logement",
        "06 39 98 60 21",
    ),
    Member(
        "mehdi.rahmani@ccas-montaubre.example",
        "Mehdi",
        "Rahmani",
        "ccas-montaubre",
        Role.WORKER,
        "Responsable de l’action sociale",
        "06 39 98 60 11",
    ),
    Member(
        "imports@deux-vallees.example",
        "Import",
        "nocturne",
        "h2v-montaubre-nord",
        Role.SERVICE,
        "Import nocturne des impayés",
    ),
    Member(
        "sylvie.garnier@logea.example",
        "Sylvie",
        "Garnier",
        "logea-centre",
        Role.CLERK,
        "Chargée de contentieux",
        "06 39 98 30 01",
    ),
    Member(
        "hugo.ferrand@toits-du-sud.example",
        "Hugo",
        "Ferrand",
        "toits-sud",
        Role.CLERK,
        "Conseiller social",
        "06 39 98 40 01",
    ),
    Member(
        "david.morel@relais-halles.example",
        "David",
        "Morel",
        "relais-halles",
        Role.WORKER,
        "Travailleur social",
        "06 39 98 50 01",
    ),
    Member(
        "amina.cherif@relais-halles.example",
        "Amina",
        "Chérif",
        "relais-halles",
        Role.MANAGER,
        "Cheffe de service",
        "06 39 98 50 10",
    ),
    Member(
        "lea.fontaine@la-clairiere.example",
        "Léa",
        "Fontaine",
        "clairiere",
        Role.WORKER,
        "Travailleuse sociale",
        "06 39 98 60 01",
    ),
    Member(
        "marc.olivier@la-clairiere.example",
        "Marc",
        "Olivier",
        "clairiere",
        Role.MANAGER,
        "Responsable du pôle",
        "06 39 98 60 10",
    ),
)

#: Programme, operator unit, first day, landlord units and what each is in the agreement.
AGREEMENTS: tuple[tuple[str, str, date, dict[str, LandlordEntity]], ...] = (
    (
        "gironde",
        "pas-de-porte-montaubre",
        _SINCE,
        {
            "h2v-montaubre-nord": LandlordEntity.BRANCH,
            "h2v-social": LandlordEntity.SOCIAL_SERVICE,
            "h2v-contentieux": LandlordEntity.LITIGATION,
        },
    ),
    ("gironde", "pas-de-porte-rural", _SINCE, {"logea-centre": LandlordEntity.BRANCH}),
    (
        "rouen",
        "relais-halles",
        _SINCE,
        {
            "h2v-montaubre-nord": LandlordEntity.BRANCH,
            "h2v-social": LandlordEntity.SOCIAL_SERVICE,
            "toits-sud": LandlordEntity.SOCIAL_SERVICE,
        },
    ),
)
