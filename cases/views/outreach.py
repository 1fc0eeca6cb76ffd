"""Planning how a household is reached."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.actions import outreach
from cases.forms.outreach import OutreachForm
from cases.models import AccompanimentCourse
from cases.permissions import check_may_steer
from cases.views.followed import followed_case, log_opening, name_on, posted
from cases.views.gate import acts_as
from cases.views.outreach_words import proposed_plan
from partners.enums import Capacity, Role
from partners.requests import MemberRequest
from partners.views.refusal import said_on_form


@acts_as(Capacity.OPERATOR, Role.WORKER, Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_outreach(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The plan of a household's outreach, proposed from its programme's rules the first time."""
    shown = followed_case(request, public_id)
    check_may_steer(request.acting, shown.pk)
    rights = log_opening(request, shown)
    courses = AccompanimentCourse.objects.select_related("programme_version").defer("programme_version__rules")
    course = courses.filter(case_id=shown.pk).first()
    form = OutreachForm(posted(request), initial=proposed_plan(course) if course else None)
    if request.method == "POST" and form.is_valid():
        with said_on_form(request, form):
            outreach.plan(case=shown, by=request.acting, plan=form.plan())
            messages.success(request, "C’est noté. Le plan est sur la page du ménage.")
            return redirect("case", public_id)
    return render(request, "cases/plan_outreach.html", {"form": form, "case": shown, "name": name_on(shown, rights)})
