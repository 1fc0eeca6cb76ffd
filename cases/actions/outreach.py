"""The plan of an outreach: who goes, when, where, at what pace, and who can open the door (domain 4.2)."""

from cases.enums import AccompanimentState
from cases.models import AccompanimentCourse, Case
from cases.outreach import OutreachPlan
from cases.permissions import check_may_steer
from common.refusal import Refused
from partners.acting import Acting


def plan(*, case: Case, by: Acting, plan: OutreachPlan) -> None:
    """Write the plan in the place of the former one. Effect: the row; from then on the household is to be caught up at
    the plan's pace. Raises NotYours unless team or manager, Refused once the household has adhered or it ended."""
    check_may_steer(by, case.pk)
    reaching = AccompanimentCourse.objects.filter(case_id=case.pk, state=AccompanimentState.REACHING)
    if reaching.update(outreach=plan.model_dump(mode="json")) != 1:
        raise Refused("Ce ménage n’est plus à rencontrer : son plan ne se change plus.")
