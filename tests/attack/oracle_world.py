"""A small world for the oracle's own tests: one household of two party adults, a minor and a grown child.

Tenancy case 201 is held by landlord unit 1; it was referred twenty days ago to operator unit 3, which
accepted after five days and engaged accompaniment case 202 after fifteen.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.attack.oracle import Oracle
from tests.attack.oracle_facts import (
    ACCEPTED,
    ACCOMPANIMENT,
    ADMIN,
    AGREEMENT,
    CLERK,
    COMMITTEE_SECRETARY,
    DATA_PROTECTION,
    DPO,
    FUNDER,
    IDENTITY,
    LANDLORD,
    MANAGER,
    OPERATOR,
    PARIS,
    PRESCRIBER,
    RESERVER,
    SERVICE,
    SIAO,
    TENANCY,
    WORKER,
    Accompaniment,
    Case,
    Facts,
    Forged,
    Grant,
    Household,
    Membership,
    Organisation,
    Person,
    PersonActor,
    Referral,
    ReferralAnswer,
    ReferralSheet,
    Row,
    Session,
    TeamAssignment,
    Unit,
    UnitCapacity,
    ViolenceFlag,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=PARIS)
TENANCY_CASE, MEASURE = 201, 202

CAPACITIES = {
    1: (LANDLORD,),
    2: (LANDLORD, OPERATOR),
    3: (OPERATOR, LANDLORD, DATA_PROTECTION),
    4: (OPERATOR,),
    5: (OPERATOR, SIAO),
    6: (FUNDER, COMMITTEE_SECRETARY, PRESCRIBER),
    7: (LANDLORD, RESERVER),
}
MEMBERS = {
    "clerk": (11, 1, CLERK, LANDLORD),
    "landlord_manager": (12, 1, MANAGER, LANDLORD),
    "service": (13, 1, SERVICE, LANDLORD),
    "social_service_clerk": (21, 2, CLERK, LANDLORD),
    "social_service_worker": (22, 2, WORKER, OPERATOR),
    "team_worker": (31, 3, WORKER, OPERATOR),
    "worker": (32, 3, WORKER, OPERATOR),
    "manager": (33, 3, MANAGER, OPERATOR),
    "admin": (34, 3, ADMIN, OPERATOR),
    "dpo": (35, 3, DPO, DATA_PROTECTION),
    "former_member": (36, 3, WORKER, OPERATOR),
    "operator_clerk": (37, 3, CLERK, OPERATOR),
    "other_capacity": (32, 3, WORKER, LANDLORD),
    "sister_worker": (41, 4, WORKER, OPERATOR),
    "sister_manager": (43, 4, MANAGER, OPERATOR),
    "second_operator": (51, 5, WORKER, OPERATOR),
    "second_named": (52, 5, WORKER, OPERATOR),
    "siao": (51, 5, WORKER, SIAO),
    "siao_named": (52, 5, WORKER, SIAO),
    "funder": (61, 6, MANAGER, FUNDER),
    "secretary": (61, 6, MANAGER, COMMITTEE_SECRETARY),
    "prescriber": (61, 6, MANAGER, PRESCRIBER),
    "other_landlord": (71, 7, CLERK, LANDLORD),
    "reserver": (71, 7, CLERK, RESERVER),
}
ACTORS: dict[str, Any] = {
    **{name: Session(number, unit, capacity) for name, (number, unit, _, capacity) in MEMBERS.items()},
    "person": PersonActor(101),
    "co_tenant": PersonActor(102),
    "minor": PersonActor(103),
    "grown_child": PersonActor(104),
    "stranger": PersonActor(111),
    "forged": Forged(Session(33, 3, OPERATOR)),
    "nobody": None,
}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def content(table: str, number: int, case: int | None, unit: int, capacity: str, **more: Any) -> Row:
    household = 100 if case in {TENANCY_CASE, MEASURE} else more.pop("household", None)
    return Row(table, number, household, case, unit=unit, capacity=capacity, **more)


ROWS = (
    Row("tenant_account", 1, unit=1, capacity=LANDLORD),
    Row("import_batch", 2, unit=1, capacity=LANDLORD),
    Row("account_statement", 3, unit=1, capacity=LANDLORD),
    content("identity_statement", 10, MEASURE, 3, OPERATOR, person=101, name="Éloïse Vasseur"),
    content("identity_statement", 11, MEASURE, 3, OPERATOR, person=102, name="Marc Lenoir"),
    content("identity_statement", 12, MEASURE, 3, OPERATOR),
    content("identity_statement", 13, TENANCY_CASE, 1, LANDLORD, person=101, name="VASSEUR E"),
    content("identity_statement", 14, MEASURE, 3, OPERATOR, person=103, name="Lou Vasseur"),
    content("contact_statement", 15, MEASURE, 3, OPERATOR, person=101),
    content("contact_statement", 16, MEASURE, 3, OPERATOR, person=102),
    content("contact_statement", 17, TENANCY_CASE, 1, LANDLORD, person=102),
    content("contact_statement", 18, MEASURE, 4, OPERATOR, person=102),
    Row("referral_feedback", 20, 100, TENANCY_CASE, referral=301, visible_from=ago(1)),
    Row("referral_feedback", 21, 100, TENANCY_CASE, referral=301, visible_from=ago(-1)),
    content("rent_statement", 30, TENANCY_CASE, 1, LANDLORD),
    content("visit", 40, MEASURE, 3, OPERATOR, membership=31),
    content("visit_time", 41, MEASURE, 3, OPERATOR, membership=31),
    content("visit_note", 42, MEASURE, 3, OPERATOR, membership=31),
    content("visit_shared", 43, MEASURE, 3, OPERATOR),
    content("evidence", 50, MEASURE, 3, OPERATOR),
    content("access", 60, MEASURE, 3, OPERATOR),
    content("access", 61, MEASURE, 3, OPERATOR, membership=31),
    Row("access", 62, 100, MEASURE, person=101),
    content("person_link", 63, MEASURE, 3, OPERATOR, person=101),
    content("person_access", 64, MEASURE, 3, OPERATOR, membership=31),
    Row("access_lock", 100, 100),
    content("document", 70, MEASURE, 3, OPERATOR, membership=31),
    content("document", 71, TENANCY_CASE, 1, LANDLORD),
    content(
        "document", 72, MEASURE, 3, OPERATOR, membership=31, issued=True, recipient_unit=1, recipient_capacity=LANDLORD
    ),
    content("common_part", 80, MEASURE, 3, OPERATOR, issued=True),
    content("common_part", 81, MEASURE, 3, OPERATOR),
    content("annex", 82, MEASURE, 3, OPERATOR, membership=31),
    content("signature", 83, MEASURE, 3, OPERATOR, membership=31, person=101),
    content("budget_statement", 84, MEASURE, 3, OPERATOR),
    content("contact", 85, MEASURE, 3, OPERATOR),
    content("step", 86, MEASURE, 3, OPERATOR, membership=31),
    content("step_shared", 87, MEASURE, 3, OPERATOR),
    content("visit_revision", 88, MEASURE, 3, OPERATOR, membership=31),
    content("suspension", 89, MEASURE, 3, OPERATOR, membership=31),
    content("earlier_activity", 90, MEASURE, 3, OPERATOR),
    content("entry_statement", 97, MEASURE, 3, OPERATOR),
    content("alert", 91, MEASURE, 3, OPERATOR, recipient_unit=1, recipient_capacity=LANDLORD),
    content("alert", 92, TENANCY_CASE, 1, LANDLORD, recipient_unit=3, recipient_capacity=OPERATOR),
    content("task", 93, MEASURE, 3, OPERATOR),
    content("task", 94, TENANCY_CASE, 1, LANDLORD),
    content("repayment_plan", 95, MEASURE, 3, OPERATOR),
    content("procedure_event", 96, TENANCY_CASE, 1, LANDLORD),
)

BASE = Facts(
    organisations=tuple(Organisation(number) for number in range(1, 6)),
    units=(Unit(1, 1), Unit(2, 1), Unit(3, 2), Unit(4, 2), Unit(5, 3), Unit(6, 4), Unit(7, 5)),
    capacities=tuple(UnitCapacity(unit, held) for unit, several in CAPACITIES.items() for held in several),
    memberships=tuple(
        Membership(number, unit, role, ago(1000), ago(1) if name == "former_member" else None)
        for name, (number, unit, role, _) in MEMBERS.items()
        if name not in {"other_capacity", "siao", "siao_named", "secretary", "prescriber", "reserver"}
    ),
    households=(Household(100, 1, LANDLORD), Household(110, 5, OPERATOR)),
    persons=(
        Person(101, 100),
        Person(102, 100),
        Person(103, 100, adult=False, party=False, represented_by=101),
        Person(104, 100, party=False),
        Person(111, 110),
    ),
    cases=(
        Case(TENANCY_CASE, 100, TENANCY, 1, LANDLORD),
        Case(MEASURE, 100, ACCOMPANIMENT, 3, OPERATOR, referred_from=TENANCY_CASE),
    ),
    referrals=(Referral(301, TENANCY_CASE, 1, 3, MEASURE, submitted_at=ago(20)),),
    answers=(ReferralAnswer(311, 301, ACCEPTED, ago(15), 3, 32),),
    sheets=(ReferralSheet(321, 301, ago(20), "VASSEUR Eloise"),),
    accompaniments=(Accompaniment(331, MEASURE, 3, "engaged", engaged_at=ago(5), course=332),),
    team=(TeamAssignment(341, MEASURE, 31, 3, ago(15)),),
    rows=ROWS,
)


def world(now: datetime = NOW, **changes: Any) -> Oracle:
    """The base world with some facts replaced, seen at `now`."""
    return Oracle(replace(BASE, **changes), now)


def consent(number: int, person: int, unit: int, capacity: str, *scopes: str, **more: Any) -> Grant:
    """A consent of ten days ago for three months on the measure, recorded by the operator unit."""
    facts = {
        "basis": AGREEMENT,
        "case": MEASURE,
        "starts_at": ago(10),
        "until": ago(-80),
        "recorder": 3,
        **more,
    }
    named = frozenset(scopes or (IDENTITY,))
    return Grant(number, unit=unit, capacity=capacity, scopes=named, person=person, **facts)


def both(first: int, unit: int, capacity: str, *scopes: str, **more: Any) -> tuple[Grant, Grant]:
    """The same consent from the two party adults."""
    return (
        consent(first, 101, unit, capacity, *scopes, **more),
        consent(first + 1, 102, unit, capacity, *scopes, **more),
    )


def stay(**more: Any) -> tuple[Accompaniment]:
    return (replace(BASE.accompaniments[0], **more),)


def flag(**more: Any) -> ViolenceFlag:
    facts = {"id": 801, "household": 100, "person": 101, "case": MEASURE, "unit": 3, "set_at": ago(2), **more}
    return ViolenceFlag(**facts)


def reads(oracle: Oracle, who: str, table: str, number: int) -> bool:
    return oracle.reads(ACTORS[who], table, oracle.row(table, number))


def readers(oracle: Oracle, table: str, number: int) -> set[str]:
    """The names of every actor who reads the row."""
    return {who for who in ACTORS if reads(oracle, who, table, number)}
