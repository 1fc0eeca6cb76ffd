"""A bilan and a tripartite meeting, in words; and the invitation to a meeting."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import time
from typing import Any

from cases.documents.sections import Section
from cases.enums import ObjectiveProgress, Party
from cases.models import CommonPart
from cases.parts.reviews import BilanAnnex, BilanCommon, Decision, MeetingAnnex, MeetingCommon, Owed, Reached, StepTaken
from common import documents
from common.formatting import MONTHS, clock, euros, full_date, plural
from common.models import Document
from partners.acting import Acting

INVITATION = "meeting_invitation"
CAME = {None: "invité", True: "présent", False: "pas présent"}


def bilan(part: CommonPart, said: BilanCommon) -> list[Section]:
    """What every party reads: held visits by month, never an absence; aids, never an amount."""
    period = f"du {full_date(part.starts_on)} au {full_date(part.ends_on)}" if part.starts_on and part.ends_on else ""
    facts = [("La période", period), ("L’association", said.operator), ("Référent", said.referent)]
    months = [
        (f"{MONTHS[one.on.month - 1]} {one.on.year}".capitalize(), plural(one.held, "visite") if one.held else "Aucune")
        for one in said.visits
    ]
    sections = [
        Section("Qui et quand", rows=[row for row in facts if row[1]]),
        Section("Les visites faites", rows=months),
    ]
    if rent := _rent(said):
        sections.append(Section("Le loyer", said=rent))
    if said.aids:
        rows = [(one.label, _filed(full_date(one.filed_on) if one.filed_on else "", one.answer)) for one in said.aids]
        sections.append(Section("Les aides au logement", rows=rows))
    if said.objectives:
        sections.append(Section("Les objectifs du contrat", rows=_reached(said.objectives)))
    return [*sections, *_worked(said), *_follows(said.decision)]


def bilan_plain(part: CommonPart, said: BilanCommon) -> list[Section]:
    """The same, said to the household."""
    held = sum(one.held for one in said.visits)
    met = (
        f"{said.operator} est venu vous voir {plural(held, 'fois', 'fois')}."
        if held
        else "Nous ne nous sommes pas vus."
    )
    sections = [Section("Ces derniers mois", said=[met])]
    if rent := _rent(said):
        sections.append(Section("Le loyer", said=rent))
    if said.objectives:
        sections.append(Section("Ce que nous voulions réussir", rows=_reached(said.objectives)))
    return [*sections, *_worked(said), *_follows(said.decision)]


def bilan_annex(part: CommonPart, said: BilanAnnex) -> list[Section]:
    sections = []
    if said.attempts:
        rows = [(full_date(one.on), one.outcome.capitalize()) for one in said.attempts]
        sections.append(Section("Absences et essais", rows=rows))
    if said.steps:
        sections.append(Section("Les démarches", rows=[(one.label, _step(one)) for one in said.steps]))
    if said.objectives:
        sections.append(Section("Les autres objectifs", rows=_reached(said.objectives)))
    if said.text:
        sections.append(Section("Ce que nous nous sommes dit", said=said.text.splitlines()))
    return sections


def _rent(said: BilanCommon) -> list[str]:
    days = dict.fromkeys(_owed(one) for one in (said.rent_before, said.rent_after) if one)
    return [*days, *([said.plan] if said.plan else [])]


def _owed(one: Owed) -> str:
    return f"Au {full_date(one.on)} : {f'dette de {euros(one.cents)}' if one.cents > 0 else 'pas de dette'}."


def _reached(objectives: Sequence[Reached]) -> list[tuple[str, str]]:
    return [(one.text, str(ObjectiveProgress(one.progress).label).capitalize()) for one in objectives]


def _filed(day: str, answer: str) -> str:
    return ", ".join(filter(None, (f"Déposée le {day}" if day else "À déposer", answer)))


def _step(one: StepTaken) -> str:
    amounts = (
        f"{euros(one.asked_cents)} demandés" if one.asked_cents else "",
        f"{euros(one.granted_cents)} accordés" if one.granted_cents else "",
    )
    return ", ".join(filter(None, (_filed(full_date(one.filed_on) if one.filed_on else "", one.answer), *amounts)))


def _worked(said: BilanCommon) -> list[Section]:
    found = [Section("Ce qui a été fait", items=said.done)] if said.done else []
    return [*found, Section("Ce que nous faisons maintenant", items=said.next)] if said.next else found


def _follows(decision: Decision | None) -> list[Section]:
    return [Section("La suite", said=[f"{str(Decision(decision).label).capitalize()}."])] if decision else []


def meeting(part: CommonPart, said: MeetingCommon) -> list[Section]:
    """The day and who came: all that a landlord may be told of it (decisions T7)."""
    day = full_date(part.starts_on) if part.starts_on else ""
    rows = [(str(Party(one.party).label).capitalize(), CAME[one.came].capitalize()) for one in said.parties]
    return [
        Section("La rencontre", rows=[("Le jour", day), ("L’association", said.operator)]),
        Section("Qui est venu" if not said.missing() else "Qui est invité", rows=rows),
    ]


def meeting_annex(part: CommonPart, said: MeetingAnnex) -> list[Section]:
    rows = [("L’heure", _hour(said)), ("Le lieu", said.place)]
    sections = [Section("Où et quand", rows=[row for row in rows if row[1]])]
    told = [("Le loyer et la dette", said.rent), ("Les perspectives", said.outlook)]
    if any(text for _, text in told):
        sections.append(Section("Ce qui a été dit", rows=[row for row in told if row[1]]))
    sections += [Section("Ce qui est décidé", said=one.said) for one in _follows(said.decision)]
    return [*sections, Section("Le compte rendu", said=said.text.splitlines())] if said.text else sections


def _hour(said: MeetingAnnex) -> str:
    return clock(time.fromisoformat(said.at)) if said.at else ""


def issue_invitation(
    *, part: CommonPart, said: MeetingCommon, where: MeetingAnnex, names: Sequence[str], by: Acting
) -> Document:
    """Ask for the PDF that household and landlord are handed alike: day, place and who, nothing else."""
    household = ", ".join(names) or str(Party.HOUSEHOLD.label).capitalize()
    who = [
        household if one.party == Party.HOUSEHOLD else str(Party(one.party).label).capitalize() for one in said.parties
    ]
    when = [
        ("Le jour", full_date(part.starts_on) if part.starts_on else ""),
        ("L’heure", _hour(where)),
        ("Le lieu", where.place),
    ]
    sections = [
        Section("Nous vous invitons à cette rencontre", rows=[row for row in when if row[1]]),
        Section("Avec", items=who),
    ]
    snapshot: dict[str, Any] = {"issuer": by.organisation_name, "sections": [asdict(one) for one in sections]}
    return documents.issue(
        by=by,
        kind=INVITATION,
        title="Invitation à une rencontre",
        template="documents/part-1.html",
        snapshot=snapshot,
        case_id=part.case_id,
    )
