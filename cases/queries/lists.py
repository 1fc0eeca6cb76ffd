"""Lists of households an operator's audience may see: by name, searched, counted.

Each starts from the audience's rows of PersonAccess and is paged by key. Ids come first, so that the
reading log is written before any name is read; `describe` then reads the rows of one page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Exists, Expression, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.functions import Concat

from cases.models import Access, AccompanimentCourse, Case, PersonAccess, TeamMember
from cases.queries.names import AUDIENCE, CASES, heading, names_called, names_in
from common.compiled import Compiled, Slot
from common.formatting import full_name
from common.text import fold
from partners.enums import Role
from partners.models import Membership

PAGE_SIZE = 50
COUNT_CAP = 1000
SHORTEST_SEARCH = 2


class Row(Protocol):
    """A row of a list, which the page after it is asked by."""

    @property
    def public_id(self) -> UUID: ...


@dataclass(frozen=True)
class Page:
    """One page of a list: the cases in order, whether another page follows the last of them, and the count, which
    stops at 1 001 (`COUNT_CAP` + 1: « plus de 1 000 »)."""

    case_ids: list[int]
    has_next: bool
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_CAP

    def next_after(self, rows: Sequence["Row"]) -> UUID | None:
        """The cursor of the next page, given this one's rows once they are described; None at the end."""
        return rows[-1].public_id if rows and self.has_next else None


@dataclass(frozen=True)
class CaseRow:
    """A household in a list. Dates are None when nothing is logged or planned."""

    public_id: UUID
    number: str
    name: str
    state: str
    last_meeting: date | None
    next_on: date | None
    next_at: time | None
    referent: str
    is_engaged: bool


def current_team() -> Q:
    """Places on a team that are open now."""
    return Q(ended_at=None, starts_at__lte=TransactionNow()) & (Q(until=None) | Q(until__gt=TransactionNow()))


def searchable(text: str) -> str:
    """The folded search, or "" when it has fewer than two letters: then there is nothing to search."""
    folded = fold(text)
    return folded if len(folded.replace(" ", "")) >= SHORTEST_SEARCH else ""


