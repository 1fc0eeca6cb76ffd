"""What happened in a session, row by row, as its papers say it."""

from collections.abc import Iterable
from dataclasses import dataclass

from committees.enums import Attending, Ceiling, SessionState
from committees.models import (
    AgendaItem,
    Attendance,
    Decision,
    HouseholdAnswer,
    Opinion,
    PresentationSheet,
    Recusal,
    Session,
)
from committees.queries.sessions import contents
from committees.sheets import Content


@dataclass(frozen=True)
class Held:
    """One item. `sheet` and `content` are None once its agreement ended: nothing of it is read any more. `opinions`: of the
    seats that said something; `recused`: seats that stood back. `taken_off`: while the session sat. `answer`: the household's own, where it came."""

    number: int
    item: AgendaItem
    sheet: PresentationSheet | None
    content: Content | None
    decision: Decision | None
    opinions: tuple[Opinion, ...]
    recused: tuple[str, ...]
    taken_off: bool = False
    answer: HouseholdAnswer | None = None


@dataclass(frozen=True)
class Sitting:
    """A session that sat. `seats`: who was designated for each, by its key."""

    session: Session
    seats: dict[str, Attendance]
    items: tuple[Held, ...]

    @property
    def present(self) -> set[str]:
        return {key for key, row in self.seats.items() if row.state == Attending.PRESENT}


def sitting_of(session: Session) -> Sitting:
    """All of a session that is closed or signed, in the order of its agenda. Eight statements, whatever its length.

    What was taken off before it opened was not presented to it, and is left out.
    """
    rows = AgendaItem.objects.filter(session=session).order_by("position", "pk")
    items = [item for item in rows if is_presented(item, session)]
    # Apart: the row of a sheet whose agreement ended is no longer read, that of its item is.
    sheets = {
        sheet.pk: sheet
        for sheet in PresentationSheet.objects.filter(pk__in=[item.sheet_id for item in items]).select_related(
            "author__unit__organisation"
        )
    }
    said = contents(sheets.values(), Ceiling.FULL)
    decided = {row.item_id: row for row in Decision.objects.filter(session=session)}
    answers = {row.item_id: row for row in HouseholdAnswer.objects.filter(session=session)}
    opinions = _by_item(Opinion.objects.filter(session=session).exclude(voice="", text="").order_by("pk"))
    recused = _by_item(Recusal.objects.filter(session=session, lifted_at=None).select_related("holder").order_by("pk"))
    seats = {row.seat: row for row in Attendance.objects.filter(session=session).select_related("holder")}
    return Sitting(
        session,
        seats,
        tuple(
            Held(
                number,
                item,
                sheets.get(item.sheet_id) if item.sheet_id in said else None,
                said.get(item.sheet_id),
                decided.get(item.pk),
                tuple(opinions.get(item.pk, ())),
                tuple(row.holder.seat for row in recused.get(item.pk, ())),
                _taken_off(item, session),
                answers.get(item.pk),
            )
            for number, item in enumerate(items, start=1)
        ),
    )


def is_presented(item: AgendaItem, session: Session) -> bool:
    """Whether it was on the agenda of a session once that sat."""
    return item.closed_at is None or (session.opened_at is not None and item.closed_at >= session.opened_at)


def _taken_off(item: AgendaItem, session: Session) -> bool:
    """Closing the session closes what it did not decide, at the same instant."""
    over = session.state in {SessionState.CLOSED, SessionState.SIGNED}
    return over and item.closed_at is not None and item.closed_at != session.closed_at


def _by_item(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found
