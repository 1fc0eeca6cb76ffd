"""The page of a household in words: its thread, its rent account, why it is open. Strings ready for the template."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from cases.charts import Balance, StepChart, step_chart
from cases.consent_words import OF_HER, label_of, opens, turned
from cases.enums import (
    ExitOutcome,
    StatementSource,
    SuspensionReason,
    VisitKind,
    VisitOutcome,
)
from cases.forms.visit import OUTCOME_ICONS
from cases.models import Consent, RentStatement, Visit, VisitNote
from cases.policies import PARIS, is_meeting
from cases.queries.case_page import NO_END_YEAR, CasePage
from cases.queries.objectives import Objective, objectives_in
from cases.views.stairs_words import said_on, taken_over
from cases.views.visit_words import colleague, held_by, initials_of, themes_of, visit_title, when_of
from common.formatting import euros, full_date, plural, short_date

RENT_EVENTS = 6


@dataclass(frozen=True)
class Event:
    """One line of the thread. `moment` orders it, `url` leads to its own page when it has one."""

    moment: datetime
    when: str
    icon: str
    mark: str
    title: str
    detail: str
    text: str
    who: str
    url: str


@dataclass(frozen=True)
class Planned:
    """A visit to come, or whose day has passed without being logged. `who` is to hold it; `is_beyond`: without adhesion
    the case will have closed by then."""

    visit: Visit
    when: str
    where: str
    who: str
    is_late: bool
    is_beyond: bool


@dataclass(frozen=True)
class Basis:
    """One reason why the page is open: what it opens, and on what ground."""

    what: str
    why: str


@dataclass(frozen=True)
class RentCard:
    """The rent account: its chart when there are two balances, its rows for the table, who gave it."""

    chart: StepChart | None
    rows: list[dict]
    source: str


# --- thread ------------------------------------------------------------------------------------------------------
def planned(page: CasePage, today: date, last: date | None = None) -> list[Planned]:
    """Visits without an outcome, the oldest first. `last`: the last day to adhere, when the household has yet to."""
    waiting = sorted((visit for visit in page.visits if not visit.outcome), key=lambda visit: visit.on)
    names = {place.membership_id: place.name for place in page.team}
    return [
        Planned(
            visit=visit,
            when=when_of(visit, today),
            where=VisitKind(visit.kind).label,
            who=held_by(visit, names),
            is_late=visit.on < today,
            is_beyond=last is not None and visit.on > last,
        )
        for visit in waiting
    ]


def thread(page: CasePage, *, first: bool) -> list[Event]:
    """What happened, the latest first, as far back as the visits of the page go. `first`: the first page, with what
    is not a visit."""
    by_visit: dict[int, list[VisitNote]] = {}
    for note in page.notes:
        if note.visit_id:
            by_visit.setdefault(note.visit_id, []).append(note)
    events = [_visit_event(visit, by_visit.get(visit.pk, [])) for visit in page.visits if visit.outcome]
    if first:
        events += [_note_event(note) for note in page.notes if note.visit_id is None]
        events += [_rent_event(statement) for statement in page.rent[-RENT_EVENTS:]]
        events += _milestones(page) + _withdrawals(page) + _rests(page)
    shown = [event for event in events if not page.older_before or event.moment.date() >= page.older_before]
    return sorted(shown, key=lambda event: event.moment, reverse=True)


def _following(note: VisitNote) -> str:
    return f"La suite : {note.next_steps}" if note.next_steps else ""


def _visit_event(visit, notes: list[VisitNote]) -> Event:
    return Event(
        moment=_at(visit.on, visit.at),
        when=short_date(visit.on),
        icon=OUTCOME_ICONS[VisitOutcome(visit.outcome)],
        mark="done" if is_meeting(visit.outcome) else "",
        title=visit_title(visit, (spent["minutes"] for spent in visit.times)),
        detail=themes_of(notes),
        text="\n".join(text for note in notes for text in (note.text, _following(note)) if text),
        who=initials_of(visit.holder) if visit.holder else colleague(visit.logged_by),
        url=reverse("visit", args=[visit.public_id]),
    )


def _note_event(note: VisitNote) -> Event:
    moment = note.created_at.astimezone(PARIS)
    who, themes = colleague(note.written_by), themes_of([note])
    return Event(moment, short_date(moment.date()), "notebook-pen", "", "Note", themes, note.text, who, "")


def _rent_event(statement: RentStatement) -> Event:
    parts = [
        f"{name} {euros(cents, whole=True)}"
        for name, cents in (("Loyer", statement.rent_cents), ("APL", statement.apl_cents))
        if cents is not None
    ]
    title = f"Relevé de compte : {euros(statement.balance_cents)}"
    detail = ", ".join(parts)
    when, who = short_date(statement.on), source_of(statement)
    return Event(_at(statement.on, None), when, "euro", "", title, detail, "", who, "")


def _at(on: date, at: time | None) -> datetime:
    return datetime.combine(on, at or time.min, PARIS)


def source_of(statement: RentStatement) -> str:
    return "Bailleur" if statement.source == StatementSource.LANDLORD_FILE else "Équipe"


def _milestones(page: CasePage) -> list[Event]:
    course = page.course
    ended = f"Fin : {ExitOutcome(course.outcome).label}" if course.outcome else "Fin"
    sheet = reverse("sheet", args=[page.case.public_id]) if page.rights.sheet_until else ""
    found = [
        (course.submitted_at, "inbox", "", "Saisine du bailleur", "", sheet),
        (course.engaged_at, "handshake", "done", *_engagement(course), ""),
        (course.ended_at, "flag", "", ended, "", ""),
    ]
    return [
        Event(local, short_date(local.date()), icon, mark, title, detail, "", "", url)
        for moment, icon, mark, title, detail, url in found
        if moment and (local := moment.astimezone(PARIS))
    ]


def _engagement(course) -> tuple[str, str]:
    """What is said of the day the accompaniment was engaged here, and since when it runs."""
    said = said_on(course) if course.engaged_at else None
    if not taken_over(course):
        since = f"Dit le {full_date(said)} : l’accompagnement commence ce jour-là." if said else ""
        return "Le ménage souhaite l’accompagnement", since
    begun = f"Commencé le {full_date(said)}." if said else ""
    done = f"Avant : {_of_before(**course.brought)}." if course.brought else ""
    return "Accompagnement repris par votre équipe", " ".join(filter(None, (begun, done)))


def _of_before(held: int, planned: int) -> str:
    return f"{plural(held, 'visite tenue', 'visites tenues')} pour {plural(planned, 'prévue')}"


def _rests(page: CasePage) -> list[Event]:
    """Each suspension, and each taking up again before the end."""
    found = []
    ended_on = page.course.ended_at and page.course.ended_at.astimezone(PARIS).date()
    for row in page.course.suspensions:
        begins, ends = (date.fromisoformat(row[name]) if row[name] else None for name in ("starts_on", "ended_on"))
        reason = SuspensionReason(row["reason"]).label
        said = [(begins, "pause", "Accompagnement suspendu", reason[:1].upper() + reason[1:])]
        if ends and ends != ended_on:
            said.append((ends, "play", "Accompagnement repris", ""))
        found += [
            Event(_at(day, None), short_date(day), icon, "", title, detail, "", "", "")
            for day, icon, title, detail in said
            if day
        ]
    return found


def _withdrawals(page: CasePage) -> list[Event]:
    """Agreements that were withdrawn: whose, as far as she may be named, and what they gave to whom."""
    names = {adult.person.pk: adult.name.full for adult in page.adults if adult.name}
    return [_withdrawal(one, names.get(one.person_id, "Un adulte du ménage")) for one in page.withdrawn]


def _withdrawal(consent: Consent, who: str) -> Event:
    moment = (consent.ended_at or consent.until).astimezone(PARIS)
    returned = consent.recipient_id == consent.author_id
    reader = "votre association" if returned else label_of(consent.recipient)
    detail = f"{who} : {reader} ne voit plus {turned(opens(consent), OF_HER)}."
    return Event(moment, short_date(moment.date()), "eye-off", "", "Accord retiré", detail, "", "", "")


# --- rent account --------------------------------------------------------------------------------------------------
def rent_card(page: CasePage) -> RentCard | None:
    """The rent account, when the household agreed that its landlord gives it, or the team typed balances."""
    if not page.rent:
        return None
    last = page.rent[-1]
    return RentCard(
        chart=step_chart([Balance(statement.on, statement.balance_cents) for statement in page.rent]),
        rows=[
            {
                "on": full_date(statement.on),
                "balance": euros(statement.balance_cents),
                "rent": euros(statement.rent_cents) if statement.rent_cents is not None else "–",
                "apl": euros(statement.apl_cents) if statement.apl_cents is not None else "–",
                "source": source_of(statement),
            }
            for statement in reversed(page.rent)
        ],
        source=f"Dernier relevé {'du bailleur' if last.source == StatementSource.LANDLORD_FILE else 'de l’équipe'} : "
        f"{full_date(last.on)}.",
    )


# --- objectives --------------------------------------------------------------------------------------------------
def objectives(page: CasePage) -> list[tuple[str, str]]:
    """Each objective of the contract and where it stands: for the team, which alone reads what visits say of it."""
    return [(one.text, _step(one)) for one in objectives_in(page.course)] if page.rights.is_team else []


def _step(one: Objective) -> str:
    """« Commencé, noté le 12 novembre 2026 »."""
    if one.progress is None or one.on is None:
        return "Rien n’en a encore été noté"
    return f"{str(one.progress.label).capitalize()}, noté le {full_date(one.on)}"


# --- why the page is open --------------------------------------------------------------------------------------------
def bases(page: CasePage) -> list[Basis]:
    """The real grounds on which this member reads this household, the nearest first."""
    rights, found = page.rights, []
    place = page.my_place
    if rights.is_team and place:
        role = "Vous assurez la référence de ce ménage" if place.is_referent else "Vous êtes dans l’équipe de ce ménage"
        since = full_date(place.starts_at.astimezone(PARIS).date())
        found.append(
            Basis(
                "Coordonnées, logement, budget, notes de votre équipe",
                f"{role} depuis le {since}{_until(rights.team_until)}.",
            )
        )
    if rights.is_manager:
        found.append(Basis("Coordonnées, logement, budget, visites", "Vous êtes responsable de l’équipe qui le suit."))
    elif rights.unit_until:
        found.append(
            Basis("Coordonnées, logement, budget", f"Votre service suit ce ménage{_until(rights.unit_until)}.")
        )
    if rights.sheet_until:
        found.append(Basis("Fiche de saisine", f"Adressée par le bailleur, ouverte{_until(rights.sheet_until)}."))
    if rights.account_until:
        found.append(
            Basis("Compte locataire", f"Tenu par le bailleur, accord du ménage{_until(rights.account_until)}.")
        )
    return found


def _until(moment: datetime | None) -> str:
    """« , jusqu’au 17 mai 2027 »: the last whole day before that end; nothing when there is none."""
    if moment is None or moment.year >= NO_END_YEAR:
        return ""
    return f", jusqu’au {full_date((moment - timedelta(microseconds=1)).astimezone(PARIS).date())}"
