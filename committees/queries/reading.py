"""What a seat reads, in person and for a time: its sessions, their agendas, one sheet in its own version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from committees.models import SheetAccess, SheetVersion
from committees.publishing import rules_of
from committees.rules import Rules
from committees.sheets import Content, content_of
from partners.acting import Acting


@dataclass(frozen=True)
class Held:
    """The files of one session that a seat reads, in the order of the agenda, and the rules the session sits under."""

    accesses: list[SheetAccess]

    @property
    def session(self) -> Any:
        return self.accesses[0].session

    @property
    def until(self) -> datetime:
        """The latest instant at which anything of it is read."""
        return max(access.until for access in self.accesses)

    @property
    def sheet_ids(self) -> list[int]:
        return [access.sheet_id for access in self.accesses]

    @property
    def case_ids(self) -> list[int]:
        """The cases of those that have one: for the reading log alone."""
        return [access.sheet.case_id for access in self.accesses if access.sheet.case_id]

    def rules(self) -> Rules:
        """A statement when this process has not read them yet."""
        return rules_of(self.session.version)

    def around(self, item: UUID) -> tuple[SheetAccess | None, SheetAccess | None, SheetAccess | None]:
        """The file before that one, itself, and the one after; three None when it is not read."""
        place = next((rank for rank, each in enumerate(self.accesses) if each.item.public_id == item), None)
        if place is None:
            return None, None, None
        before = self.accesses[place - 1] if place else None
        after = self.accesses[place + 1] if place + 1 < len(self.accesses) else None
        return before, self.accesses[place], after

    def only(self, access: SheetAccess) -> "Held":
        """That file alone."""
        return Held([access])


def sessions(by: Acting) -> Iterable[Mapping[str, Any]]:
    """The sessions of which this seat reads something now, the next one first: one row each, and no name."""
    return (
        SheetAccess.objects.filter(audience_id=by.member_audience)
        .values(
            "session__public_id",
            "session__starts_at",
            "session__place",
            "session__is_urgent",
            "session__state",
            "session__committee__name",
        )
        .annotate(files=Count("pk"), until=Max("until"))
        .order_by("session__starts_at", "session_id")
    )


def held(by: Acting, session: UUID) -> Held | None:
    """What this seat reads of that session; None when nothing is open to it. One statement, and no name."""
    found = list(
        SheetAccess.objects.filter(audience_id=by.member_audience, session__public_id=session)
        .select_related("item", "sheet", "session__committee", "session__version")
        .defer("session__version__rules")
        .order_by("item__position", "item_id")
    )
    return Held(found) if found else None


def said(accesses: Sequence[SheetAccess]) -> dict[int, Content]:
    """What each of these says to its seat, by id of sheet. The caller has written the reading log. One statement."""
    ceilings = {access.sheet_id: access.ceiling for access in accesses}
    rows = SheetVersion.objects.filter(sheet_id__in=ceilings)
    return {row.sheet_id: content_of(row) for row in rows if row.ceiling == ceilings[row.sheet_id]}
