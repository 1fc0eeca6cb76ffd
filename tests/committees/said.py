"""What the gate of committees must say, written by hand from docs/adr/0028: who reads which row, who may do what."""

from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from cases.models import AccompanimentCourse
from committees.models import (
    AgendaItem,
    Attendance,
    Convocation,
    Decision,
    DecisionEffect,
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
from tests.committees import hall as h
from tests.committees.picture import ALSO_UNTIL, OF_ANOTHER_KIND, UNTIL
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql

CEILINGS = ("full", "housing", "coded")


def _versions(*sheets: str) -> set[str]:
    return {f"{sheet} {ceiling}" for sheet in sheets for ceiling in CEILINGS}


_OF_THE_TEAM = {
    *("of_team", "not_agreed", "half_agreed", "under_flag", "coded", "draft", "coded_draft", "never_met"),
}
_SESSIONS = ("planned", "sent", "signed", "cancelled", "old")
_TEAM = {
    "sheet": _OF_THE_TEAM,
    "version": _versions("of_team", "half_agreed", "under_flag")
    | {"not_agreed full", "not_agreed housing", "coded coded", "draft housing", "never_met coded"},
    "item": {f"{at} of_team" for at in ("planned", "sent", "signed", "cancelled", "old")}
    | {"sent under_flag", "sent coded"},
    "session": {"planned", "sent", "signed", "cancelled", "old"},
    "decision": {"signed of_team"},
    "effect": {"signed of_team", "planned of_team", "old of_team", "cancelled of_team", "sent coded"},
}


def _seat(holder: str, **read: str) -> dict[str, set[str]]:
    """Sheet -> version, all of the session that was sent; the agreement on paper ends before its window."""
    return {
        "holder": {holder},
        "sheet": set(read),
        "version": {f"{sheet} {ceiling}" for sheet, ceiling in read.items()},
        "session": {"sent"},
        "item": {f"sent {sheet}" for sheet in read},
        "access": {
            f"sent {sheet} {ceiling} {'agreed' if sheet == 'paper' else 'session'}" for sheet, ceiling in read.items()
        },
    }


_KEPT = ("of_team", "under_flag", "paper", "prescribed", "adjourned", "paper_draft")
READERS: dict[str, dict[str, set[str]]] = {
    "secretary": {
        "holder": {
            *("ccas titular", "ccas substitute", "landlord titular", "state titular"),
            *("bench titular", "former titular", "gone titular", "chair titular"),
            *("first titular", "second titular"),
        },
        "sheet": {*_KEPT, "coded", "never_met", "scanned_draft"},
        "version": _versions(*_KEPT) | {"coded coded", "never_met coded"},
        "scan": {"paper"},
        "session": {*_SESSIONS, "empty"},
        "item": {f"{at} of_team" for at in _SESSIONS}
        | {
            f"sent {sheet}"
            for sheet in ("under_flag", "coded", "paper", "prescribed", "adjourned", "ended", "taken_back")
        }
        | {"signed paper", "signed purged"},
        "attendance": {f"{at} {seat}" for at in (*_SESSIONS, "empty") for seat in ("ccas", "landlord", "state")}
        | {"sent bench", "sent former", "sent gone", "sent first", "sent second"},
        "convocation": {"sent ccas", "sent landlord"},
        "recusal": {"sent prescribed", "sent paper", "signed of_team"},
        "opinion": {"sent paper", "sent of_team", "signed of_team", "signed purged"},
        "answer": {"sent paper", "sent of_team", "signed of_team", "signed purged"},
        "decision": {"sent paper", "sent of_team", "signed of_team", "signed purged"},
        "paper": {"signed minutes", "signed of_team", "signed paper", "sent of_team"},
        "tombstone": {"sheet purged", "annex of_team", "annex withdrawn"},
        "effect": _TEAM["effect"] | {"signed paper", "sent adjourned"},
    },
    "other_secretary": {
        "holder": {"ccas titular elsewhere", "landlord titular elsewhere", "state titular elsewhere"},
        "sheet": {"elsewhere"},
        "version": _versions("elsewhere"),
        "scan": {"elsewhere"},
        "tombstone": {"sheet elsewhere"},
        "session": {"elsewhere"},
        "item": {"elsewhere"},
        "attendance": {"elsewhere ccas", "elsewhere landlord", "elsewhere state"},
        "paper": {"elsewhere"},
        "convocation": {"elsewhere ccas"},
        "effect": {"elsewhere"},
    },
    "ccas": _seat("ccas titular", of_team="full", under_flag="coded", coded="coded", paper="full"),
    "ccas_substitute": {"holder": {"ccas substitute"}},
    "landlord": _seat(
        "landlord titular",
        of_team="housing",
        under_flag="coded",
        coded="coded",
        paper="housing",
        prescribed="housing",
    ),
    "guest": _seat(
        "landlord titular",
        of_team="housing",
        under_flag="coded",
        coded="coded",
        paper="housing",
        prescribed="housing",
    ),
    "guest_of_another_session": {"holder": {"landlord titular"}},
    "guest_whose_link_is_cut": {},
    "guest_without_code": {},
    "state": _seat(
        "state titular", of_team="coded", under_flag="coded", coded="coded", paper="coded", prescribed="coded"
    ),
    "former": {"holder": {"former titular"}},
    "bench": {"holder": {"bench titular"}},
    "left": {"holder": {"gone titular"}},
    # Two seats, one that reads everything and one that does not; recused in one of them.
    "twice": _seat("first titular", of_team="housing", under_flag="coded", coded="coded", paper="housing")
    | {"holder": {"first titular", "second titular"}},
    "other_seat": {
        "holder": {"ccas titular elsewhere"},
        "sheet": {"elsewhere"},
        "version": {"elsewhere full"},
        "session": {"elsewhere"},
        "item": {"elsewhere"},
        "access": {"elsewhere full session"},
    },
    "team": _TEAM,
    "manager": _TEAM,
    "prescriber": {
        "sheet": {"prescribed"},
        "version": _versions("prescribed"),
        "item": {"sent prescribed"},
        "session": {"sent"},
    },
    **{who: {} for who in ("colleague", "left_the_team", "elsewhere", "tenants_landlord", "nobody")},
}


def _insert(row: models.Model) -> int:
    """Without RETURNING, which would ask whether the row may be read too."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [(field, field.pre_save(row, add=True)) for field in fields]
    kept = [(field, value) for field, value in values if not isinstance(value, DatabaseDefault)]
    columns = ", ".join(f'"{field.column}"' for field, _ in kept)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(kept))})",
            [field.get_db_prep_save(value, connection) for field, value in kept],
        )
        return cursor.rowcount


#: What a change of every row reaches, by whom.
_KEEPS = {name: READERS["secretary"][name] for name in ("holder", "sheet", "session", "item", "attendance")}
_KEEPS |= {
    name: READERS["secretary"][name] for name in ("convocation", "recusal", "opinion", "answer", "decision", "paper")
}
_ELSEWHERE = {
    name: READERS["other_secretary"][name]
    for name in ("holder", "sheet", "session", "item", "attendance", "convocation", "paper", "effect")
}
_WRITES = {
    "sheet": _OF_THE_TEAM,
    "version": {"draft housing"},
    "effect": {"signed of_team", "planned of_team", "old of_team"},
}
_SAYS = {"effect": {"cancelled of_team", "sent coded", "signed paper", "sent adjourned"}}
TOUCHED: dict[str, dict[str, set[str]]] = {
    "secretary": {**_KEEPS, **_SAYS, "version": _versions("paper_draft")},
    "other_secretary": _ELSEWHERE,
    "team": _WRITES,
    "manager": _WRITES,
    "prescriber": {"sheet": {"prescribed"}},
}


# Acts: each returns how many rows it wrote ------------------------------------------------------------------------


def _sheet(p, author: int, case=None, **more) -> int:
    return _insert(
        PresentationSheet(
            number="P-NEW",
            committee=p.hall.committee,
            secretary_id=p.hall.committee.secretary_id,
            author_id=author,
            household_id=case.household_id if case else None,
            case=case,
            competence="measure",
            **more,
        )
    )


def _version(p, name: str, ceiling: str) -> int:
    sheet = p.sheets[name]
    return _insert(
        SheetVersion(
            sheet=sheet, author_id=sheet.author_id, secretary_id=sheet.secretary_id, ceiling=ceiling, content={}
        )
    )


def _change(model, p, pk: int, **columns) -> int:
    return model.objects.filter(pk=pk).update(**columns)


def _on_sheet(name: str, **columns):
    return lambda p: _change(PresentationSheet, p, p.sheets[name].pk, **columns)


def _on_session(name: str, **columns):
    return lambda p: _change(Session, p, p.sessions[name].pk, **columns)


def _sign_then_move(p) -> int:
    """A session that decided nothing: of any other, effects made a second time are refused by a key before the guard is."""
    empty = p.sessions["empty"].pk
    signed = _change(Session, p, empty, state="signed", sent_at=_now(), signed_at=_now())
    return signed and _change(Session, p, empty, place="x")


def _on_item(name: str, **columns):
    return lambda p: _change(AgendaItem, p, p.items[name].pk, **columns)


def _seated(p, session: str, seat: str, **columns) -> int:
    return Attendance.objects.filter(session=p.sessions[session], seat=seat).update(**columns)


def _content(p, name: str, ceiling: str) -> int:
    return SheetVersion.objects.filter(sheet=p.sheets[name], ceiling=ceiling).update(content={"x": 1})


def _plan(p, **columns) -> int:
    made = {"committee": p.hall.committee, "author_id": p.hall.committee.secretary_id, "version": p.hall.version}
    return _insert(Session(**made | {"starts_at": timezone.now()} | columns))


def _put(p, session: str, sheet: str, **columns) -> int:
    hall = p.hall
    made = {"session": p.sessions[session], "author_id": hall.committee.secretary_id, "committee": hall.committee}
    return _insert(AgendaItem(**made | {"sheet": p.sheets[sheet], "position": 9} | columns))


def _recuse(p, item: str, **columns) -> int:
    holder = p.hall.holders["landlord", "titular"]
    return _insert(Recusal(**p.said(p.items[item]) | {"holder": holder} | columns))


def _say(p, item: str, **columns) -> int:
    return _insert(Opinion(**p.said(p.items[item]) | {"seat": "landlord", "text": "Non"} | columns))


def _answer(p, item: str) -> int:
    return _insert(HouseholdAnswer(**p.said(p.items[item]) | {"presence": "absent"}))


def _answered(p, item: str) -> int:
    return HouseholdAnswer.objects.filter(item=p.items[item]).update(words="x")


def _reason(p, item: str, **columns) -> int:
    return Decision.objects.filter(item=p.items[item]).update(reason="Effacé.", **columns)


def _join(p, name: str, **columns) -> int:
    return _insert(SheetScan(**p.scan(name) | columns))


def _join_again(p, name: str) -> int:
    """To a form that the seats read."""
    sql("DELETE FROM committees_sheetscan WHERE sheet_id = %s", p.sheets[name].pk)
    return _join(p, name)


def _entomb(p) -> int:
    of = p.sheets["paper"]
    made = {"kind": "sheet", "why": "age", "author_id": of.secretary_id, "committee_id": of.committee_id, "sheet": of}
    return _insert(Tombstone(**made))


def _decide(p, item: str, **columns) -> int:
    made = p.said(p.items[item]) | {"competence": "measure", "kind": "measure"} | columns
    return _insert(Decision(**made))


def _undecide(p, item: str) -> int:
    """That decision alone is gone."""
    before = Decision.objects.count()
    Decision.objects.filter(item=p.items[item]).update(competence="")
    return before - Decision.objects.count()


def _keep(p, session: str, **columns) -> int:
    return _insert(Paper(**h.paper(p.hall, p.sessions[session]) | columns))


def _make(p, name: str) -> int:
    return _change(Paper, p, p.papers[name].pk, content=b"%PDF-1", digest="e")


def _name(p, committee) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.name_holder(%s, 'state', 'titular', 'X', 'x@example.test', NULL)", [committee.pk])
    return 1


def _attendance(p, session: str, holder=None) -> Attendance:
    holder = holder or p.hall.holders["bench", "titular"]
    return Attendance(
        session=p.sessions[session],
        author_id=p.hall.committee.secretary_id,
        committee=p.hall.committee,
        seat=holder.seat,
        ceiling="full",
        holder=holder,
    )


def _call(p, session: str, holder=None, **columns) -> int:
    holder = holder or p.hall.holders["state", "titular"]
    made = {"session": p.sessions[session], "author_id": p.hall.committee.secretary_id, "committee": p.hall.committee}
    return _insert(Convocation(**made | {"seat": holder.seat, "holder": holder, "sequence": 0} | columns))


def _called(p, seat: str, **columns) -> int:
    return Convocation.objects.filter(session=p.sessions["sent"], seat=seat).update(**columns)


def _open(p) -> int:
    return _insert(
        SheetAccess(
            audience_id=p.people["colleague"][0],
            item=p.items["planned of_team"],
            sheet=p.sheets["of_team"],
            session=p.sessions["planned"],
            ceiling="full",
            until=timezone.now() + timedelta(days=9),
        )
    )


def _end(p, item: str, **columns) -> int:
    ended = {"done_at": _now(), "outcome": "carried_out"} | columns
    return DecisionEffect.objects.filter(item=p.items[item]).update(**ended)


def _prolong(p, until: date = UNTIL, *, item: str = "planned of_team", of: str = "agreed", **columns) -> int:
    """The decision is carried out, then the right to that day is written on that household's accompaniment."""
    if not _end(p, item, **columns):
        return 0
    return AccompanimentCourse.objects.filter(case=getattr(p, of).case).update(extended_until=until)


def _effect(p, item: str) -> int:
    made = p.said(p.items[item]) | {
        "owner_id": p.hall.committee.secretary_id,
        "kind": "end",
        "created_at": timezone.now(),
    }
    return _insert(DecisionEffect(**made))


def _now():
    return TransactionNow()


def _earlier():
    return timezone.now() - timedelta(days=1)


_TEAM_ONLY, _SECRETARY, _NOBODY = {"team", "manager"}, {"secretary"}, set()
#: act -> (what it writes, who may, how).
WRITERS = {
    "sheet of a case": ("sheet", _TEAM_ONLY, lambda p: _sheet(p, p.world.ines.unit_audience, p.agreed.case)),
    "sheet of a case that has closed": (
        "sheet", _NOBODY, lambda p: _sheet(p, p.world.ines.unit_audience, p.closed.case)
    ),
    "sheet on paper, secretariat": ("sheet", _SECRETARY, lambda p: _sheet(p, p.hall.secretary.unit_audience)),
    "sheet on paper, prescriber": ("sheet", {"prescriber"}, lambda p: _sheet(p, p.prescribes[0])),
    "sheet on paper, association": ("sheet", _NOBODY, lambda p: _sheet(p, p.world.ines.unit_audience)),
    "sheet of another's case": ("sheet", _NOBODY, lambda p: _sheet(p, p.prescribes[0], p.agreed.case)),
    "sheet of a case, in the secretariat's name": (
        "sheet", _NOBODY, lambda p: _sheet(p, p.hall.secretary.unit_audience, p.agreed.case)
    ),
    "sheet signed by a member": (
        "sheet", _NOBODY, lambda p: _sheet(p, p.world.ines.member_audience, p.agreed.case)
    ),
    "sheet filed at once": (
        "sheet", _NOBODY, lambda p: _sheet(p, p.hall.secretary.unit_audience, filed_at=_earlier())
    ),
    "sheet withdrawn at once": (
        "sheet", _NOBODY, lambda p: _sheet(p, p.hall.secretary.unit_audience, withdrawn_at=_earlier())
    ),
    "sheet readable at once": (
        "sheet", _NOBODY,
        lambda p: _sheet(p, p.hall.secretary.unit_audience, readable_until=timezone.now() + timedelta(days=9)),
    ),
    "file the draft": ("sheet", _TEAM_ONLY, _on_sheet("draft", filed_at=_now())),
    "file the draft with another day": ("sheet", _NOBODY, _on_sheet("draft", filed_at=_earlier())),
    "file the paper": ("sheet", _SECRETARY, _on_sheet("paper_draft", filed_at=_now())),
    "file again": ("sheet", _NOBODY, _on_sheet("of_team", filed_at=_now())),
    "withdraw the team's": ("sheet", _TEAM_ONLY | _SECRETARY, _on_sheet("of_team", withdrawn_at=_now())),
    "withdraw with another day": ("sheet", _NOBODY, _on_sheet("of_team", withdrawn_at=_earlier())),
    "withdraw what is not agreed": ("sheet", _TEAM_ONLY, _on_sheet("not_agreed", withdrawn_at=_now())),
    "withdraw the prescriber's": (
        "sheet", {"prescriber", "secretary"}, _on_sheet("prescribed", withdrawn_at=_now())
    ),
    "withdraw the paper whose agreement is over": ("sheet", _NOBODY, _on_sheet("paper_over", withdrawn_at=_now())),
    "bring back": ("sheet", _NOBODY, _on_sheet("withdrawn", withdrawn_at=None)),
    "ask for something else": ("sheet", _NOBODY, _on_sheet("of_team", competence="refuse")),
    "ask for something else in the draft": ("sheet", _TEAM_ONLY, _on_sheet("draft", competence="refuse")),
    "end the paper's agreement": ("sheet", _SECRETARY, _on_sheet("paper", agreed_until=timezone.now())),
    "lengthen the paper's agreement": (
        "sheet", _NOBODY, _on_sheet("paper", agreed_until=timezone.now() + timedelta(days=900))
    ),
    "write in the draft": ("version", _TEAM_ONLY, lambda p: _content(p, "draft", "housing")),
    "write in the paper": ("version", _SECRETARY, lambda p: _content(p, "paper_draft", "full")),
    "write in what is filed": ("version", _NOBODY, lambda p: _content(p, "of_team", "full")),
    "write in the secretariat's that is filed": ("version", _NOBODY, lambda p: _content(p, "paper", "full")),
    "add a version to the draft": ("version", _TEAM_ONLY, lambda p: _version(p, "draft", "coded")),
    "add another": ("version", _TEAM_ONLY, lambda p: _version(p, "draft", "full")),
    "add its version to what has a code": ("version", _TEAM_ONLY, lambda p: _version(p, "coded_draft", "coded")),
    "add a version to what is filed": ("version", _NOBODY, lambda p: _version(p, "not_agreed", "coded")),
    "add a name to what has a code": ("version", _NOBODY, lambda p: _version(p, "coded_draft", "full")),
    "plan": ("session", _SECRETARY, _plan),
    "plan what is sent": (
        "session", _NOBODY, lambda p: _plan(p, state="sent", sent_at=_earlier())
    ),
    "send": ("session", _SECRETARY, _on_session("planned", state="sent", sent_at=_now())),
    "send with another day": (
        "session", _NOBODY, _on_session("planned", state="sent", sent_at=_earlier())
    ),
    "move what is planned": (
        "session", _SECRETARY, _on_session("planned", starts_at=timezone.now())
    ),
    "move what was sent": ("session", _NOBODY, _on_session("sent", starts_at=timezone.now())),
    "open": ("session", _SECRETARY, _on_session("sent", state="open", opened_at=_now())),
    "close": ("session", _SECRETARY, _on_session("sent", state="closed", closed_at=_now())),
    "sign": ("session", _SECRETARY, _on_session("sent", state="signed", signed_at=_now())),
    "cancel": ("session", _SECRETARY, _on_session("sent", state="cancelled", cancelled_at=_now())),
    "open with another day": (
        "session", _NOBODY, _on_session("sent", state="open", opened_at=_earlier())
    ),
    "close with another day": (
        "session", _NOBODY, _on_session("sent", state="closed", closed_at=_earlier())
    ),
    "cancel with another day": (
        "session", _NOBODY, _on_session("sent", state="cancelled", cancelled_at=_earlier())
    ),
    "sign with another day": (
        "session", _NOBODY, _on_session("sent", state="signed", signed_at=_earlier())
    ),
    "change the place of what is signed": ("session", _NOBODY, _on_session("signed", place="x")),
    "change the place of what is signed and has no effect": ("session", _NOBODY, _sign_then_move),
    "change the place of what is cancelled": ("session", _NOBODY, _on_session("cancelled", place="x")),
    "put on the agenda": ("item", _SECRETARY, lambda p: _put(p, "planned", "paper")),
    "put on what is sent": ("item", _SECRETARY, lambda p: _put(p, "sent", "adjourned")),
    "put what is not agreed": ("item", _NOBODY, lambda p: _put(p, "planned", "not_agreed")),
    "put what is over": ("item", _NOBODY, lambda p: _put(p, "planned", "paper_over")),
    "put a draft": ("item", _NOBODY, lambda p: _put(p, "planned", "paper_draft")),
    "put another committee's": ("item", _NOBODY, lambda p: _put(p, "planned", "elsewhere")),
    "put closed": ("item", _NOBODY, lambda p: _put(p, "planned", "paper", closed_at=_earlier())),
    "put on what is signed": ("item", _NOBODY, lambda p: _put(p, "signed", "paper")),
    "put on what is cancelled": ("item", _NOBODY, lambda p: _put(p, "cancelled", "paper")),
    "order": ("item", _SECRETARY, _on_item("sent of_team", position=7)),
    "order what is signed": ("item", _NOBODY, _on_item("signed of_team", position=7)),
    "adjourn": ("item", _SECRETARY, _on_item("sent of_team", closed_at=_now())),
    "adjourn with another day": ("item", _NOBODY, _on_item("sent of_team", closed_at=_earlier())),
    "reopen": ("item", _NOBODY, _on_item("sent adjourned", closed_at=None)),
    "designate the substitute": (
        "attendance", _SECRETARY,
        lambda p: _seated(p, "sent", "ccas", holder=p.hall.holders["ccas", "substitute"]),
    ),
    "designate another seat's": (
        "attendance", _NOBODY, lambda p: _seated(p, "sent", "ccas", holder=p.hall.holders["state", "titular"])
    ),
    "designate another committee's": (
        "attendance", _NOBODY, lambda p: _seated(p, "sent", "ccas", holder=p.other.holders["ccas", "titular"])
    ),
    "seat the substitute": (
        "attendance", _SECRETARY,
        lambda p: _insert(_attendance(p, "sent", p.hall.holders["chair", "titular"])),
    ),
    "seat somebody": (
        "attendance", _SECRETARY,
        lambda p: _insert(_attendance(p, "empty")),
    ),
    "seat somebody of what is signed": (
        "attendance", _NOBODY,
        lambda p: _insert(_attendance(p, "signed")),
    ),
    "excuse": ("attendance", _SECRETARY, lambda p: _seated(p, "sent", "state", state="excused")),
    "excuse of what is signed": ("attendance", _NOBODY, lambda p: _seated(p, "signed", "state", state="excused")),
    "call": ("convocation", _SECRETARY, lambda p: _call(p, "sent")),
    "call, sent already": ("convocation", _NOBODY, lambda p: _call(p, "sent", sent_at=_earlier())),
    "call another committee's": (
        "convocation", _NOBODY, lambda p: _call(p, "sent", p.other.holders["state", "titular"])
    ),
    "call to another's session": ("convocation", _NOBODY, lambda p: _call(p, "elsewhere")),
    "the mail leaves": ("convocation", _SECRETARY, lambda p: _called(p, "ccas", sent_at=_now())),
    "the mail left another day": ("convocation", _NOBODY, lambda p: _called(p, "ccas", sent_at=_earlier())),
    "the mail never left": ("convocation", _NOBODY, lambda p: _called(p, "landlord", sent_at=None)),
    "recuse": ("recusal", _SECRETARY, lambda p: _recuse(p, "sent of_team")),
    "recuse and lift": ("recusal", _NOBODY, lambda p: _recuse(p, "sent of_team", lifted_at=_earlier())),
    "recuse of what is signed": ("recusal", _NOBODY, lambda p: _recuse(p, "signed of_team")),
    "lift": (
        "recusal", _SECRETARY,
        lambda p: Recusal.objects.filter(item=p.items["sent prescribed"]).update(lifted_at=_now()),
    ),
    "lift of what is signed": (
        "recusal", _NOBODY,
        lambda p: Recusal.objects.filter(item=p.items["signed of_team"]).update(lifted_at=_now()),
    ),
    "say": ("opinion", _SECRETARY, lambda p: _say(p, "sent of_team")),
    "say of what is signed": ("opinion", _NOBODY, lambda p: _say(p, "signed of_team")),
    "say otherwise": (
        "opinion", _SECRETARY, lambda p: Opinion.objects.filter(item=p.items["sent paper"]).update(text="x")
    ),
    "say otherwise of what is signed": (
        "opinion", _NOBODY, lambda p: Opinion.objects.filter(item=p.items["signed of_team"]).update(text="x")
    ),
    "note what a household says": ("answer", _SECRETARY, lambda p: _answer(p, "sent under_flag")),
    "note what it says of what is signed": ("answer", _NOBODY, lambda p: _answer(p, "signed paper")),
    "note something else": ("answer", _SECRETARY, lambda p: _answered(p, "sent paper")),
    "note something else of what is signed": ("answer", _NOBODY, lambda p: _answered(p, "signed of_team")),
    "join a scan": ("scan", _SECRETARY, lambda p: _join(p, "adjourned")),
    "join a scan to what is read": ("scan", _SECRETARY, lambda p: _join_again(p, "paper")),
    "join a scan to a draft": ("scan", _NOBODY, lambda p: _join(p, "paper_draft")),
    "join a scan to what is withdrawn": ("scan", _NOBODY, lambda p: _join(p, "taken_back")),
    "join a scan to one's own form": ("scan", _NOBODY, lambda p: _join(p, "prescribed")),
    "join another's scan": ("scan", _NOBODY, lambda p: _join(p, "of_team")),
    "say that it was purged": ("tombstone", _NOBODY, _entomb),
    "empty the reason of what is purged": ("decision", _SECRETARY, lambda p: _reason(p, "signed purged")),
    "empty the reason of what was purged before": ("decision", _NOBODY, lambda p: _reason(p, "signed of_team")),
    "decide otherwise of what is purged": (
        "decision", _NOBODY, lambda p: _reason(p, "signed purged", competence="refuse")
    ),
    "decide": ("decision", _SECRETARY, lambda p: _decide(p, "sent under_flag")),
    "decide of what is signed": ("decision", _NOBODY, lambda p: _decide(p, "signed paper")),
    "decide otherwise": (
        "decision", _SECRETARY, lambda p: Decision.objects.filter(item=p.items["sent paper"]).update(reason="x")
    ),
    "decide otherwise of what is signed": (
        "decision", _NOBODY, lambda p: Decision.objects.filter(item=p.items["signed of_team"]).update(reason="x")
    ),
    "leave undecided": ("decision", _SECRETARY, lambda p: _undecide(p, "sent paper")),
    "leave undecided what is signed": ("decision", _NOBODY, lambda p: _undecide(p, "signed of_team")),
    "keep minutes": ("paper", _SECRETARY, lambda p: _keep(p, "sent")),
    "keep minutes twice": ("paper", _NOBODY, lambda p: _keep(p, "signed")),
    "keep what was made elsewhere": ("paper", _NOBODY, lambda p: _keep(p, "sent", content=b"%PDF")),
    "make": ("paper", _SECRETARY, lambda p: _make(p, "signed of_team")),
    "make again": ("paper", _NOBODY, lambda p: _make(p, "signed paper")),
    "carry out": ("effect", _TEAM_ONLY, lambda p: _end(p, "signed of_team")),
    "carry out another day": ("effect", _NOBODY, lambda p: _end(p, "signed of_team", done_at=_earlier())),
    "carry out again": ("effect", _NOBODY, lambda p: _end(p, "old of_team", outcome="dropped")),
    "the date of what was done changes": ("effect", _NOBODY, lambda p: _end(p, "old of_team", done_at=_earlier())),
    "say that a paper's is done": ("effect", _SECRETARY, lambda p: _end(p, "sent adjourned")),
    "say it of what was taken back": ("effect", _NOBODY, lambda p: _end(p, "sent taken_back")),
    "make what nobody decided": ("effect", _NOBODY, lambda p: _effect(p, "sent paper")),
    "prolong": ("effect", _TEAM_ONLY, _prolong),
    "prolong for longer": ("effect", _NOBODY, lambda p: _prolong(p, date(2030, 6, 1))),
    "prolong by what has no follow-up": ("effect", _NOBODY, lambda p: _prolong(p, outcome="dropped")),
    "prolong by what prolongs nothing": (
        "effect", _NOBODY, lambda p: _prolong(p, OF_ANOTHER_KIND, item="signed of_team")
    ),
    "prolong another household": ("effect", _NOBODY, lambda p: _prolong(p, of="pair")),
    "prolong by what was done before": (
        "effect", _NOBODY, lambda p: AccompanimentCourse.objects.filter(case=p.agreed.case).update(extended_until=ALSO_UNTIL)
    ),
    "prolong without a decision": (
        "effect", _NOBODY, lambda p: AccompanimentCourse.objects.filter(case=p.agreed.case).update(extended_until=UNTIL)
    ),
    "change what is not the right": (
        "effect", _TEAM_ONLY, lambda p: AccompanimentCourse.objects.filter(case=p.agreed.case).update(outreach={})
    ),
    "name": ("holder", _SECRETARY, lambda p: _name(p, p.hall.committee)),
    "end a holder": (
        "holder", _SECRETARY,
        lambda p: SeatHolder.objects.filter(pk=p.hall.holders["state", "titular"].pk).update(ended_at=_now()),
    ),
    "open to oneself": ("access", _NOBODY, _open),
    "open for longer": (
        "access", _NOBODY, lambda p: SheetAccess.objects.update(until=timezone.now() + timedelta(days=90))
    ),
}  # fmt: skip


# What others do, which opens or closes a sheet -------------------------------------------------------------------------


def _withdraw(p) -> None:
    w.withdraw(p.agreement, p.world.ines)


def _flag(p) -> None:
    p.flag(p.pair)
    p.flag(p.agreed)


def _another_adult(p) -> None:
    w.person(p.agreed.case, p.world.ines)


def _leave(p) -> None:
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [p.twice.membership.pk])


