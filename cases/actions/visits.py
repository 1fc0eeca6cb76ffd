"""Visits: planned, logged once, corrected by who logged them; and notes (domain 4.2, 4.5; decisions T6, T13)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.enums import VisitKind
from cases.models import Case, Visit, VisitNote, VisitRevision, VisitTime
from cases.permissions import check_may_log, check_may_plan
from cases.policies import VisitEntry
from cases.queries.visits import places_on
from common.refusal import NotYours, Refused
from partners.acting import Acting


class VisitConflict(Refused):
    """The id made on the device already holds another content. Nothing is overwritten; `visit` is what stands
    (None when it is not on a case this member sees)."""

    def __init__(self, visit: Visit | None):
        super().__init__("Cette visite est déjà notée, avec un autre contenu. Rien n’a été remplacé.")
        self.visit = visit


@dataclass(frozen=True)
class Who:
    """The membership that holds a visit (None: to be settled), and those of the colleagues who come along."""

    holder: int | None
    companions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What the device is answered. `replayed`: the same visit had already arrived, and counts once."""

    visit: Visit
    replayed: bool


@transaction.atomic
def plan(
    *,
    case: Case,
    by: Acting,
    on: date,
    at: time | None = None,
    kind: str = VisitKind.HOME,
    device_id: UUID | None = None,
    who: Who | None = None,
) -> Visit:
    """Plan a visit, which `who` will hold (by default who plans it). Effects: the row, and the case's next visit in the
    lists.

    Raises NotYours unless on the team, Refused for a day that has passed or somebody who is not on the team.
    """
    check_may_plan(by, case.pk)
    if on < timezone.localdate():
        raise Refused("Ce jour est passé. Une visite faite se note, elle ne se planifie pas.")
    who = who or Who(_membership(by))
    _check_on_team(case.pk, who, by)
    return Visit.objects.create(
        **_own(case, by),
        device_id=device_id or uuid4(),
        is_planned=True,
        on=on,
        at=at,
        kind=kind,
        holder_id=who.holder,
        companions=list(who.companions),
    )


def move(*, visit: Visit, by: Acting, on: date, at: time | None, kind: str, who: Who | None = None) -> None:
    """Change when and where a planned visit will be, and who will hold it (`who`; None: as before). Refusals as for
    `plan`, and once logged."""
    check_may_plan(by, visit.case_id)
    if on < timezone.localdate():
        raise Refused("Ce jour est passé. Une visite faite se note, elle ne se planifie pas.")
    columns: dict[str, Any] = {"on": on, "at": at, "kind": kind}
    if who:
        _check_on_team(visit.case_id, who, by, kept=visit)
        columns |= {"holder_id": who.holder, "companions": list(who.companions)}
    if Visit.objects.filter(pk=visit.pk, outcome="").update(**columns) != 1:
        raise Refused("Cette visite est déjà notée. Corrigez-la plutôt.")


@transaction.atomic
def log(*, case: Case, by: Acting, device_id: UUID, entry: VisitEntry) -> Receipt:
    """Log a visit or an attempt under the id made on the device. That of a planned visit fills it.

    Effects in order: the visit (or the planned one gets its outcome); the worker's own minutes; her note, for
    the team alone; the database counts a meeting for `housing` and tells the referrer « contactée » at the
    first attempt. The same id with the same content returns the first receipt and writes nothing, also after a
    correction. Raises NotYours unless on the team, Refused for a day to come, VisitConflict for the same id with
    another content.
    """
    check_may_log(by, case.pk)
    if entry.on > timezone.localdate():
        raise Refused("Cette visite est dans le futur. Planifiez-la, vous la noterez ensuite.")
    _check_on_team(case.pk, Who(entry.holder, entry.companions), by)
    digest = entry.digest(case=case.public_id, writer=by.member_audience or 0)
    standing = _standing(by, device_id)
    if standing is not None:
        return _fill_or_replay(standing, case, by, entry, digest)
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                **_own(case, by), device_id=device_id, content_digest=digest, **_columns(entry, by)
            )
            _write_content(visit, by, entry)
    except IntegrityError:
        return _fill_or_replay(_standing(by, device_id), case, by, entry, digest)
    return Receipt(visit, replayed=False)


@transaction.atomic
def correct(*, visit: Visit, by: Acting, entry: VisitEntry) -> None:
    """Replace what one logged oneself: day, time, place, outcome, who was there, own minutes, own note.

    Effects in order: what the team read before is kept as a revision, when any of it changes (minutes are not the
    team's to read, and are in none); the visit, the minutes, the note. The digest stays that of the first sending, so that a late replay still finds its receipt. Raises NotYours
    for somebody else's visit or off the team, Refused for a visit not logged yet or a day to come.
    """
    check_may_log(by, visit.case_id)
    if not visit.outcome:
        raise Refused("Cette visite n’est pas encore notée.")
    if visit.logged_by_id != by.member_audience:
        raise NotYours("Seule la personne qui a noté la visite la corrige.")
    if entry.on > timezone.localdate():
        raise Refused("Cette visite est dans le futur. Une visite à venir se planifie.")
    _check_on_team(visit.case_id, Who(entry.holder, entry.companions), by, kept=visit)
    _keep_former(visit, by, entry)
    changed = Visit.objects.filter(pk=visit.pk, logged_by_id=by.member_audience).update(**_columns(entry, by))
    if changed != 1:
        raise Refused("Cette visite n’a pas pu être corrigée. Rechargez la page.")
    minutes = _minutes(entry)
    if not VisitTime.objects.filter(visit=visit, worker_id=by.member_audience).update(**minutes):
        VisitTime.objects.create(**_own(visit, by), visit=visit, worker_id=by.member_audience, **minutes)
    text = _note_of(entry)
    if not VisitNote.objects.filter(visit=visit, written_by_id=by.member_audience).update(**text):
        _write_note(visit, by, entry)


