"""What is signed in two parts, in words: the same sections on a screen, in the landlord's copy and in the PDF."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cases.documents import assessment, reviews
from cases.documents.sections import Section
from cases.enums import PartKind, Party
from cases.models import Annex, CommonPart, Signature
from cases.parts.calendar import last_day
from cases.parts.content import ContractAnnex, ContractCommon, annex_of, common_of
from common import documents
from common.formatting import euros, full_date, plural
from common.models import Document
from partners.acting import Acting

COMMON, BOTH, PLAIN = "part_common", "part_both", "part_plain"
TITLES = {
    PartKind.ASSESSMENT: "Diagnostic",
    PartKind.CONTRACT: "Contrat d’accompagnement",
    PartKind.BILAN: "Bilan",
    PartKind.TRIPARTITE: "Entretien tripartite",
}
REVIEWS = {
    PartKind.BILAN: "Bilan avec le ménage",
    PartKind.TRIPARTITE: "Rencontre du ménage, du bailleur et de l’association",
}
UNDERTAKERS = {
    Party.HOUSEHOLD: "Le ménage s’engage à",
    Party.OPERATOR: "L’association s’engage à",
    Party.LANDLORD: "Le bailleur s’engage à",
    Party.LANDLORD_SOCIAL_SERVICE: "Le service social du bailleur s’engage à",
    Party.SUB_LESSOR: "Le titulaire du bail s’engage à",
}


def title_of(part: CommonPart) -> str:
    """« Contrat d’accompagnement, version 2 »."""
    return f"{TITLES[PartKind(part.kind)]}, version {part.number}"


def common_sections(part: CommonPart) -> list[Section]:
    """What every party reads."""
    return _COMMON[PartKind(part.kind)](part, common_of(part))


def annex_sections(part: CommonPart, annex: Annex | None) -> list[Section]:
    """What household and operator alone read."""
    return _ANNEX[PartKind(part.kind)](part, annex_of(part, annex))


def plain_sections(part: CommonPart) -> list[Section]:
    """The same said to the household in short sentences."""
    return _PLAIN[PartKind(part.kind)](part, common_of(part))


def issue_pdf(
    *,
    part: CommonPart,
    copy: str,
    sections: Sequence[Section],
    annex: Sequence[Section],
    signed: Sequence[Signature],
    by: Acting,
) -> Document:
    """Ask a worker for the PDF of that copy. The landlord's copy is given no annex and no word of one."""
    issued = part.issued_at is not None
    snapshot: dict[str, Any] = {
        "issuer": by.organisation_name,
        "sections": [asdict(section) for section in sections],
        "annex": [asdict(section) for section in annex],
        "signatures": [(one.name, Party(one.party).label, full_date(one.signed_on)) for one in signed],
        "draft": not issued,
        "part_digest": part.digest,
        "plain": copy == PLAIN,
    }
    title = title_of(part) if copy != PLAIN else f"Mon {TITLES[PartKind(part.kind)].lower()}, en clair"
    return documents.issue(
        by=by, kind=copy, title=title, template="documents/part-1.html", snapshot=snapshot, case_id=part.case_id
    )


# The contract ------------------------------------------------------------------------------------------------


def _contract(part: CommonPart, said: ContractCommon) -> list[Section]:
    parties = [("L’association", said.operator), ("Le bailleur", said.landlord)]
    referent = ", ".join(filter(None, (said.referent, said.referent_phone)))
    facts = [*parties, ("Référent", referent), ("Durée", _duration(part, said))]
    sections = [Section("Qui et quand", rows=[row for row in facts if row[1]])]
    sections.append(Section("Les visites", items=[*said.rhythm, *said.places]))
    for axis in said.axes:
        if found := [one.text for one in said.objectives if one.axis == axis.key]:
            sections.append(Section(axis.label, items=found))
    for party in Party:
        if found := [one.text for one in said.commitments if one.party == party]:
            sections.append(Section(UNDERTAKERS[party], items=found))
    if said.debt_cents and said.debt_on:
        sections.append(Section("La dette", said=[f"{euros(said.debt_cents)} au {full_date(said.debt_on)}."]))
    if said.reviews:
        rows = [(full_date(one.on), REVIEWS[one.kind]) for one in said.reviews]
        sections.append(Section("Le calendrier", rows=rows))
    return sections


def _duration(part: CommonPart, said: ContractCommon) -> str:
    begins = f"à partir du {full_date(part.starts_on)}" if part.starts_on else ""
    if said.months is None or part.ends_on is None:
        return f"sans durée fixée, {begins}"
    whole = part.starts_on is not None and last_day(part.starts_on, said.months) == part.ends_on
    length = plural(said.months, "mois", "mois") if whole else ""
    again = "renouvellement" if said.renewal else ""
    return ", ".join(filter(None, (length, again, begins, f"jusqu’au {full_date(part.ends_on)}")))


def _contract_annex(_: CommonPart, said: ContractAnnex) -> list[Section]:
    who = [("Le ménage", ", ".join(said.household)), ("Le logement", said.dwelling)]
    sections = [Section("Pour qui", rows=rows)] if (rows := [row for row in who if row[1]]) else []
    if said.objectives:
        sections.append(Section("Ce que nous travaillons ensemble", items=said.objectives))
    return [*sections, Section("Ce que nous avons convenu", said=said.text.splitlines())] if said.text else sections


def _contract_plain(part: CommonPart, said: ContractCommon) -> list[Section]:
    who = said.referent or said.operator
    first = [f"{said.operator} vous accompagne chez vous. C’est gratuit. Vous pouvez arrêter quand vous voulez."]
    first.append(f"La personne à appeler : {', '.join(filter(None, (who, said.referent_phone)))}.")
    until = f"Cela dure jusqu’au {full_date(part.ends_on)}." if part.ends_on else "Il n’y a pas de date de fin."
    sections = [Section("Ce que c’est", said=[*first, until]), Section("On se voit comment ?", items=said.rhythm)]
    if said.objectives:
        sections.append(Section("Ce que nous voulons réussir", items=[one.text for one in said.objectives]))
    for party, title in (
        (Party.HOUSEHOLD, "Ce que je fais"),
        (Party.OPERATOR, "Ce que fait l’association"),
        (Party.LANDLORD, "Ce que fait le bailleur"),
    ):
        if found := [one.text for one in said.commitments if one.party == party]:
            sections.append(Section(title, items=found))
    if said.reviews:
        rows = [(full_date(one.on), REVIEWS[one.kind]) for one in said.reviews]
        sections.append(Section("Les rendez-vous pour faire le point", rows=rows))
    return sections


_COMMON: dict[PartKind, Any] = {
    PartKind.ASSESSMENT: assessment.common,
    PartKind.CONTRACT: _contract,
    PartKind.BILAN: reviews.bilan,
    PartKind.TRIPARTITE: reviews.meeting,
}
_ANNEX: dict[PartKind, Any] = {
    PartKind.ASSESSMENT: assessment.annex,
    PartKind.CONTRACT: _contract_annex,
    PartKind.BILAN: reviews.bilan_annex,
    PartKind.TRIPARTITE: reviews.meeting_annex,
}
_PLAIN: dict[PartKind, Any] = {
    PartKind.ASSESSMENT: assessment.plain,
    PartKind.CONTRACT: _contract_plain,
    PartKind.BILAN: reviews.bilan_plain,
    PartKind.TRIPARTITE: reviews.meeting,
}
