"""Reports as their authors read them, and as a funder does."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from cases.periods import Period
from partners.acting import Acting
from partners.enums import Capacity
from partners.models import Agreement, Programme, UnitCapacity
from reports.composing import Composed, unpack
from reports.enums import FINAL, ReportState
from reports.masking import Release
from reports.models import Report, ReportFile, ReportRecipient, ReportRelease

SHOWN = 100
#: By name, as they are printed.
RECIPIENTS = Prefetch("recipients", ReportRecipient.objects.order_by("name"))


@dataclass(frozen=True)
class Funder:
    """A unit that may be sent reports. `key` names it in a form."""

    audience_id: int
    key: str
    name: str


def funders() -> list[Funder]:
    """Every unit that funds, by name. One statement."""
    held = UnitCapacity.objects.filter(capacity=Capacity.FUNDER).select_related("unit__organisation")
    found = list(held.order_by("unit__organisation__name", "unit__name"))
    names = [each.unit.organisation.name for each in found]
    return [
        Funder(
            each.audience_id,
            str(each.unit.public_id),
            name if names.count(name) == 1 else f"{name}, {each.unit.name}",
        )
        for each, name in zip(found, names, strict=True)
    ]


def programmes_of(by: Acting) -> list[Programme]:
    """The programmes of the agreements her unit signed. One statement."""
    agreements = Agreement.objects.filter(operator_unit_id=by.membership.unit_id if by.membership else 0)
    return list(Programme.objects.filter(pk__in=agreements.values("programme_id")).order_by("name"))


def reports_of(managers: int, year: int | None = None) -> list[Report]:
    """The unit's reports but those given up, the latest period first, with their recipients: the last ones, or all whose period ends in
    that year. Two statements."""
    found = _light(_of(managers)).prefetch_related(RECIPIENTS).order_by("-until", "-since", "-id")
    return list(found.filter(until__year=year) if year else found[:SHOWN])


def years_of(managers: int) -> list[int]:
    """The years in which their periods end, the latest first. One statement."""
    return [each.year for each in _of(managers).dates("until", "year", order="DESC")]


def _of(managers: int) -> QuerySet[Report]:
    return Report.objects.filter(~Q(state=ReportState.ABANDONED), author_id=managers)


def report_of(managers: int, public_id: UUID) -> Report | None:
    """One of the unit's reports, with its programme; None for another's and for an unknown one. One statement."""
    return Report.objects.filter(author_id=managers, public_id=public_id).select_related("programme").first()


def draft_of(managers: int, programme: Programme, period: Period) -> Report | None:
    """The report of that period that is not over."""
    asked = _of_period(managers, programme, period)
    return asked.exclude(state__in=FINAL).first()


def issued_of(managers: int, programme: Programme, period: Period) -> Report | None:
    """The last report issued of that period."""
    asked = _of_period(managers, programme, period)
    return asked.filter(state=ReportState.ISSUED).order_by("-rank").first()


def _of_period(managers: int, programme: Programme, period: Period) -> QuerySet[Report]:
    return Report.objects.filter(author_id=managers, programme=programme, since=period.since, until=period.until)


def _light(found: QuerySet[Report]) -> QuerySet[Report]:
    return found.defer("snapshot").select_related("programme")


def comments_of(report: Report) -> dict[str, str]:
    """What is written under its sections."""
    return dict(report.comments.values_list("section", "text"))


def release_of(report: Report) -> ReportRelease | None:
    """Its figures as they were last chosen, with their number; None before."""
    return report.releases.order_by("-number").first()


def composed_of(report: Report) -> Composed | None:
    """What its figures make; None before there are any."""
    last = release_of(report)
    return unpack(last.release) if last else None


def issued_before(report: Report) -> list[tuple[Period, Release]]:
    """What was issued of its programme, to whomever, the oldest first. One statement."""
    rows = ReportRelease.objects.filter(
        report__author_id=report.author_id, report__programme_id=report.programme_id, report__state=ReportState.ISSUED
    )
    last = rows.order_by("report__rank", "number").select_related("report").defer("report__snapshot")
    by_report = {row.report_id: row for row in last}
    return [
        (Period(row.report.since, row.report.until), unpack(row.release).release)
        for row in sorted(by_report.values(), key=lambda row: row.report.rank or 0)
    ]


def issued_count(report: Report) -> int:
    """How many reports of its programme are issued."""
    return Report.objects.filter(
        author_id=report.author_id, programme_id=report.programme_id, state=ReportState.ISSUED
    ).count()


# --- a funder's -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Received:
    """A report as its funder reads it. `replaced`: a version that corrects it was issued to her too."""

    report: Report
    issuer: str
    kinds: tuple[str, ...]
    replaced: bool


def received(by: Acting, year: int | None = None) -> list[Received]:
    """What was issued to her unit, the latest first: the last ones, or all of that year. Three statements."""
    every = _received(by)
    with_files = (
        every.defer("snapshot")
        .select_related("programme", "author__unit__organisation")
        .prefetch_related(Prefetch("files", ReportFile.objects.defer("content").order_by("kind")))
        .order_by("-issued_at", "-id")
    )
    found = list(with_files.filter(issued_at__year=year) if year else with_files[:SHOWN])
    replaced = set(every.filter(replaces_id__in=[each.pk for each in found]).values_list("replaces_id", flat=True))
    return [
        Received(
            report,
            _issuer(report),
            tuple(file.kind for file in report.files.all()),
            report.pk in replaced,
        )
        for report in found
    ]


def received_years(by: Acting) -> list[int]:
    """The years in which reports were issued to her unit, the latest first. One statement."""
    return [each.year for each in _received(by).datetimes("issued_at", "year", order="DESC")]


def _received(by: Acting) -> QuerySet[Report]:
    mine = ReportRecipient.objects.filter(recipient_id=by.unit_audience or 0)
    return Report.objects.filter(pk__in=mine.values("report_id"))


def _issuer(report: Report) -> str:
    unit = report.author.unit
    return f"{unit.organisation.name}, {unit.name}" if unit else ""


def names(recipients: Iterable[ReportRecipient]) -> str:
    """« Conseil départemental du Val-Montaubre et DDETS »."""
    said = [each.name for each in recipients]
    return " et ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
