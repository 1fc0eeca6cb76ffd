"""What a secretariat keeps: its committee, a session in each state, a file of each."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from committees.actions import agenda, seats, sessions, sheets
from committees.actions.sitting import Said, attend, decide
from committees.enums import Attending, Rank
from committees.models import AgendaItem, DecisionEffect, Session
from committees.publishing import rules_of
from committees.queries.papers import annexes_of
from committees.scans import Scan
from committees.sheets import Content, Fact
from tests.cases.agreements import picture
from tests.harness import within
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from partners.acting import Acting
    from tests.matrix.stage import Stage

#: State -> the acts that lead to it.
LEADING = {"planned": (), "sent": ("send",), "open": ("send", "open"), "closed": ("send", "open", "close")}


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    by, version = stage.people.secretary, stage.people.committee
    committee, rules = version.committee, rules_of(version)
    with within(by):
        for seat in rules.seats[1:]:
            seats.name(
                committee=committee,
                rules=rules,
                seat=seat.key,
                rank=Rank.TITULAR,
                person=seat.label,
                email=f"{seat.key}@example.test",
                by=by,
            )
        substitute = seats.name(
            committee=committee,
            rules=rules,
            seat="state",
            rank=Rank.SUBSTITUTE,
            person="Suppléante",
            email="s@example.test",
            by=by,
        )
        for number, state in enumerate(LEADING, start=1):
            _session(stage, committee, state, number, by)
        _signed(stage, committee, by)
        filed, scanned = _file(committee, by), _file(committee, by, scan=Scan(b"%PDF-1.4", "application/pdf"))
    stage.things["committee", "own"] = Thing((committee.public_id,))
    stage.things["seat_holder", "own"] = Thing((committee.public_id, substitute.public_id))
    stage.things["filed", "own"] = Thing((filed.public_id,))
    stage.things["scanned", "own"] = Thing((scanned.public_id,))


def _file(committee, by: "Acting", scan: Scan | None = None) -> sheets.PresentationSheet:
    said = Content(
        heading="Mme B., deux enfants",
        name="Mme Brahimi",
        facts=[Fact(key="presented_by", label="Présenté par", value="CCAS")],
        text="Ce qu’elle raconte.",
    )
    return sheets.type_paper(
        committee=committee,
        competence="measure",
        said=said,
        is_urgent=False,
        agreed_on=timezone.localdate(),
        scan=scan,
        by=by,
    )


def _session(
    stage: "Stage", committee, state: str, number: int, by: "Acting", *, kept: bool = True
) -> list[AgendaItem]:
    made = sessions.plan(
        committee=committee,
        starts_at=timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=number + 15),
        place="",
        is_urgent=False,
        by=by,
    )
    (item,) = agenda.put(session=made, sheets=[_file(committee, by)], by=by)
    acts = {"send": sessions.send, "open": sessions.open_session, "close": sessions.close}
    for act in LEADING[state]:
        acts[act](session=Session.objects.get(pk=made.pk), by=by)
        if act == "open":
            for seat in ("ccas", "landlord"):
                attend(session=Session.objects.get(pk=made.pk), seat=seat, state=Attending.PRESENT, by=by)
    if not kept:
        return list(AgendaItem.objects.filter(pk=item.pk).select_related("session"))
    stage.things["held", state] = Thing((made.public_id,), extra=timezone.localtime(made.starts_at))
    stage.things["agenda_item", state] = Thing((made.public_id, item.public_id))
    stage.things["held_to_send", state] = Thing((made.public_id, "convoquer"))
    return [item]


def _signed(stage: "Stage", committee, by: "Acting") -> None:
    """A session that decided of one file, and its papers before a worker makes their files."""
    (item,) = _session(stage, committee, "open", len(LEADING) + 1, by, kept=False)
    decide(item=item, said=Said("measure"), seen="", by=by)
    for act in (sessions.close, sessions.sign):
        act(session=Session.objects.get(pk=item.session_id), by=by)
    (annex,) = annexes_of(item.session)
    stage.things["kept_effect", "own"] = Thing((DecisionEffect.objects.get(item=item).public_id,))
    stage.things["held_signed", "own"] = Thing((item.session.public_id,), extra=annex.snapshot["prescriber"])
    stage.things["household_annex", "own"] = Thing((annex.public_id,))


def _next_week(stage: "Stage", thing: Thing) -> dict[str, str]:
    on = timezone.localdate() + timedelta(days=7)
    return {"on": on.isoformat(), "at": "9 h 30", "place": "Salle 2"}


def _same_day(stage: "Stage", thing: Thing) -> dict[str, str]:
    at = thing.extra or timezone.localtime()
    return {"on": at.date().isoformat(), "at": f"{at:%H:%M}", "place": "Salle 3"}


def _paper(stage: "Stage", thing: Thing) -> dict[str, str]:
    said = {"heading": "Mme D.", "name": "Mme Durand", "competence": "measure"}
    return said | {"agreed_on": timezone.localdate().isoformat()}


#: Valid bodies of the POSTs that need one.
BODIES = {
    "seats": lambda stage, thing: {
        "seat": "ccas",
        "rank": "substitute",
        "person": "Ève Noir",
        "email": "e@example.test",
    },
    "session_plan": _next_week,
    "session_move": _same_day,
    "sheet_type": _paper,
    "agenda_put": lambda stage, thing: {"fiche": stage.things["filed", "own"].address[0]},
    "attendance": lambda stage, thing: {},
    "sitting": lambda stage, thing: {"competence": "measure", "seen": ""},
    "opinion": lambda stage, thing: {"siege": "ccas", "avis": "favourable"},
    "session_prescriber": lambda stage, thing: {"prescripteur": thing.extra or "paper"},
    "recusal": lambda stage, thing: {"siege": "landlord"},
    "household_answer": lambda stage, thing: {"presence": "present", "answer": "neither"},
    "sheet_scan": lambda stage, thing: {"scan": SimpleUploadedFile("formulaire.jpg", picture("JPEG"))},
}
