"""A committee of three seats, its secretariat, its persons, and what may be done in it, row by row."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils import timezone

from cases.models import Case, Grant, Person
from committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    CommitteeVersion,
    Convocation,
    PresentationSheet,
    Recusal,
    SeatHolder,
    Session,
    SheetAccess,
    SheetVersion,
)
from committees.publishing import publish
from committees.rules import Rules
from common.context import acting
from partners.acting import Acting, act_as
from partners.enums import Capacity, Role
from partners.models import Unit
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import KEEPER, OWNER, as_role, sql, within

_numbers = itertools.count(1)

#: Seat -> the version it reads.
SEATS = {"ccas": "full", "landlord": "housing", "state": "coded"}
RULES = {
    "version": 1,
    "name": "Commission",
    "territory": "Une ville",
    "purpose": "Orienter.",
    "colleges": [{"key": "all", "label": "Tous"}],
    "seats": [
        {"key": seat, "college": "all", "label": seat.upper(), "ceiling": ceiling} for seat, ceiling in SEATS.items()
    ],
    "chairs": ["ccas"],
    "rhythm": {"every_months": 1, "send_days": 7},
    "quorum": {"seats": 2},
    "file_days": 7,
    "competences": [
        {
            **{"key": "measure", "kind": "measure", "label": "accorde", "short": "Accorder", "letter": "Oui."},
            **{"effect": "open_accompaniment"},
        },
        {
            **{"key": "adjourn", "kind": "adjourned", "label": "ajourne", "short": "Ajourner"},
            **{"letter": "Plus tard.", "asked": False, "effect": "present_again"},
        },
        {
            **{"key": "refuse", "kind": "refused", "label": "refuse", "short": "Refuser", "letter": "Non."},
            **{"asked": False, "appeal": "Écrivez."},
        },
        {
            **{"key": "go-on", "kind": "renewal", "label": "prolonge", "short": "Prolonger", "letter": "Encore."},
            **{"effect": "renew_beyond", "months": 6},
        },
        {
            **{"key": "rest", "kind": "suspension", "label": "suspend", "short": "Suspendre", "letter": "Pause."},
            **{"effect": "suspend"},
        },
        {
            **{
                "key": "freeze",
                "kind": "suspension",
                "label": "suspend la procédure",
                "short": "Suspendre la procédure",
            },
            **{"letter": "Pause.", "effect": "suspend_litigation"},
        },
        {"key": "end", "kind": "closed", "label": "clôt", "short": "Clore", "letter": "Fini.", "effect": "end"},
    ],
}


@dataclass
class Hall:
    """`secretary` keeps `committee`; `holders`: (seat, rank) -> who is named to it. `other` keeps another committee."""

    world: w.World
    kept_by: Unit
    secretary: Acting
    committee: Committee
    version: CommitteeVersion
    holders: dict[tuple[str, str], SeatHolder] = field(default_factory=dict)
    #: The titular of « ccas », who has an account in this unit: at her work, and in her seat.
    sitting: Unit | None = None
    account: Acting | None = None
    seated: Acting | None = None


def build(world: w.World) -> Hall:
    """Titulars of the three seats, the first with an account, and a substitute of the first."""
    kept_by = unit(Capacity.COMMITTEE_SECRETARY, Capacity.COMMITTEE_SEAT, name="Secrétariat")
    secretary = member(kept_by, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
    committee, version = committee_of(kept_by)
    hall = Hall(world, kept_by, secretary, committee, version)
    hall.sitting = unit(Capacity.OPERATOR, Capacity.COMMITTEE_SEAT, name="CCAS")
    account = hall.account = member(hall.sitting, Role.WORKER)
    for seat in SEATS:
        with_account = account.membership.pk if seat == "ccas" else None
        hall.holders[seat, "titular"] = name_holder(hall, seat, "titular", with_account)
    hall.holders["ccas", "substitute"] = name_holder(hall, "ccas", "substitute")
    hall.seated = act_as(account.membership, Capacity.COMMITTEE_SEAT)
    return hall


def committee_of(kept_by: Unit) -> tuple[Committee, CommitteeVersion]:
    with as_role(OWNER):
        rules = Rules.model_validate(RULES | {"key": f"commission-{next(_numbers)}"})
        version = publish(rules, kept_by.key)
        assert version
        return version.committee, version


def name_holder(hall: Hall, seat: str, rank: str, membership: int | None = None) -> SeatHolder:
    with within(hall.secretary), connection.cursor() as cursor:
        cursor.execute(
            "SELECT sec.name_holder(%s, %s, %s, %s, %s, %s)",
            [hall.committee.pk, seat, rank, f"{rank} {seat}", f"{rank}.{seat}@example.test", membership],
        )
        return SeatHolder.objects.get(pk=cursor.fetchone()[0])


def sheet(
    hall: Hall, by: Acting, case: Case | None = None, *, coded: bool = False, agreed_days: float | None = None
) -> PresentationSheet:
    """A sheet with its versions, filed."""
    with within(by):
        made = PresentationSheet.objects.create(
            number=f"P-{next(_numbers)}",
            committee=hall.committee,
            secretary_id=hall.committee.secretary_id,
            author_id=by.unit_audience,
            household_id=case.household_id if case else None,
            case=case,
            competence="measure",
            is_coded=coded,
            agreed_until=timezone.now() + timedelta(days=agreed_days) if agreed_days is not None else None,
        )
        for ceiling in ("coded",) if coded else ("full", "housing", "coded"):
            SheetVersion.objects.create(
                sheet=made,
                author_id=made.author_id,
                secretary_id=made.secretary_id,
                ceiling=ceiling,
                content={"text": f"{made.number} {ceiling}"},
            )
        assert PresentationSheet.objects.filter(pk=made.pk).update(filed_at=TransactionNow()) == 1
    return made


def some_time_ago() -> None:
    """What was filed was filed by another transaction: its own may still read what it wrote."""
    sql("UPDATE committees_presentationsheet SET filed_at = filed_at - interval '1 hour' WHERE filed_at = now()")


def agree(hall: Hall, case: Case, of: Person, by: Acting, days: float = 180) -> Grant:
    """That adult agrees that this committee's secretariat receives a sheet."""
    return w.consent(case, of, hall.committee.secretary_id, by, "presentation", days=days)


