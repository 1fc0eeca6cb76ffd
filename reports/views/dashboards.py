"""The dashboards: an operator's managers read what the night counted of their unit, a landlord's clerk what her own rows say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.views.clerk import clerk, unit_of
from cases.views.gate import acts_as
from common.formatting import MONTHS, clock, day_month, grouped
from common.typography import HARD
from partners.enums import Capacity, Role
from partners.models import Programme
from partners.requests import MemberRequest
from reports import boards
from reports.cells import Where
from reports.models import CellCount
from reports.permissions import check_may_report
from reports.queries import dashboard as queries
from reports.queries import landlord_dashboard as landlord
from reports.queries.reports import programmes_of
from reports.spans import Span, span_of, spans
from reports.views.charts import drawn

#: A count made before that hour is said to be of the night.
MORNING = 8
Choice = tuple[str, str]

managers_only = acts_as(
    Capacity.OPERATOR, Role.MANAGER, sentence="Le tableau de bord de l’équipe est réservé à sa responsable."
)


@managers_only
@require_safe
def dashboard(request: MemberRequest) -> HttpResponse:
    """The indicators of a programme of her unit over a period, as the night counted them, unmasked; seven statements at most."""
    managers = check_may_report(request.acting)
    programmes = programmes_of(request.acting)
    programme = _programme(programmes, request.GET.get("dispositif", ""), queries.counted_programmes(managers))
    count = queries.latest(managers, programme.key) if programme else None
    asked = [_select("dispositif", "Dispositif", _named(programmes), programme.key if programme else "")]
    if programme is None or count is None:
        context = {"programme": programme, "filters": asked if len(programmes) > 1 else [], "sections": []}
        return render(request, "reports/dashboard.html", context)
    span = span_of(count.today, request.GET.get("periode", ""))
    counted = queries.read(count, span)
    known = queries.filters_of(counted)
    chosen = _chosen(request, {"bailleur": ("landlord", known.landlords), "type": ("type", known.kinds)})
    board = boards.of_operator(
        counted, queries.categories_of(counted, chosen, known), chosen, span, timezone.localtime(count.counted_at)
    )
    at = dict(chosen)
    filters = [
        *(asked if len(programmes) > 1 else []),
        _periods(spans(count.today), span),
        *_optional("bailleur", "Bailleur", "Tous", known.landlords, at.get("landlord", "")),
        *_optional("type", "Accès ou maintien", "Les deux", known.kinds, at.get("type", "")),
    ]
    context = _context(board, span, filters, bool(chosen)) | {
        "programme": programme,
        "counted": _counted(count),
        "unseen": _unseen(count),
    }
    return render(request, "reports/dashboard.html", context)


@clerk
@require_safe
def landlord_dashboard(request: MemberRequest) -> HttpResponse:
    """The same indicators as far as the agency's own rows say them, counted as they are asked; five statements at most."""
    unit, today = unit_of(request), timezone.localdate()
    associations = landlord.associations_of(unit)
    span = span_of(today, request.GET.get("periode", ""))
    known = [(each.key, each.name) for each in associations]
    chosen = dict(_chosen(request, {"association": ("association", known), "type": ("type", landlord.KINDS)}))
    association = next((each for each in associations if each.key == chosen.get("association")), None)
    kept = boards.kept_of_landlord(chosen.get("type", ""))
    values = landlord.values_of(unit, kept, span, association=association, kind=chosen.get("type"))
    board = boards.of_landlord(kept, values, landlord.categories_of(values), span, timezone.localtime())
    filters = [
        _periods(spans(today), span),
        *(
            _optional("association", "Association", "Toutes", known, chosen.get("association", ""))
            if len(known) > 1
            else []
        ),
        *_optional("type", "Accès ou maintien", "Tous", landlord.KINDS, chosen.get("type", "")),
    ]
    context = _context(board, span, filters, bool(chosen)) | {
        "has_any": bool(associations),
        "by_kind": "type" in chosen,
    }
    return render(request, "reports/landlord_dashboard.html", context)


# --- what was asked --------------------------------------------------------------------------------------------------
def _programme(programmes: Sequence[Programme], asked: str, counted: set[str]) -> Programme | None:
    """The one asked; else the first that is counted, else the first."""
    wanted = [each for each in programmes if each.key == asked]
    return next(iter([*wanted, *(each for each in programmes if each.key in counted), *programmes]), None)


def _chosen(request: MemberRequest, offered: dict[str, tuple[str, Iterable[Choice]]]) -> Where:
    """(dimension, category) of what the address says and is offered; any other word counts as nothing said."""
    found = []
    for name, (key, choices) in offered.items():
        if (value := request.GET.get(name, "")) in {each for each, _ in choices}:
            found.append((key, value))
    return tuple(sorted(found))


# --- words -----------------------------------------------------------------------------------------------------------
def _context(board: boards.Board, span: Span, filters: list[dict[str, Any]], is_narrowed: bool) -> dict[str, Any]:
    content = board.content
    sections = [content["glance"], *content["sections"]]
    return {
        "span": span,
        "filters": filters,
        "is_narrowed": is_narrowed,
        "former": span.names[1],
        "running": _running(span) if board.is_compared else "",
        "missing": " ; ".join(board.missing),
        "sections": [{**each, "charts": [drawn(chart) for chart in each["charts"]]} for each in sections],
        "definitions": content["definitions"],
    }


def _select(name: str, label: str, choices: Iterable[Choice], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "groups": [("", [(value, said, value == chosen) for value, said in choices])]}


def _optional(name: str, label: str, every: str, choices: Iterable[Choice], chosen: str) -> list[dict[str, Any]]:
    """That choice, where there is one."""
    return [_select(name, label, [("", every), *choices], chosen)] if choices else []


def _periods(offered: Sequence[Span], chosen: Span) -> dict[str, Any]:
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for each in offered:
        groups.setdefault(each.group, []).append((each.value, each.label, each == chosen))
    return {"name": "periode", "label": "Période", "groups": list(groups.items())}


def _named(programmes: Iterable[Programme]) -> list[Choice]:
    return [(each.key, each.name) for each in programmes]


def _counted(count: CellCount) -> str:
    """« Compté cette nuit, le 22 novembre à 4 h 10. »"""
    at = timezone.localtime(count.counted_at)
    when = f"le {day_month(at.date())} à {clock(at)}"
    if at.date() != timezone.localdate():
        return f"Compté {when}. Le compte d’aujourd’hui n’est pas encore fait{HARD}: il se fait de lui-même."
    return f"Compté {'cette nuit' if at.hour < MORNING else 'aujourd’hui'}, {when}."


def _unseen(count: CellCount) -> str:
    """What the managers no longer read, and that no figure counts."""
    closed = sum(count.missing.values())
    if not closed:
        return ""
    if closed == 1:
        return f"Une saisine close au 60ᵉ jour ne dit plus de quel dispositif elle vient{HARD}: elle n’est pas comptée ici."
    said = grouped(closed)
    return f"{said} saisines closes au 60ᵉ jour ne disent plus de quel dispositif elles viennent{HARD}: elles ne sont pas comptées ici."


def _running(span: Span) -> str:
    """The month that is not over is whole in the year before."""
    if not span.is_running:
        return ""
    last = span.shown.until
    name = MONTHS[last.month - 1]
    return f"{name.capitalize()} n’est pas fini{HARD}: {name} {last.year - 1}, à côté, est compté en entier."
