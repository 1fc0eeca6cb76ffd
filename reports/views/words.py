"""Reports in words for a template."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.forms.boundfield import BoundField
from django.utils import timezone

from cases.periods import Period
from common import outbox
from common.formatting import full_date, grouped
from reports import goals
from reports.actions import writing
from reports.comments import Difference
from reports.composing import Composed, kind_of, outline_of, suspects, title_of
from reports.documents.drawing import drawn
from reports.enums import COUNTED, FileKind, ReportState
from reports.forms import WritingForm
from reports.indicators.catalogue import shipped
from reports.models import Report, ReportFile, ReportRecipient
from reports.outline import is_counted
from reports.queries.aims import Aims
from reports.queries.reports import Funder, Received, names
from reports.views.stages import stage_of

#: State -> its tag.
STATES = {
    ReportState.BEING_MADE: ("waiting", "Se prépare"),
    ReportState.STOPPED: ("neutral", "Arrêté"),
    ReportState.COMPOSED: ("todo", "À relire"),
    ReportState.CHECKED: ("todo", "À signer"),
    ReportState.SIGNED: ("todo", "À remettre"),
    ReportState.ISSUED: ("done", "Remis"),
    ReportState.ABANDONED: ("neutral", "Abandonné"),
}
HELD_UP = ("late", outbox.UNMADE)
FILES = {
    FileKind.READING: ("book-open", "Lire"),
    FileKind.ARCHIVE: ("archive", "Archive"),
    FileKind.TABLE: ("table", "Tableur"),
}


def period_of(report: Report) -> Period:
    return Period(report.since, report.until)


def year_asked(typed: str | None, years: Sequence[int]) -> int | None:
    """The year that an address asks for, among those there are; None for any other word."""
    return next((year for year in years if str(year) == typed), None)


def row_of(report: Report) -> dict[str, Any]:
    """A row of the list. `recipients` must be there."""
    kind, state = HELD_UP if report.held_up else STATES[ReportState(report.state)]
    return {
        "report": report,
        "name": title_of(period_of(report)),
        "programme": report.programme.name,
        "version": version_of(report),
        "recipients": names(report.recipients.all()) or "Personne encore",
        "kind": kind,
        "state": state,
        "when": _when(report),
    }


def version_of(report: Report) -> str:
    return f"version {report.version}, corrigée" if report.version > 1 else ""


def _when(report: Report) -> str:
    """The last thing that happened to it."""
    for at, said in ((report.issued_at, "remis"), (report.signed_at, "signé"), (report.composed_at, "compté")):
        if at:
            return f"{said} le {full_date(timezone.localdate(at))}"
    return f"demandé le {full_date(timezone.localdate(report.created_at))}"


def page_of(report: Report, recipients: Sequence[ReportRecipient]) -> dict[str, Any]:
    """What every state of the page says."""
    return row_facts(report) | {
        "recipients": recipients,
        "to": names(recipients),
        "stage": stage_of(report.state, report.progress),
        "is_counted": report.state in COUNTED,
        "by_clock": report.prepared_by_id is None,
        "files": [],
        "content": None,
        "overtaken": "",
        "cure": "",
        "is_looser": False,
        "exposed": "",
        "suspects": [],
        "differences": [],
        "form": None,
        "parts": [],
        "funders": [],
        "sections": sections_of(report),
        "file_links": [(kind, *FILES[FileKind(kind)]) for kind in FileKind.values],
    }


def row_facts(report: Report) -> dict[str, Any]:
    kind, state = HELD_UP if report.held_up else STATES[ReportState(report.state)]
    return {
        "report": report,
        "name": title_of(period_of(report)),
        "version": version_of(report),
        "kind": kind,
        "tag": state,
        "state": report.state,
        "when": _when(report),
        "dates": period_of(report).dates,
    }


def parts_of(content: Mapping[str, Any], form: WritingForm | None = None) -> list[dict[str, Any]]:
    """Each section of a content, with the field in which it is commented while that may be written."""
    shown = drawn(content)
    sections = [shown["glance"], *shown["sections"]]
    return [{"section": each, "field": form[each["key"]] if form else None} for each in sections]


def is_working(report: Report, files: Sequence[ReportFile]) -> bool:
    """A worker is at it, or will be."""
    drawing = report.state == ReportState.SIGNED and len(files) < len(FileKind)
    return (report.state == ReportState.BEING_MADE or drawing) and not report.refusal


def exposure_of(report: Report, composed: Composed) -> dict[str, Any]:
    """What keeps it from being issued: how many figures could not be hidden, and the sections to take out."""
    count = len(composed.release.exposed)
    if not count:
        return {}
    told = suspects(outline_of(period_of(report), report.left_out), composed.release)
    figures = (
        "Un chiffre de ce rapport laisserait" if count == 1 else f"{grouped(count)} chiffres de ce rapport laisseraient"
    )
    return {"exposed": figures, "suspects": [section.key for section in told]}


def held_back(why_not: str) -> dict[str, str]:
    """That sentence, as what happened and what to do; nothing for none."""
    what, _, cure = why_not.partition(". ")
    return {"overtaken": f"{what}.", "cure": cure} if why_not else {}


def sections_of(report: Report) -> list[tuple[str, str, bool]]:
    """(key, title, whether it is in the report) of every section of its outline."""
    out = set(report.left_out)
    return [(each.key, each.title, each.key not in out) for each in outline_of(period_of(report)).every]


def choices_of(funders: Iterable[Funder], recipients: Iterable[ReportRecipient]) -> list[tuple[Funder, bool]]:
    """Each funder, and whether it will receive the report."""
    chosen = {each.recipient_id for each in recipients}
    return [(each, each.audience_id in chosen) for each in funders]


def form_of(
    report: Report, comments: Mapping[str, str], aims: Aims, typed: Mapping[str, Any] | None = None
) -> WritingForm:
    """What is written in a report, with what stands in it; `typed`: what was sent."""
    wanted = goals.agreed(aims.targets, aims.period)
    said = [(key, goals.in_words(key, wanted[key]) if key in wanted else "") for key in writing.goal_keys(report, aims)]
    return WritingForm(typed, places=writing.places_of(report), aims=said, standing={**comments, **aims.texts})


def aims_of(form: WritingForm, composed: Composed, aims: Aims) -> dict[str, list[BoundField]]:
    """The fields of goals whose figure is counted: those that have one or could, by their programme, and the others."""
    standing, targets = aims.texts, {f"{goals.PREFIX}{each.key}" for each in aims.targets}
    found: dict[str, list[BoundField]] = {"first": [], "others": []}
    for name in form.aims:
        key = name.removeprefix(goals.PREFIX)
        if is_counted(key, aims.period, composed.release.tables, shipped()):
            is_first = name in standing or name in targets or bool(form.errors.get(name))
            found["first" if is_first else "others"].append(form[name])
    return found


def differences_of(report: Report, differing: Sequence[Difference]) -> list[dict[str, str]]:
    """Each text that two wrote, as it stands and as it was typed; nothing typed, or standing, is said."""
    labels = writing.labels_of(report, [each.section for each in differing])
    return [{"label": labels[each.section], "standing": each.standing, "typed": each.typed} for each in differing]


def received_row(each: Received) -> dict[str, Any]:
    """A row of the funder's page."""
    report = each.report
    return {
        "report": report,
        "programme": report.programme.name,
        "name": title_of(period_of(report)),
        "kind": kind_of(period_of(report)),
        "version": version_of(report),
        "issuer": each.issuer,
        "issued": full_date(timezone.localdate(report.issued_at)) if report.issued_at else "",
        "replaced": each.replaced,
        "files": [(kind, *FILES[FileKind(kind)]) for kind in FileKind.values if kind in each.kinds],
    }
