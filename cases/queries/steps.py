"""Steps of a household and the professionals around it, as its team and its manager read them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from cases.models import Case, Contact, Step


@dataclass(frozen=True)
class Steps:
    """Those that wait for an answer, the next reminder first; those that were answered, the latest first."""

    open: list[Step]
    answered: list[Step]
    contacts: list[Contact]


def steps_of(case: Case) -> Steps:
    """Two statements."""
    rows = list(_by_reminder(Step.objects.filter(case_id=case.pk).select_related("contact")))
    answered = [step for step in rows if step.answer]
    answered.sort(key=lambda step: (step.answered_on is not None, step.answered_on, step.pk), reverse=True)
    return Steps([step for step in rows if not step.answer], answered, contacts_of(case))


def contacts_of(case: Case) -> list[Contact]:
    """Those who follow the household first, by name. One statement."""
    return list(Contact.objects.filter(case_id=case.pk).order_by(F("ended_on").desc(nulls_first=True), "name", "id"))


def current_contacts(case: Case) -> list[Contact]:
    """Those who follow the household, by name. One statement."""
    return list(Contact.objects.filter(case_id=case.pk, ended_on=None).order_by("name", "id"))


def steps_of_course() -> dict[str, Any]:
    """For rows with a `case_id`: `open_steps`, the next reminder first, and `step_totals` in cents."""
    of_case = Step.objects.filter(case_id=OuterRef("case_id"))
    totals = of_case.values("case_id").values(json=JSONObject(asked=Sum("asked_cents"), granted=Sum("granted_cents")))
    return {
        "open_steps": ArraySubquery(_by_reminder(of_case.filter(answer="")).values(json=_row())),
        "step_totals": Subquery(totals),
    }


def due_steps(today: date) -> ArraySubquery:
    """For rows with a `case_id`: the steps to come back to by that day, the oldest first."""
    due = Step.objects.filter(case_id=OuterRef("case_id"), answer="", remind_on__lte=today)
    return ArraySubquery(_by_reminder(due).values(json=_row()))


def _row() -> JSONObject:
    return JSONObject(
        public_id="public_id",
        kind="kind",
        body="body",
        contact="contact__name",
        filed_on="filed_on",
        remind_on="remind_on",
        asked_cents="asked_cents",
    )


def _by_reminder(rows: QuerySet[Step]) -> QuerySet[Step]:
    return rows.order_by(F("remind_on").asc(nulls_last=True), F("filed_on").asc(nulls_first=True), "id")
