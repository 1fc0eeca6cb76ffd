"""What a unit knows when it takes over running accompaniments, and what it then holds."""

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery

from cases.imports.running import UnitKnows
from cases.models import Accompaniment, PersonAccess
from cases.queries.lists import workers_of
from common.text import fold
from partners.acting import Acting
from partners.models import Agreement, Membership


def referents(unit_id: int) -> dict[str, Membership]:
    """The workers and managers of that unit by e-mail, in lower case. One statement."""
    return {one.user.email.lower(): one for one in workers_of(unit_id)}


def agreements(unit_id: int) -> dict[str, Agreement]:
    """The agreements of that unit by key of their programme. One statement."""
    found = Agreement.objects.filter(operator_unit_id=unit_id).select_related("programme")
    return {one.programme.key: one for one in found}


def unit_knows(by: Acting, members: Mapping[str, Membership], held: Mapping[str, Agreement]) -> UnitKnows:
    """With the accompaniments the manager lists, by folded name and first day: no name is read. One statement."""
    started = Accompaniment.objects.filter(case_id=OuterRef("case_id")).values("starts_on")
    followed = PersonAccess.objects.for_audience(by.manager_audience or 0).filter(followed=True)
    keys = followed.annotate(started=Subquery(started[:1])).values_list("name_key", "started")
    named = {fold(name): one.programme.key for one in held.values() for name in (one.programme.key, one.programme.name)}
    return UnitKnows(members.keys(), named, {(name, on) for name, on in keys if on})
