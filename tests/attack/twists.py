"""One thing twisted in a row an attacker tries to insert.

Whether the result may stand is the oracle's to say where a fact of the oracle carries it. Where none does, the twist
writes what only the keeper or the database's clock may write, and nobody may insert it.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.attack import oracle_facts as o
from tests.attack.proposals import IN_A_MONTH, LANDLORD_FILE, MEMBERSHIP, NOW, SIGNED, YESTERDAY, Draft, Sql
from tests.attack.twists_of_agreements import (
    backdated_grant,
    consent_beside,
    longer,
    mine_as_recipient,
    other_person,
    other_recipient,
    recipient_otherwise,
    social_to_landlord,
    wider,
    without_consent,
)


def _other_author(draft: Draft) -> None:
    """Signed by another unit: the one that wrote the row it copies, or any."""
    raw = draft.raw["author_id"]
    others = [audience for audience in sorted(draft.attacker.units.values()) if audience != draft.columns["author_id"]]
    author = raw if raw in others else draft.one_of(others)
    draft.set(author_id=author)
    if draft.attempt.table == "visit_note":
        # A note of a visit is bound to its visit's author by a key.
        draft.set(visit_id=None)
    unit, capacity = draft.attacker.unit_of[author]
    draft.row = replace(draft.row, unit=unit, capacity=capacity)


def _other_case(draft: Draft) -> None:
    """On another case of the same household."""
    cases = draft.attacker.oracle.index.cases_of.get(draft.attempt.row.household, ())
    other = draft.one_of([case.id for case in cases if case.id != draft.columns["case_id"]])
    draft.set(case_id=other if other is not None else draft.columns["case_id"])
    if draft.attempt.table == "visit_note":
        draft.set(visit_id=None)
    draft.row = replace(draft.row, case=draft.columns["case_id"])


def _colleague(draft: Draft) -> None:
    """In a colleague's name."""
    membership, audience = draft.one_of(draft.others_in_unit()) or (None, 0)
    draft.set(**{SIGNED[draft.attempt.table]: audience})
    if draft.attempt.table in MEMBERSHIP and SIGNED[draft.attempt.table] != "assigned_by_id":
        draft.row = replace(draft.row, membership=membership)
        draft.never = draft.never or membership is None
    else:
        draft.never = True


def _nobody(draft: Draft) -> None:
    draft.set(logged_by_id=None)
    draft.row = replace(draft.row, membership=None)


def _never(**columns: Any) -> Callable[[Draft], None]:
    """What only the keeper or the database's clock writes."""

    def twist(draft: Draft) -> None:
        draft.set(**columns)
        draft.never = True

    return twist


def _of_my_case(column: str) -> Callable[[Draft], None]:
    """A column that only the keeper fills, given the attacked case."""

    def twist(draft: Draft) -> None:
        draft.set(**{column: draft.columns["case_id"]})
        draft.never = True

    return twist


def _elsewhere(draft: Draft) -> None:
    """On another case than the referral it answers."""
    _other_case(draft)
    draft.never = draft.never or draft.columns["case_id"] != draft.raw["case_id"]


def _other_row(table: str, column: str) -> Callable[[Draft], None]:
    """Pointing at a row of another household."""

    def twist(draft: Draft) -> None:
        rows = sorted(draft.attacker.raw[table].values(), key=lambda raw: raw["id"])
        others = [raw["id"] for raw in rows if raw["household_id"] != draft.raw["household_id"]]
        draft.set(**{column: draft.one_of(others)})
        draft.never = True

    return twist


def _other_proof(draft: Draft) -> None:
    """Of an agreement or a signature of another household."""
    proven = "consent" if draft.columns["consent_id"] else "signature"
    _other_row(proven, f"{proven}_id")(draft)


def _linked(draft: Draft) -> None:
    draft.set(audience_id=draft.mine)
    draft.never = True


def _unit_asks(draft: Draft) -> None:
    """In the name of her unit, which asks for nothing."""
    if draft.mine in draft.attacker.unit_of:
        draft.set(asker_id=draft.mine)
        draft.never = True


def _beside_its_consent(draft: Draft) -> None:
    """On another case of the household than the one the person agreed about."""
    before = draft.columns["case_id"]
    _other_case(draft)
    draft.never = draft.never or (draft.columns["case_id"] != before and draft.columns["consent_id"] is not None)


def _newcomer(draft: Draft) -> None:
    """A colleague is put on the team."""
    membership, audience = draft.one_of(draft.others_in_unit()) or (None, 0)
    draft.set(member_id=audience, membership_id=membership)
    draft.row = replace(draft.row, membership=membership)


