"""Rows of a list of households: their words, and the table drawn from them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from cases.enums import AccompanimentState
from cases.queries import lists
from common.formatting import clock, plural, relative_day, weekday_date
from common.templatetags.ui import tag
from partners.requests import MemberRequest

#: A column that a telephone has no room for.
HIDDEN = ' class="not-phone"'


def cursor(request: MemberRequest) -> UUID | None:
    """The row after which a page begins; anything unreadable begins at the first."""
    try:
        return UUID(request.GET.get("apres", ""))
    except ValueError:
        return None


def count_of(page: lists.Page) -> str:
    """« 14 ménages », « plus de 1 000 ménages »."""
    if page.is_capped:
        return f"plus de {plural(lists.COUNT_CAP, 'ménage')}"
    return plural(page.count, "ménage")


STATES: dict[str, tuple[str, str]] = {
    AccompanimentState.REACHING: ("todo", "À rencontrer"),
    AccompanimentState.ENGAGED: ("done", "Accompagné"),
    AccompanimentState.SUSPENDED: ("waiting", "Suspendu"),
    AccompanimentState.ENDED: ("neutral", "Terminé"),
    AccompanimentState.FOLLOW_UP: ("planned", "Veille"),
    AccompanimentState.ARCHIVED: ("neutral", "Archivé"),
}


@cache
def _address(route: str) -> list[str]:
    """What stands before and after the public id in that route's addresses: a page asks for fifty."""
    nobody = UUID(int=0)
    return reverse(route, args=[nobody]).split(str(nobody))


def case_rows(
    found: Sequence[lists.CaseRow], opens: str = "case", *, communes: Callable[[Sequence[UUID]], dict] | None = None
) -> list[dict]:
    """Rows ready for the template; `opens`: the route their names lead to. Namesakes are told apart by the number of
    their case, and by what `communes` reads of them, asked only when there are any."""
    today, address = timezone.localdate(), _address(opens)
    named = Counter(row.name for row in found)
    twins = {row.public_id: row.number for row in found if named[row.name] > 1}
    where = communes(list(twins)) if communes and twins else {}
    apart = {key: ", ".join(filter(None, [where.get(key), number])) for key, number in twins.items()}
    return [_case_row(row, today, address) | {"told_apart": apart.get(row.public_id, "")} for row in found]


def _case_row(row: lists.CaseRow, today: date, address: list[str]) -> dict:
    kind, state = STATES[row.state]
    if row.state == AccompanimentState.REACHING and row.last_meeting:
        state = "Rencontré, adhésion à dire"
    if row.state == AccompanimentState.ENDED and not row.is_engaged:
        state = "Sans suite"
    coming = ""
    if row.next_on:
        coming = weekday_date(row.next_on) + (f", {clock(row.next_at)}" if row.next_at else "")
    return {
        "url": str(row.public_id).join(address),
        "name": row.name,
        "referent": row.referent,
        "state": state,
        "tag": tag(kind, state, plain=True),
        "last": relative_day(row.last_meeting, today) if row.last_meeting else "–",
        "planned": coming,
        "next": tag("late", coming, plain=True) if row.next_on and row.next_on < today else capfirst(coming),
    }


def table_rows(rows: Iterable[dict], *, referents: bool, nothing_planned: str) -> SafeString:
    """Those rows as rows of a table: name, referent if asked, state, last meeting, next visit.

    Drawn without the template engine, to which fifty rows are a fifth of the page's time.
    """
    nothing = f'<span class="soft">{nothing_planned}</span>'
    return mark_safe("".join(_drawn(row, referents, nothing) for row in rows))  # noqa: S308  (each part is escaped)


def _drawn(row: dict, referents: bool, nothing: str) -> str:
    apart = f' <span class="soft">{escape(row["told_apart"])}</span>' if row["told_apart"] else ""
    who = f"<td>{escape(row['referent']) or tag('todo', 'Sans référent', plain=True)}</td>" if referents else ""
    return (
        f'<tr><th scope="row"><a class="row-link" href="{row["url"]}">{escape(row["name"])}</a>{apart}</th>{who}'
        f'<td>{row["tag"]}</td><td class="not-phone">{row["last"]}</td>'
        f"<td{HIDDEN if referents else ''}>{conditional_escape(row['next']) or nothing}</td></tr>"
    )
