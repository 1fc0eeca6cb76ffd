"""Closing a month: what will be written is shown before."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.views.followed import log_list
from cases.views.gate import acts_as
from common.formatting import plural
from funding.actions.closing import Overtaken, close
from funding.measures import Entry
from funding.months import Month
from funding.permissions import MANAGERS_ONLY, check_may_fund, counted
from funding.queries.facts import Facts, gather
from funding.queries.standing import open_months, seal_of, to_write
from funding.views.words import after_month, cases_of, entry_of, sums_of
from partners.enums import Capacity, Role
from partners.requests import MemberRequest


@acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def close_month(request: MemberRequest, year: int, month: int) -> HttpResponse:
    """What closing that month will write, by line and entry by entry; then the closing, of what was shown: where that has changed
    it is shown again. A month that is closed, to come, or before every line is no page. Four statements to show it."""
    managers, today = check_may_fund(request.acting), timezone.localdate()
    asked, facts = month_or_404(year, month), gather(managers)
    waiting = open_months(facts, today)
    # Sent twice, it is closed already: that is said, and nothing more is written.
    if asked not in waiting and not (request.method == "POST" and asked in facts.ledger.closed):
        raise Http404
    overtaken = ""
    if request.method == "POST":
        try:
            close(month=asked, by=request.acting, seal=request.POST.get("shown", ""))
        except Overtaken as refused:
            overtaken = refused.sentence
        else:
            messages.success(request, f"Les comptes {after_month(asked)} sont clos.")
            return redirect("funding")
    with counted():
        written = to_write(facts, asked)
    log_list(request, cases_of(written, facts))
    context = {
        "overtaken": overtaken,
        "seal": seal_of(written),
        "month": asked,
        "named": after_month(asked),
        "before": [each.name for each in waiting if each < asked],
        "lines": _by_line(written, facts),
        "entries": [entry_of(entry, facts) for entry in written],
        # Two lines that share a month count it each: their months do not add up, their euros do.
        "total": ("", sums_of(written)[1]),
    }
    return render(request, "funding/close_month.html", context)


def month_or_404(year: int, month: int) -> Month:
    """That month, of a year within sight."""
    if not (1 <= month <= 12 and 2000 <= year <= 2200):
        raise Http404
    return Month(year, month)


def _by_line(written: list[Entry], facts: Facts) -> list[dict]:
    of: dict[str, list[Entry]] = defaultdict(list)
    for entry in written:
        of[entry.line].append(entry)
    return [
        {
            "label": facts.lines[key].row.label,
            "funder": facts.lines[key].row.funder,
            "cases": plural(len({entry.measure for entry in entries}), "dossier"),
            "sums": sums_of(entries),
            "corrected": sum(entry.kind != "count" for entry in entries),
        }
        for key, entries in sorted(of.items())
    ]