@transaction.atomic
def join(*, visit: Visit, by: Acting, visit_minutes: int | None = None) -> None:
    """Say that one was there too, with one's own minutes: nobody writes a colleague's.

    Raises NotYours off the team, Refused for one's own visit, a visit not logged, or said already.
    """
    check_may_log(by, visit.case_id)
    if not visit.outcome or visit.logged_by_id == by.member_audience:
        raise Refused("Vous avez noté cette visite : vous y étiez.")
    if VisitTime.objects.filter(visit=visit, worker_id=by.member_audience).exists():
        raise Refused("Votre présence est déjà notée.")
    VisitTime.objects.create(**_own(visit, by), visit=visit, worker_id=by.member_audience, visit_minutes=visit_minutes)


def write_note(*, case: Case, by: Acting, text: str, themes: Sequence[str] = ()) -> VisitNote:
    """Write a note outside any visit, read by the team alone. Raises NotYours off the team, Refused when empty."""
    check_may_log(by, case.pk)
    if not text.strip():
        raise Refused("Cette note est vide.")
    return VisitNote.objects.create(
        **_own(case, by), written_by_id=by.member_audience, themes=list(themes), text=text.strip()
    )


def _own(of: Case | Visit, by: Acting) -> dict:
    case_id = of.pk if isinstance(of, Case) else of.case_id
    return {"household_id": of.household_id, "case_id": case_id, "author_id": by.unit_audience}


def _columns(entry: VisitEntry, by: Acting) -> dict:
    return {
        "on": entry.on,
        "at": entry.at,
        "kind": entry.kind,
        "outcome": entry.outcome,
        "logged_by_id": by.member_audience,
        "holder_id": entry.holder or _membership(by),
        "companions": list(entry.companions),
    }


def _membership(by: Acting) -> int | None:
    return by.membership.pk if by.membership else None


def _check_on_team(case_id: int, who: Who, by: Acting, kept: Visit | None = None) -> None:
    """Refused for somebody who is not on the team, unless the visit already says so. One statement at most."""
    known = {_membership(by), None, *((kept.holder_id, *kept.companions) if kept else ())}
    asked = {who.holder, *who.companions} - known
    if asked and places_on(case_id).filter(membership_id__in=asked).count() != len(asked):
        raise Refused("Cette personne n’est pas dans l’équipe de ce ménage. Rechargez la page.")


def _keep_former(visit: Visit, by: Acting, entry: VisitEntry) -> None:
    """Write what the visit and one's own note said, when the correction changes any of it."""
    note = VisitNote.objects.filter(visit=visit, written_by_id=by.member_audience).first()
    before = _readable(
        VisitEntry(
            on=visit.on,
            at=visit.at,
            kind=visit.kind,
            outcome=visit.outcome,
            themes=tuple(note.themes) if note else (),
            note=note.text if note else "",
            next_steps=note.next_steps if note else "",
            holder=visit.holder_id or _membership(by),
            companions=tuple(visit.companions),
            progress=tuple(sorted(note.progress.items())) if note else (),
        )
    )
    if before != _readable(replace(entry, holder=entry.holder or _membership(by))):
        VisitRevision.objects.create(**_own(visit, by), visit=visit, written_by_id=by.member_audience, former=before)


def _readable(entry: VisitEntry) -> dict[str, Any]:
    """What the team reads of a visit, as a revision keeps it: no minutes."""
    return {
        "on": entry.on.isoformat(),
        "at": entry.at.isoformat("minutes") if entry.at else "",
        "kind": str(entry.kind),
        "outcome": str(entry.outcome),
        "themes": list(entry.themes),
        "note": entry.note,
        "next_steps": entry.next_steps,
        "holder": entry.holder,
        "companions": list(entry.companions),
        "progress": dict(entry.progress),
    }


def _minutes(entry: VisitEntry) -> dict:
    return {
        "visit_minutes": entry.visit_minutes,
        "travel_minutes": entry.travel_minutes,
        "administration_minutes": entry.administration_minutes,
    }


def _standing(by: Acting, device_id: UUID) -> Visit | None:
    return Visit.objects.filter(author_id=by.unit_audience, device_id=device_id).first()


def _fill_or_replay(standing: Visit | None, case: Case, by: Acting, entry: VisitEntry, digest: str) -> Receipt:
    if standing is None or standing.case_id != case.pk:
        raise VisitConflict(None)
    if standing.content_digest == digest:
        return Receipt(standing, replayed=True)
    if standing.outcome:
        raise VisitConflict(standing)
    filled = Visit.objects.filter(pk=standing.pk, outcome="").update(content_digest=digest, **_columns(entry, by))
    standing.refresh_from_db()
    if filled == 1:
        _write_content(standing, by, entry)
        return Receipt(standing, replayed=False)
    if standing.content_digest == digest:
        return Receipt(standing, replayed=True)
    raise VisitConflict(standing)


def _write_content(visit: Visit, by: Acting, entry: VisitEntry) -> None:
    VisitTime.objects.create(**_own(visit, by), visit=visit, worker_id=by.member_audience, **_minutes(entry))
    _write_note(visit, by, entry)


def _write_note(visit: Visit, by: Acting, entry: VisitEntry) -> None:
    said = _note_of(entry)
    if any(said.values()):
        VisitNote.objects.create(**_own(visit, by), visit=visit, written_by_id=by.member_audience, **said)


def _note_of(entry: VisitEntry) -> dict[str, Any]:
    return {
        "themes": list(entry.themes),
        "text": entry.note.strip(),
        "next_steps": entry.next_steps.strip(),
        "progress": dict(entry.progress),
    }