def _stranger(draft: Draft) -> None:
    """A member of another unit is put on the team."""
    actor = draft.attempt.actor
    mine = (actor.unit, actor.capacity) if isinstance(actor, o.Session) else None
    units = sorted(unit for unit in draft.attacker.members if unit != mine and unit[1] == o.OPERATOR)
    membership, audience = draft.attacker.members[draft.one_of(units)][0]
    draft.set(member_id=audience, membership_id=membership)
    draft.row = replace(draft.row, membership=membership)


def _mismatched(draft: Draft) -> None:
    """A colleague's audience under one's own membership."""
    _, audience = draft.one_of(draft.others_in_unit()) or (None, 0)
    draft.set(member_id=audience)
    draft.never = True


def _accepting(
    state: str = "accepted", answered_at: Sql = NOW, *, newcomer: bool = False, elsewhere: bool = False
) -> Callable[[Draft], None]:
    """On a referral that waits for its answer: she answers, and takes a place on the team in the same transaction.

    `elsewhere`: on the team of another case than the one she accepted.
    """

    def twist(draft: Draft) -> None:
        if newcomer:
            _newcomer(draft)
        sent = [referral for referral in draft.attacker.unanswered if referral["recipient_id"] == draft.mine]
        waiting = draft.one_of(sent if sent and draft.attempt.row.id % 4 else draft.attacker.unanswered)
        if waiting is None:
            return
        on = {"case_id": waiting["receiving_case_id"], "household_id": waiting["household_id"]}
        if not elsewhere:
            draft.set(**on)
            draft.row = replace(draft.row, case=on["case_id"], household=on["household_id"])
        columns = {
            **on, "author_id": draft.mine, "public_id": uuid.uuid4(), "referral_id": waiting["id"], "state": state,
            "missing": [], "reason": "", "answered_by_id": draft.member, "received_at": NOW, "answered_at": answered_at,
        }  # fmt: skip
        answer = replace(
            draft.row, table="referral_answer", referral=waiting["id"], membership=None,
            case=on["case_id"], household=on["household_id"],
        )  # fmt: skip
        first = Draft(draft.attacker, draft.attempt, columns, answer)
        draft.before.append(("referral_answer", first))
        accepts = state == "accepted" and answered_at is NOW and not newcomer and not elsewhere
        answers = draft.attacker.oracle.inserts(draft.attempt.actor, "referral_answer", answer)
        draft.also = accepts and answers
        draft.never = draft.never or (elsewhere and not answers)

    return twist


def _personal(draft: Draft) -> None:
    """Signed by herself where her unit signs: her colleagues would not find it."""
    draft.set(author_id=draft.member)
    if draft.attempt.table == "visit_note":
        draft.set(visit_id=None)
    draft.never = True


def _otherwise(draft: Draft) -> None:
    """Signed by her own unit in another capacity than hers."""
    actor = draft.attempt.actor
    units = sorted(draft.attacker.units.items(), key=lambda item: item[1])
    others = [
        audience
        for (unit, capacity), audience in units
        if isinstance(actor, o.Session) and unit == actor.unit and capacity != actor.capacity
    ]
    draft.set(author_id=draft.one_of(others) or 0)
    draft.never = True


def _on_one(of: Callable[[Draft, o.Case], bool]) -> Callable[[Draft], None]:
    """On a case of that household of which this is true."""

    def twist(draft: Draft) -> None:
        cases = draft.attacker.oracle.index.cases_of.get(draft.attempt.row.household, ())
        if found := draft.one_of([case.id for case in cases if of(draft, case)]):
            draft.set(case_id=found)
            draft.row = replace(draft.row, case=found)
            if draft.attempt.table == "visit_note":
                draft.set(visit_id=None)

    return twist


def _held(draft: Draft, case: o.Case) -> bool:
    actor = draft.attempt.actor
    return isinstance(actor, o.Session) and (case.unit, case.capacity) == (actor.unit, actor.capacity)


def _rented(draft: Draft, case: o.Case) -> bool:
    return case.kind == o.TENANCY


def _not_listed(draft: Draft) -> None:
    """On a case that her unit holds and that has left her lists."""
    attacker, actor = draft.attacker, draft.attempt.actor
    if not isinstance(actor, o.Session):
        return
    listed, cases = attacker.oracle.lists(actor), attacker.oracle.index.cases.values()
    mine = [c for c in cases if (c.unit, c.capacity) == (actor.unit, actor.capacity) and c.id not in listed]
    if case := draft.one_of(mine):
        person = draft.one_of([person.id for person in attacker.oracle.index.persons_of.get(case.household, ())])
        draft.set(case_id=case.id, household_id=case.household)
        draft.row = replace(draft.row, case=case.id, household=case.household)
        if draft.columns.get("person_id") is not None:
            draft.set(person_id=person)
            draft.row = replace(draft.row, person=person)
        draft.never = draft.never or ("person_id" in draft.columns and person is None)


