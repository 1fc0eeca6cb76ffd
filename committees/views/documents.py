"""The papers of a session: those its secretary asks for, and those that are kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.reading import Purpose, record_reading
from cases.views.documents import OF_MANY, RETURNS
from cases.views.followed import route_of
from cases.views.unmade_work import WORDS
from committees.actions import papers as actions
from committees.documents.letters import logged, offered
from committees.enums import PaperKind, SessionState
from committees.models import Paper, PresentationSheet, Session
from committees.queries import papers as queries
from committees.queries.sessions import items_of
from committees.views.gate import kept_session, log_sheets, secretariat
from common.formatting import full_date, plural
from common.models import Document
from common.views import documents as pages
from partners.requests import MemberRequest

WORDS[actions.MAKE] = "Compte rendu de commission"
OF_MANY |= {actions.AGENDA, actions.LETTERS, actions.PRESCRIBER}


def _to_session(document: Document) -> tuple[str, str]:
    return reverse("session", args=[document.snapshot["session"]]), "Revenir à la séance"


RETURNS |= dict.fromkeys((actions.AGENDA, actions.LETTER, actions.LETTERS, actions.PRESCRIBER), _to_session)


def papers_on_page(session: Session) -> dict[str, Any]:
    """What the page of a session shows of its papers; `sheets`: those they speak of, to be logged. Two statements once it is
    signed."""
    if session.state != SessionState.SIGNED:
        return {"agenda": session.state in {SessionState.PLANNED, SessionState.SENT, SessionState.OPEN}}
    kept = queries.papers_of(session)
    annexes = [paper for paper in kept if paper.kind == PaperKind.ANNEX]
    made = sum(paper.made_at is not None for paper in kept)
    return {
        "minutes": next((paper for paper in kept if paper.kind == PaperKind.MINUTES), None),
        "sheets": [PresentationSheet(pk=paper.sheet_id, case_id=paper.snapshot["case"]) for paper in annexes],
        "annexes": [(paper, paper.snapshot["heading"], bool(paper.snapshot["letter"])) for paper in annexes],
        "purged": [
            (gone.number, f"le {full_date(timezone.localdate(gone.purged_at))}", gone.get_why_display())
            for gone in queries.purged_of(session)
        ],
        "letters": sum(bool(paper.snapshot["letter"]) for paper in annexes),
        "prescribers": offered(paper.snapshot for paper in annexes),
        "waiting": f"{plural(made, 'document prêt', 'documents prêts')} sur {len(kept)}" if made < len(kept) else "",
    }


@secretariat
@require_POST
def session_agenda(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The agenda as a table to print."""
    shown = kept_session(request, public_id)
    log_sheets(request, [item.sheet for item in items_of(shown)])
    return redirect("document", actions.ask_agenda(session=shown, by=request.acting).public_id)


@secretariat
@require_POST
def session_papers(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask again for what is not made of the minutes and the annexes."""
    actions.make_again(session=kept_session(request, public_id), by=request.acting)
    messages.success(request, "C’est relancé. Vous pouvez quitter cette page et y revenir.")
    return redirect("session", public_id)


@secretariat
@require_POST
def session_letters(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The letters to every household, to print at once."""
    shown = kept_session(request, public_id)
    _log(request, [annex for annex in queries.annexes_of(shown) if annex.snapshot["letter"]])
    return redirect("document", actions.ask_letters(session=shown, by=request.acting).public_id)


@secretariat
@require_POST
def session_prescriber(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The letter to one prescriber."""
    shown = kept_session(request, public_id)
    chosen = request.POST.get("prescripteur", "")
    _log(request, [annex for annex in queries.annexes_of(shown) if annex.snapshot["prescriber"] == chosen])
    made = actions.ask_prescriber_letter(session=shown, prescriber=chosen, by=request.acting)
    return redirect("document", made.public_id)


@secretariat
@require_safe
def session_minutes(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The minutes to read on screen: what the file says, and no name of a household."""
    shown = kept_session(request, public_id)
    kept = Paper.objects.filter(session=shown, kind=PaperKind.MINUTES).defer("content").first()
    if kept is None:
        raise Http404
    return render(request, "committees/minutes.html", {"session": shown, "paper": kept, **kept.snapshot})


def _kept_paper(request: MemberRequest, public_id: UUID) -> Paper:
    found = (
        Paper.objects.select_related("session")
        .filter(public_id=public_id, author_id=request.acting.unit_audience)
        .first()
    )
    if found is None:
        raise Http404
    return found


@secretariat
@require_safe
def session_paper(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The file of the minutes or of an annex. What is not made yet leads back to its session."""
    paper = _kept_paper(request, public_id)
    if paper.made_at is None:
        messages.info(request, "Ce document se prépare encore. Revenez dans un instant.")
        return redirect("session", paper.session.public_id)
    if paper.kind == PaperKind.ANNEX:
        _log(request, [paper])
    return pages.download(paper)


@secretariat
@require_POST
def paper_letter(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The letter to one household."""
    paper = _kept_paper(request, public_id)
    _log(request, [paper])
    return redirect("document", actions.ask_letter(annex=paper, by=request.acting).public_id)


def _log(request: MemberRequest, annexes: list[Paper]) -> None:
    """Write the reading log of these annexes before what they say is given."""
    read = logged(annex.snapshot for annex in annexes)
    if read["sheets"]:
        record_reading(
            request.acting,
            purpose=Purpose.EXPORT,
            route=route_of(request),
            case_ids=read["cases"],
            presentation_sheet_ids=read["sheets"],
        )