ELSEWHERE = {
    "the agreement is withdrawn": _withdraw,
    "the second adult agrees": lambda p: h.agree(p.hall, p.pair.case, p.pair.co_tenant, p.world.ines),
    "a flag is set": _flag,
    "a flag is lifted": lambda p: p.lift_flag(),
    "another adult signs": _another_adult,
    "a membership ends": _leave,
}


# What a purge takes ------------------------------------------------------------------------------------------------

PURGED: dict[str, dict[str, set[str]]] = {
    "nothing has aged": {},
    "sheets have aged": {
        "version": _versions("paper", "withdrawn") | {"never_met coded"},
        "scan": {"paper", "withdrawn"},
        "opinion": {"sent paper"},
        "answer": {"sent paper"},
        "erased": {"sent paper"},
        "paper": {"signed paper"},
        "printed": {"letters", "letter of the form", "letter to its prescriber", "agenda"},
        "told": {"4"},
        "entombed": {
            *("sheet paper ended", "sheet withdrawn ended", "sheet never_met unadhered", "annex paper signed sheet"),
        },
    },
    "a session has aged": {
        "opinion": {"signed of_team"},
        "answer": {"signed of_team"},
        "erased": {"signed of_team"},
        "paper": {"signed of_team", "signed paper"},
        "printed": {"letters", "letter of the form", "letter to its prescriber"},
        "told": {"2"},
        "entombed": {"annex of_team signed age", "annex paper signed age"},
    },
    "a session without reasons has aged": {
        "opinion": {"signed of_team"},
        "answer": {"signed of_team"},
        "paper": {"signed of_team", "signed paper"},
        "printed": {"letters", "letter of the form", "letter to its prescriber"},
        "told": {"2"},
        "entombed": {"annex of_team signed age", "annex paper signed age"},
    },
}
#: Delays that are refused, of annexes and of sheets, in months.
TOO_SOON = ((5, 24), (24, 5), (None, 24), (24, None))
