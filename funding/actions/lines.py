"""Opening lines and keeping what was signed for them; keeping plans."""

from django.db import IntegrityError, transaction

from common.refusal import Refused
from funding.conventions import Convention
from funding.measures import recount
from funding.models import ConventionVersion, FundingLine, PlanVersion
from funding.permissions import check_may_fund, counted
from funding.plans.shape import Plan
from funding.publishing import written
from funding.queries.facts import gather
from partners.acting import Acting


@transaction.atomic
def open_line(*, label: str, funder: str, convention: Convention, by: Acting) -> FundingLine:
    """Open a line of the unit's with the first version of its convention.

    `funder`: whose money it is; the lines of one funder bear the same words. NotYours unless manager; Refused for a label that the
    unit has already.
    """
    managers = check_may_fund(by)
    label, funder = " ".join(label.split()), " ".join(funder.split())
    try:
        with transaction.atomic():
            line = FundingLine.objects.create(author_id=managers, label=label, funder=funder)
    except IntegrityError as error:
        raise Refused(f"La ligne « {label} » existe déjà. Donnez un autre nom à celle-ci.") from error
    amend(line=line, convention=convention, by=by)
    return line


@transaction.atomic
def amend(*, line: FundingLine, convention: Convention, by: Acting) -> ConventionVersion | None:
    """Keep a convention as the line's next version; None when the latest says the same already.

    Closed months are not touched: what it changes about them is booked in the first open one. NotYours unless manager; Refused when
    an accompaniment that the line pays would have no price (an intensity that the card no longer has), or when somebody amends at
    the same moment.
    """
    managers = check_may_fund(by)
    said, digest = written(convention)
    last = ConventionVersion.objects.filter(line_id=line.pk).order_by("-number").first()
    if last and last.digest == digest:
        return None
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            made = ConventionVersion.objects.create(
                author_id=managers, line_id=line.pk, number=number, convention=said, digest=digest
            )
    except IntegrityError as error:
        raise Refused("Quelqu’un de votre équipe vient de modifier cette convention. Rouvrez la page.") from error
    with counted():
        recount(gather(managers).measures, convention.until)
    return made


def keep_plan(*, plan: Plan, by: Acting) -> PlanVersion | None:
    """Keep a plan as the next version of its key, as its source printed it, differences included; None when the latest says the
    same already. NotYours unless manager."""
    managers = check_may_fund(by)
    said, digest = written(plan)
    last = PlanVersion.objects.filter(author_id=managers, key=plan.key).order_by("-number").first()
    if last and last.digest == digest:
        return None
    number = last.number + 1 if last else 1
    return PlanVersion.objects.create(author_id=managers, key=plan.key, number=number, plan=said, digest=digest)
