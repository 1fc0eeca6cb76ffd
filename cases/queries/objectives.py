"""The objectives of the contract in force, each with the newest step that was said of it, as the team reads them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, TruncDate
from django.utils import timezone

from cases.enums import ObjectiveProgress, PartKind
from cases.models import Annex, Case, CommonPart, VisitNote


@dataclass(frozen=True)
class Objective:
    """One objective. `key`: its key in the contract. `for_housing`: of the common part, else of the annex. `progress`,
    `on`: the newest step and the day it was said, None while nobody has."""

    key: str
    text: str
    for_housing: bool
    progress: ObjectiveProgress | None = None
    on: date | None = None


def objectives_of_course(case: str = "case_id") -> dict[str, Any]:
    """For rows that name a case by that column: `agreed`, the contract in force; `reviewed`, the last signed bilan;
    `noted`, what notes say. No statement of their own."""
    notes = VisitNote.objects.filter(case_id=OuterRef(case)).exclude(progress={})
    noted = notes.order_by("pk").values(
        one=JSONObject(visit="visit_id", on=Coalesce("visit__on", TruncDate("created_at")), steps="progress")
    )
    return {
        "agreed": Subquery(_last(case, PartKind.CONTRACT)),
        "reviewed": Subquery(_last(case, PartKind.BILAN)),
        "noted": ArraySubquery(noted),
    }


def _last(case: str, kind: PartKind) -> QuerySet[CommonPart, Any]:
    annexes = Annex.objects.filter(common_part_id=OuterRef("pk"))
    issued = CommonPart.objects.filter(case_id=OuterRef(case), kind=kind, issued_at__isnull=False)
    return issued.order_by("-number").values(
        one=JSONObject(
            issued_at="issued_at",
            housing="content__objectives",
            social=Subquery(annexes.values("content__objectives")[:1]),
        )
    )[:1]


def objectives_in(course: Any, *, but: int | None = None) -> list[Objective]:
    """Those that a row with these annotations tells, housing first. `but`: a visit whose notes are left out."""
    if not course.agreed:
        return []
    said = _newest(course, but)
    housing = [Objective(one["key"], one["text"], True) for one in course.agreed["housing"] or []]
    social = [Objective(key_of(text), text, False) for text in course.agreed["social"] or []]
    return [
        Objective(one.key, one.text, one.for_housing, *said.get(one.key, (None, None))) for one in [*housing, *social]
    ]


def _newest(course: Any, but: int | None) -> dict[str, tuple[ObjectiveProgress, date]]:
    """By key. Of one day, the bilan has the last word: the household signed it."""
    said = [(one["on"], one["steps"]) for one in course.noted if but is None or one["visit"] != but]
    said.sort(key=lambda one: one[0])
    if course.reviewed:
        day = timezone.localdate(datetime.fromisoformat(course.reviewed["issued_at"])).isoformat()
        reviewed = [*(course.reviewed["housing"] or []), *(course.reviewed["social"] or [])]
        earlier = [one for one in said if one[0] <= day]
        said = [*earlier, (day, {one["key"]: one["progress"] for one in reviewed}), *said[len(earlier) :]]
    return {key: (ObjectiveProgress(step), date.fromisoformat(on)) for on, steps in said for key, step in steps.items()}


def objectives_of(case: Case, *, but: int | None = None) -> list[Objective]:
    """Those of that case. One statement, however many."""
    row = Case.objects.filter(pk=case.pk).annotate(**objectives_of_course("pk")).first()
    return objectives_in(row, but=but) if row else []


def key_of(text: str) -> str:
    """The key of an objective of the annex, which has none of its own: it lives as long as its words."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def texts_of(objectives: Iterable[Objective]) -> dict[str, str]:
    """What each key stands for."""
    return {one.key: one.text for one in objectives}
