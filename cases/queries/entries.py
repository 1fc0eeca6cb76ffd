"""What is known of a household's entry, as its page corrects it."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from cases.models import Accompaniment, AccompanimentCourse, Case, EntryStatement, ReferralSheet
from cases.policies import KnownEntry

#: Of a course: the day the household said so, None where nobody noted it.
STARTS_ON = Subquery(Accompaniment.objects.filter(case_id=OuterRef("case_id")).values("starts_on")[:1])


def course_with_entry(case: Case) -> Any:
    """Its course, annotated with the day it `starts_on`, with what was `stated` of the entry and with the `sheet` while that is
    open, as JSON; None before the referral is accepted. One statement."""
    stated = EntryStatement.objects.filter(case_id=OuterRef("case_id"))
    sheets = ReferralSheet.objects.filter(receiving_case_id=OuterRef("case_id"))
    codes = {name: name for name in ("stage", "reasons")}
    return (
        AccompanimentCourse.objects.filter(case_id=case.pk)
        .select_related("programme_version")
        .defer("programme_version__rules")
        .annotate(
            starts_on=STARTS_ON,
            stated=Subquery(
                stated.values(json=JSONObject(**codes, debt_cents="debt_cents", debt_on="debt_on", commune="commune"))[
                    :1
                ]
            ),
            sheet=Subquery(
                sheets.values(
                    json=JSONObject(
                        **codes,
                        balance_cents="balance_cents",
                        balance_on="balance_on",
                        postcode="postcode",
                        commune="commune",
                    )
                )[:1]
            ),
        )
        .first()
    )


def held_entry(case: Case) -> KnownEntry | None:
    """What is stated of it, which nobody else changes until this transaction ends; None where nothing is."""
    row = EntryStatement.objects.select_for_update().filter(case_id=case.pk).first()
    return KnownEntry(tuple(row.reasons), row.stage, row.commune, row.debt_cents, row.debt_on) if row else None
