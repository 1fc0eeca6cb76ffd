"""Organisations, units and members, made as the owner makes them."""

import copy
import itertools
from datetime import date
from typing import Any

from cases.programmes.publishing import latest, publish
from cases.programmes.rules import Rules
from partners.acting import Acting, act_as
from partners.actions.directory import add_member, add_organisation, add_unit
from partners.enums import ROLE_CAPACITIES, Capacity, LandlordEntity, Role
from partners.models import Agreement, AgreementLandlord, Programme, ProgrammeVersion, Unit, User
from tests.harness import OWNER, as_role

_numbers = itertools.count(1)


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


def agreement(operator: Unit, *landlords: Unit) -> Agreement:
    """An agreement in force by which these landlord units may refer to that operator unit."""
    with as_role(OWNER):
        programme = Programme.objects.get(key="gironde")
        made = Agreement.objects.create(programme=programme, operator_unit=operator, starts_on=date(2020, 1, 1))
        for landlord in landlords:
            AgreementLandlord.objects.create(agreement=made, unit=landlord, entity=LandlordEntity.BRANCH)
        return made


def publish_next(key: str, changes: dict[str, Any]) -> ProgrammeVersion:
    """The next version of that programme, with these rules changed: {"consent.recipients.0.entity": "branch"}."""
    with as_role(OWNER):
        last = latest(Programme.objects.get(key=key))
        said = copy.deepcopy(last.rules) | {"version": last.number + 1}
        for way, value in changes.items():
            *parents, name = (int(part) if part.isdigit() else part for part in way.split("."))
            place = said
            for parent in parents:
                place = place[parent]
            place[name] = value
        made = publish(Rules.model_validate(said))
        assert made
        return made
