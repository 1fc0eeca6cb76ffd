"""A prescriber's paper form as its secretary types it, and a file as the secretariat reads it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.views.followed import posted
from committees.actions import sheets as actions
from committees.forms.sessions import PaperForm
from committees.models import PresentationSheet
from committees.queries import sessions as queries
from committees.views.committee import file_lines, rules_now
from committees.views.gate import kept_committee, log_sheets, secretariat
from common.formatting import full_date
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_type(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Type a paper form; it is filed at once."""
    shown = kept_committee(request, public_id)
    form = PaperForm(posted(request), rules=rules_now(shown))
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            made = actions.type_paper(
                committee=shown,
                competence=form.cleaned_data["competence"],
                said=form.said(),
                is_urgent=form.cleaned_data["is_urgent"],
                agreed_on=form.cleaned_data["agreed_on"],
                by=request.acting,
            )
            messages.success(request, f"Le dossier {made.number} est déposé. Notez ce numéro sur le formulaire.")
            again = "encore" in request.POST
            return redirect("sheet_type", public_id) if again else redirect("committee", public_id)
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
    sheet = _kept_sheet(request, public_id)
    log_sheets(request, [sheet])
    lines = file_lines([sheet], rules_now(sheet.committee), sheet.committee)
    if not lines:
        raise Http404
    context = {
        "committee": sheet.committee,
        "line": lines[0],
        "content": queries.contents([sheet])[sheet.pk],
        "until": full_date(timezone.localdate(sheet.agreed_until)) if sheet.agreed_until else "",
    }
    return render(request, "committees/sheet_filed.html", context)


@secretariat
@require_POST
def sheet_return(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give a file back: nobody reads it any more."""
    sheet = _kept_sheet(request, public_id)
    actions.withdraw(sheet=sheet, by=request.acting)
    messages.success(request, f"Le dossier {sheet.number} est retiré : plus personne ne le lit.")
    return redirect("committee", sheet.committee.public_id)