def session(hall: Hall, *, in_days: float = 7, holders: dict[str, SeatHolder] | None = None) -> Session:
    """A planned session, with those designated (the titulars unless others are given)."""
    with within(hall.secretary):
        made = Session.objects.create(
            committee=hall.committee,
            author_id=hall.secretary.unit_audience,
            version=hall.version,
            starts_at=timezone.now() + timedelta(days=in_days),
        )
        for seat in SEATS:
            designate(hall, made, (holders or {}).get(seat) or hall.holders[seat, "titular"])
    return made


def designate(hall: Hall, at: Session, holder: SeatHolder) -> None:
    with within(hall.secretary):
        if not Attendance.objects.filter(session=at, seat=holder.seat).update(holder=holder, state="expected"):
            Attendance.objects.create(
                session=at,
                author_id=hall.secretary.unit_audience,
                committee=hall.committee,
                seat=holder.seat,
                ceiling=SEATS.get(holder.seat, "housing" if holder.seat == "second" else "full"),
                holder=holder,
            )


def attend(hall: Hall, at: Session, seat: str, state: str) -> None:
    with within(hall.secretary):
        assert Attendance.objects.filter(session=at, seat=seat).update(state=state) == 1


def put(hall: Hall, at: Session, what: PresentationSheet) -> AgendaItem:
    with within(hall.secretary):
        return AgendaItem.objects.create(
            session=at, author_id=hall.secretary.unit_audience, committee=hall.committee, sheet=what, position=1
        )


def close_item(hall: Hall, item: AgendaItem) -> None:
    """Adjourned, or taken off the agenda."""
    with within(hall.secretary):
        assert AgendaItem.objects.filter(pk=item.pk).update(closed_at=TransactionNow()) == 1


