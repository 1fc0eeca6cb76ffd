"""A hall in which everything has happened once, and what each person reads and may write of it.

`READERS` and `WRITERS` are written by hand from docs/adr/0028: the gate must give them exactly, and every mutant of it something else.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import DatabaseError, connection, models
from django.db.models import F
from django.utils import timezone

from cases.models import ViolenceFlag
from committees.models import (
    AgendaItem,
    Attendance,
    Convocation,
    Decision,
    DecisionEffect,
    GuestLink,
    HouseholdAnswer,
    Opinion,
    Paper,
    PresentationSheet,
    Recusal,
    SeatHolder,
    Session,
    SheetAccess,
    SheetScan,
    SheetVersion,
    Tombstone,
)
from common.context import acting
from common.models import Document
from partners.enums import Capacity, Role
from tests.committees import hall as h
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import KEEPER, OWNER, as_role, sql, undone_with, within

TABLES: dict[str, type[models.Model]] = {
    "holder": SeatHolder,
    "sheet": PresentationSheet,
    "version": SheetVersion,
    "scan": SheetScan,
    "session": Session,
    "item": AgendaItem,
    "attendance": Attendance,
    "convocation": Convocation,
    "recusal": Recusal,
    "opinion": Opinion,
    "answer": HouseholdAnswer,
    "decision": Decision,
    "paper": Paper,
    "tombstone": Tombstone,
    "effect": DecisionEffect,
    "access": SheetAccess,
}
#: What nobody reads: its functions are in tests/committees/test_guest_links.py.
UNREAD = {GuestLink._meta.db_table: "link"}
CEILINGS = ("full", "housing", "coded")
#: A change of each table that shows.
MARKS = {
    "holder": "ended_at = '2000-01-01Z'",
    "sheet": "is_urgent = true",
    "version": "read_over_on = '2000-01-01'",
    "session": "place = 'x'",
    "item": "position = 999",
    "attendance": "state = 'absent'",
    "convocation": "sent_at = '2000-01-01Z'",
    "recusal": "lifted_at = '2000-01-01Z'",
    "opinion": "text = 'x'",
    "answer": "words = 'x'",
    "decision": "reason = 'x'",
    "paper": "digest = 'x'",
    "effect": "made_id = 7",
}
#: A last day that a committee allowed, and another.
UNTIL, ALSO_UNTIL, OF_ANOTHER_KIND = date(2030, 5, 31), date(2030, 8, 31), date(2030, 11, 30)
MODEL_TABLES = {model._meta.db_table: name for name, model in TABLES.items()}


class Picture:
    """`people`: name -> the audiences of a context. `rows`: (table, id) -> label."""

    def __init__(self, world: w.World) -> None:
        self.world = world
        self.hall = h.build(world)
        self.prescribing = unit(Capacity.OPERATOR, Capacity.PRESCRIBER, name="CCAS")
        self.prescriber = member(self.prescribing, Role.WORKER)
        self.prescribes = (w.unit_audience(self.prescribing, "prescriber").pk,)
        self._other_hall()
        self._holders()
        self.left = member(world.montaubre, Role.WORKER)
        self.people = self._people()
        self.rows: dict[tuple[str, int], str] = {}
        self._sheets()
        self._scans()
        self._sessions()
        self._purged()
        self._printed()
        self._to_be_done()
        self._time_passes()
        self._let_guests_in()
        self._name_the_rest()
        self.sheet_ids = [row for (row,) in sql("SELECT id FROM public.committees_presentationsheet")]
        # What waits for the end of the transaction would forbid to change a table.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _other_hall(self) -> None:
        self.other_keeper = unit(Capacity.COMMITTEE_SECRETARY, name="Autre secrétariat")
        other_secretary = member(self.other_keeper, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
        other_committee, other_version = h.committee_of(self.other_keeper)
        self.other = h.Hall(self.world, self.other_keeper, other_secretary, other_committee, other_version)
        for seat in h.SEATS:
            self.other.holders[seat, "titular"] = h.name_holder(self.other, seat, "titular")

    def _holders(self) -> None:
        hall = self.hall
        self.former = h.name_holder(hall, "former", "titular")
        self.twice = member(hall.sitting, Role.WORKER)
        self.both = [h.name_holder(hall, seat, "titular", self.twice.membership.pk) for seat in ("first", "second")]
        hall.holders["chair", "titular"] = h.name_holder(hall, "chair", "titular")
        hall.holders["bench", "titular"] = h.name_holder(hall, "bench", "titular")
        self.leaver = member(hall.sitting, Role.WORKER)
        self.gone = h.name_holder(hall, "gone", "titular", self.leaver.membership.pk)

    def _people(self) -> dict[str, tuple[int, ...]]:
        world, holders = self.world, self.hall.holders
        return {
            "secretary": self.hall.secretary.audiences,
            "other_secretary": self.other.secretary.audiences,
            "ccas": (holders["ccas", "titular"].audience_id,),
            "ccas_substitute": (holders["ccas", "substitute"].audience_id,),
            "landlord": (holders["landlord", "titular"].audience_id,),
            "state": (holders["state", "titular"].audience_id,),
            "former": (self.former.audience_id,),
            "other_seat": (self.other.holders["ccas", "titular"].audience_id,),
            "team": world.ines.audiences,
            "colleague": world.marc.audiences,
            "manager": world.laurent.audiences,
            "left_the_team": self.left.audiences,
            "bench": (holders["bench", "titular"].audience_id,),
            "left": (self.gone.audience_id,),
            "twice": (self.both[0].audience_id,),
            "elsewhere": world.bea.audiences,
            "tenants_landlord": world.nadia.audiences,
            "prescriber": self.prescribes,
            "nobody": (),
        }

    # What happened ------------------------------------------------------------------------------------------

    def _case(self, name: str, **more: Any) -> w.Referred:
        referred = w.refer(self.world.nadia, self.world.agreement, last_name=name, **more)
        w.accept(referred, self.world.ines)
        w.engage(referred, self.world.ines)
        return referred

    def _sheets(self) -> None:
        hall, ines = self.hall, self.world.ines
        self.agreed, self.refused, self.flagged = (self._case(name) for name in ("Un", "Deux", "Trois"))
        self.pair = self._case("Quatre", co_tenant="Cinq")
        self.closed, self.colleagues = self._case("Six"), self._case("Sept")
        self.unadhered = w.refer(self.world.nadia, self.world.agreement, last_name="Huit")
        w.accept(self.unadhered, ines)
        w.assign(self.colleagues.case, self.world.marc, self.world.laurent)
        w.assign(self.agreed.case, self.left, self.world.laurent)
        w.consent(self.refused.case, self.refused.tenant, self.other.committee.secretary_id, ines, "presentation")
        self.agreement = h.agree(hall, self.agreed.case, self.agreed.tenant, ines)
        h.agree(hall, self.flagged.case, self.flagged.tenant, ines)
        h.agree(hall, self.pair.case, self.pair.tenant, ines)
        self.protected = self.flag(self.flagged)
        self.lift_flag(self.flag(self.agreed))
        self.sheets = {
            "of_team": h.sheet(hall, ines, self.agreed.case),
            "not_agreed": self._filed(ines, self.refused.case, "full", "housing"),
            "of_closed": h.sheet(hall, ines, self.closed.case),
            "half_agreed": h.sheet(hall, ines, self.pair.case),
            "under_flag": h.sheet(hall, ines, self.flagged.case),
            "coded": h.sheet(hall, ines, self.refused.case, coded=True),
            "paper": h.sheet(hall, hall.secretary, agreed_days=20),
            "ended": h.sheet(hall, hall.secretary, agreed_days=90),
            "paper_over": h.sheet(hall, hall.secretary, agreed_days=-1),
            "prescribed": self._prescribed(),
            "withdrawn": h.sheet(hall, hall.secretary, agreed_days=90),
            "taken_back": h.sheet(hall, hall.secretary, agreed_days=90),
            "draft": self._draft(ines, self.agreed.case, "housing"),
            "coded_draft": self._draft(ines, self.agreed.case, coded=True),
            "paper_draft": self._draft(hall.secretary, None, *CEILINGS),
            "scanned_draft": self._draft(hall.secretary, None),
            "purged": h.sheet(hall, hall.secretary, agreed_days=90),
            "never_met": h.sheet(hall, ines, self.unadhered.case, coded=True),
            "elsewhere": h.sheet(self.other, self.other.secretary, agreed_days=90),
        }
        h.some_time_ago()

    def _scans(self) -> None:
        """Of forms that may be read, that no longer may, and of a draft, which nobody joins one to."""
        for name in ("paper", "ended", "withdrawn", "purged"):
            with within(self.hall.secretary):
                SheetScan.objects.create(**self.scan(name))
        with within(self.other.secretary):
            SheetScan.objects.create(**self.scan("elsewhere"))
        h.unforced(SheetScan._meta.db_table)
        with as_role(OWNER):
            SheetScan.objects.create(**self.scan("scanned_draft"))
        h.withdraw_sheet(self.sheets["withdrawn"], self.hall.secretary)

    def scan(self, name: str) -> dict[str, Any]:
        sheet = self.sheets[name]
        return {
            "sheet": sheet,
            "author_id": sheet.author_id,
            "secretary_id": sheet.secretary_id,
            "media_type": "application/pdf",
            "content": b"%PDF",
            "digest": "d",
        }

    def _purged(self) -> None:
        """A tombstone of today, two of another day, and one of another committee."""
        for sheet, session, ago in (
            ("purged", None, "0"),
            ("of_team", "signed", "1 day"),
            ("withdrawn", "old", "1 day"),
            ("elsewhere", None, "1 day"),
        ):
            self.leave(sheet, session, ago)

    def _printed(self) -> None:
        """What was made of annexes and agendas, and a document of another kind that says as much."""
        self.printed = {}
        for name, kind, session, *sheets in (
            ("letters", "decision_letters", "signed", "of_team", "paper"),
            ("letter of the form", "decision_letter", "signed", "paper"),
            ("letter to its prescriber", "prescriber_letter", "signed", "paper"),
            ("letter of another", "decision_letter", "signed", "prescribed"),
            ("agenda", "committee_agenda", "sent", "of_team", "paper"),
            ("another kind", "report", "signed", "of_team", "paper"),
        ):
            said = {
                "session": str(self.sessions[session].public_id),
                "sheets": [self.sheets[sheet].pk for sheet in sheets],
            }
            with within(self.hall.secretary):
                made = Document.objects.create(
                    asker_id=self.hall.secretary.member_audience, kind=kind, title="", template="", snapshot=said
                )
            self.printed[made.pk] = name

    def leave(self, sheet: str, session: str | None, ago: str) -> int:
        of = self.sheets[sheet]
        ((pk,),) = sql(
            "INSERT INTO committees_tombstone (kind, why, author_id, committee_id, session_id, sheet_id, number, purged_at)"
            " VALUES (%s, 'before', %s, %s, %s, %s, 'N', now() - %s::interval) RETURNING id",
            "annex" if session else "sheet",
            of.secretary_id,
            of.committee_id,
            self.sessions[session].pk if session else None,
            of.pk,
            ago,
        )
        return pk

    def _prescribed(self) -> PresentationSheet:
        with acting(self.prescribes):
            return self._file(self._draft_row(self.prescribes[0], None, *CEILINGS))

    def _draft(self, by, case, *ceilings: str, coded: bool = False) -> PresentationSheet:
        with within(by):
            return self._draft_row(by.unit_audience, case, *ceilings, coded=coded)

    def _filed(self, by, case, *ceilings: str) -> PresentationSheet:
        with within(by):
            return self._file(self._draft_row(by.unit_audience, case, *ceilings))

    def flag(self, referred: w.Referred) -> ViolenceFlag:
        ines = self.world.ines
        with within(ines):
            return ViolenceFlag.objects.create(
                **w.content(referred.case, ines), person=referred.tenant, set_by_id=ines.member_audience
            )

    def lift_flag(self, made: ViolenceFlag | None = None) -> None:
        with within(self.world.ines):
            which = made or self.protected
            assert ViolenceFlag.objects.filter(pk=which.pk).update(lifted_at=TransactionNow()) == 1

    def _draft_row(self, author: int, case, *ceilings: str, coded: bool = False) -> PresentationSheet:
        committee = self.hall.committee
        made = PresentationSheet.objects.create(
            number=f"D-{next(h._numbers)}",
            committee=committee,
            secretary_id=committee.secretary_id,
            author_id=author,
            household_id=case.household_id if case else None,
            case=case,
            competence="measure",
            is_coded=coded,
            agreed_until=None if case else timezone.now() + timedelta(days=90),
        )
        for ceiling in ceilings:
            SheetVersion.objects.create(
                sheet=made, author_id=author, secretary_id=committee.secretary_id, ceiling=ceiling, content={}
            )
        return made

    def _file(self, made: PresentationSheet) -> PresentationSheet:
        PresentationSheet.objects.filter(pk=made.pk).update(filed_at=F("created_at"))
        return made

    def _sessions(self) -> None:
        hall, sheets = self.hall, self.sheets
        self.sessions = {name: h.session(hall, in_days=7) for name in ("planned", "sent", "signed", "cancelled")}
        self.sessions["old"] = h.session(hall, in_days=-32)
        self.sessions["elsewhere"] = h.session(self.other)
        self.sessions["empty"] = h.session(hall)
        self.items: dict[str, AgendaItem] = {}
        for name, made in self.sessions.items():
            if name not in {"elsewhere", "empty"}:
                self.items[f"{name} of_team"] = h.put(hall, made, sheets["of_team"])
        for which in ("under_flag", "coded", "paper", "prescribed", "ended", "taken_back"):
            self.items[f"sent {which}"] = h.put(hall, self.sessions["sent"], sheets[which])
        h.withdraw_sheet(sheets["taken_back"], hall.secretary)
        self.items["signed paper"] = h.put(hall, self.sessions["signed"], sheets["paper"])
        self.items["signed purged"] = h.put(hall, self.sessions["signed"], sheets["purged"])
        h.withdraw_sheet(sheets["purged"], hall.secretary)
        self.items["elsewhere"] = h.put(self.other, self.sessions["elsewhere"], sheets["elsewhere"])
        h.move(self.other, self.sessions["elsewhere"], "sent")
        sent = self.sessions["sent"]
        h.attend(hall, sent, "ccas", "present")
        h.recuse(hall, self.items["sent prescribed"], hall.holders["ccas", "titular"])
        lifted = h.recuse(hall, self.items["sent paper"], hall.holders["landlord", "titular"])
        h.lift(hall, lifted)
        h.recuse(hall, self.items["signed of_team"], hall.holders["ccas", "titular"])
        for whose, at in ((hall, sent), (self.other, self.sessions["elsewhere"])):
            h.convoke(whose, at, whose.holders["ccas", "titular"])
        h.convoke(hall, sent, hall.holders["landlord", "titular"], left=True)
        self._said(self.items["sent paper"], told=False)
        self._said(self.items["sent of_team"], told=False)
        for holder in (hall.holders["bench", "titular"], self.gone, self.former, *self.both):
            h.designate(hall, sent, holder)
        h.recuse(hall, self.items["sent prescribed"], self.both[0])
        h.attend(hall, sent, "bench", "excused")
        h.end_holder(hall, self.former)
        self._said(self.items["signed of_team"], told=True)
        self._said(self.items["signed purged"], told=False)
        self._moved()

    def _moved(self) -> None:
        """What was prepared is sent, held, signed or cancelled; papers are made; one item is adjourned."""
        hall, sent = self.hall, self.sessions["sent"]
        for name in ("sent", "signed", "old"):
            h.move(hall, self.sessions[name], "sent")
        h.move(hall, self.sessions["signed"], "closed")
        h.move(hall, self.sessions["signed"], "signed")
        h.move(hall, self.sessions["cancelled"], "sent")
        h.move(hall, self.sessions["cancelled"], "cancelled")
        self.papers = {
            "signed minutes": self._paper(hall, self.sessions["signed"]),
            "signed of_team": self._paper(hall, self.sessions["signed"], self.items["signed of_team"]),
            "signed paper": self._paper(hall, self.sessions["signed"], self.items["signed paper"]),
            "sent of_team": self._paper(hall, sent, self.items["sent of_team"]),
            "elsewhere": self._paper(self.other, self.sessions["elsewhere"]),
        }
        with within(hall.secretary):
            Paper.objects.filter(pk=self.papers["signed paper"].pk).update(content=b"%PDF", digest="d")
        adjourned = self.items["sent adjourned"] = h.put(hall, sent, self._another_paper())
        h.close_item(hall, adjourned)
        h.attend(hall, self.sessions["planned"], "state", "excused")

    def _to_be_done(self) -> None:
        """Beside what signing made: what was decided before, some of it done, some of it the secretariat's."""
        theirs, ours = self.world.ines.unit_audience, self.hall.secretary.unit_audience
        for name, owner, kind, until, outcome in (
            ("planned of_team", theirs, "renew_beyond", UNTIL, ""),
            ("old of_team", theirs, "renew_beyond", ALSO_UNTIL, "carried_out"),
            ("cancelled of_team", ours, "present_again", None, ""),
            ("sent coded", ours, "present_again", None, ""),
            ("signed paper", ours, "present_again", None, "carried_out"),
            ("sent adjourned", ours, "open_accompaniment", None, ""),
            ("sent taken_back", ours, "open_accompaniment", None, ""),
            ("elsewhere", self.other.secretary.unit_audience, "open_accompaniment", None, ""),
        ):
            self._effect(self.items[name], owner, kind, until, outcome)

    def _effect(self, item: AgendaItem, owner: int, kind: str, until: date | None, outcome: str) -> None:
        before = timezone.now() - timedelta(days=1)
        with as_role(KEEPER):
            sheet = PresentationSheet.objects.get(pk=item.sheet_id)
            DecisionEffect.objects.create(
                **self.said(item),
                owner_id=owner,
                household_id=sheet.household_id,
                case_id=sheet.case_id,
                kind=kind,
                until_on=until,
                created_at=before,
                done_at=before if outcome else None,
                outcome=outcome,
            )

    def _paper(self, hall: h.Hall, at: Session, item: AgendaItem | None = None) -> Paper:
        with within(hall.secretary):
            return Paper.objects.create(**h.paper(hall, at, item))

    def _time_passes(self) -> None:
        """What ends by itself: an agreement on paper, a place on a team, a case that has closed, a membership, a window that
        nobody recomputed since."""
        with as_role(KEEPER), connection.cursor() as cursor:
            cursor.execute("SELECT sec.close_membership(%s)", [self.leaver.membership.pk])
        sql(
            "UPDATE committees_presentationsheet SET agreed_until = now() - interval '1 day' WHERE id = %s",
            self.sheets["ended"].pk,
        )
        sql(
            "UPDATE cases_access SET present_until = now() - interval '1 day',"
            " team_until = CASE WHEN team_until IS NOT NULL THEN now() - interval '1 day' END"
            " WHERE case_id = %s OR (case_id = %s AND audience_id = %s)",
            self.closed.case.pk,
            self.agreed.case.pk,
            self.left.member_audience,
        )
        sql(
            "INSERT INTO committees_sheetaccess (audience_id, item_id, sheet_id, session_id, ceiling, until)"
            " VALUES (%s, %s, %s, %s, 'full', now() - interval '1 second')",
            self.people["ccas"][0],
            self.items["old of_team"].pk,
            self.sheets["of_team"].pk,
            self.sessions["old"].pk,
        )
        sql(
            "INSERT INTO committees_sheetaccess (audience_id, item_id, sheet_id, session_id, ceiling, until)"
            " VALUES (%s, %s, %s, %s, 'housing', now() - interval '1 second')",
            self.people["bench"][0],
            self.items["old of_team"].pk,
            self.sheets["of_team"].pk,
            self.sessions["old"].pk,
        )

    def _let_guests_in(self) -> None:
        landlord, sent = self.hall.holders["landlord", "titular"], self.sessions["sent"]
        self.people |= {
            "guest": (h.link(sent, landlord),),
            "guest_whose_link_is_cut": (h.link(sent, landlord, revoked_at="now()"),),
            "guest_without_code": (h.link(sent, self.hall.holders["state", "titular"], opened=False),),
            "guest_of_another_session": (h.link(self.sessions["planned"], landlord),),
        }

    def _another_paper(self) -> PresentationSheet:
        self.sheets["adjourned"] = h.sheet(self.hall, self.hall.secretary, agreed_days=90)
        return self.sheets["adjourned"]

    def said(self, item: AgendaItem) -> dict[str, Any]:
        return {
            "session_id": item.session_id,
            "author_id": item.author_id,
            "item": item,
            "sheet_id": item.sheet_id,
        }

    def _said(self, item: AgendaItem, *, told: bool) -> None:
        with within(self.hall.secretary):
            Opinion.objects.create(**self.said(item), seat="ccas", voice="favourable", text="Oui")
            HouseholdAnswer.objects.create(**self.said(item), presence="absent", words="Non")
            Decision.objects.create(
                **self.said(item),
                competence="measure",
                kind="measure",
                reason="Parce que",
                told_at=timezone.now() - timedelta(minutes=1) if told else None,
                until_on=OF_ANOTHER_KIND if told else None,
            )

    def _name_the_rest(self) -> None:
        names = {("sheet", made.pk): name for name, made in self.sheets.items()}
        names |= {("session", made.pk): name for name, made in self.sessions.items()}
        names |= {("item", made.pk): name for name, made in self.items.items()}
        names |= {("paper", made.pk): name for name, made in self.papers.items()}
        sheet_of = {made.pk: name for name, made in self.sheets.items()}
        item_of = {made.pk: name for name, made in self.items.items()}
        session_of = {made.pk: name for name, made in self.sessions.items()}
        for pk, sheet, ceiling in sql("SELECT id, sheet_id, ceiling FROM committees_sheetversion"):
            names["version", pk] = f"{sheet_of[sheet]} {ceiling}"
        for table, name in (
            *(("recusal",) * 2, ("opinion",) * 2, ("decision",) * 2),
            *(("householdanswer", "answer"), ("decisioneffect", "effect")),
        ):
            for pk, item in sql(f"SELECT id, item_id FROM committees_{table}"):
                names[name, pk] = item_of[item]
        for pk, sheet in sql("SELECT id, sheet_id FROM committees_sheetscan"):
            names["scan", pk] = sheet_of[sheet]
        for pk, kind, sheet in sql("SELECT id, kind, sheet_id FROM committees_tombstone"):
            names["tombstone", pk] = f"{kind} {sheet_of[sheet]}"
        for pk, session, seat in sql("SELECT id, session_id, seat FROM committees_attendance"):
            names["attendance", pk] = f"{session_of[session]} {seat}"
        for pk, session, seat in sql("SELECT id, session_id, seat FROM committees_convocation"):
            names["convocation", pk] = f"{session_of[session]} {seat}"
        for pk, seat, rank, committee in sql("SELECT id, seat, rank, committee_id FROM committees_seatholder"):
            names["holder", pk] = f"{seat} {rank}" + (" elsewhere" if committee != self.hall.committee.pk else "")
        self.rows = names

    # What is purged ----------------------------------------------------------------------------------------

    def purged(self, world: str) -> dict[str, set[str]]:
        """Table -> labels of what the purge of that world takes; « erased »: decisions that lose their reason; « entombed »: what it
        leaves a tombstone of, of which session, and why."""
        gone: dict[str, set[str]] = {}
        with undone_with(gone):
            h.unforced(*(TABLES[name]._meta.db_table for name in ("version", "scan", "opinion", "answer", "paper")))
            h.unforced(
                *("committees_decision", "committees_tombstone", "committees_session", "committees_presentationsheet"),
                "common_document",
            )
            _ages(self, world)
            before = self._left()
            with acting(()), connection.cursor() as cursor:
                cursor.execute("SELECT sec.purge_committees(24, 6)")
                (told,) = cursor.fetchone()
            gone |= {"told": {str(told)}} if told else {}
            after = self._left()
            gone |= {table: before[table] - kept for table, kept in after.items() if before[table] - kept}
            gone |= {table: kept - before[table] for table, kept in after.items() if kept - before[table]}
        return gone

    def purges(self, annex_months: int | None, sheet_months: int | None) -> bool:
        """Whether a purge with these delays is accepted; undone."""
        return self.may("nobody", lambda p: _purges(annex_months, sheet_months))

    def _left(self) -> dict[str, set[str]]:
        with as_role(OWNER), connection.cursor() as cursor:
            found = {}
            for name in ("version", "scan", "opinion", "answer", "paper"):
                cursor.execute(f"SELECT id FROM {TABLES[name]._meta.db_table}")
                found[name] = {self.rows[name, pk] for (pk,) in cursor.fetchall()}
            cursor.execute("SELECT id FROM common_document")
            found["printed"] = {self.printed[pk] for (pk,) in cursor.fetchall() if pk in self.printed}
            cursor.execute("SELECT id FROM committees_decision WHERE reason = 'Effacé.'")
            found["erased"] = {self.rows["decision", pk] for (pk,) in cursor.fetchall()}
            cursor.execute("SELECT kind, sheet_id, session_id, why FROM committees_tombstone WHERE why <> 'before'")
            found["entombed"] = {
                " ".join(filter(None, (kind, self.rows["sheet", sheet], self.rows.get(("session", session)), why)))
                for kind, sheet, session, why in cursor.fetchall()
            }
            return found

    # What follows -------------------------------------------------------------------------------------------

    def read(self, who: str, tables: Iterable[str] = TABLES) -> dict[str, set[str]]:
        """Table -> labels of the rows that person reads."""
        with acting(self.people[who]):
            found = {}
            for name in tables:
                if name == "access":
                    found[name] = {self._opened(row) for row in SheetAccess.objects.all()}
                else:
                    found[name] = {self.rows[name, pk] for pk in TABLES[name].objects.values_list("pk", flat=True)}
            return found

    def _opened(self, row: SheetAccess) -> str:
        """« sent paper full agreed »: which item, which version, and what ends it."""
        ends = "session" if row.until > timezone.now() + timedelta(days=25) else "agreed"
        return f"{self.rows['item', row.item_id]} {row.ceiling} {ends}"

    def touched_by(self, who: str, table: str) -> set[str]:
        """Labels of the rows that a change of every row by that person reaches: it reads nothing, so that only the policy of
        UPDATE speaks. « refused » where one of them is."""
        name, mark = TABLES[table]._meta.db_table, MARKS[table]
        try:
            with undone_with(set()) as found:
                with as_role(OWNER), connection.cursor() as cursor:
                    cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
                with acting(self.people[who]), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE {name} SET {mark}")
                column, _, value = mark.partition(" = ")
                marked = sql(f"SELECT id FROM {name} WHERE {column} IS NOT DISTINCT FROM {value}")
                found |= {self.rows[table, pk] for (pk,) in marked}
        except DatabaseError:
            return {"refused"}
        return found

    def reads(self) -> dict[str, dict[str, set[str]]]:
        return {who: {table: seen for table, seen in self.read(who).items() if seen} for who in self.people}

    def may(self, who: str, act: Callable[["Picture"], int | None]) -> bool:
        """Whether that person's act writes something; undone whatever it did."""
        try:
            with acting(self.people[who]), undone_with([]) as wrote:
                if act(self) != 0:
                    wrote.append(act)
        except DatabaseError:
            return False
        return bool(wrote)


