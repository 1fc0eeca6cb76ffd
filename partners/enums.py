"""Closed lists of the directory (decisions T3, T4)."""

from django.db.models import TextChoices


class Capacity(TextChoices):
    """In which title a unit, a member or a person acts. What one may see depends on it alone."""

    OPERATOR = "operator", "association"
    LANDLORD = "landlord", "bailleur"
    SIAO = "siao", "SIAO"
    PRESCRIBER = "prescriber", "prescripteur"
    COMMITTEE_SEAT = "committee_seat", "membre de commission"
    COMMITTEE_SECRETARY = "committee_secretary", "secrétariat de commission"
    RESERVER = "reserver", "réservataire"
    FUNDER = "funder", "financeur"
    PERSON = "person", "personne accompagnée"
    DATA_PROTECTION = "data_protection", "protection des données"
    ADMINISTRATION = "administration", "administration de l’organisation"


UNIT_CAPACITIES = frozenset(Capacity) - {Capacity.PERSON, Capacity.DATA_PROTECTION, Capacity.ADMINISTRATION}


class AudienceKind(TextChoices):
    """Who stands behind an audience: a whole unit, its managers, one member, one person, an office, a unit's nightly
    imports, or somebody named to a committee who has no account."""

    UNIT = "unit", "service"
    MANAGER = "manager", "responsables du service"
    MEMBER = "member", "membre"
    PERSON = "person", "personne"
    OFFICE = "office", "fonction de l’organisation"
    SERVICE = "service", "compte de service"
    GUEST = "guest", "membre de commission sans compte"


class Role(TextChoices):
    """What a member may do in her unit."""

    WORKER = "worker", "travailleur social"
    MANAGER = "manager", "responsable d’équipe"
    CLERK = "clerk", "gestionnaire"
    ADMIN = "admin", "administrateur"
    DPO = "dpo", "délégué à la protection des données"
    SERVICE = "service", "compte de service"


# In which capacities of her unit a member of that role has work (T4). Rights never add up. A seat of a committee is held in
# person: only who was named to one has an audience in that capacity.
ROLE_CAPACITIES: dict[Role, tuple[Capacity, ...]] = {
    Role.WORKER: (Capacity.OPERATOR, Capacity.COMMITTEE_SEAT),
    Role.MANAGER: (Capacity.OPERATOR, Capacity.COMMITTEE_SEAT),
    Role.CLERK: (Capacity.LANDLORD, Capacity.COMMITTEE_SECRETARY, Capacity.FUNDER, Capacity.COMMITTEE_SEAT),
    Role.SERVICE: (Capacity.LANDLORD,),
    Role.ADMIN: (Capacity.ADMINISTRATION,),
    Role.DPO: (Capacity.DATA_PROTECTION,),
}


class LandlordEntity(TextChoices):
    """What a landlord's unit is in an agreement (domain 4.0)."""

    BRANCH = "branch", "agence"
    SOCIAL_SERVICE = "social_service", "service social"
    LITIGATION = "litigation", "contentieux"


class EntityRole(TextChoices):
    """What somebody answers for in an agreement: its operator, an entity of the landlord, or those on the spot."""

    OPERATOR = "operator", "association"
    BRANCH = "branch", "agence"
    SOCIAL_SERVICE = "social_service", "service social"
    LITIGATION = "litigation", "contentieux"
    PROXIMITY = "proximity", "personnel de proximité"