def recuse(hall: Hall, item: AgendaItem, holder: SeatHolder) -> Recusal:
    with within(hall.secretary):
        return Recusal.objects.create(
            session_id=item.session_id,
            author_id=hall.secretary.unit_audience,
            item=item,
            sheet_id=item.sheet_id,
            holder=holder,
        )


def lift(hall: Hall, of: Recusal) -> None:
    with within(hall.secretary):
        assert Recusal.objects.filter(pk=of.pk).update(lifted_at=TransactionNow()) == 1


def convoke(hall: Hall, at: Session, holder: SeatHolder, *, left: bool = False) -> Convocation:
    """Her first convocation to it; `left`: its mail is sent."""
    with within(hall.secretary):
        made = Convocation.objects.create(
            session=at,
            author_id=hall.secretary.unit_audience,
            committee=hall.committee,
            seat=holder.seat,
            holder=holder,
            sequence=0,
        )
        if left:
            assert Convocation.objects.filter(pk=made.pk).update(sent_at=TransactionNow()) == 1
    return made


def link(at: Session, holder: SeatHolder, *, token: str = "", opened: bool = True, **columns: object) -> int:
    """The audience of a link of hers to that session, in whatever state; `opened`: its code was given. `columns`: SQL."""
    said = {"opened_at": "now()" if opened else "NULL"} | columns
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("INSERT INTO partners_audience (kind, capacity) VALUES ('guest', 'committee_seat') RETURNING id")
        (audience,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO committees_guestlink (session_id, author_id, committee_id, seat, holder_id, audience_id, token_digest,"
            f" {', '.join(said)}) VALUES (%s, %s, %s, %s, %s, %s, sec.digest_of(%s), {', '.join(map(str, said.values()))})",
            [at.pk, at.author_id, at.committee_id, holder.seat, holder.pk, audience, token or f"token {audience}"],
        )
    return audience


def move(hall: Hall, at: Session, state: str) -> None:
    """Send, open, close, sign or cancel it."""
    dated = {"sent": "sent_at", "open": "opened_at", "closed": "closed_at", "signed": "signed_at"}
    column = dated.get(state, "cancelled_at")
    with within(hall.secretary):
        assert Session.objects.filter(pk=at.pk).update(**{"state": state, column: TransactionNow()}) == 1


def end_holder(hall: Hall, holder: SeatHolder) -> None:
    with within(hall.secretary):
        assert SeatHolder.objects.filter(pk=holder.pk).update(ended_at=TransactionNow()) == 1


def withdraw_sheet(what: PresentationSheet, by: Acting) -> None:
    with within(by):
        assert PresentationSheet.objects.filter(pk=what.pk).update(withdrawn_at=TransactionNow()) == 1


def unforced(*tables: str) -> None:
    """Until the test ends its owner reads and writes these tables as no policy lets anybody."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", role=OWNER)


def paper(hall: Hall, at: Session, item: AgendaItem | None = None) -> dict[str, object]:
    """The minutes of that session, or the annex of one of its items."""
    return {
        "session": at,
        "author_id": hall.committee.secretary_id,
        "committee": hall.committee,
        "item": item,
        "sheet_id": item.sheet_id if item else None,
        "kind": "annex" if item else "minutes",
        "title": "Pièce",
        "template": "documents/base.html",
        "snapshot": {},
    }


def read_by(holder: SeatHolder) -> set[tuple[int, str]]:
    """(sheet, version) of everything that holder reads now."""
    with acting((holder.audience_id,)):
        return set(SheetVersion.objects.values_list("sheet_id", "ceiling"))


def written(hall: Hall) -> dict[tuple[int, int], tuple[str, datetime]]:
    """(holder's audience, item) -> (version, until), as the keeper keeps it: of what has not ended."""
    with as_role("palier_keeper"):
        rows = SheetAccess.objects.filter(session__committee=hall.committee, until__gt=timezone.now())
        return {(row.audience_id, row.item_id): (row.ceiling, row.until) for row in rows}
