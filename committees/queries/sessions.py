"""What a secretariat's pages show of a committee: its sessions, an agenda, what was decided before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from committees.enums import Ceiling, DecisionKind, SessionState
from committees.models import AgendaItem, Committee, Decision, PresentationSheet, Session, SheetVersion
from committees.policies import projected
from committees.sheets import Content, content_of


@dataclass(frozen=True)
class Line:
    """An item of an agenda, with the version of its sheet that is shown here and what is decided of it so far."""

    item: AgendaItem
    sheet: PresentationSheet
    content: Content
    decision: Decision | None
    times: "Times"


@dataclass(frozen=True)
class Times:
    """How often this household's demand was adjourned and refused by this committee, before the session that asks."""

    adjourned: int = 0
    refused: int = 0


def of_committee(committee: Committee) -> QuerySet[Any]:
    """Its sessions with the number of their items, latest first."""
    on_it = AgendaItem.objects.filter(session=OuterRef("pk"), closed_at=None).order_by()
    return (
        Session.objects.filter(committee=committee)
        .select_related("version")
        .annotate(files=Coalesce(Subquery(on_it.values("session").annotate(n=Count("pk")).values("n")), 0))
        .order_by("-starts_at")
    )


def contents(sheets: Iterable[PresentationSheet], ceiling: Ceiling = Ceiling.FULL) -> dict[int, Content]:
    """What each of these sheets says at that ceiling, or at the next narrower it has. One statement."""
    wanted = {sheet.pk: sheet for sheet in sheets}
    found: dict[int, dict[str, SheetVersion]] = {}
    for version in SheetVersion.objects.filter(sheet_id__in=wanted):
        found.setdefault(version.sheet_id, {})[version.ceiling] = version
    return {
        key: content_of(versions.get(_shown(wanted[key], ceiling)) or versions[Ceiling.CODED])
        for key, versions in found.items()
    }


def _shown(sheet: PresentationSheet, ceiling: Ceiling) -> Ceiling:
    return projected([ceiling, Ceiling.CODED]) if sheet.is_coded or sheet.is_narrowed else ceiling


def items_of(session: Session, *, closed: bool = False) -> list[AgendaItem]:
    """The items of its agenda in their order, with their sheets and nothing of what these say. `closed`: with what was adjourned or
    taken off."""
    on_it = AgendaItem.objects.filter(session=session).select_related("sheet__author__unit__organisation")
    return list((on_it if closed else on_it.filter(closed_at=None)).order_by("position", "pk"))


def agenda(session: Session, items: Iterable[AgendaItem], ceiling: Ceiling = Ceiling.FULL) -> list[Line]:
    """What these items say at that ceiling, what is decided of each, how often it came. Three statements."""
    items = list(items)
    sheets = [item.sheet for item in items]
    said = contents(sheets, ceiling)
    decided = {row.item_id: row for row in Decision.objects.filter(session=session)}
    before = times(session.committee, sheets, but=session)
    return [
        Line(item, item.sheet, said[item.sheet_id], decided.get(item.pk), before.get(item.sheet_id, Times()))
        for item in items
        if item.sheet_id in said
    ]


def times(committee: Committee, sheets: Iterable[PresentationSheet], *, but: Session | None = None) -> dict[int, Times]:
    """How often the household of each sheet was adjourned and refused here: by its case, or by the sheet of a paper form."""
    cases = {sheet.case_id for sheet in sheets if sheet.case_id}
    keys = {sheet.pk for sheet in sheets}
    rows = (
        Decision.objects.filter(
            Q(sheet__case_id__in=cases) | Q(sheet_id__in=keys),
            sheet__committee=committee,
            kind__in=[DecisionKind.ADJOURNED, DecisionKind.REFUSED],
            session__state=SessionState.SIGNED,
        )
        .exclude(session=but)
        .values_list("sheet_id", "sheet__case_id", "kind")
    )
    counted: dict[tuple[str, int], list[int]] = {}
    for sheet_id, case_id, kind in rows:
        pair = counted.setdefault(("case", case_id) if case_id else ("sheet", sheet_id), [0, 0])
        pair[kind == DecisionKind.REFUSED] += 1
    return {
        sheet.pk: Times(*counted.get(("case", sheet.case_id) if sheet.case_id else ("sheet", sheet.pk), (0, 0)))
        for sheet in sheets
    }
