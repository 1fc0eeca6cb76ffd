"""What a team presents to committees: which there are, the sheets of a household, what was decided of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import JSONObject

from cases.models import AccompanimentCourse, Case, ContactStatement, Referral, ReferralSheet
from committees.enums import DecisionKind
from committees.models import (
    AgendaItem,
    Committee,
    CommitteeVersion,
    Decision,
    DecisionEffect,
    PresentationSheet,
    SheetVersion,
)
from committees.publishing import rules_of
from committees.queries.effects import row
from committees.rules import Rules
from committees.sheets import Content, content_of
from common.text import fold_place
from partners.models import CommunePostcode


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
    def effect(self) -> dict[str, Any] | None:
        """What is to be done of that decision, as `queries.effects.row`."""
        decision, latest = self.decision, self.sheet.effects[0] if self.sheet.effects else None
        return latest if decision and latest and latest["held_at"] == decision["on"] else None

    @property
    def is_under_way(self) -> bool:
        """Whether nothing final was decided of it, and nobody took it back."""
        final = self.decision and self.decision["kind"] != DecisionKind.ADJOURNED
        return self.sheet.withdrawn_at is None and not final


@dataclass(frozen=True)
class Offered:
    """A committee a household may be presented to, under its rules of today. `is_open`: it examines this household's demands, and is
    not only where a sheet of it stands; `is_sure`: nothing is missing to tell."""

    committee: Committee
    version: CommitteeVersion
    is_open: bool = True
    is_sure: bool = True

    @property
    def rules(self) -> Rules:
        return rules_of(self.version)


def offered_to(case: Case, *, key: str = "", presented_to: Collection[int] = ()) -> list[Offered]:
    """The committees of that household's programme, then those of no programme, which examine the demands of where it lives; or the one
    of that key among them. `presented_to`: ids of committees to keep whatever they examine. One statement; two more at most
    where one of them has an area. Where no commune is known, none is left out.
    """
    followed = AccompanimentCourse.objects.filter(case_id=case.pk).values("programme_version__programme_id")
    referred = Referral.objects.filter(receiving_case_id=case.pk).values("agreement__programme_id")
    of_programme = Q(committee__programme__in=followed) | Q(committee__programme__in=referred)
    examined = of_programme | Q(committee__programme=None)
    found = CommitteeVersion.objects.filter(examined | Q(committee__in=presented_to)).annotate(
        examines=ExpressionWrapper(examined, output_field=BooleanField())
    )
    newest = (
        (found.filter(committee__key=key) if key else found)
        .order_by("committee_id", "-number")
        .distinct("committee_id")
        .select_related("committee__secretary__unit__organisation")
    )
    offered = [
        Offered(version.committee, version, is_open=bool(version.examines))
        for version in sorted(
            newest, key=lambda each: (each.committee.programme_id is None, each.committee.name, each.committee_id)
        )
    ]
    if not any(each.rules.area for each in offered):
        return offered
    communes = lives_in(case)
    said = [_where(each, communes) for each in offered]
    return [each for each in said if each.is_open or each.committee.pk in presented_to]


def _where(each: Offered, communes: set[str]) -> Offered:
    if not each.rules.area:
        return each
    if not communes:
        return replace(each, is_sure=False)
    return replace(each, is_open=each.is_open and each.rules.covers(communes))


def lives_in(case: Case) -> set[str]:
    """The INSEE codes of the communes that household may live in: as each person's last address says, else its sheet. Every commune
    of a postcode whose name says none of them; empty when no postcode is known here. Two statements at most."""
    communes = CommunePostcode.objects.filter(postcode=OuterRef("postcode"))
    here = ArraySubquery(communes.values(json=JSONObject(code="commune_id", key="commune__name_key")))
    said = ContactStatement.objects.filter(case=case).exclude(postcode="").order_by("person_id", "-id")
    places = list(said.distinct("person_id").annotate(here=here).values_list("commune", "here"))
    if not places:
        told = ReferralSheet.objects.filter(receiving_case_id=case.pk).exclude(postcode="")
        places = list(told.annotate(here=here).values_list("commune", "here"))
    found: set[str] = set()
    for name, known in places:
        named = {each["code"] for each in known if each["key"] == fold_place(name)}
        found |= named or {each["code"] for each in known}
    return found


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
        effects=ArraySubquery(DecisionEffect.objects.filter(**of_sheet).order_by("-pk").values(json=row())),
    )
    return [Presented(sheet) for sheet in rows.order_by("-pk")]


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
