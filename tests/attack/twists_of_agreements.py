"""What is twisted in an agreement, or in the grant that carries it out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.attack import oracle_facts as o
from tests.attack.proposals import YESTERDAY, Draft


def other_recipient(draft: Draft) -> None:
    """For another unit than the one the person agreed to."""
    others = sorted(draft.attacker.units.items(), key=lambda item: item[1])
    (unit, capacity), audience = draft.one_of([item for item in others if item[1] != draft.raw["recipient_id"]])
    draft.set(recipient_id=audience)
    draft.row = replace(draft.row, recipient_unit=unit, recipient_capacity=capacity)
    beyond = capacity == o.LANDLORD and "social" in draft.columns["scopes"]
    draft.never = draft.never or beyond
    if "recipient_kind" in draft.columns:
        draft.set(recipient_kind="unit", recipient_capacity=capacity)
        draft.never = draft.never or draft.columns["consent_id"] is not None


def social_to_landlord(draft: Draft) -> None:
    """What no landlord ever gets."""
    landlords = [audience for pair, audience in sorted(draft.attacker.units.items()) if pair[1] == o.LANDLORD]
    draft.set(scopes=["identity", "social"], recipient_id=draft.one_of(landlords))
    draft.never = True


def recipient_otherwise(draft: Draft) -> None:
    """For the unit that a person agreed to, in another capacity than she agreed to."""
    for given in open_consents(draft):
        unit, capacity = draft.attacker.unit_of.get(given["recipient_id"], (None, None))
        others = [(pair[1], a) for pair, a in draft.attacker.units.items() if pair[0] == unit and pair[1] != capacity]
        if others:
            carry_out(draft, given)
            draft.set(recipient_id=others[0][1], recipient_capacity=others[0][0])


def consent_beside(*, of_others: bool) -> Callable[[Draft], None]:
    """Under another agreement of the household than the one it carries out, or one that another unit recorded."""

    def twist(draft: Draft) -> None:
        rows = sorted(draft.attacker.raw["consent"].values(), key=lambda raw: raw["id"])
        here = [raw for raw in rows if raw["household_id"] == draft.raw["household_id"]]
        beside = [
            raw["id"]
            for raw in here
            if raw["id"] != draft.columns["consent_id"] and (not of_others or raw["author_id"] != draft.mine)
        ]
        if draft.columns["consent_id"] is not None and beside:
            draft.set(consent_id=draft.one_of(beside))
            draft.never = True

    return twist


def mine_as_recipient(draft: Draft) -> None:
    actor = draft.attempt.actor
    draft.set(recipient_id=draft.mine)
    if isinstance(actor, o.Session):
        draft.row = replace(draft.row, recipient_unit=actor.unit, recipient_capacity=actor.capacity)


def backdated_grant(draft: Draft) -> None:
    """A consent takes effect when it is recorded; a text may be dated."""
    draft.set(valid_from=YESTERDAY)
    draft.never = draft.never or draft.columns["consent_id"] is not None


def wider(draft: Draft) -> None:
    draft.set(scopes=sorted({*draft.columns["scopes"], "identity", "housing", "budget"}))
    given = draft.attacker.raw["consent"].get(draft.columns["consent_id"])
    draft.never = draft.never or (given is not None and not set(draft.columns["scopes"]) <= set(given["scopes"]))


def longer(draft: Draft) -> None:
    if draft.columns["consent_id"] is not None:
        draft.set(until=draft.columns["until"] + timedelta(days=1))
        draft.never = True


def carry_out(draft: Draft, given: dict[str, Any]) -> None:
    """The grant of that agreement."""
    terms = ("household_id", "case_id", "person_id", "scopes", "until", "recipient_id")
    draft.set(**{name: given[name] for name in terms}, consent_id=given["id"], basis="agreement", notice="")
    _, capacity = draft.attacker.unit_of[given["recipient_id"]]
    draft.set(recipient_kind="unit", recipient_capacity=capacity)
    draft.never = True


def open_consents(draft: Draft) -> Iterator[dict[str, Any]]:
    """The agreements her unit recorded and that have not ended."""
    now = draft.attacker.oracle.rights.now
    for given in draft.attacker.raw["consent"].values():
        if given["author_id"] == draft.mine and given["ended_at"] is None and given["until"] > now:
            yield given


def other_person(draft: Draft) -> None:
    """Another adult of the household than the one who agreed."""
    persons_of = draft.attacker.oracle.index.persons_of
    for given in open_consents(draft):
        others = [person.id for person in persons_of[given["household_id"]] if person.id != given["person_id"]]
        if others:
            carry_out(draft, given)
            draft.set(person_id=others[0])
            if draft.attempt.row.id % 3 == 0:
                return


def without_consent(draft: Draft) -> None:
    if draft.columns["consent_id"] is not None:
        draft.set(consent_id=None)
        draft.never = True
