"""Former stays of a household in the same operator unit, as far as this context still reads them (domain 5).

Another operator's are never looked for: they are of another author, and no row of theirs is open here.
"""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from cases.models import Access, AccompanimentCourse, Case, ContactStatement, IdentityStatement
from cases.policies import Identity
from partners.acting import Acting


def still_read(case: str = "case_id") -> Exists:
    """Whether the context reads that former case: its unit and team during the follow-up right, its manager after."""
    open_now = Q(identity_until__gt=TransactionNow()) | Q(kind="manager", present_until__gt=TransactionNow())
    return Exists(Access.objects.filter(open_now, case_id=OuterRef(case)))


def former_of(household: str, case: str, author: str) -> QuerySet[AccompanimentCourse, Any]:
    """For a query with those columns: each former stay as JSON, the latest first."""
    return (
        AccompanimentCourse.objects.filter(
            still_read(),
            household_id=OuterRef(household),
            author_id=OuterRef(author),
            engaged_at__isnull=False,
            ended_at__isnull=False,
        )
        .exclude(case_id=OuterRef(case))
        .order_by("-ended_at")
        .values(json=JSONObject(case="case__public_id", since="engaged_at", until="ended_at", outcome="outcome"))
    )


def said_before(case: Case, by: Acting) -> dict[int, Identity]:
    """What the unit itself stated of each person of that household in a former stay it still reads, the latest
    statement of each. Two statements; the caller has written the reading log."""
    own = {"household_id": case.household_id, "author_id": by.unit_audience}
    stated = IdentityStatement.objects.filter(still_read(), **own).exclude(case_id=case.pk).order_by("id")
    contacts = ContactStatement.objects.filter(still_read(), **own).exclude(case_id=case.pk).order_by("id")
    contact_of = {one.person_id: one for one in contacts}
    return {one.person_id: _identity(one, contact_of.get(one.person_id)) for one in stated if one.person_id}


def _identity(stated: IdentityStatement, contact: ContactStatement | None) -> Identity:
    columns = ("address", "postcode", "commune", "phone", "email")
    return Identity(
        person_id=stated.person_id,
        title=stated.title,
        last_name=stated.last_name,
        first_name=stated.first_name,
        born_on=stated.born_on,
        **{column: getattr(contact, column) for column in columns if contact},
    )
