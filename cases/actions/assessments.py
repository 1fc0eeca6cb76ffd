"""What an assessment asks before it is signed, and what it states once it is final (domain 4.3)."""

from cases.models import Annex, BudgetStatement, CommonPart
from cases.parts.assessment import AssessmentAnnex, answers_of
from cases.parts.budget import work
from cases.parts.content import annex_of, common_of
from cases.programmes.assessing import check
from cases.programmes.publishing import questions_at, rules_of
from common.formatting import plural
from common.refusal import Refused
from partners.acting import Acting


def check_whole(part: CommonPart, annex: Annex) -> None:
    """Refused while an answer is missing or wrong."""
    common = common_of(part)
    wrong = check(questions_at(common.grid, common.grid_version), answers_of(common, annex_of(part, annex)))
    if wrong:
        raise Refused(f"Le diagnostic n’est pas complet : {plural(len(wrong), 'question')} à remplir avant de signer.")


def state_budget(part: CommonPart, annex: Annex, by: Acting) -> BudgetStatement | None:
    """State the totals of its budget as of the day it was held; None without a budget.

    What they are made of stays in the annex: a resource's nature tells a handicap (decisions T7).
    """
    said: AssessmentAnnex = annex_of(part, annex)
    if said.budget is None:
        return None
    rules = rules_of(part.programme_version).dwelling if part.programme_version else None
    worked = work(said.budget, rules)
    return BudgetStatement.objects.create(
        household_id=part.household_id,
        case_id=part.case_id,
        author_id=by.unit_audience,
        on=part.starts_on,
        resources_cents=worked.resources,
        charges_cents=worked.charges,
        debts_cents=worked.debts,
        rent_cents=said.budget.rent + said.budget.rental_charges,
        aid_cents=said.budget.aid,
        units=worked.units.value,
        effort_rate=worked.effort.value if worked.effort else None,
        residual_cents=worked.residual_cents,
    )
