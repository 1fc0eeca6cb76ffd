"""What a secretariat's pages show of a committee: its sessions, an agenda, what was decided before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from committees.enums import Ceiling, DecisionKind, PaperKind, SessionState
from committees.models import (
    AgendaItem,
    Committee,
    Decision,
    Paper,
    PresentationSheet,
    Recusal,
    Session,
    SheetVersion,
)
from committees.policies import projected
from committees.sheets import Content, content_of

OVER = (SessionState.CLOSED, SessionState.SIGNED, SessionState.CANCELLED)


@dataclass(frozen=True)
class Line:
    """An item of an agenda as `items_of` reads it, with the version of its sheet that is shown here and what is decided of it so far.
    `is_under_code`: a number stands for the household."""

    item: Any
    sheet: PresentationSheet
    content: Content
    decision: Decision | None
    times: "Times"
    is_under_code: bool = False


@dataclass(frozen=True)
class Times:
    """How often this household's demand was adjourned and refused by this committee, before the session that asks; under a code, how
    often this sheet was."""

    adjourned: int = 0
    refused: int = 0
    #: When it was last.
    adjourned_at: datetime | None = field(default=None, compare=False)


def of_committee(committee: Committee) -> QuerySet[Any]:
    """Its sessions with the number of their items, latest first; of one that is over, those of its papers."""
    return (
        Session.objects.filter(committee=committee)
        .select_related("version")
        .annotate(
            files=Case(
                When(state__in=OVER, then=_how_many(_kept_until_its_end(OuterRef("pk")))),
                default=_how_many(on_agenda(OuterRef("pk"))),
            )
        )
        .order_by("-starts_at")
    )


def _how_many(items: QuerySet[AgendaItem]) -> Coalesce:
    return Coalesce(Subquery(items.order_by().values("session").annotate(n=Count("pk")).values("n")), 0)


def _kept_until_its_end(session: Session | OuterRef) -> QuerySet[AgendaItem]:
    """The items that were on its agenda when it ended, whoever reads their sheet since: what was taken off before is not among them."""
    ended = Q(closed_at=None) | Q(closed_at=F("session__closed_at")) | Q(closed_at=F("session__cancelled_at"))
    return AgendaItem.objects.filter(ended, session=session)


def kinds_of(session: Session) -> list[str]:
    """What was decided of each item that was on its agenda when it ended: its kind, "" of what was not seen."""
    kind = Decision.objects.filter(item=OuterRef("pk")).values("kind")[:1]
    found = _kept_until_its_end(session).annotate(kind=Coalesce(Subquery(kind), Value("")))
    return list(found.values_list("kind", flat=True))


def on_agenda(session: Session | int | OuterRef) -> QuerySet[AgendaItem]:
    """The items of its agenda, but those nobody reads any more: withdrawn since, or without the household's agreement."""
    return AgendaItem.objects.filter(session=session, closed_at=None, sheet__readable_until__gt=TransactionNow())


def was_taken_off(item: AgendaItem, session: Session) -> bool:
    """Whether it had left the agenda before that session, which is over, ended: its end closes at its own instant what it leaves."""
    return item.closed_at not in {None, session.closed_at, session.cancelled_at}


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
    """The items of its agenda in their order, with their sheets and nothing of what these say. `closed`: with what was adjourned, and
    what was taken off, which `was_taken_off` tells. `is_stood_back`: somebody takes no part in it."""
    on_it = AgendaItem.objects.filter(session=session) if closed else on_agenda(session)
    stood_back = Exists(Recusal.objects.filter(item=OuterRef("pk"), lifted_at=None))
    whole = on_it.select_related("sheet__author__unit__organisation").annotate(is_stood_back=stood_back)
    return list(whole.order_by("position", "pk"))


def agenda(session: Session, items: Iterable[AgendaItem], ceiling: Ceiling = Ceiling.FULL) -> list[Line]:
    """What these items say at that ceiling, what is decided of each, how often it came. Three statements."""
    items = list(items)
    sheets = [item.sheet for item in items]
    said = contents(sheets, ceiling)
    decided = {row.item_id: row for row in Decision.objects.filter(session=session)}
    before = times(session.committee, sheets, but=session, ceiling=ceiling)
    return [
        Line(
            item,
            item.sheet,
            said[item.sheet_id],
            decided.get(item.pk),
            before.get(item.sheet_id, Times()),
            _shown(item.sheet, ceiling) == Ceiling.CODED,
        )
        for item in items
        if item.sheet_id in said
    ]


def times(
    committee: Committee,
    sheets: Iterable[PresentationSheet],
    *,
    but: Session | None = None,
    ceiling: Ceiling = Ceiling.FULL,
) -> dict[int, Times]:
    """How often the household of each sheet was adjourned and refused here: by its case, or by the sheet of a paper form. What was decided
    of a sheet that is withdrawn counts as long as its annex is kept, which says the case. One statement.

    A sheet shown under a code at that ceiling counts alone, and what was decided under a code counts for no other sheet: a count would
    tie a number to a name.
    """
    sheets = list(sheets)
    hers = PresentationSheet.objects.filter(pk=OuterRef("sheet_id"), is_coded=False).values("case_id")
    named = Paper.objects.filter(item_id=OuterRef("item_id"), kind=PaperKind.ANNEX).exclude(snapshot__name="")
    annexed = named.values(case=Cast(KeyTextTransform("case", "snapshot"), BigIntegerField()))
    alone = {sheet.pk for sheet in sheets if not sheet.case_id or _shown(sheet, ceiling) == Ceiling.CODED}
    rows = (
        # Not by a join: the row of a sheet that was withdrawn is no longer read, and would take its decision with it.
        Decision.objects.annotate(
            case=Coalesce(Subquery(hers[:1]), Subquery(annexed[:1]), output_field=BigIntegerField())
        )
        .filter(
            Q(case__in={sheet.case_id for sheet in sheets if sheet.case_id})
            | Q(sheet_id__in={sheet.pk for sheet in sheets}),
            session__committee=committee,
            kind__in=[DecisionKind.ADJOURNED, DecisionKind.REFUSED],
            session__state=SessionState.SIGNED,
        )
        .exclude(session=but)
        .values_list("sheet_id", "case", "kind", "session__starts_at")
    )
    decided: dict[tuple[tuple[str, int | None], str], list[datetime]] = defaultdict(list)
    for sheet_id, case_id, kind, at in rows:
        for which in (("sheet", sheet_id), *([("case", case_id)] if case_id else [])):
            decided[which, kind].append(at)

    def counted(sheet: PresentationSheet) -> Times:
        which = ("sheet", sheet.pk) if sheet.pk in alone else ("case", sheet.case_id)
        adjourned, refused = decided[which, DecisionKind.ADJOURNED], decided[which, DecisionKind.REFUSED]
        return Times(len(adjourned), len(refused), max(adjourned, default=None))

    return {sheet.pk: counted(sheet) for sheet in sheets}
