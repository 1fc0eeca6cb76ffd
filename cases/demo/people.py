"""Who lives in the demonstration: invented people, streets and debts. Communes and postcodes are real ones of Gironde
only where a postcode must exist."""

import random
from dataclasses import dataclass

SEED = 20261117
_WOMEN = (
    *("Aïcha", "Nathalie", "Sandrine", "Mireille", "Fatou", "Corinne", "Élodie"),
    *("Brigitte", "Khadija", "Sylvie", "Lucie", "Monique", "Inaya", "Carole"),
)
_MEN = (
    *("Marcel", "Rui", "Karim", "Philippe", "Jean-Luc", "Mamadou", "Didier"),
    *("Nicolas", "Ali", "Gérard", "Thierry", "Bruno", "Yanis", "Patrick"),
)
_NAMES = (
    *("Benali", "Oudin", "Perrot", "Diallo", "Marchetti", "Lecomte", "Renaud", "Haddad", "Garcia", "Petitjean"),
    *("Moreau", "Kone", "Leroux", "Fontaine", "Da Silva", "Brun", "Chevallier", "Traoré", "Masson", "Gauthier"),
    *("Pereira", "Lambert", "Nguyen", "Rousseau", "Blanchard", "Faure", "Colin", "Marty", "Roche", "Vidal"),
    *("Bonnet", "Sissoko", "Girard", "El Amrani", "Dupuy", "Martins", "Barbier", "Cissé", "Lopez", "Hamon"),
    *("Tessier", "Camara", "Guérin", "Ramos", "Boulanger", "Ziani", "Pruvost", "Sow", "Maillard", "Bianchi"),
    *("Aubert", "Mendy", "Leclercq", "Bouazza", "Robin", "Alves", "Carpentier", "Keïta", "Besson", "Yilmaz"),
    *("Hubert", "Diarra", "Klein", "Tahiri", "Lefort", "Costa", "Prigent", "Bâ", "Charrier", "Popescu"),
    *("Jacquet", "Doumbia", "Rolland", "Meziane", "Vasseur-Roy", "Pinto", "Le Goff", "Touré", "Bailly", "Novak"),
)
_STREETS = (
    "rue du Lavoir",
    "boulevard de la Gare",
    "rue des Fileuses",
    "allée des Tilleuls",
    "rue Jean-Moulin",
    "place du Marché",
    "chemin des Vignes",
)
_TOWNS = (("33000", "Bordeaux"), ("33700", "Mérignac"), ("33600", "Pessac"), ("33400", "Talence"))
_TYPES = ("T2", "T3", "T3", "T4", "T5")
_STAGES = ("reminder", "reminder", "order_to_pay", "summons", "none")
_REASONS = ("budget", "isolation", "unexpected_expense", "rights_not_opened", "separation", "energy_poverty")


@dataclass(frozen=True)
class Profile:
    """A tenant of the landlord's file. Money in cents. `co_tenant` as the file writes it, "" when alone."""

    lease: str
    title: str
    last_name: str
    first_name: str
    co_tenant: str = ""
    address: str = ""
    postcode: str = "33000"
    commune: str = "Bordeaux"
    phone: str = "06 39 98 50 00"
    typology: str = "T3"
    rent_cents: int = 41200
    apl_cents: int = 18000
    balance_cents: int = 98000
    stage: str = "reminder"
    reasons: tuple[str, ...] = ("budget",)
    occupants: int = 2
    told: bool = True


VASSEUR = Profile(
    lease="H2V-20418",
    title="MME",
    last_name="Vasseur",
    first_name="Josiane",
    address="12, rue des Tisserands, esc. B, 3e étage",
    phone="06 39 98 41 27",
    balance_cents=104000,
    reasons=("isolation", "rights_not_opened"),
    stage="order_to_pay",
    occupants=1,
)
FERREIRA = Profile(
    lease="H2V-20533",
    title="M",
    last_name="Ferreira",
    first_name="Rui",
    co_tenant="MME FERREIRA Ana",
    address="21, boulevard de la Gare",
    phone="06 39 98 41 30",
    typology="T4",
    balance_cents=295410,
    stage="summons",
    reasons=("unexpected_expense", "budget"),
    occupants=5,
)
#: Those whom a team brings from its spreadsheet: no landlord's file has them here.
BASTIEN = Profile(
    lease="",
    title="MME",
    last_name="Bastien",
    first_name="Colette",
    address="6, allée des Tilleuls",
    postcode="33600",
    commune="Pessac",
    phone="06 39 98 42 06",
    occupants=1,
)
ORTEGA = Profile(
    lease="",
    title="M",
    last_name="Ortega",
    first_name="Luis",
    co_tenant="MME ORTEGA Pilar",
    address="33, rue des Fileuses",
    phone="06 39 98 42 33",
    occupants=4,
)


def invented(count: int, *, prefix: str, first: int = 0) -> list[Profile]:
    """So many tenants of the landlord whose leases begin so, always the same ones; from the `first` name on."""
    chance = random.Random(f"{SEED} {prefix}")  # noqa: S311 - invented people, the same each time
    names = [_NAMES[(first + index) % len(_NAMES)] for index in range(count)]
    return [_one(chance, f"{prefix}-{21000 + index}", name) for index, name in enumerate(names)]


def _one(chance: random.Random, lease: str, last_name: str) -> Profile:
    woman = chance.random() < 0.6
    postcode, commune = chance.choice(_TOWNS)
    rent = chance.randrange(32000, 68000, 100)
    couple = chance.random() < 0.25
    partner = f"{'M' if woman else 'MME'} {last_name.upper()} {chance.choice(_MEN if woman else _WOMEN)}"
    return Profile(
        lease=lease,
        title="MME" if woman else "M",
        last_name=last_name,
        first_name=chance.choice(_WOMEN if woman else _MEN),
        co_tenant=partner if couple else "",
        address=f"{chance.randrange(1, 80)}, {chance.choice(_STREETS)}",
        postcode=postcode,
        commune=commune,
        phone=f"06 39 98 {chance.randrange(10, 99)} {chance.randrange(10, 99)}",
        typology=chance.choice(_TYPES),
        rent_cents=rent,
        apl_cents=chance.choice((0, 12000, 18000, 24000)),
        balance_cents=rent * chance.randrange(2, 9) + chance.randrange(0, 9900),
        stage=chance.choice(_STAGES),
        reasons=tuple(chance.sample(_REASONS, 2)),
        occupants=chance.randrange(2, 6) if couple else chance.randrange(1, 4),
    )
