"""What each person reads and may write of committees, row by row; and every mutant of that gate is noticed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.postgres.functions import TransactionNow

from committees.gate import install
from committees.models import Decision, Session
from common.context import acting
from common.rls.declare import KEEPER, OWNER, STATISTICS, protected, watched
from tests.attack import noticing
from tests.attack.mutants import Mutant, clauses
from tests.attack.mutants_of_functions import changed
from tests.committees import hall as h
from tests.committees.picture import MARKS, MODEL_TABLES, TABLES, UNREAD, Picture
from tests.committees.said import ELSEWHERE, PURGED, READERS, TOO_SOON, TOUCHED, WRITERS
from tests.factories.world import build_world
from tests.gate.logins import own_database
from tests.harness import sql, undone_with


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """The picture once for all, in a transaction of a database of its own that is undone at the end: `now()` stays its own."""
    with own_database(django_db_blocker, "picture"), undone_with(None):
        yield Picture(build_world())


@pytest.fixture
def picture(standing):
    """As it stands: whatever a test does to it is undone."""
    with undone_with(standing) as made:
        yield made


def test_each_reads_her_rows_and_no_other(picture):
    assert picture.reads() == READERS


@pytest.mark.parametrize("table", MODEL_TABLES.values())
def test_each_writes_what_is_hers_to_write(picture, table):
    found = {
        name: {who for who in picture.people if picture.may(who, act)}
        for name, (of, _, act) in WRITERS.items()
        if of == table
    }
    assert found == {name: who for name, (of, who, _) in WRITERS.items() if of == table}


@pytest.mark.parametrize("table", MARKS)
def test_a_change_of_every_row_reaches_ones_own(picture, table):
    found = {who: touched for who in picture.people if (touched := picture.touched_by(who, table))}
    assert found == {who: said[table] for who, said in TOUCHED.items() if table in said}


def test_every_table_is_in_the_picture():
    assert set(MODEL_TABLES) | set(UNREAD) == {name for name in protected() if name.startswith("committees_")}
    assert {policy[2] for name in UNREAD for policy in protected()[name].policies()} == {KEEPER}


@pytest.mark.parametrize("after", PURGED)
def test_a_purge_takes_what_is_due_and_nothing_else(picture, after):
    assert picture.purged(after) == PURGED[after]


def test_a_purge_is_never_asked_too_soon(picture):
    assert [months for months in TOO_SOON if picture.purges(*months)] == []
    assert picture.purges(6, 6)


# What signing makes ---------------------------------------------------------------------------------------------------

_OWN, _SECRETARIAT = "operator", "committee_secretary"
#: What is there once the session that was sent is signed, and was not before: item -> (whose, what, what it made).
SIGNED = {
    "before": {},
    "after": {
        "sent of_team": (_OWN, "open_accompaniment", "", ""),
        "sent paper": (_SECRETARIAT, "open_accompaniment", "", ""),
        "sent prescribed": (_SECRETARIAT, "open_accompaniment", "", ""),
        "sent under_flag": (_SECRETARIAT, "present_again", "", ""),
        # Adjourned at the session before, seen at this one.
        "cancelled of_team": (_SECRETARIAT, "present_again", "carried_out", "sent of_team"),
    },
}


def signing(picture: Picture) -> dict[str, dict]:
    """What changed of what is to be done when the session that was sent changes its place, then when it is signed with four
    decisions that have an effect and one that has none."""
    session, found = picture.sessions["sent"], {}
    with undone_with(found), acting(picture.people["secretary"]):
        for item, competence, kind in (
            ("sent under_flag", "adjourn", "adjourned"),
            ("sent prescribed", "measure", "measure"),
            ("sent ended", "refuse", "refused"),
        ):
            said = picture.said(picture.items[item])
            Decision.objects.create(**said, competence=competence, kind=kind, reason="Motif.")
        before = _effects(picture)
        Session.objects.filter(pk=session.pk).update(place="ailleurs")
        found["before"] = _changed(before, _effects(picture))
        Session.objects.filter(pk=session.pk).update(state="signed", signed_at=TransactionNow())
        found["after"] = _changed(before, _effects(picture))
    return found


def _effects(picture: Picture) -> dict[str, tuple]:
    items = {made.pk: name for name, made in picture.items.items()}
    rows = sql(
        "SELECT e.item_id, a.capacity, e.kind, e.outcome, e.made_id FROM committees_decisioneffect e"
        " JOIN partners_audience a ON a.id = e.owner_id"
    )
    return {items[item]: (whose, kind, outcome, items.get(made, "")) for item, whose, kind, outcome, made in rows}


def _changed(before: dict, after: dict) -> dict:
    return {item: said for item, said in after.items() if before.get(item) != said}


def test_signing_makes_what_is_to_be_done_of_each_decision(picture):
    assert signing(picture) == SIGNED


# Mutants ----------------------------------------------------------------------------------------------------------

_TRIGGERED = {"t_effects_of_session": "effects", "t_decision_undecided": "update"}


def of_policies():
    """One change of one condition of one policy, and each policy dropped."""
    for name in MODEL_TABLES:
        table = protected()[name]
        for clause in clauses(table):
            for change, text in clause.changes():
                yield Mutant(f"{clause.name}: {change}", clause.command, ((OWNER, clause.altered(text)),), (name,))
        for policy, command, role, _, _ in table.policies():
            if (
                role == STATISTICS
            ):  # the words of the reading policy, which rule R19 compares: tests/gate, tests/reports
                continue
            drop = ((OWNER, f"DROP POLICY {policy} ON public.{name}"),)
            if role == "palier_app":
                yield Mutant(f"{name} {command.lower()}: dropped", command.lower(), drop, (name,))
            else:
                yield Mutant(f"{name} {policy}: lost", "keeper", drop, (name,))
        for trigger in table.triggers:
            drop = ((OWNER, f"DROP TRIGGER {trigger.name} ON public.{name}"),)
            kind = "update" if trigger.when == "BEFORE" else _TRIGGERED.get(trigger.function, "source")
            yield Mutant(f"{name} {trigger.name}: lost", kind, drop, (name,))
    for name, trigger in watched():
        kind, of = ("update", ("committees_decisioneffect",)) if trigger.when == "BEFORE" else ("source", ())
        yield Mutant(
            f"{name} {trigger.name}: lost", kind, ((OWNER, f"DROP TRIGGER {trigger.name} ON public.{name}"),), of
        )


def noticed(picture: Picture, mutant: Mutant) -> bool:
    """Somebody reads something else, or may do something else, or what is kept no longer follows its sources. A gate that the
    database refuses to go on with is noticed."""
    return noticing.noticed(mutant, lambda: _noticed(picture, mutant))


def _noticed(picture: Picture, mutant: Mutant) -> bool:
    """What shows most mutants of its kind comes first; one that nothing shows is looked at whole."""
    tables, kind = {MODEL_TABLES[name] for name in mutant.tables}, mutant.kind
    if kind in {"source", "keeper"} and any(drifts(picture, name) for name in (*sorted(OPENING), *ELSEWHERE)):
        return True
    if kind == "source":
        return False
    if _acts_by_itself_otherwise(picture, kind):
        return True
    if kind in {"computed", "keeper"}:
        sql("SELECT sec.recompute_sheets(%s)", picture.sheet_ids)
    if kind in {"select", "computed", "keeper"} and reads_otherwise(
        picture, tables if kind == "select" else {"access"}
    ):
        return True
    if kind == "update" and any(_touches_otherwise(picture, table) for table in tables & set(MARKS)):
        return True
    return _writes_otherwise(picture, set(MODEL_TABLES.values()) if kind == "keeper" else tables)


def reads_otherwise(picture: Picture, first: set[str]) -> bool:
    """Whether anybody reads anything else: everybody those tables, then the others."""
    return any(
        picture.read(who, tables) != {table: READERS.get(who, {}).get(table, set()) for table in tables}
        for tables in (first, set(TABLES) - first)
        for who in picture.people
    )


def _touches_otherwise(picture: Picture, table: str) -> bool:
    return any(picture.touched_by(who, table) != TOUCHED.get(who, {}).get(table, set()) for who in picture.people)


def _writes_otherwise(picture: Picture, tables: set[str]) -> bool:
    """Whether anybody may write anything else: those first who may most, since a guard that is lost lets them do more."""
    return any(
        picture.may(who, act) != (who in wanted)
        for who in picture.people
        for of, wanted, act in WRITERS.values()
        if of in tables
    )


def _acts_by_itself_otherwise(picture: Picture, kind: str) -> bool:
    """Whether what signing makes, or what a purge takes, is something else."""
    if kind in {"effects", "keeper"} and signing(picture) != SIGNED:
        return True
    return kind in {"purge", "keeper"} and purges_otherwise(picture)


def purges_otherwise(picture: Picture) -> bool:
    return any(picture.purged(world) != PURGED[world] for world in PURGED) or any(
        picture.purges(*months) for months in TOO_SOON
    )


def drifts(picture: Picture, name: str) -> bool:
    """Whether that act leaves something to be recomputed."""
    with undone_with([]) as seen:
        if name in ELSEWHERE:
            ELSEWHERE[name](picture)
        else:
            with acting(picture.people["secretary"]):
                WRITERS[name][2](picture)
        ((rows,),) = sql("SELECT sec.sheet_drift(%s)", picture.hall.committee.pk)
        seen.append(rows > 0)
    return seen[0]


#: Acts of the secretariat that open or close something.
OPENING = {
    *("send", "sign", "cancel", "put on the agenda", "adjourn", "withdraw the team's", "designate the substitute"),
    *("excuse", "recuse", "lift", "end a holder", "put on what is sent", "seat the substitute"),
}


@pytest.mark.parametrize("name", [*sorted(OPENING), *ELSEWHERE])
def test_what_is_kept_follows_each_act(picture, name):
    before = set(h.written(picture.hall).items())
    assert not drifts(picture, name)
    with undone_with([]) as seen:
        if name in ELSEWHERE:
            ELSEWHERE[name](picture)
        else:
            with acting(picture.people["secretary"]):
                WRITERS[name][2](picture)
        seen.append(set(h.written(picture.hall).items()) != before)
    assert seen == [name not in CHANGING_NOTHING]


#: Nothing of a session that is not sent is open, nor what is on no agenda.
CHANGING_NOTHING = {"put on the agenda", "the second adult agrees"}


#: What computes who reads a sheet, and what speaks of the old row beside the new one.
COMPUTING = ("presentable", "desired_sheets")
#: What forgets.
PURGING = ("sheets_due", "purge_committees")
#: Guard -> the tables that it guards.
GUARDS = {
    "t_session_guard": ("session",),
    "t_effect_guard": ("decisioneffect",),
    "t_extended_guard": ("decisioneffect",),
    "redated": ("session", "presentationsheet"),
    "t_convocation_guard": ("convocation",),
    "t_sheet_guard": ("presentationsheet",),
    "t_item_guard": ("agendaitem",),
    "t_seated_guard": ("agendaitem", "attendance", "recusal", "opinion", "decision"),
}
#: What each worker takes at a time.
PARTS = 4
_UNCHANGED = "the columns it speaks of cannot change: the row after is the row before"
_MEMBERS_ALONE = "a place on a team is a member's alone"
#: Mutants that nothing can show, each with the reason.
SURVIVORS = {
    "committees_convocation keeper_select: lost": "the keeper counts with nothing of what was sent",
    **{
        f"committees_{table} update check: author_id is mine → true": _UNCHANGED
        for table in (
            "agendaitem",
            "householdanswer",
            "attendance",
            "convocation",
            "decision",
            "opinion",
            "paper",
            "recusal",
            "seatholder",
            "session",
        )
    },
    "committees_presentationsheet update check: (author_id is mine AND (access(((a.kind = 'member' AND a.team_until > now())"
    " OR (a.kind = 'manager… ef82f8bd → true": _UNCHANGED,
    "committees_presentationsheet update check: access(((a.kind = 'member' AND a.team_until > now()) OR (a.kind = 'manager'"
    " AND a.present_until > … b371929e → true": _UNCHANGED,
    "committees_presentationsheet update check: author_id <> secretary_id OR filed_at IS NULL OR filed_at = now() → true": (
        _UNCHANGED
    ),
    "committees_sheetversion update check: EXISTS (SELECT 1 FROM committees_presentationsheet p WHERE p.id = sheet_id"
    " AND p.filed_at IS NULL) → true": _UNCHANGED,
    **{
        f"committees_presentationsheet {clause}: a.kind = 'member' → true": _MEMBERS_ALONE
        for clause in ("insert check", "select using", "update")
    },
    "committees_decisioneffect update check: owner_id is mine AND EXISTS (SELECT 1 FROM committees_presentationsheet p"
    " WHERE p.id = sheet_id) → true": _UNCHANGED,
    "committees_agendaitem insert check: p.readable_until > now() → IS NOT NULL": "what has passed, nobody sees to put it",
    **{
        f"committees_sheetscan {clause}: p.readable_until > now() → IS NOT NULL": "what has passed, nobody sees at all"
        for clause in ("insert check", "select using")
    },
    "committees_agendaitem insert check: p.secretary_id = author_id → true": "a composite key says it too",
    "desired_sheets: sec.end_of_day(s.starts_at, 30) > now() → true": "a window that has passed opens nothing",
    "presentable: o.scope = 'presentation' → true": "a secretariat may be granted nothing else (a check constraint)",
    "presentable: p.id = ANY (pids) → true": "it computes more, and the same",
    "t_sheet_guard: current_user <> 'palier_app' → false": "the keeper writes only what the guard lets pass",
}


def of_functions():
    for name in COMPUTING:
        yield from changed(name, "computed")
    for name in PURGING:
        yield from changed(name, "purge")
    yield from changed("t_effects_of_session", "effects")
    for name, guarded in GUARDS.items():
        for mutant in changed(name, "update"):
            yield replace(mutant, tables=tuple(f"committees_{table}" for table in guarded))
    for name, was, becomes in OF_VIEWS:
        (source,) = re.findall(rf"CREATE (VIEW sec\.{name} .*?);", SHEETS.read_text(encoding="utf-8"), re.DOTALL)
        assert was in source, was
        replaced = f"CREATE OR REPLACE {source.replace(was, becomes, 1)}"
        yield Mutant(f"{name}: {was.strip()} → {becomes or 'gone'}", "select", ((KEEPER, replaced),))


#: (view, what stands in it, what takes its place).
OF_VIEWS = (
    ("my_sheets", " WHERE audience_id = ANY ((SELECT sec.ctx())::bigint[])", ""),
    ("my_sheets", " AND a.session_id = g.session_id", ""),
    ("my_sheets", "a.audience_id = g.audience_id AND ", ""),
    ("my_seats", "l.audience_id = ANY ((SELECT sec.ctx())::bigint[])", "true"),
    ("my_seats", " AND l.revoked_at IS NULL", ""),
    ("my_seats", " AND l.opened_at IS NOT NULL", ""),
)
SHEETS = Path(install.__file__).parent / "sql" / "10_sheets.sql"


def every() -> list[Mutant]:
    return [*of_policies(), *of_functions()]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_noticed_but_those_listed(picture, part):
    made = every()[part::PARTS]
    survived = {mutant.name for mutant in made if not noticed(picture, mutant)}
    assert survived == set(SURVIVORS) & {mutant.name for mutant in made}


def test_what_is_listed_exists_once():
    names = [mutant.name for mutant in every()]
    assert len(set(names)) == len(names)
    assert set(SURVIVORS) <= set(names)


def test_a_gate_left_alone_is_not_noticed(picture):
    for kind in ("select", "update", "computed"):
        assert not noticed(picture, Mutant("none", kind, ()))
