"""Documents that background work did not manage: an organisation's administration has them tried again, unseen."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions import unmade_work as actions
from cases.digest import DIGEST
from cases.documents.activity_report import MAKE
from cases.reminders import ESCALATE, REMIND
from cases.reviews import PREPARE
from cases.views.gate import acts_as
from common import documents, outbox
from common.formatting import clock, plural, relative_day
from common.models import Outbox
from partners.enums import Capacity
from partners.permissions import membership_of
from partners.queries.unmade_work import SHOWN, units_asking, unmade_of
from partners.requests import MemberRequest

#: What each task makes, as who did not ask for it may read.
WORDS = {
    documents.RENDER: "Document à imprimer",
    MAKE: "Rapport d’activité",
    REMIND: "Courriel de rappel",
    ESCALATE: "Courriel à la responsable",
    DIGEST: "Courriel du jour",
    PREPARE: "Bilan à préparer",
    # Of the apps above, by the names of their tasks.
    "convocation": "Convocation à une séance",
    "guest_code": "Code d’entrée d’un membre sans compte",
}
AGAIN = "C’est relancé. S’il échoue encore, il reviendra dans cette liste d’ici un quart d’heure."
NOTHING_TO_DO = "Rien à relancer ici : c’est déjà fait, ou déjà relancé."


@acts_as(Capacity.ADMINISTRATION)
@require_safe
def unmade_work(request: MemberRequest) -> HttpResponse:
    """What was given up or waits for too long: what it makes, for which unit, since when; neither whom nor about whom."""
    found = list(unmade_of(membership_of(request.acting).unit.organisation)[: SHOWN + 1])
    units = units_asking(found)
    rows = [_row(row, units) for row in found[:SHOWN]]
    return render(request, "cases/unmade_work.html", {"rows": rows, "more": len(found) > SHOWN})


def _row(row: Outbox, units: dict[int, str]) -> dict:
    asked_at = timezone.localtime(row.created_at)
    given_up = row.outcome == outbox.DEAD
    tried = plural(row.attempts, "essai") if row.attempts else "aucun essai"
    return {
        "id": row.pk,
        "words": WORDS[row.task],
        "unit": units[row.asker_membership_id or 0],
        "asked": f"{relative_day(asked_at.date(), timezone.localdate())} à {clock(asked_at)}",
        "tried": f"{tried}, relancé {row.retries} fois" if row.retries else tried,
        "kind": "late" if given_up else "waiting",
        "state": outbox.UNMADE if given_up else "Attend depuis longtemps",
    }


@acts_as(Capacity.ADMINISTRATION)
@require_POST
def unmade_work_retry(request: MemberRequest, outbox_id: UUID) -> HttpResponse:
    """« Relancer »: once, however many times it is pressed. Another organisation's and unknown answer the same 404."""
    try:
        again = actions.retry(outbox_id=outbox_id, by=request.acting)
    except LookupError as unknown:
        raise Http404 from unknown
    if again:
        messages.success(request, AGAIN)
    else:
        messages.info(request, NOTHING_TO_DO)
    return redirect("unmade_work")
