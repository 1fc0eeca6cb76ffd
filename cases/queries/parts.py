"""Reading what is signed in two parts: the gate decides which rows, the landlord's side finds issued ones alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from cases.enums import PartKind, Party
from cases.models import AccompanimentCourse, Annex, Case, CommonPart, IdentityStatement, Person, Signature
from cases.parts.content import digest_signed_by
from cases.programmes.publishing import rules_of
from cases.programmes.rules import Rules


@dataclass(frozen=True)
class Wanted:
    """A signature that a part needs. `person`: the adult, for the household. `given`: hers on the draft as it stands."""

    party: Party
    label: str
    person: Person | None
    name: str
    given: Signature | None


def versions(case: Case, kind: str) -> list[CommonPart]:
    """Every version of that kind on that case but those abandoned, the latest first."""
    return list(CommonPart.objects.filter(case_id=case.pk, kind=kind, abandoned_at=None).order_by("-number"))


def draft(case: Case, kind: str) -> CommonPart | None:
    return CommonPart.objects.filter(case_id=case.pk, kind=kind, issued_at=None, abandoned_at=None).first()


def hold_draft(case: Case, kind: str) -> None:
    """Until the end of the transaction nobody else writes that draft: what is read of it from now on stands."""
    drafts = CommonPart.objects.select_for_update().order_by("pk").values_list("pk")
    list(drafts.filter(case_id=case.pk, kind=kind, issued_at=None, abandoned_at=None))


def in_force(case: Case, kind: str) -> CommonPart | None:
    """The latest issued version."""
    return CommonPart.objects.filter(case_id=case.pk, kind=kind, issued_at__isnull=False).order_by("-number").first()


def find(public_id: UUID) -> CommonPart | None:
    """That part if the open context may read it, with its case."""
    return (
        CommonPart.objects.select_related("case", "programme_version")
        .filter(public_id=public_id, abandoned_at=None)
        .first()
    )


def annex(part: CommonPart) -> Annex | None:
    """Its annex, for the team alone."""
    return Annex.objects.filter(common_part_id=part.pk).first()


def issued_about(household_id: int) -> list[CommonPart]:
    """What was issued of that household and this context may read, the latest first."""
    return list(CommonPart.objects.filter(household_id=household_id, issued_at__isnull=False).order_by("-issued_at"))


def course_of(case: Case) -> AccompanimentCourse:
    """Its course with the version of the programme it began under. AccompanimentCourse.DoesNotExist before acceptance."""
    return AccompanimentCourse.objects.select_related("case", "programme_version").get(case_id=case.pk)


def rules_under(course: AccompanimentCourse) -> Rules | None:
    """The rules of that version; None outside a programme."""
    return rules_of(course.programme_version) if course.programme_version else None


def adults_who_sign(case: Case) -> list[tuple[Person, str]]:
    """The adults who are parties to the accompaniment, with the name the operator states. One statement."""
    stated = IdentityStatement.objects.filter(case_id=case.pk, author_id=case.holder_id, person_id=OuterRef("pk"))
    name = stated.order_by("-id").values(one=JSONObject(first="first_name", last="last_name"))[:1]
    parties = Person.objects.filter(household_id=case.household_id, is_party=True, is_adult=True)
    return [
        (person, " ".join(filter(None, (person.said["first"], person.said["last"]))) if person.said else "")
        for person in parties.annotate(said=Subquery(name)).order_by("id")
    ]


def signers(kind: str, rules: Rules | None) -> list[Party]:
    """Who signs a part of that kind: the programme says; outside one, household and operator."""
    if rules is None:
        return [Party.HOUSEHOLD, Party.OPERATOR]
    said: dict[str, Sequence[str]] = {
        PartKind.ASSESSMENT: rules.assessment.common_part_signed_by,
        PartKind.CONTRACT: rules.contract.common_part_signed_by,
        PartKind.BILAN: rules.reviews.bilan_signed_by,
        PartKind.TRIPARTITE: [Party.OPERATOR],
    }
    return [Party(party) for party in said[kind]]


def signatures(part: CommonPart) -> list[Signature]:
    """The signatures given on the part as it stands, the household's first; none of a former draft."""
    its_annex = annex(part)
    rows = Signature.objects.filter(common_part_id=part.pk).order_by("id")
    if its_annex is None:
        return []
    kept = {
        (one.party, one.person_id): one
        for one in rows
        if one.signed_digest == digest_signed_by(one.party, part, its_annex)
    }
    return sorted(kept.values(), key=lambda one: (one.party != Party.HOUSEHOLD, one.pk))


def wanted(part: CommonPart, its_annex: Annex) -> list[Wanted]:
    """Each signature the part needs, and the one given on it as it stands."""
    found = list(Signature.objects.filter(common_part_id=part.pk).order_by("id"))

    def given(party: Party, person: Person | None) -> Signature | None:
        digest = digest_signed_by(party, part, its_annex)
        mine = [one for one in found if one.party == party and one.person_id == (person.pk if person else None)]
        return next((one for one in reversed(mine) if one.signed_digest == digest), None)

    lines = []
    rules = rules_of(part.programme_version) if part.programme_version else None
    for party in signers(part.kind, rules):
        if party == Party.HOUSEHOLD:
            for person, name in adults_who_sign(part.case):
                lines.append(Wanted(party, name or "L’autre adulte", person, name, given(party, person)))
        else:
            lines.append(Wanted(party, Party(party).label, None, "", given(party, None)))
    return lines
