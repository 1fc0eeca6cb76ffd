"""Mutants noticed by an act and not by a reading: triggers lost, the keeper's policies lost, recomputation cut short."""

from collections.abc import Iterator
from dataclasses import replace

from common.rls.declare import KEEPER, OWNER, declared, protected
from tests.attack.mutants import DOOR, KEEPER_READS, Mutant, fought_here
from tests.attack.mutants_of_functions import GUARDS, body_of, changed, with_body

#: (what is left out of the recomputation, what stands there, what stands instead)
_CUT_SHORT = (
    ("Access keeps what no longer opens", "cases_access t WHERE t.household_id = ANY (hids)", "cases_access t WHERE false"),
    ("person access keeps what no longer opens", "cases_personaccess t WHERE t.household_id = ANY (hids)",
     "cases_personaccess t WHERE false"),
    ("Access keeps its dates", "WHERE (t.own, ", "WHERE false AND (t.own, "),
    ("person access keeps its dates", "WHERE (t.name_until, ", "WHERE false AND (t.name_until, "),
    ("grants keep their effect", "g.effective_until IS DISTINCT FROM e.until", "false"),
    ("consents keep their effect", "c.effective_until IS DISTINCT FROM e.until", "false"),
    ("no grant is due", "g.valid_from > now()", "false"),
    ("no place on a team is due", "t.starts_at > now()", "false"),
    ("no follow-up right is due", "sec.end_of_day(c.ended_at, c.follow_up_days) > now()", "false"),
    ("a lost lock is not noticed", "locked <> wanted", "false"),
)  # fmt: skip
#: Functions by which agreements, links and memberships end, and the table by whose acts each is noticed.
_ENDING = {
    **dict.fromkeys(("end_agreements", "stop_everything", "office_stop_everything"), "cases_grant"),
    **dict.fromkeys(("make_link", "redeem_link", "link_open"), "cases_personlink"),
    "close_membership": "cases_teammember",
}


def doors() -> Iterator[Mutant]:
    """Each is to be noticed by one of the acts that write the table it is about."""
    yield from _withdrawals()
    for name, table in _ENDING.items():
        for mutant in changed(name, DOOR):
            yield replace(mutant, clause=table)
    yield from _triggers()
    yield from _keeper()
    for what, old, new in _CUT_SHORT:
        body = body_of("recompute")
        if body.count(old) != 1:
            raise ValueError(f"recompute no longer says {old!r} once")
        yield Mutant(f"recompute: {what}", DOOR, (with_body("recompute", body.replace(old, new)),))


def _withdrawals() -> Iterator[Mutant]:
    """A withdrawal that ends no row, silently: swallowed by a trigger, hidden by a policy, or not followed by the gate."""
    for function, old, new, what in (
        ("t_ended_once", "RETURN NEW", "RETURN NULL", "no row ends, and nothing says so"),
        ("recompute", "IF wanted = 0", "IF wanted > 0", "nothing is recomputed"),
        ("t_update", "PERFORM", "RETURN NULL; PERFORM", "a change is not followed"),
    ):
        body = body_of(function)
        if body.count(old) != 1:
            raise ValueError(f"{function} no longer says {old!r} once")
        yield Mutant(f"{function}: {what}", DOOR, (with_body(function, body.replace(old, new)),), clause="cases_grant")
    for table in ("cases_grant", "cases_consent"):
        hidden = ((OWNER, f"ALTER POLICY app_update ON public.{table} USING (false)"),)
        yield Mutant(f"{table}: nobody's withdrawal finds a row", DOOR, hidden, clause=table)


def _triggers() -> Iterator[Mutant]:
    for table in declared().values():
        for trigger in table.triggers if fought_here(table.table) else ():
            if trigger.function not in GUARDS:
                drop = f"DROP TRIGGER {trigger.name} ON public.{table.table}"
                yield Mutant(f"{table.table}: trigger {trigger.name} lost", DOOR, ((OWNER, drop),), clause=table.table)


def _keeper() -> Iterator[Mutant]:
    """What the keeper may no longer read shows where everything is recomputed too."""
    for table in filter(lambda each: fought_here(each.table), protected().values()):
        for policy, command, role, _, _ in table.policies():
            if role == KEEPER:
                drop = ((OWNER, f"DROP POLICY {policy} ON public.{table.table}"),)
                if command == "SELECT":
                    yield Mutant(f"{table.table}: {policy} lost", KEEPER_READS, drop)
                else:
                    yield Mutant(f"{table.table}: {policy} lost", DOOR, drop, clause=table.table)
