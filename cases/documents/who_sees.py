"""« Qui peut voir quoi sur moi, et qui a regardé »: rows of the gate in words a person reads (T16)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from cases.consent_words import ACCOUNT, ACCOUNT_MEANING, SCOPE_WORDS, TEAM_ALSO, TO_HER, and_list, turned
from cases.documents.entitlement import WHO_SEES
from cases.enums import GrantBasis, Scope
from cases.models import Case, Person
from cases.queries.who_sees import ACCOUNT_KEY, LookingRow, SeeingRow, name_of, who_looked, who_sees
from cases.reading import Purpose
from cases.standing import seen
from common import documents
from common.formatting import HARD, MONTHS, full_date, plural, weekday_date
from common.models import Document
from partners.acting import Acting
from partners.enums import Capacity, Role

NO_END = 9999
ONE_OF_US = "Une personne"
TITLE = "Qui peut voir quoi sur moi, et qui a regardé"


def _meaning(scope: str) -> tuple[str, str]:
    said, meaning = (turned(text, TO_HER) for text in SCOPE_WORDS[scope])
    if scope == Scope.PRESENTATION:
        return said, f"{meaning} ; ses membres la lisent aussi, le temps d’une séance"
    also = TEAM_ALSO.get(Scope(scope))
    return said, f"{meaning} ; pour votre équipe, aussi {also}" if also else meaning


#: A scope as she reads it, and what it means: the words of the form she signed.
SCOPES = {
    **{scope: _meaning(scope) for scope in Scope.values},
    ACCOUNT_KEY: (turned(ACCOUNT, TO_HER), turned(ACCOUNT_MEANING, TO_HER)),
    "sheet": ("la fiche de votre bailleur", "vos coordonnées, votre loyer, votre dette, au moment de sa demande"),
    "own": ("ce qu’il a écrit lui-même", "votre bail, votre loyer, votre dette, dans le fichier du bailleur"),
}

PURPOSES = {
    Purpose.CASE: "ouvrir votre dossier",
    Purpose.LIST: "parcourir une liste où vous êtes",
    Purpose.REPORT: "préparer un bilan de l’équipe",
    Purpose.EXPORT: "préparer un document",
    Purpose.WHO_LOOKED: "préparer une page comme celle-ci",
    Purpose.PRESENTED: "lire votre fiche de présentation",
}

NEVER = (
    "Un bailleur ne voit jamais ce que vous racontez, ni votre santé, même avec votre accord.",
    "Palier ne garde rien sur votre santé.",
    "Un financeur ne voit que des nombres, jamais votre nom.",
)


@dataclass(frozen=True)
class Opening:
    """What one function of a unit sees, then why and until when. `sees` begins with its verb."""

    who: str
    sees: str
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
    who: str
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
    words: tuple[tuple[str, str], ...]
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
        words=tuple(
            meaning for scope, meaning in SCOPES.items() if any(scope in (*row.scopes, *row.waiting) for row in seeing)
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
    said: dict[tuple[str, str, str, str], int] = {}
    for row in sorted(rows, key=lambda row: (rank.get(row.basis, len(rank)), row.since)):
        line = _who(row), sees(row), _because(row), _when(row)
        said[line] = said.get(line, 0) + 1
    for (who, what, because, when), count in said.items():
        several = count > 1 and who.startswith(ONE_OF_US)
        yield Opening(
            who=who.replace(ONE_OF_US, plural(count, "personne"), 1) if several else who,
            sees=f"{'peuvent' if several else 'peut'} voir {what}",
            because=because,
            when=when,
        )


def _who(row: SeeingRow) -> str:
    if row.basis == "referent":
        return ", ".join(part for part in (row.member_name, _lower_first(row.function)) if part)
    if row.basis == "team":
        return f"{ONE_OF_US} de l’équipe ({_lower_first(row.function)})"
    if row.basis == "holder_unit":
        return "Le reste du service"
    # Notes are granted to a named member only, never to a unit (T5).
    return f"{ONE_OF_US} que vous avez choisie" if Scope.SOCIAL in (*row.scopes, *row.waiting) else "Le service"


def sees(row: SeeingRow) -> str:
    """« vos coordonnées ; votre logement seulement si chaque adulte du ménage le souhaite », for after « voir »."""
    return seen(_words(row.scopes), _words(row.waiting))


def _words(scopes: Sequence[str]) -> str:
    return and_list([word for scope, (word, _) in SCOPES.items() if scope in scopes])


def _because(row: SeeingRow) -> str:
    given = full_date(_local(row.since))
    if row.basis == GrantBasis.AGREEMENT:
        return f"Vous avez donné votre accord le {given}."
    if row.basis == GrantBasis.ORAL_AGREEMENT:
        return f"Vous avez donné votre accord de vive voix le {given}. Il reste à le confirmer par écrit."
    if row.basis.startswith("text_"):
        return f"Un texte de loi le permet depuis le {given} : {GrantBasis(row.basis).label}."
    reason = {
        "referent": "C’est la personne qui vous accompagne",
        "team": "C’est l’équipe qui vous accompagne",
        "holder_unit": "Ce service vous accompagne",
        "referral_sheet": "Votre bailleur lui a envoyé une fiche, ouverte 60 jours",
        "tenancy": "C’est votre bailleur",
    }[row.basis]
    return f"{reason}, depuis le {given}."


def _when(row: SeeingRow) -> str:
    if row.basis == "tenancy":
        return "C’est son propre fichier : il n’y a pas de date de fin."
    if row.until is None or row.until.year == NO_END:
        return "Tant que dure votre accompagnement, puis le temps de suite prévu."
    # An instant at midnight ends the day before.
    return f"Jusqu’au {full_date(_local(row.until - timedelta(microseconds=1)))}."


def _reading(row: LookingRow) -> Reading:
    function = str(Role(row.function).label) if row.function in Role.values else row.function
    return Reading(
        day=weekday_date(row.day),
        who=f"{row.organisation}, {row.unit}, {_lower_first(function)}",
        purpose=PURPOSES[row.purpose],
        times=f"{row.times}{HARD}fois",
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
        seeing=who_sees(person),
        looking=who_looked(person.public_id),
    )


def issue_who_sees(content: WhoSees, *, case: Case, by: Acting) -> Document:
    """Ask a worker for this content as a PDF, for `by` alone."""
    return documents.issue(
        by=by,
        kind=WHO_SEES,
        title=TITLE,
        template="documents/who_sees-2.html",
        snapshot=asdict(content) | {"issuer": by.organisation_name},
        case_id=case.pk,
    )
