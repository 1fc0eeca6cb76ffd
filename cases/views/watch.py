"""« Veille »: whom the team still watches after the end, until when, and what was agreed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.enums import ExitOutcome
from cases.permissions import on_team_of
from cases.queries.names import heading, household_names
from cases.queries.watch import Watched, relays, watched
from cases.views.followed import log_list
from cases.views.gate import acts_as
from common.formatting import full_date, on_date, plural
from partners.enums import Capacity, Role
from partners.requests import MemberRequest

#: From here on the end of the right is near.
SOON_DAYS = 30


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_safe
def watch(request: MemberRequest) -> HttpResponse:
    """The watch list: a worker's own households, a manager's unit. Five statements."""
    by, today = request.acting, timezone.localdate()
    audience = by.manager_audience if by.is_manager else by.member_audience
    found, more = watched(audience, today)
    ids = [one.course.case_id for one in found]
    log_list(request, ids)
    names = household_names(audience, ids)
    mine, agreed = on_team_of(by, ids), relays(ids)
    context = {
        "rows": [
            _row(one, names, today)
            | {"may_log": one.course.case_id in mine, "relay": agreed.get(one.course.case_id, "")}
            for one in found
        ],
        "count": plural(len(found), "ménage"),
        "more": more,
    }
    return render(request, "cases/watch.html", context)


def _row(one: Watched, names: dict, today) -> dict:
    course, left = one.course, (one.until - today).days
    since = plural(course.held_since or 0, "rencontre depuis la fin", "rencontres depuis la fin")
    return {
        "case": course.case,
        "name": heading(names.get(course.case_id, [])) or course.case.number,
        "ended": f"{ExitOutcome(course.outcome).label[:1].upper()}{ExitOutcome(course.outcome).label[1:]}, "
        f"{on_date(timezone.localdate(course.ended_at), today)}",
        "until": f"Jusqu’au {full_date(one.until)}",
        "left": "dernier jour" if not left else f"encore {plural(left, 'jour')}",
        "kind": "todo" if left <= SOON_DAYS else "planned",
        "since": since if course.held_since else "",
        "referent": course.referent or "",
    }
