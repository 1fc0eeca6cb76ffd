"""A prescriber's paper form as its secretary types it, and a file as the secretariat reads it."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.reading import Purpose
from cases.views.followed import posted
from committees.actions import sheets as actions
from committees.forms.sessions import PaperForm, ScanForm
from committees.models import PresentationSheet, SheetScan
from committees.queries import sessions as queries
from committees.scans import PDF
from committees.views.committee import file_lines, rules_now
from committees.views.gate import kept_committee, log_sheets, secretariat
from common.formatting import full_date
from common.views.documents import attached
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_type(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Type a paper form; it is filed at once."""
    shown = kept_committee(request, public_id)
    form = PaperForm(posted(request), request.FILES or None, rules=rules_now(shown))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = actions.type_paper(
                committee=shown,
                competence=form.cleaned_data["competence"],
                said=form.said(),
                is_urgent=form.cleaned_data["is_urgent"],
                agreed_on=form.cleaned_data["agreed_on"],
                scan=form.cleaned_data["scan"],
                by=request.acting,
            )
            how = "avec" if form.cleaned_data["scan"] else "sans"
            messages.success(
                request,
                f"Le dossier {made.number} est déposé, {how} le formulaire numérisé. Notez ce numéro sur le formulaire.",
            )
            again = "encore" in request.POST
            return redirect("sheet_type", public_id) if again else redirect("committee", public_id)
    form.say_to_choose_again()
    return render(request, "committees/sheet_type.html", {"committee": shown, "form": form})


def _kept_sheet(request: MemberRequest, public_id: UUID) -> PresentationSheet:
    found = (
        PresentationSheet.objects.select_related("committee", "author__unit__organisation")
        .filter(public_id=public_id, secretary_id=request.acting.unit_audience)
        .first()
    )
    if found is None:
        raise Http404
    return found


@secretariat
@require_safe
def sheet_filed(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A file as the secretariat reads it."""
    return _filed(request, _kept_sheet(request, public_id), ScanForm())


def _filed(request: MemberRequest, sheet: PresentationSheet, form: ScanForm) -> HttpResponse:
    log_sheets(request, [sheet])
    lines = file_lines([sheet], rules_now(sheet.committee), sheet.committee)
    if not lines:
        raise Http404
    context = {
        "committee": sheet.committee,
        "line": lines[0],
        "content": queries.contents([sheet])[sheet.pk],
        "scan": SheetScan.objects.filter(sheet=sheet).exists(),
        "form": form,
        "may_join": sheet.author_id == sheet.secretary_id,
        "until": full_date(timezone.localdate(sheet.agreed_until)) if sheet.agreed_until else "",
    }
    return render(request, "committees/sheet_filed.html", context)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_scan(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The scan of a paper form, to download; or joined, to a form that was typed without it."""
    sheet = _kept_sheet(request, public_id)
    if request.method == "POST":
        form = ScanForm(request.POST, request.FILES)
        if form.is_valid():
            with said_on_form(request, form):
                actions.join_scan(sheet=sheet, scan=form.cleaned_data["scan"], by=request.acting)
                messages.success(request, "Le formulaire numérisé est joint.")
                return redirect("sheet_filed", public_id)
        return _filed(request, sheet, form)
    if not SheetScan.objects.filter(sheet=sheet).exists():
        raise Http404
    log_sheets(request, [sheet], Purpose.EXPORT)
    kept = SheetScan.objects.get(sheet=sheet)
    content = bytes(kept.content)
    if hashlib.sha256(content).hexdigest() != kept.digest:
        raise ValueError(f"scan {kept.pk} is not the one that was joined")
    kind = "pdf" if kept.media_type == PDF else "jpg"
    return attached(content, f"formulaire-{sheet.number.lower()}.{kind}", kept.media_type)


@secretariat
@require_POST
def sheet_return(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give a file back, or note that the household of a paper form no longer agrees: nobody reads it any more."""
    sheet = _kept_sheet(request, public_id)
    actions.withdraw(sheet=sheet, by=request.acting, is_agreement_over="accord" in request.POST)
    messages.success(request, f"Le dossier {sheet.number} est retiré : plus personne ne le lit.")
    return redirect("committee", sheet.committee.public_id)
