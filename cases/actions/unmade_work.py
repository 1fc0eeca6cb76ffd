"""Trying again what background work did not manage: by the administration of the organisation that asked for it."""

from uuid import UUID

from common import outbox
from partners.acting import Acting
from partners.permissions import membership_of, require_administrator
from partners.queries.unmade_work import is_asked_in


def retry(*, outbox_id: UUID, by: Acting) -> bool:
    """Have one work of one's organisation tried again; False when it is done, in hand, or tried again already.

    Effects in order: attempts at zero, who asked and when are kept with the work; its message leaves on commit. The
    worker acts as who first asked, and asks again whether she may have it. Raises NotYours but for an administrator,
    LookupError for work that nobody of her organisation asked for.
    """
    require_administrator(by)
    membership = membership_of(by)
    if not is_asked_in(membership.unit.organisation, outbox_id):
        raise LookupError("Nobody of this organisation asked for that.")
    return outbox.retry(outbox_id, by=membership.id)
