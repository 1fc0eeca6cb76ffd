"""What is to be done of decisions: on a household's page, in a member's list, for a secretariat."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from cases.models import Access, AccompanimentCourse
from committees.enums import EffectKind
from committees.models import Committee, DecisionEffect, Session
from partners.acting import Acting
from partners.enums import Capacity

#: A list shows the first ones.
MOST = 100


def of_course() -> ArraySubquery:
    """For rows with a `case_id`: what its team has to do, the oldest first, as `row`."""
    return ArraySubquery(_of_teams().filter(case_id=OuterRef("case_id")).values(json=row()))


def of_list(by: Acting) -> Iterable[tuple[int, dict[str, Any]]]:
    """(case, `row`) of the households this member lists, as an operator. One statement, or none."""
    if by.capacity != Capacity.OPERATOR:
        return []
    listed = Access.objects.for_audience(by.list_audience or by.unit_audience or 0).values("case_id")
    own = _of_teams().filter(owner_id=by.unit_audience, case_id__in=listed)
    return own.values_list("case_id", row())[:MOST]


def _of_teams() -> QuerySet[DecisionEffect]:
    return (
        DecisionEffect.objects.filter(done_at=None).exclude(kind=EffectKind.PRESENT_AGAIN).order_by("created_at", "pk")
    )


def row() -> JSONObject:
    """An effect as its words are made from. `is_engaged`, `is_over`: where its accompaniment is; `rhythm`,
    `watch`: of the rules it was taken under."""
    courses = AccompanimentCourse.objects.filter(case_id=OuterRef("case_id"))
    return JSONObject(
        public_id="public_id",
        kind="kind",
        starts_on="starts_on",
        until_on="until_on",
        created_at="created_at",
        done_at="done_at",
        outcome="outcome",
        held_at="session__starts_at",
        committee="session__committee__name",
        rhythm="session__version__rules__rhythm",
        watch="session__version__rules__watch",
        is_engaged=Exists(courses.filter(engaged_at__isnull=False)),
        is_over=Exists(courses.filter(ended_at__isnull=False)),
    )


def own_effect(public_id: UUID, by: Acting) -> DecisionEffect | None:
    """The one of that public id that this unit answers for; None for any other. No name is read."""
    return (
        DecisionEffect.objects.filter(public_id=public_id, owner_id=by.unit_audience)
        .select_related("case", "sheet__committee", "session__committee", "session__version")
        .first()
    )


def waiting(committee: Committee) -> list[DecisionEffect]:
    """What is still to be done of that committee's decisions: the oldest ones, listed by session, the latest first, each in the order of
    its agenda. Nothing of a household that no longer agrees."""
    found = _shown().select_related("item").filter(session__committee=committee, done_at=None)
    oldest = sorted(found.order_by("created_at", "pk")[:MOST], key=lambda each: (each.item.position, each.pk))
    return sorted(oldest, key=lambda each: each.session.starts_at, reverse=True)


def of_session(session: Session) -> list[DecisionEffect]:
    """What followed from what it decided."""
    return list(_shown().filter(session=session))


def _shown() -> QuerySet[DecisionEffect]:
    return DecisionEffect.objects.select_related("session__version", "sheet", "owner__unit__organisation")
