"""A contract of the demonstration, written through its own form and signed by each."""

from django.utils import timezone

from cases.demo.acts import Story
from cases.demo.papers import sign_and_issue
from cases.forms.contract import ContractForm
from cases.models import AccompanimentCourse
from cases.programmes.publishing import rules_of
from cases.queries import parts as queries
from cases.views.contracts import write
from common.context import acting
from partners.acting import Acting

SAID = {
    "household": "Payer le loyer courant et 60 € par mois\nOuvrir le courrier chaque semaine",
    "operator": "Venir deux fois par mois\nRelire les courriers ensemble",
    "landlord": "Prévenir avant tout acte de procédure",
    "social": "Reprendre contact avec sa sœur",
    "text": "Les rendez-vous sont le matin, au domicile.",
}


def sign(story: Story, by: Acting) -> None:
    """From today, on what keeps a dwelling: two objectives of each axis of the programme but the first, which is of access."""
    with acting(by.audiences):
        course = AccompanimentCourse.objects.select_related("case", "programme_version").get(case_id=story.case_id)
        version = course.programme_version
        assert version
        rules = rules_of(version)
        axes = rules.contract.axes
        chosen = {f"axis_{axis.key}": axis.objectives[:2] for axis in axes[1:] if axis.objectives}
        form = ContractForm({**SAID, **chosen, "starts_on": f"{timezone.localdate():%d/%m/%Y}"}, axes=axes)
        assert form.is_valid(), form.errors
        part = write(course, None, form, rules, renewing=False, by=by)
    with acting(by.audiences):
        annex = queries.annex(part)
        assert annex
        sign_and_issue(story, part, annex, by)
