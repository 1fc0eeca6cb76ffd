"""What a team presents to committees: which there are, the sheets of a household, what was decided of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from cases.models import AccompanimentCourse, Case, Referral
from committees.enums import DecisionKind
from committees.models import AgendaItem, Committee, CommitteeVersion, Decision, PresentationSheet, SheetVersion
from committees.publishing import rules_of
from committees.rules import Rules
from committees.sheets import Content, content_of


@dataclass(frozen=True)
class Presented:
    """A sheet of a household, with its items on agendas and what its author was told of them: JSON, the latest first."""

    sheet: Any

    @property
    def decision(self) -> dict[str, Any] | None:
        """The latest decision its author was told."""
        return self.sheet.told[0] if self.sheet.told else None

    @property
    def item(self) -> dict[str, Any] | None:
        """Its latest place on an agenda, whatever became of it."""
        return self.sheet.listed[0] if self.sheet.listed else None

    @property
    def is_under_way(self) -> bool:
        """Whether nothing final was decided of it, and nobody took it back."""
        final = self.decision and self.decision["kind"] != DecisionKind.ADJOURNED
        return self.sheet.withdrawn_at is None and not final


@dataclass(frozen=True)
class Offered:
    """A committee a household may be presented to, under its rules of today."""

    committee: Committee
    version: CommitteeVersion

    @property
    def rules(self) -> Rules:
        return rules_of(self.version)


def offered_to(case: Case, *, key: str = "") -> list[Offered]:
    """The committees of that household's programme, then those of no programme; or the one of that key among them. One
    statement."""
    followed = AccompanimentCourse.objects.filter(case_id=case.pk).values("programme_version__programme_id")
    referred = Referral.objects.filter(receiving_case_id=case.pk).values("agreement__programme_id")
    of_programme = Q(committee__programme__in=followed) | Q(committee__programme__in=referred)
    found = CommitteeVersion.objects.filter(of_programme | Q(committee__programme=None))
    newest = (
        (found.filter(committee__key=key) if key else found)
        .order_by("committee_id", "-number")
        .distinct("committee_id")
        .select_related("committee__secretary__unit__organisation")
    )
    return [
        Offered(version.committee, version)
        for version in sorted(
            newest, key=lambda each: (each.committee.programme_id is None, each.committee.name, each.committee_id)
        )
    ]


def of_committee(sheet: PresentationSheet) -> Offered:
    """The committee of that sheet, under its rules of today. One statement."""
    version = (
        CommitteeVersion.objects.filter(committee_id=sheet.committee_id)
        .select_related("committee__secretary__unit__organisation")
        .latest("number")
    )
    return Offered(version.committee, version)


def presented(case: Case) -> list[Presented]:
    """The sheets of that household, the latest first. One statement, and no name."""
    of_sheet = {"sheet_id": OuterRef("pk")}
    listed = AgendaItem.objects.filter(**of_sheet).order_by("-pk")
    told = Decision.objects.filter(**of_sheet, told_at__isnull=False).order_by("-pk")
    rows = PresentationSheet.objects.filter(case=case).annotate(
        listed=ArraySubquery(
            listed.values(json=JSONObject(at="session__starts_at", state="session__state", closed="closed_at"))
        ),
        told=ArraySubquery(
            told.values(
                json=JSONObject(
                    competence="competence",
                    kind="kind",
                    reason="reason",
                    starts_on="starts_on",
                    until_on="until_on",
                    on="session__starts_at",
                    version="session__version_id",
                )
            )
        ),
    )
    return [Presented(row) for row in rows.order_by("-pk")]


def rules_told(found: Iterable[Presented], offered: Iterable[Offered]) -> dict[int, Rules]:
    """The rules each decision was taken under, by id of version. A statement only for rules that have changed since."""
    known = {each.version.pk: each.rules for each in offered}
    missing = {told["version"] for each in found for told in each.sheet.told} - set(known)
    former = CommitteeVersion.objects.filter(pk__in=missing) if missing else ()
    return known | {version.pk: rules_of(version) for version in former}


def own_sheet(public_id: UUID, unit_audience: int | None) -> PresentationSheet | None:
    """The sheet of that public id, of a household this team follows; None for any other. No name is read."""
    return (
        PresentationSheet.objects.filter(public_id=public_id, author_id=unit_audience, case__isnull=False)
        .select_related("case", "committee")
        .first()
    )


def versions(sheet: PresentationSheet) -> dict[str, Content]:
    """Every version of that sheet its author reads, by ceiling. The caller has written the reading log."""
    return {version.ceiling: content_of(version) for version in SheetVersion.objects.filter(sheet=sheet)}
