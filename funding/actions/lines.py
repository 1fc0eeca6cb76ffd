"""Opening lines and keeping what was signed for them; keeping plans."""

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from django.db import IntegrityError, transaction

from common.formatting import plural
from common.refusal import Refused
from funding.actions.shares import check_whole, guarded
from funding.conventions import Convention
from funding.measures import recount
from funding.models import ConventionVersion, FundingLine, LineShare, PlanVersion
from funding.permissions import check_may_fund, counted
from funding.plans.shape import Plan
from funding.publishing import written
from funding.queries.facts import gather, lines
from partners.acting import Acting

AMENDED = "Quelqu’un de votre équipe vient de modifier cette convention. Rouvrez la page."
CHANGED = "Quelqu’un de votre équipe vient de modifier ce plan. Rouvrez la page."


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
def amend(
    *, line: FundingLine, convention: Convention, by: Acting, after: int | None = None
) -> ConventionVersion | None:
    """Keep a convention as the line's next version; None when the latest says the same already. `after`: the version that was read
    before this one was written.

    Closed months are not touched: what it changes about them is booked in the first open one. NotYours unless manager; Refused when
    an accompaniment that the line pays would have no price (an intensity that the card no longer has), or be paid beyond its cost in a
    month that is added (another line pays it), or when somebody amended since, or at the same moment.
    """
    managers = check_may_fund(by)
    said, digest = written(convention)
    last = ConventionVersion.objects.filter(line_id=line.pk).order_by("-number").first()
    if after is not None and (last is None or last.number != after):
        raise Refused(AMENDED)
    if last and last.digest == digest:
        return None
    number = last.number + 1 if last else 1
    try:
        made = guarded(
            lambda: ConventionVersion.objects.create(
                author_id=managers, line_id=line.pk, number=number, convention=said, digest=digest
            ),
            lambda: check_amended(line=line, convention=convention, by=by),
        )
    except IntegrityError as error:
        raise Refused(AMENDED) from error
    with counted():
        recount(gather(managers).measures, convention.until)
    return made


def check_amended(*, line: FundingLine, convention: Convention, by: Acting) -> None:
    """Refused when, with that convention, another line would pay the same months of an accompaniment beyond their cost: the first
    month, the lines, and of how many files. NotYours unless manager."""
    held = lines(check_may_fund(by))
    held |= {line.key: replace(held[line.key], convention=convention)}
    paid = LineShare.objects.filter(line_id=line.pk).values("case_id")
    found = []
    for _, rows in groupby(LineShare.objects.filter(case_id__in=paid).order_by("case_id", "id"), attrgetter("case_id")):
        try:
            check_whole(rows, held)
        except Refused as refused:
            found.append(refused)
    if found:
        raise Refused(
            f"{found[0]} Cela concerne {plural(len(found), 'dossier')} : arrêtez-y d’abord la ligne qui ne doit pas payer ces mois."
        )


@transaction.atomic
def keep_plan(*, plan: Plan, by: Acting, after: int | None = None) -> PlanVersion | None:
    """Keep a plan as the next version of its key, as its source printed it, differences included; None when the latest says the
    same already. `after`: the version that was read before this one was written.

    NotYours unless manager; Refused when somebody changed it since, or at the same moment."""
    managers = check_may_fund(by)
    said, digest = written(plan)
    last = PlanVersion.objects.filter(author_id=managers, key=plan.key).order_by("-number").first()
    if after is not None and (last is None or last.number != after):
        raise Refused(CHANGED)
    if last and last.digest == digest:
        return None
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            return PlanVersion.objects.create(author_id=managers, key=plan.key, number=number, plan=said, digest=digest)
    except IntegrityError as error:
        raise Refused(CHANGED) from error
