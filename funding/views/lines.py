"""« Financements »: where each line stands, and the books of one."""

from collections import defaultdict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.views.followed import log_list
from cases.views.gate import acts_as
from common.formatting import plural
from funding.measures import Entry
from funding.months import Month
from funding.permissions import MANAGERS_ONLY, check_may_fund, counted
from funding.plans.differences import differences
from funding.publishing import plan_of
from funding.queries.facts import gather
from funding.queries.plans import of_key, plans
from funding.queries.standing import open_months, standings
from funding.views.words import after_month, cases_of, entry_of, line_of, sums_of
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_safe
def funding(request: MemberRequest) -> HttpResponse:
    """Every line: granted, consumed, committed, left, and the day it runs out. Five statements; nobody is named."""
    managers, today = check_may_fund(request.acting), timezone.localdate()
    facts = gather(managers)
    with counted():
        found = standings(facts, today)
    to_close, rows = open_months(facts, today), [line_of(standing) for standing in found]
    context = {
        "lines": rows,
        "is_short": any(row["is_short"] for row in rows),
        "to_close": to_close[0] if to_close else None,
        "named": after_month(to_close[0]) if to_close else "",
        "waiting": _waiting(len(to_close)),
        "plans": [_plan(version) for version in plans(managers)],
    }
    return render(request, "funding/funding.html", context)


def _waiting(months: int) -> str:
    if months > 1:
        return f"{plural(months, 'mois', 'mois')} finis ne sont pas clos. Ce qui est consommé les compte déjà."
    return "Un mois fini n’est pas clos. Ce qui est consommé le compte déjà." if months else ""


def _plan(version) -> dict:
    plan = plan_of(version)
    found = len(differences(plan))
    return {
        "version": version,
        "name": plan.name,
        "said": f"Ne tombe pas juste : {plural(found, 'écart')}" if found else "Tombe juste",
        "kind": "late" if found else "done",
    }


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_safe
def funding_line(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A line, and its books by month; the entries of the month asked for (`mois`), else of the last that has some. Five statements."""
    managers, today = check_may_fund(request.acting), timezone.localdate()
    facts = gather(managers)
    with counted():
        found = next((each for each in standings(facts, today) if each.held.row.public_id == public_id), None)
    if found is None:
        raise Http404
    by_month: dict[Month, list[Entry]] = defaultdict(list)
    for entry in found.entries:
        by_month[entry.booked].append(entry)
    months = sorted(by_month, reverse=True)
    chosen = next(
        (month for month in months if str(month) == request.GET.get("mois", "")), months[0] if months else None
    )
    shown = by_month[chosen] if chosen else []
    log_list(request, cases_of(shown, facts))
    context = {
        "line": line_of(found),
        "version": found.held.number,
        "months": [_month(month, by_month[month], chosen, month in facts.ledger.closed) for month in months],
        "chosen": chosen,
        "is_closed": chosen in facts.ledger.closed,
        "entries": [entry_of(entry, facts) for entry in shown],
        "total": sums_of(shown),
        "plan": _of_line(found.held.convention.plan, managers),
    }
    return render(request, "funding/line.html", context)


def _of_line(key: str, managers: int) -> dict | None:
    """The plan that the line is part of, with each difference in a sentence."""
    version = of_key(managers, key) if key else None
    if version is None:
        return None
    plan = plan_of(version)
    return {"version": version, "name": plan.name, "differences": differences(plan)}


def _month(month: Month, entries: list[Entry], chosen: Month | None, is_closed: bool) -> dict:
    months, cents = sums_of(entries)
    corrected = sum(entry.kind != "count" for entry in entries)
    return {
        "key": str(month),
        "name": month.name,
        "months": months,
        "cents": cents,
        "corrected": plural(corrected, "correction") if corrected else "",
        "is_closed": is_closed,
        "current": month == chosen,
    }
