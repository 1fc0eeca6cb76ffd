"""Who reads and writes what is signed in two parts, budgets, steps, tasks, alerts, plans and proceedings.

T7: the common part once signed, plan, procedure and the aids to the dwelling under `housing`; totals under `budget`.
Domain 4.3 to 4.6: the annex is the team's; steps, contacts, signatures and tasks its own and its manager's; an alert is
its author's and, under `housing`, the named partner's.
"""

from tests.attack.oracle_facts import BUDGET, HOUSING, LANDLORD, OPERATOR, Row, Session
from tests.attack.oracle_rights import LANDLORD_FILE_ROLES, Rights

#: Read under `housing` by whoever it is granted to.
HOUSING_TABLES = frozenset({"common_part", "step_shared", "repayment_plan", "procedure_event"})
#: The team's and its manager's own.
WORKED_TABLES = frozenset({"signature", "contact", "step", "entry_statement"})
SCOPES = {**dict.fromkeys(HOUSING_TABLES, HOUSING), "budget_statement": BUDGET}
#: Written by members of the team alone, in their own name where the row names its writer.
TEAM_TABLES = frozenset({"annex", "budget_statement", "contact", "step", "visit_revision"})
#: Written by the team or its manager.
RUN_TABLES = frozenset({"common_part", "signature", "suspension", "entry_statement"})
#: Written by either side on the case it holds.
EITHER_SIDE_TABLES = frozenset({"alert", "task", "repayment_plan", "procedure_event"})
#: Never changed once written.
LASTING = frozenset({"signature", "budget_statement", "visit_revision", "earlier_activity"})


def opened(rights: Rights, session: Session, row: Row) -> bool:
    """Open by a consent or a text, to a unit that did not write it."""
    if row.case is None or (row.table == "common_part" and not row.issued):
        return False
    return rights.granted(session, row.case, SCOPES[row.table], None)


def worked(rights: Rights, session: Session, row: Row) -> bool:
    """By the team and its manager, of what their own unit wrote."""
    mine = (row.unit, row.capacity) == (session.unit, session.capacity)
    return mine and session.capacity == OPERATOR and rights.runs(session, row.case)


def either_side(rights: Rights, session: Session, row: Row) -> bool:
    """By the team and its manager on their case, by the landlord's clerks on their tenancy."""
    if session.capacity != LANDLORD:
        return session.capacity == OPERATOR and rights.runs(session, row.case)
    case = rights.index.cases.get(row.case)
    held = case is not None and rights.holds(session, case)
    return held and rights.role(session) in LANDLORD_FILE_ROLES


def told(rights: Rights, session: Session, row: Row) -> bool:
    """The partner an alert is for, while `housing` of its case is open to it."""
    if (row.recipient_unit, row.recipient_capacity) != (session.unit, session.capacity) or row.case is None:
        return False
    held = rights.held_open(session, row.case) or rights.on_team(session, row.case)
    return held or rights.granted(session, row.case, HOUSING, None)


def changes(rights: Rights, session: Session, row: Row) -> bool:
    """Changing such a row in place, by whoever reads it."""
    if row.table in LASTING:
        return False
    if row.table == "alert":
        return not row.issued and told(rights, session, row)
    if row.table in {"annex", "contact", "step"}:
        return rights.on_team(session, row.case)
    mine = (row.unit, row.capacity) == (session.unit, session.capacity)
    return mine and (
        either_side(rights, session, row) if row.table in EITHER_SIDE_TABLES else rights.runs(session, row.case)
    )