def _of_another_capacity(draft: Draft) -> None:
    """A member of the same unit who works there in another capacity is put on the team."""
    actor = draft.attempt.actor
    units = [pair for pair in sorted(draft.attacker.members) if isinstance(actor, o.Session) and pair[0] == actor.unit]
    others = [found for pair in units if pair[1] != actor.capacity for found in draft.attacker.members[pair]]
    membership, audience = draft.one_of(others) or (None, 0)
    draft.set(member_id=audience, membership_id=membership)
    draft.never = True


def _received(draft: Draft) -> None:
    """Said to have been read, by her who sends it."""
    draft.set(received_at=NOW, received_by_id=draft.member)
    draft.never = True


_AUTHORED = {"other_author": _other_author, "personal": _personal, "otherwise": _otherwise}
_HELD = _AUTHORED | {"other_case": _other_case, "on_my_own": _on_one(_held), "not_listed": _not_listed}
_CLOCK = {"ended": _never(ended_at=NOW), "effective": _never(effective_until=IN_A_MONTH)}
_CONSENT_CLOCK = _CLOCK | {
    "ended": _never(ended_at=NOW, ended_how="withdrawn"),
    "backdated": _never(given_at=YESTERDAY),
}
TWISTS: dict[str, dict[str, Callable[[Draft], None]]] = {
    **dict.fromkeys(sorted(LANDLORD_FILE), _AUTHORED),
    **dict.fromkeys(("identity_statement", "contact_statement", "rent_statement"), _HELD),
    "accompaniment": _HELD | {"on_the_tenancy": _on_one(_rented)},
    "person": _AUTHORED | {"linked": _linked},
    "referral": _HELD | {"withdrawn": _never(state="withdrawn"), "submitted": _never(state="submitted", submitted_at=NOW), "sent": _never(submitted_at=NOW),
                         "received": _of_my_case("receiving_case_id")},
    "referral_sheet": _AUTHORED | {"received": _of_my_case("receiving_case_id"),
                       "other_referral": _other_row("referral", "referral_id")},
    "referral_answer": _AUTHORED | {"other_case": _elsewhere, "colleague": _colleague,
                        "other_referral": _other_row("referral", "referral_id")},
    "accompaniment_course": _HELD | {"on_the_tenancy": _on_one(_rented), "engaged": _never(engaged_at=NOW), "ended": _never(ended_at=NOW, outcome="kept"), "extended": _never(extended_until=NOW)},
    "visit": _HELD | {"colleague": _colleague, "nobody": _nobody},
    "visit_time": _AUTHORED | {"colleague": _colleague},
    "visit_note": _HELD | {"colleague": _colleague},
    "violence_flag": _HELD | {"colleague": _colleague, "lifted": _never(lifted_at=NOW)},
    "team_member": {
        **_AUTHORED, "not_listed": _not_listed, "of_another_capacity": _of_another_capacity, "newcomer": _newcomer, "stranger": _stranger, "mismatched": _mismatched,
        "colleague": _colleague, "accepting": _accepting(), "refusing": _accepting("not_accepted"),
        "late": _accepting(answered_at=YESTERDAY), "for_another": _accepting(newcomer=True),
        "accepted_elsewhere": _accepting(elsewhere=True),
    },
    "consent": _HELD | _CONSENT_CLOCK | {
        "colleague": _colleague, "other_recipient": other_recipient, "for_us": mine_as_recipient,
        "social_to_landlord": social_to_landlord,
    },
    "grant": _AUTHORED | _CLOCK | {
        "backdated": backdated_grant, "wider": wider, "longer": longer, "other_person": other_person,
        "other_recipient": other_recipient, "without_consent": without_consent,
        "recipient_otherwise": recipient_otherwise, "beside_its_consent": _beside_its_consent,
        "another_consent": consent_beside(of_others=False),
    },
    "evidence": _HELD | {"other_proof": _other_proof, "received_consent": consent_beside(of_others=True)},
    "document": {"colleague": _colleague, "unit": _unit_asks, "other_case": _other_case},
    **dict.fromkeys(
        ("budget_statement", "contact", "earlier_activity", "entry_statement", "task", "repayment_plan", "procedure_event"), _HELD
    ),
    **dict.fromkeys(("step", "suspension"), _HELD | {"colleague": _colleague}),
    # A key binds these to the part or the visit they go with, its author and its case.
    **dict.fromkeys(("signature", "visit_revision"), _AUTHORED | {"colleague": _colleague}),
    "common_part": _HELD | {"issued": _never(issued_at=NOW, digest="x")},
    "annex": _AUTHORED | {"colleague": _colleague, "issued": _never(issued_at=NOW, digest="x")},
    "alert": _HELD | {"received": _received},
}  # fmt: skip
