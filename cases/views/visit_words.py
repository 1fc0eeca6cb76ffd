"""A visit in words: its title, when, who held it, and what it said before it was corrected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from cases.enums import ObjectiveProgress, VisitKind, VisitOutcome, VisitTheme
from cases.models import Visit, VisitNote, VisitRevision
from cases.policies import PARIS
from common.formatting import clock, full_date, minutes, weekday_date
from partners.models import Membership

TO_SETTLE = "À confier"
KIND_TITLES = {
    VisitKind.HOME: "Visite à domicile",
    VisitKind.ACCOMPANIMENT: "Accompagnement physique",
    VisitKind.TELEPHONE: "Appel téléphonique",
    VisitKind.OFFICE: "Rendez-vous au bureau",
}
OUTCOME_WORDS = {
    VisitOutcome.HELD: "rencontre",
    VisitOutcome.THROUGH_DOOR: "échange à travers la porte",
    VisitOutcome.ABSENT: "ménage absent",
    VisitOutcome.REFUSED: "n’a pas souhaité ouvrir",
    VisitOutcome.CANCELLED_BY_HOUSEHOLD: "annulée par le ménage",
    VisitOutcome.CANCELLED_BY_WORKER: "annulée par l’équipe",
    VisitOutcome.MESSAGE_LEFT: "message laissé",
    VisitOutcome.MOVED_OUT: "le ménage a déménagé",
}


@dataclass(frozen=True)
class Revision:
    """« Corrigée le 21 novembre 2026 par I. Caron », and what stood before: its title, themes, note, what follows."""

    said: str
    title: str
    themes: str
    note: str
    next_steps: str
    progress: list[tuple[str, str]]


@dataclass(frozen=True)
class Note:
    """One colleague's note of a visit. `progress`: objective and step."""

    writer: str
    themes: str
    text: str
    next_steps: str
    progress: list[tuple[str, str]]


def when_of(visit: Visit, today: date) -> str:
    """« aujourd’hui à 10 h », « jeudi 20 novembre à 14 h 30 »."""
    day = "aujourd’hui" if visit.on == today else weekday_date(visit.on)
    return f"{day} à {clock(visit.at)}" if visit.at else day


def visit_title(visit: Visit, spent: Iterable[int | None] = ()) -> str:
    """« Visite à domicile : rencontre, 45 min »."""
    known = [minutes(count) for count in spent if count]
    words = f"{KIND_TITLES[VisitKind(visit.kind)]} : {OUTCOME_WORDS[VisitOutcome(visit.outcome)]}"
    return f"{words}, {' + '.join(known)}" if known else words


def themes_of(notes: Iterable[VisitNote]) -> str:
    """« Loyer, énergie »."""
    chosen = {theme for note in notes for theme in note.themes}
    said = ", ".join(VisitTheme(theme).label for theme in VisitTheme.values if theme in chosen)
    return said[:1].upper() + said[1:]


def colleague(audience) -> str:
    """« I. Caron »: who of the team."""
    return "" if audience is None or audience.membership is None else initials_of(audience.membership)


def initials_of(member: Membership) -> str:
    """« I. Caron »."""
    user = member.user
    return f"{user.first_name[:1]}. {user.last_name}" if user.first_name else user.last_name


def held_by(visit: Visit, names: Mapping[int, str]) -> str:
    """« I. Caron, avec S. Benhaddou », by the names of these memberships; « À confier » while nobody among them is to
    hold a planned one."""
    along = " et ".join(names[pk] for pk in visit.companions if pk in names)
    holder = names.get(visit.holder_id or 0, "" if visit.outcome else TO_SETTLE)
    return ", ".join(filter(None, [holder, f"avec {along}" if along else ""]))


def note_said(note: VisitNote, texts: Mapping[str, str]) -> Note:
    """What that note tells. `texts`: of the objectives."""
    steps = progress_said(note.progress, texts)
    return Note(colleague(note.written_by), themes_of([note]), note.text, note.next_steps, steps)


def progress_said(progress: Mapping[str, str], texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each objective and its step; one of a former contract is not told by its words."""
    return [
        (texts.get(key, "Un objectif d’avant"), str(ObjectiveProgress(step).label)) for key, step in progress.items()
    ]


def revision_said(revision: VisitRevision, texts: Mapping[str, str]) -> Revision:
    """What that correction replaced. `texts`: of the objectives."""
    former = revision.former
    on = weekday_date(date.fromisoformat(former["on"]))
    at = f" à {clock(time.fromisoformat(former['at']))}" if former["at"] else ""
    outcome = OUTCOME_WORDS[VisitOutcome(former["outcome"])]
    themes = ", ".join(VisitTheme(theme).label for theme in former["themes"])
    return Revision(
        said=f"Corrigée le {full_date(revision.created_at.astimezone(PARIS).date())} "
        f"par {colleague(revision.written_by)}",
        title=f"{outcome[:1].upper()}{outcome[1:]}, {on}{at}",
        themes=themes[:1].upper() + themes[1:],
        note=former["note"],
        next_steps=former["next_steps"],
        progress=progress_said(former.get("progress", {}), texts),
    )