_AGES = {
    "nothing has aged": (),
    "sheets have aged": (
        ("UPDATE committees_presentationsheet SET agreed_until = now() - interval '7 months' WHERE id = %s", "paper"),
        *(
            ("UPDATE committees_presentationsheet SET withdrawn_at = now() - interval '7 months' WHERE id = %s", name)
            for name in ("withdrawn", "not_agreed", "purged")
        ),
    ),
    "a session has aged": (
        ("UPDATE committees_session SET signed_at = now() - interval '25 months' WHERE signed_at IS NOT NULL", ""),
    ),
    "a session without reasons has aged": (
        ("UPDATE committees_session SET signed_at = now() - interval '25 months' WHERE signed_at IS NOT NULL", ""),
        ("UPDATE committees_decision SET reason = ''", ""),
    ),
}


def _ages(picture: Picture, world: str) -> None:
    """Time passes; and what was purged before was not purged today."""
    guarded = ("session", "presentationsheet", "decision")
    with as_role(OWNER), connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE committees_{table} DISABLE TRIGGER USER")
    with as_role(OWNER), connection.cursor() as cursor:
        cursor.execute("UPDATE committees_tombstone SET purged_at = now() - interval '1 day'")
        for statement, sheet in _AGES[world]:
            cursor.execute(statement, [picture.sheets[sheet].pk] if sheet else [])
        if world == "sheets have aged":
            sql("UPDATE cases_referral SET submitted_at = now() - interval '300 days'")
        for table in guarded:
            cursor.execute(f"ALTER TABLE committees_{table} ENABLE TRIGGER USER")


def _purges(annex_months: int | None, sheet_months: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.purge_committees(%s, %s)", [annex_months, sheet_months])
        return cursor.rowcount
