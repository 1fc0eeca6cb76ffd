"""Organisations, units and members, made as the owner makes them."""

import itertools
from datetime import date

from partners.acting import Acting, act_as
from partners.actions.directory import add_member, add_organisation, add_unit
from partners.enums import ROLE_CAPACITIES, Capacity, LandlordEntity, Role
from partners.models import Agreement, AgreementLandlord, Programme, Unit, User
from tests.harness import OWNER, as_role

_numbers = itertools.count(1)

USUAL_SET = {
    "recipients": [
        {
            "entity": "branch",
            "scopes": ["identity", "housing"],
            "separate": ["budget"],
            "purpose": "suivre ma dette et mon plan d’apurement",
            "return_purpose": "donner à {operator} l’état de mon compte",
        }
    ],
    "durations": [3, 6, 12],
    "notice": "gironde-2026-11",
}


def unit(*capacities: Capacity, name: str = "", organisation=None) -> Unit:
    """A unit with those capacities, in an organisation of its own unless one is given."""
    number = next(_numbers)
    with as_role(OWNER):
        organisation = organisation or add_organisation(
            key=f"organisation-{number}", name=name or f"Organisation {number}"
        )
        return add_unit(
            organisation=organisation,
            key=f"unit-{number}",
            name=f"{name or 'Unité'} {number}",
            capacities=capacities,
        )


def member(of: Unit, role: Role, capacity: Capacity | None = None, title: str = "", **names) -> Acting:
    """A member of that unit, acting in the capacity in which her role has work."""
    number = next(_numbers)
    with as_role(OWNER):
        user = User.objects.create_user(
            f"personne{number}@example.test",
            first_name=names.get("first_name", f"Prénom{number}"),
            last_name=names.get("last_name", f"Nom{number}"),
        )
        membership = add_member(unit=of, role=role, user=user, title=title)
        return act_as(membership, capacity or ROLE_CAPACITIES[role][0])


def agreement(operator: Unit, *landlords: Unit, answer_days: int = 15) -> Agreement:
    """An agreement in force by which these landlord units may refer to that operator unit."""
    with as_role(OWNER):
        programme, _ = Programme.objects.get_or_create(
            key="gironde", defaults={"name": "Garder son toit", "usual_set": USUAL_SET}
        )
        made = Agreement.objects.create(
            programme=programme, operator_unit=operator, answer_days=answer_days, starts_on=date(2020, 1, 1)
        )
        for landlord in landlords:
            AgreementLandlord.objects.create(agreement=made, unit=landlord, entity=LandlordEntity.BRANCH)
        return made
