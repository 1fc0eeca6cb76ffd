"""A manager's reports to funders: the list, preparing one, and its page from its figures to its issue."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views.drafts import BY_ITSELF, CHANGED
from cases.views.followed import posted
from cases.views.gate import acts_as
from cases.views.unmade_work import WORDS
from common.formatting import clock
from common.refusal import Refused
from common.typography import HARD
from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.reauthentication import proof_required
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form
from reports.actions import issuing, preparing, writing
from reports.comments import shown_again, stamp_of
from reports.composing import unpack
from reports.enums import ReportState
from reports.forms import PrepareForm, WritingForm
from reports.marks import mark_of
from reports.models import Report, ReportRecipient
from reports.permissions import MANAGERS_ONLY, check_may_report
from reports.queries import reports as queries
from reports.queries.aims import aims_of, threshold_of
from reports.views import words
from reports.views.files import file_response

WORDS |= {preparing.COMPOSE: "Rapport à un financeur", issuing.MAKE_FILES: "Fichiers d’un rapport à un financeur"}

#: What the page of a draft is sent for beside keeping it.
CHECK = "check"

managers_only = acts_as(Capacity.OPERATOR, Role.MANAGER, sentence=MANAGERS_ONLY)


@managers_only
@require_safe
def reports(request: MemberRequest) -> HttpResponse:
    """The unit's reports, the latest period first, or those of a year (« annee »). Three statements; nobody is named."""
    managers = check_may_report(request.acting)
    years = queries.years_of(managers)
    year = words.year_asked(request.GET.get("annee"), years)
    rows = [words.row_of(report) for report in queries.reports_of(managers, year)]
    return render(request, "reports/reports.html", {"rows": rows, "years": years, "year": year})


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: MemberRequest) -> HttpResponse:
    """Which programme, which period, for whom; then the page of that report. Two statements."""
    form = PrepareForm(
        posted(request),
        programmes=queries.programmes_of(request.acting),
        funders=queries.funders(),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = preparing.prepare(
                programme=form.chosen_programme(),
                period=form.period(),
                recipients=form.chosen_recipients(),
                by=request.acting,
            )
            return redirect("report", made.public_id)
    return render(request, "reports/new.html", {"form": form})


def _report(request: MemberRequest, public_id: UUID) -> Report:
    found = queries.report_of(check_may_report(request.acting), public_id)
    if found is None:
        raise Http404
    return found


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A report as it stands, and what may be done with it; what is written in it is kept by itself or sent."""
    shown = _report(request, public_id)
    if request.method == "POST":
        return _write(request, shown)
    return render(request, "reports/report.html", _page(shown, request.acting))


def _page(shown: Report, by: Acting, form: WritingForm | None = None, **more) -> dict:
    """Eight statements at most: the report, and what stands in it."""
    prefetch_related_objects([shown], queries.RECIPIENTS)
    recipients = list(shown.recipients.all())
    context = words.page_of(shown, recipients)
    if shown.snapshot is not None:
        return context | _frozen(shown, shown.snapshot, recipients) | more
    if shown.state not in {ReportState.COMPOSED, ReportState.CHECKED}:
        return context | more
    release, comments, aims = queries.release_of(shown), queries.comments_of(shown), aims_of(shown)
    if release is None:
        raise Http404
    composed, audiences = unpack(release.release), [each.recipient_id for each in recipients]
    content = issuing.said_by(shown, composed, comments, aims.goals, by=by)
    why_not = issuing.why_not(shown, composed, issued=queries.issued_count(shown), threshold=aims.threshold)
    standing = comments | aims.texts
    context |= {"content": content, "shown": mark_of(release.number, audiences, standing)}
    context |= words.held_back(why_not) | words.exposure_of(shown, composed)
    if shown.state == ReportState.COMPOSED:
        form = form or words.form_of(shown, comments, aims)
        context |= {
            "form": form,
            "aims": words.aims_of(form, composed, aims),
            "draft": stamp_of({key: standing.get(key, "") for key in (*form.places, *form.aims)}),
            "shown": mark_of(release.number, audiences),
            "funders": words.choices_of(queries.funders(), recipients),
        }
    return context | {"parts": words.parts_of(content, context["form"])} | more


def _frozen(shown: Report, content: dict, recipients: list[ReportRecipient]) -> dict:
    """What a signed report says, and what is in the way of issuing it; two statements more where it is not issued."""
    found: dict = {"files": list(shown.files.defer("content")), "content": content, "parts": words.parts_of(content)}
    if shown.state == ReportState.ISSUED:
        return found
    if followed := _followed(shown):
        found |= followed
    elif content["threshold"] < threshold_of(shown.programme):
        found |= {"is_looser": True}
    return found | {"shown": mark_of(shown.digest, [each.recipient_id for each in recipients])}


def _followed(shown: Report) -> dict[str, str]:
    """What is in the way of a signed report where another was issued since; one statement."""
    return words.held_back(issuing.FOLLOWED) if queries.issued_count(shown) != shown.follows else {}


def _write(request: MemberRequest, shown: Report) -> HttpResponse:
    form = words.form_of(shown, queries.comments_of(shown), aims_of(shown), request.POST)
    if request.POST.get("step") == BY_ITSELF:
        return _kept(request, shown, form)
    stamp = request.POST.get("draft", "")
    if not form.is_valid():
        page = _page(shown, request.acting, form, draft=shown_again(stamp))
        return render(request, "reports/report.html", page)
    merged = writing.write(report=shown, typed=form.texts(), stamp=stamp, by=request.acting)
    if merged.differing:
        page = _page(
            shown,
            request.acting,
            form,
            draft=shown_again(stamp, merged.differing),
            differences=words.differences_of(shown, merged.differing),
        )
        return render(request, "reports/report.html", page, status=409)
    if request.POST.get("then") == CHECK:
        _check(request, shown, form)
    else:
        messages.success(request, "C’est noté.")
    return redirect("report", shown.public_id)


def _check(request: MemberRequest, shown: Report, form: WritingForm) -> None:
    """Refused, what was typed with it stays written."""
    try:
        with transaction.atomic():
            issuing.check(report=shown, by=request.acting, shown=request.POST.get("shown", ""), typed=form.texts())
    except Refused as refused:
        messages.warning(request, f"Ce que vous avez écrit est enregistré. {refused.sentence}")
    else:
        messages.success(request, "Le rapport est relu. Il reste à le signer.")


def _kept(request: MemberRequest, shown: Report, form: WritingForm) -> HttpResponse:
    """What the page sends by itself is answered as JSON, as other drafts are (`cases.views.drafts.keep`)."""
    if not form.is_valid():
        return JsonResponse({"said": f"Pas encore enregistré. {next(iter(next(iter(form.errors.values()))))}"})
    stamp = request.POST.get("draft", "")
    try:
        merged = writing.write(report=shown, typed=form.texts(), stamp=stamp, by=request.acting)
    except Refused as refused:
        request.rolled_back = True
        return JsonResponse({"said": refused.sentence}, status=409)
    if merged.differing:
        return JsonResponse({"said": CHANGED}, status=409)
    said = f"Enregistré à {clock(timezone.localtime())}"
    return JsonResponse({"said": said, "draft": stamp_of(form.texts())})


@managers_only
@require_safe
def report_progress(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes while a worker is at it; 204 while nothing moved since the share it shows."""
    shown = _report(request, public_id)
    context = words.page_of(shown, [])
    if shown.state == ReportState.SIGNED:
        context |= {"files": list(shown.files.defer("content")), **_followed(shown)}
    if words.is_working(shown, context["files"]) and request.GET.get("shown") == str(shown.progress):
        return HttpResponse(status=204)
    return render(request, "reports/progress.html", context)


# --- acts -------------------------------------------------------------------------------------------------------------
@managers_only
@require_POST
def report_recipients(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """To whom it will go: what was ticked or unticked on that page, whose « avant » were ticked as it was opened."""
    funders = queries.funders()

    def named(field: str) -> list[queries.Funder]:
        keys = set(request.POST.getlist(field))
        return [each for each in funders if each.key in keys]

    preparing.address(
        report=_report(request, public_id), recipients=named("destinataire"), shown=named("avant"), by=request.acting
    )
    messages.success(request, "Les destinataires sont notés.")
    return redirect("report", public_id)


@managers_only
@require_POST
def report_count(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Count again, without what was unticked on that page and with what was ticked, of sections whose « avant » were ticked as it was
    opened; the others as they stand."""
    shown = _report(request, public_id)
    kept, before = set(request.POST.getlist("section")), set(request.POST.getlist("avant"))
    left_out = (set(shown.left_out) | (before - kept)) - (kept - before)
    preparing.count_again(report=shown, left_out=left_out, by=request.acting)
    return redirect("report", public_id)


ACTS: dict[str, tuple[Callable[..., object], str]] = {
    "arreter": (preparing.stop, "Le rapport est arrêté. Rien n’a été gardé de ce compte."),
    "rouvrir": (issuing.reopen, "Le rapport est rouvert."),
    "signer": (issuing.sign, "Le rapport est signé. Ses fichiers se préparent."),
    "fichiers": (issuing.make_files_again, "C’est relancé. Vous pouvez quitter cette page et y revenir."),
    "abandonner": (preparing.abandon, "Le rapport est abandonné."),
}


@managers_only
@require_POST
def report_act(request: MemberRequest, public_id: UUID, act: str) -> HttpResponse:
    """One of the acts of `ACTS`; another word is no page."""
    shown = _report(request, public_id)
    if act not in ACTS:
        raise Http404
    do, said = ACTS[act]
    answered = {"shown": request.POST.get("shown", "")} if do is issuing.sign else {}
    do(report=shown, by=request.acting, **answered)
    messages.success(request, said)
    return redirect("reports") if act == "abandonner" else redirect("report", public_id)


@managers_only
@proof_required
@require_POST
def report_issue(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """« Remettre »: it cannot be taken back, so she proves who she is."""
    shown = _report(request, public_id)
    issuing.issue(report=shown, by=request.acting, shown=request.POST.get("shown", ""))
    to = queries.names(shown.recipients.order_by("name"))
    messages.success(request, f"Le rapport est remis. Qui le lit{HARD}: {to}. Il ne change plus.")
    return redirect("report", public_id)


@managers_only
@require_POST
def report_correct(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The next version of an issued report."""
    made = preparing.correct(report=_report(request, public_id), by=request.acting)
    return redirect("report", made.public_id)


@managers_only
@require_safe
def report_file(request: MemberRequest, public_id: UUID, kind: str) -> HttpResponse:
    """One of its files, once it is signed."""
    shown = _report(request, public_id)
    return file_response(shown, kind)
