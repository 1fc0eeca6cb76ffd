"""The reading log: written before reading, on its own connection and role (T16). No log, no page."""

import uuid
from collections.abc import Iterable

from django.db import connections

from partners.acting import Acting

_INSERT = (
    "INSERT INTO cases_readinglog (id, membership_id, person_id, unit_id, capacity, purpose, route, case_ids,"
    " presentation_sheet_ids, basis, page_log_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class Purpose:
    CASE = "case"
    LIST = "list"
    REPORT = "report"
    EXPORT = "export"
    WHO_LOOKED = "who_looked"
    PRESENTED = "presented"
    REFUSED = "refused"


def record_reading(
    acting: Acting,
    *,
    purpose: str,
    route: str,
    case_ids: Iterable[int] = (),
    presentation_sheet_ids: Iterable[int] = (),
    basis: str = "",
    page_log_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write one row before the names are read, and return its id.

    A list is one row with its ids; a fragment carries its page's id; a refusal carries no id. `presentation_sheet_ids`: of
    what a committee reads, with the cases of those that have one.
    """
    log_id = uuid.uuid4()
    membership = acting.membership
    with connections["log"].cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                log_id,
                membership.id if membership else None,
                acting.named_without_account,
                membership.unit_id if membership else None,
                acting.capacity.value,
                purpose,
                route,
                *([] if purpose == Purpose.REFUSED else sorted(set(ids)) for ids in (case_ids, presentation_sheet_ids)),
                basis,
                page_log_id,
            ],
        )
    return log_id
