"""What a report is measured against, as its authors read it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cases.periods import Period
from cases.programmes.publishing import UNWRITTEN, in_force, latest, rules_of
from cases.programmes.rules import ReportRules, Target
from partners.models import Programme, ProgrammeVersion
from reports import goals
from reports.documents.given import Goal
from reports.models import Report


class Aims(NamedTuple):
    """`targets`: what the programme wanted of a year on the last day of the period. `typed`: what the author put in their place, by
    indicator, None where she wants no goal; percents and euros as she typed them. `threshold`: as `threshold_of`."""

    period: Period
    targets: tuple[Target, ...]
    typed: Mapping[str, Decimal | None]
    threshold: int

    @property
    def goals(self) -> list[Goal]:
        """What stands in the report."""
        return goals.goals(self.targets, self.typed, self.period)

    @property
    def texts(self) -> dict[str, str]:
        """The same as one would type it, by the name of its field."""
        return {f"{goals.PREFIX}{each.indicator}": goals.as_typed(each.indicator, each.value) for each in self.goals}


def aims_of(report: Report) -> Aims:
    """Two statements."""
    versions = list(report.programme.versions.order_by("number"))
    version = in_force(versions, report.until)
    targets = rules_of(version).targets if version and version.digest != UNWRITTEN else []
    typed = dict(report.goals.order_by("pk").values_list("indicator", "value"))
    threshold = _threshold(versions[-1] if versions else None)
    return Aims(Period(report.since, report.until), tuple(targets), typed, threshold)


def threshold_of(programme: Programme) -> int:
    """How few households behind a figure keep it from being published, by the rules of today. One statement."""
    try:
        return _threshold(latest(programme))
    except ProgrammeVersion.DoesNotExist:
        return _threshold(None)


def _threshold(version: ProgrammeVersion | None) -> int:
    rules = rules_of(version).reports if version and version.digest != UNWRITTEN else ReportRules()
    return rules.threshold
