"""What is written in a report that is open: texts under its sections, and what it is measured against."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from cases.periods import Period
from common.refusal import Refused
from partners.acting import Acting
from reports import goals
from reports.comments import Merged, merge
from reports.composing import FINDING, LEAD, outline_of
from reports.enums import OPEN
from reports.models import Report, ReportComment, ReportGoal
from reports.outline import Outline
from reports.permissions import check_may_report
from reports.queries.aims import Aims, aims_of
from reports.queries.reports import comments_of
from reports.transitions import after

#: Longest text under a section: two pages.
LONGEST_COMMENT = 6000


@transaction.atomic
def write(*, report: Report, typed: Mapping[str, str], stamp: str, by: Acting) -> Merged:
    """Keep what was written on a page of that stamp; nothing when a text changed both there and elsewhere, and then both are told.

    `typed`: texts by section, and goals as they are typed (`reports.goals.read_typed`), by indicator behind `goals.PREFIX`; empty, there
    is none. NotYours unless manager. Refused once it is read over, for a text that is too long, and for a goal that is no number or
    of what the report does not say.
    """
    check_may_report(by)
    held = hold(report)
    check_open(held)
    texts = {key: text for key, text in typed.items() if not key.startswith(goals.PREFIX)}
    if any(len(text) > LONGEST_COMMENT for text in texts.values()):
        raise Refused(f"Ce texte est trop long : {LONGEST_COMMENT} signes au plus par section.")
    aimed = [key for key in typed if key not in texts]
    aims = aims_of(held) if aimed else None
    standing = comments_of(held) | (aims.texts if aims else {})
    merged = merge(standing, texts | {key: _typical(key, typed[key], held, aims) for key in aimed if aims}, stamp)
    _keep_texts(held, {key: text for key, text in merged.to_write.items() if key in texts}, by)
    _keep_goals(
        held,
        {
            key: goals.read_typed(key, text)
            for name, text in merged.to_write.items()
            if name not in texts
            for key in (name.removeprefix(goals.PREFIX),)
        },
        by,
    )
    return merged


def hold(report: Report) -> Report:
    """The report as it stands, which nobody else changes before the end of the transaction."""
    return Report.objects.select_for_update(of=("self",)).select_related("programme").get(pk=report.pk)


def check_open(report: Report) -> None:
    """Refused once it is read over: what is written in it and to whom it goes change no more but by opening it again."""
    if report.state not in OPEN:
        after("reopen", report.state)
        raise Refused("Ce rapport est relu : rouvrez-le pour le changer.")


def _typical(name: str, text: str, report: Report, aims: Aims) -> str:
    """That goal as it is shown, however it was typed."""
    key = name.removeprefix(goals.PREFIX)
    if key not in goal_keys(report, aims):
        raise Refused("Ce rapport ne dit pas cet indicateur : rouvrez la page.")
    try:
        value = goals.read_typed(key, text)
    except goals.NotANumber as wrong:
        raise Refused(str(wrong)) from wrong
    return "" if value is None else goals.as_typed(key, goals.value_of(key, value))


def _keep_texts(report: Report, texts: Mapping[str, str], by: Acting) -> None:
    ReportComment.objects.bulk_create(
        [
            ReportComment(
                report=report, author_id=report.author_id, section=section, text=text, changed_by_id=by.member_audience
            )
            for section, text in texts.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "author", "section"],
        update_fields=["text", "changed_by", "changed_at"],
    )


def _keep_goals(report: Report, values: Mapping[str, Decimal | None], by: Acting) -> None:
    ReportGoal.objects.bulk_create(
        [
            ReportGoal(
                report=report,
                author_id=report.author_id,
                indicator=key,
                value=value,
                changed_by_id=by.member_audience,
            )
            for key, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["report", "author", "indicator"],
        update_fields=["value", "changed_by", "changed_at"],
    )


def copy(*, of: Report, to: Report, by: Acting) -> None:
    """Write in a new report what is written in another of the same author."""
    _keep_texts(to, comments_of(of), by)
    _keep_goals(to, dict(of.goals.order_by("pk").values_list("indicator", "value")), by)


def places_of(report: Report) -> list[tuple[str, str]]:
    """Where something may be written: (key, title) of each section, after the title and the first sentences of the first page."""
    first = [(FINDING, "Le titre de la première page"), (LEAD, "Les premières phrases")]
    return first + [(section.key, section.title) for section in _outline(report).every]


def goal_keys(report: Report, aims: Aims) -> list[str]:
    """The indicators that may have a goal in it, those of its programme first."""
    return goals.offered(_outline(report), aims.targets)


def labels_of(report: Report, names: Iterable[str]) -> dict[str, str]:
    """What a person reads for each of these places and fields of goals."""
    known = dict(places_of(report))
    return {
        name: known[name] if name in known else f"Objectif, {goals.label_of(name.removeprefix(goals.PREFIX))}"
        for name in names
    }


def _outline(report: Report) -> Outline:
    return outline_of(Period(report.since, report.until), report.left_out)
