"""Reports in every state, made as the application makes them, without counting anything."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.functions import TransactionNow

from partners.acting import Acting
from partners.enums import Capacity, Role
from partners.models import Programme, Unit
from reports.enums import FileKind
from reports.models import Report, ReportComment, ReportFile, ReportGoal, ReportRecipient, ReportRelease
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import within

#: How a report comes to each state.
WAY = {
    "being_made": (),
    "stopped": ("stopped",),
    "composed": ("composed",),
    "checked": ("composed", "checked"),
    "signed": ("composed", "checked", "signed"),
    "issued": ("composed", "checked", "signed", "issued"),
    "abandoned": ("composed", "abandoned"),
}
SAID = {"title": "Rapport"}
DIGEST = hashlib.sha256(b"said").hexdigest()
PDF = b"%PDF-1.7 of a test"


@dataclass
class Shelf:
    """`funder` and `other_funder`: units that fund, with somebody who works there."""

    world: w.World
    funder: Unit = field(init=False)
    other_funder: Unit = field(init=False)
    helene: Acting = field(init=False)
    other: Acting = field(init=False)

    def __post_init__(self) -> None:
        self.funder = unit(Capacity.FUNDER, name="Département")
        self.other_funder = unit(Capacity.FUNDER, name="DDETS")
        self.helene = member(self.funder, Role.CLERK, Capacity.FUNDER, first_name="Hélène", last_name="Vidal")
        self.other = member(self.other_funder, Role.CLERK, Capacity.FUNDER)

    @property
    def by(self) -> Acting:
        return self.world.laurent

    @property
    def programme(self) -> Programme:
        return self.world.agreement.programme

    def report(
        self, state: str, year: int, by: Acting | None = None, to: tuple[Acting, ...] = (), **more: Any
    ) -> Report:
        """A report of that year, led to that state, addressed to those funders."""
        by = by or self.by
        with within(by):
            made = Report.objects.create(**self.columns(year, by), **more)
            for each in to:
                ReportRecipient.objects.create(**self.recipient(made, each))
            for step in WAY[state]:
                self.step(made, step, by)
            return Report.objects.get(pk=made.pk)

    def columns(self, year: int, by: Acting) -> dict[str, Any]:
        return {
            "author_id": by.manager_audience,
            "programme": self.programme,
            "kind": "annual",
            "since": date(year, 1, 1),
            "until": date(year, 12, 31),
            "title": f"Rapport annuel {year}",
            "prepared_by_id": by.member_audience,
        }

    def recipient(self, report: Report, funder: Acting) -> dict[str, Any]:
        name = funder.organisation_name
        return {"report": report, "author_id": report.author_id, "recipient_id": funder.unit_audience, "name": name}

    def release(self, report: Report, number: int = 1, exposed: int = 0) -> dict[str, Any]:
        return {
            "report": report,
            "author_id": report.author_id,
            "number": number,
            "release": {},
            "exposed": exposed,
        }

    def comment(self, report: Report, by: Acting, section: str = "visits") -> dict[str, Any]:
        return {
            "report": report,
            "author_id": report.author_id,
            "section": section,
            "text": "Un texte",
            "changed_by_id": by.member_audience,
        }

    def goal(self, report: Report, by: Acting, indicator: str = "entries") -> dict[str, Any]:
        return {
            "report": report,
            "author_id": report.author_id,
            "indicator": indicator,
            "value": 30,
            "changed_by_id": by.member_audience,
        }

    def file(self, report: Report, kind: str = "reading", of: str = DIGEST) -> dict[str, Any]:
        return {
            "report": report,
            "author_id": report.author_id,
            "kind": kind,
            "of": of,
            "content": PDF,
            "digest": hashlib.sha256(PDF).hexdigest(),
        }

    def step(self, report: Report, state: str, by: Acting) -> None:
        """One step further, with what goes with it."""
        me = by.member_audience
        columns: dict[str, Any] = {"state": state}
        if state == "composed":
            ReportRelease.objects.create(**self.release(report))
            ReportComment.objects.create(**self.comment(report, by))
            ReportGoal.objects.create(**self.goal(report, by))
            columns |= {"composed_at": TransactionNow(), "progress": 100}
        elif state == "checked":
            columns |= {"checked_at": TransactionNow(), "checked_by_id": me}
        elif state == "signed":
            columns |= {"snapshot": SAID, "digest": DIGEST, "template": "documents/annual_report-1.html"}
            columns |= {"signed_at": TransactionNow(), "signed_by_id": me}
        elif state == "issued":
            columns |= {"rank": report.follows + 1, "issued_at": TransactionNow(), "issued_by_id": me}
        assert Report.objects.filter(pk=report.pk).update(**columns) == 1
        if state == "signed":
            for kind in FileKind.values:
                ReportFile.objects.create(**self.file(report, kind))
