"""In which of the states of decisions T18 a household stands, and for whom, told from the oracle's facts."""

from collections import defaultdict

from tests.attack import oracle_facts as o
from tests.attack.oracle import Oracle

States = dict[str, set[str]]
ALWAYS: States = {
    "own_row": {"nadia"},
    "other_unit_same_organisation": {"litigator", "rural_worker"},
    "other_organisation": {"bea", "other_clerk"},
}


def states_of(oracle: Oracle, sessions: dict[str, o.Actor]) -> States:
    """state -> the names of those it is about. `sessions`: every professional's name and session."""
    states: States = defaultdict(set)
    for state, names in ALWAYS.items():
        states[state] |= names
    _of_grants(oracle, sessions, states)
    _of_teams(oracle, sessions, states)
    _of_cases(oracle, states)
    return states


def _of_grants(oracle: Oracle, sessions: dict[str, o.Actor], states: States) -> None:
    index, rights = oracle.index, oracle.rights
    for grant in index.grants.values():
        to = {name for name, session in sessions.items() if _receives(session, grant)}
        case = index.cases[grant.case]
        text = grant.basis in o.TEXT_BASES
        if rights.in_force(grant):
            states["granted"] |= to
            parties = {p.id for p in index.persons_of[case.household] if p.party}
            givers = {g.person for g in index.grants_of[grant.case] if rights.in_force(g) and _receives_alike(g, grant)}
            if not text and parties - givers:
                states["one_of_two_adults"] |= to
            if grant.capacity == o.LANDLORD and index.rows["visit_note"]:
                states["landlord_asks_social"] |= to
            if grant.unit == getattr(sessions["both_clerk"], "unit", None):
                states["other_capacity"] |= {"both_clerk", "both_worker"}
        elif text and grant.starts_at > rights.now:
            states["future_text"] |= to
        elif rights.replaced(grant):
            states["narrowed"] |= to
        elif grant.ended_at is not None:
            states["withdrawn"] |= to
        elif rights.until(grant) <= rights.now:
            states["expired"] |= to
        if rights.flags_in_force(case.household):
            states["violence_flag"] |= to | {"ines", "marc", "laurent"}


def _receives(session: o.Actor, grant: o.Grant) -> bool:
    return isinstance(session, o.Session) and (session.unit, session.capacity) == (grant.unit, grant.capacity)


def _receives_alike(one: o.Grant, other: o.Grant) -> bool:
    return (one.unit, one.capacity) == (other.unit, other.capacity)


def _of_teams(oracle: Oracle, sessions: dict[str, o.Actor], states: States) -> None:
    index, now = oracle.index, oracle.rights.now
    for places in index.team_of.values():
        for place in places:
            who = {n for n, s in sessions.items() if isinstance(s, o.Session) and s.membership == place.membership}
            ended = index.memberships[place.membership].ends_at
            if ended is not None:
                states["former_member"] |= who
            elif place.ends_at is not None and place.ends_at <= now:
                states["team_ended"] |= who


def _of_cases(oracle: Oracle, states: States) -> None:
    cases = oracle.index.cases.values()
    operators = [case.unit for case in cases if case.kind == o.ACCOMPANIMENT]
    if len(set(operators)) > 1:
        states["second_operator"] |= {"ines", "bea", "laurent", "bea_manager"}
    if len(operators) > len(set(operators)):
        states["former_stay"] |= {"ines", "marc", "laurent", "nadia"}
    if sum(case.kind == o.TENANCY for case in cases) > 1:
        states["former_landlord"] |= {"nadia", "other_clerk"}