def by_name(
    audience_id: int | None,
    *,
    search: str = "",
    after: UUID | None = None,
    follower: UUID | None = None,
    unassigned: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """Cases in the order of the names that audience sees; `search` is any part of a name, folded.

    `follower` keeps the cases that membership follows now, `unassigned` those without a referent. The
    next page begins `after` the public id of this one's last case. Three statements at most: the cursor's name, the
    page, the count when the page is not the whole list.
    """
    if not (search or after or follower or unassigned):
        found = [case_id for (case_id,) in _first_page(size).rows(audience=audience_id or 0)]
        return _page(found, size, count(audience_id) if len(found) > size else None)
    rows = _named(audience_id, search)
    if follower:
        places = TeamMember.objects.filter(current_team(), membership__public_id=follower, membership__ended_at=None)
        rows = rows.filter(case_id__in=places.values("case_id"))
    if unassigned:
        rows = rows.filter(~Exists(_places().filter(is_referent=True)), Exists(_running()))
    shown = rows
    if after and (last := _key(audience_id, search, after)):
        shown = rows.filter(TupleGreaterThan(Tuple(F("name_key"), F("case_id")), last))
    found = list(shown.order_by("name_key", "case_id").values_list("case_id", flat=True)[: size + 1])
    return _page(found, size, _count(rows) if after or len(found) > size else None)


def _page(found: list[int], size: int, counted: int | None) -> Page:
    """One row more than a page was asked for; a list that fits its page is not counted again."""
    return Page(found[:size], len(found) > size, min(len(found), COUNT_CAP + 1) if counted is None else counted)


@cache
def _first_page(size: int) -> Compiled:
    """Where every list opens."""
    rows = _named(AUDIENCE, "").order_by("name_key", "case_id").values_list("case_id")
    return Compiled(lambda: rows[: size + 1])


def count(audience_id: int | None) -> int:
    """How many households that audience lists; stops at 1 001."""
    return _first_page(COUNT_CAP).count(audience=audience_id or 0)


def _count(rows: QuerySet[PersonAccess]) -> int:
    return rows[: COUNT_CAP + 1].count()


def _named(audience_id: int | Expression | None, search: str) -> QuerySet[PersonAccess]:
    """One row per accepted case: the first person a list shows, or the first one whose name matches."""
    rows = PersonAccess.objects.for_audience(audience_id or 0).filter(followed=True)
    if not search:
        return rows.filter(position=0)
    matching = rows.filter(name_key__contains=search)
    earlier = matching.filter(case_id=OuterRef("case_id"), position__lt=OuterRef("position"))
    # Asked of the few who are not the first of their household: as a join it would be asked of every pair of matches.
    return matching.filter(Q(position=0) | ~Exists(earlier))


def _key(audience_id: int | None, search: str, case: UUID) -> tuple[str, int] | None:
    found = Case.objects.filter(public_id=case).values("pk")[:1]
    return _named(audience_id, search).filter(case_id=Subquery(found)).values_list("name_key", "case_id").first()


def _places() -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(current_team(), case_id=OuterRef("case_id"), membership__ended_at=None)


def _course() -> QuerySet[AccompanimentCourse]:
    return AccompanimentCourse.objects.filter(case_id=OuterRef("case_id"))


def _running() -> QuerySet[AccompanimentCourse]:
    return _course().filter(ended_at=None)


def describe(audience_id: int | None, case_ids: Sequence[int]) -> list[CaseRow]:
    """The rows of one page, in its order. One statement. The reading log must be written before."""
    found = _DESCRIBED.rows(audience=audience_id or 0, cases=list(case_ids))
    rows = {case_id: _row(*columns) for case_id, *columns in found}
    return [rows[case_id] for case_id in case_ids if case_id in rows]


def _described() -> QuerySet[Access, tuple]:
    rows = Access.objects.for_audience(AUDIENCE).filter(CASES)
    referent = Concat("referent__user__first_name", Value(" "), "referent__user__last_name")
    return rows.annotate(called=names_called(AUDIENCE), referent_name=referent).values_list(
        *("case_id", "case_public_id", "case_number", "state", "is_engaged", "last_meeting_on"),
        *("next_visit_on", "next_visit_at", "referent_name", "called"),
    )


_DESCRIBED = Compiled(_described)


def _row(*columns: Any) -> CaseRow:
    public_id, number, state, is_engaged, last_meeting, next_on, next_at, referent, called = columns
    return CaseRow(
        public_id=public_id,
        number=number,
        name=heading(names_in(called)) or number,
        state=state,
        last_meeting=last_meeting,
        next_on=next_on,
        next_at=next_at,
        referent=referent.strip(),
        is_engaged=is_engaged,
    )


def names_of_workers(unit_id: int) -> list[tuple[UUID, str, str]]:
    """Public id, role and name of each of them, by name: what the page's tabs need."""
    return [
        (key, role, full_name("", first, last) or email)
        for key, role, first, last, email in _WORKERS.rows(unit=unit_id)
    ]


def _workers() -> QuerySet[Membership, tuple]:
    return _of_unit(Slot("unit", models.BigIntegerField())).values_list(
        "public_id", "role", "user__first_name", "user__last_name", "user__email"
    )


_WORKERS = Compiled(_workers)


def workers_of(unit_id: int) -> list[Membership]:
    """Workers and managers of a unit, by name: who may be on a team."""
    return list(_of_unit(unit_id).select_related("user"))


def _of_unit(unit: int | Expression) -> QuerySet[Membership]:
    found = Membership.objects.filter(unit_id=unit, ended_at=None, role__in=[Role.WORKER, Role.MANAGER])
    return found.order_by("user__last_name", "user__first_name", "id")
