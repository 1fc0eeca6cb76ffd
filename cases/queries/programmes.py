"""The programmes a unit takes part in, with the rules in force today."""

from django.db.models import Q

from cases.programmes.grids import Grid
from cases.programmes.publishing import grid_of, questions_of, rules_of
from cases.programmes.rules import Rules
from partners.acting import Acting
from partners.models import ProgrammeVersion


def programmes_of(by: Acting) -> list[ProgrammeVersion]:
    """The latest version of each programme under which this unit has an agreement, by name. One statement."""
    unit = by.membership.unit_id if by.membership else 0
    mine = Q(programme__agreements__operator_unit_id=unit) | Q(programme__agreements__landlords__unit_id=unit)
    latest = ProgrammeVersion.objects.filter(mine).order_by("programme_id", "-number").distinct("programme_id")
    return sorted(latest.select_related("programme"), key=lambda version: version.programme.name)


def programme_for(by: Acting, key: str) -> Rules | None:
    """The rules of that programme, for a unit that takes part in it; None for any other."""
    return next((rules_of(version) for version in programmes_of(by) if version.programme.key == key), None)


def grid_for(by: Acting, key: str) -> tuple[Rules, Grid] | None:
    """That programme and the grid it assesses with, for a unit that takes part in it. Two statements."""
    rules = programme_for(by, key)
    return (rules, questions_of(grid_of(rules))) if rules else None
