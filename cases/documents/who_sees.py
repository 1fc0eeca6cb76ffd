"""« Qui peut voir quoi sur moi, et qui a regardé »: rows of the gate in words a person reads (T16)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from cases.documents.entitlement import WHO_SEES
from cases.enums import GrantBasis
from cases.models import Case, Person
from cases.queries.who_sees import LookingRow, SeeingRow, name_of, who_looked, who_sees
from cases.reading import Purpose
from common import documents
from common.formatting import MONTHS, full_date, plural, weekday_date
from common.models import Document
from partners.acting import Acting
from partners.enums import Capacity, Role

NO_END = 9999
TITLE = "Qui peut voir quoi sur moi, et qui a regardé"

SCOPES = {
    "identity": "vos coordonnées : nom, adresse, téléphone",
    "housing": "votre logement : bail, loyer, dette, nombre de rencontres par mois",
    "budget": "votre budget : ressources, charges, dettes",
    "social": "ce que vous racontez : les notes des visites",
    "sheet": "la fiche envoyée par votre bailleur : coordonnées, loyer, dette",
    "own": "ce que ce bailleur a écrit lui-même : votre bail, votre loyer, votre dette",
}
LANDLORD_SCOPES = SCOPES | {"budget": "votre budget : les totaux seulement"}

PURPOSES = {
    Purpose.CASE: "ouvrir votre dossier",
    Purpose.LIST: "parcourir une liste où vous êtes",
    Purpose.REPORT: "préparer un bilan de l’équipe",
    Purpose.EXPORT: "préparer un document",
    Purpose.WHO_LOOKED: "préparer une page comme celle-ci",
}

NEVER = (
    "Un bailleur ne voit jamais ce que vous racontez, ni votre santé, même avec votre accord.",
    "Palier ne garde rien sur votre santé.",
    "Un financeur ne voit que des nombres, jamais votre nom.",
)


@dataclass(frozen=True)
class Opening:
    """What one function of a unit sees, why, since when and until when, in sentences."""

    who: str
    sees: tuple[str, ...]
    because: str
    when: str


@dataclass(frozen=True)
class Reader:
    """One unit, and each thing that is open to it."""

    organisation: str
    unit: str
    capacity: str
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class Reading:
    """One line of « qui a regardé »."""

    day: str
    organisation: str
    unit: str
    function: str
    purpose: str
    times: str


@dataclass(frozen=True)
class Month:
    name: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class WhoSees:
    """The whole page, frozen: every text as it is read."""

    person_name: str
    case_number: str
    readers: tuple[Reader, ...]
    months: tuple[Month, ...]
    never: tuple[str, ...] = NEVER


def build(*, person_name: str, case_number: str, seeing: Sequence[SeeingRow], looking: Sequence[LookingRow]) -> WhoSees:
    """The content of the page from what the gate answered. Pure."""
    by_unit = groupby(sorted(seeing, key=_unit_of), key=_unit_of)
    return WhoSees(
        person_name=person_name,
        case_number=case_number,
        readers=tuple(
            Reader(organisation, unit, str(Capacity(capacity).label), tuple(_openings(list(rows))))
            for (organisation, unit, capacity), rows in by_unit
        ),
        months=tuple(
            Month(f"{MONTHS[month - 1]} {year}", tuple(_reading(row) for row in rows))
            for (year, month), rows in groupby(looking, key=lambda row: (row.day.year, row.day.month))
        ),
    )


def _unit_of(row: SeeingRow) -> tuple[str, str, str]:
    return row.organisation, row.unit, row.capacity


_ORDER = ("referent", "team", "holder_unit", "referral_sheet", "tenancy")


def _openings(rows: list[SeeingRow]) -> Iterable[Opening]:
    """Colleagues of one function and period are one line with their number: no name but the referent's."""
    rank = {basis: place for place, basis in enumerate(_ORDER)}
    said: dict[Opening, int] = {}
    for row in sorted(rows, key=lambda row: (rank.get(row.basis, len(rank)), row.since)):
        opening = Opening(_who(row), _sees(row), _because(row), _when(row))
        said[opening] = said.get(opening, 0) + 1
    for opening, count in said.items():
        if count > 1 and opening.who.startswith("Une personne"):
            who = opening.who.replace("Une personne", plural(count, "personne"), 1)
            yield Opening(who, opening.sees, opening.because, opening.when)
        else:
            yield opening


def _who(row: SeeingRow) -> str:
    if row.basis == "referent":
        return ", ".join(part for part in (row.member_name, _lower_first(row.function)) if part)
    if row.basis == "team":
        return f"Une personne de l’équipe ({_lower_first(row.function)})"
    return {"holder_unit": "Le reste du service"}.get(row.basis, "Le service")


def _sees(row: SeeingRow) -> tuple[str, ...]:
    words = LANDLORD_SCOPES if row.capacity == Capacity.LANDLORD else SCOPES
    return tuple(words[scope] for scope in words if scope in row.scopes)


def _because(row: SeeingRow) -> str:
    given = full_date(_local(row.since))
    if row.basis == GrantBasis.AGREEMENT:
        return f"parce que vous avez donné votre accord le {given}"
    if row.basis == GrantBasis.ORAL_AGREEMENT:
        return f"parce que vous avez donné votre accord de vive voix le {given}, à confirmer par écrit"
    if row.basis.startswith("text_"):
        return f"parce qu’un texte de loi le permet : {GrantBasis(row.basis).label}"
    return {
        "referent": "parce que c’est la personne qui vous accompagne",
        "team": "parce que c’est l’équipe qui vous accompagne",
        "holder_unit": "parce que ce service vous accompagne",
        "referral_sheet": "parce que votre bailleur lui a envoyé une fiche, ouverte 60 jours",
        "tenancy": "parce que c’est votre bailleur",
    }[row.basis]


def _when(row: SeeingRow) -> str:
    since = f"depuis le {full_date(_local(row.since))}"
    if row.basis == "tenancy":
        return f"{since}, dans son propre fichier"
    if row.until is None or row.until.year == NO_END:
        return f"{since}, tant que dure votre accompagnement, puis le temps de suite prévu"
    # An instant at midnight ends the day before.
    return f"{since}, jusqu’au {full_date(_local(row.until - timedelta(microseconds=1)))}"


def _reading(row: LookingRow) -> Reading:
    function = str(Role(row.function).label) if row.function in Role.values else row.function
    return Reading(
        day=weekday_date(row.day),
        organisation=row.organisation,
        unit=row.unit,
        function=_lower_first(function),
        purpose=PURPOSES[row.purpose],
        times=f"{row.times} fois",
    )


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _lower_first(text: str) -> str:
    """« Conseillère » in the middle of a sentence; an acronym stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def gather(person: Person, case: Case) -> WhoSees:
    """The page about that person as this context may read it; the caller has written the reading log."""
    return build(
        person_name=name_of(person),
        case_number=case.number,
        seeing=who_sees(person.public_id),
        looking=who_looked(person.public_id),
    )


def issue_who_sees(content: WhoSees, *, case: Case, by: Acting) -> Document:
    """Ask a worker for this content as a PDF, for `by` alone."""
    return documents.issue(
        by=by,
        kind=WHO_SEES,
        title=TITLE,
        template="documents/who_sees-1.html",
        snapshot=asdict(content),
        case_id=case.pk,
    )
