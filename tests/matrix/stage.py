"""The one world of the matrix: committed once, read by every cell, and every object it names by kind and state."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg

from partners.acting import Acting
from tests.matrix import (
    committee_things,
    directory_things,
    file_things,
    guest_things,
    money_things,
    presentation_things,
    report_things,
    sheet_things,
    work_things,
)
from tests.matrix.people import People, build_people, member_session, person_session
from tests.matrix.roles import PERSONS
from tests.matrix.scenes import Scene, Side, build_scenes
from tests.matrix.things import Thing


@dataclass
class Stage:
    """`things` by (kind, state); `sessions` of members by role; persons' sessions by household, then by role."""

    people: People
    superuser: psycopg.Connection
    followed: dict[str, Scene] = field(default_factory=dict)
    lent: dict[str, Scene] = field(default_factory=dict)
    things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    acting: dict[str, Acting] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    links: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    cases_by_id: dict[str, int] = field(default_factory=dict)

    def thing(self, kind: str, state: str) -> Thing:
        """The object of that kind in that state; `unknown` has random ids in the places of the real ones."""
        if state != "unknown":
            return self.things[kind, state]
        model = next(thing for (of, _), thing in self.things.items() if of == kind)
        query = {name: _random(value) for name, value in model.query.items()}
        return Thing(tuple(_random(part) for part in model.address), scene=model.scene, query=query)

    def session(self, role: str, thing: Thing | None) -> tuple[str, int | None]:
        """Session key and person audience of who asks about that thing; ("", None) for nobody."""
        if role in PERSONS:
            scene = thing.scene if thing and thing.scene else self.followed["own"]
            return self.links[scene.case.pk, role]
        return self.sessions.get(role, ""), None

    def own_cases(self, audience: int | None) -> set[int]:
        """What the person of that link reads: both cases of her household."""
        scenes = (*self.followed.values(), *self.lent.values())
        return {case for scene in scenes if audience in scene.links.values() for case in scene.cases}


def _public_ids(superuser: psycopg.Connection) -> dict[str, int]:
    """The case a public id on a page leads to: of a case, of a visit, of an account of the landlord's file."""
    rows = superuser.execute(
        "SELECT public_id::text, id FROM cases_case UNION ALL SELECT public_id::text, case_id FROM cases_visit"
        " UNION ALL SELECT public_id::text, case_id FROM cases_step UNION ALL SELECT public_id::text, case_id FROM cases_contact"
        " UNION ALL SELECT public_id::text, case_id FROM cases_task UNION ALL SELECT public_id::text, case_id FROM cases_alert"
        " UNION ALL SELECT public_id::text, case_id FROM cases_tenantaccount WHERE case_id IS NOT NULL"
    )
    return dict(rows.fetchall())


def _random(part: Any) -> Any:
    if isinstance(part, UUID):
        return uuid4()
    if isinstance(part, int):
        return part + secrets.randbelow(10**6) + 1
    if isinstance(part, str) and part.startswith("R-"):
        return f"{part[:7]}{secrets.token_hex(4).upper()}"
    with suppress(ValueError, TypeError):
        UUID(part)
        return str(uuid4())
    return part if part in {"operator", "landlord", "part_both"} else secrets.token_hex(16)


def build_stage(superuser: psycopg.Connection) -> Stage:
    """Everything the matrix asks about. Commits; the caller empties the tables afterwards."""
    stage = Stage(build_people(), superuser)
    people = stage.people
    stage.followed = build_scenes(superuser, Side(people.home, people.named, people.incoming, people.third))
    stage.lent = build_scenes(superuser, Side(people.named, people.home, people.outgoing, people.third))
    for state in stage.followed:
        followed, lent = stage.followed[state], stage.lent[state]
        other = stage.lent["own"] if followed is not stage.lent["own"] else stage.followed["own"]
        for kind, make in _OF_A_SCENE.items():
            if thing := make(followed):
                stage.things[kind, state] = thing
        stage.things["tenancy", state] = Thing((lent.tenancy.public_id,), (lent.tenancy.pk,), lent)
        _open_links(stage, followed, other)
        _open_links(stage, lent, stage.followed["own"])
    _crossed(stage)
    for add in (
        presentation_things.add,
        sheet_things.add,
        file_things.add,
        directory_things.add,
        work_things.add,
        committee_things.add,
        guest_things.add,
        money_things.add,
        report_things.add,
    ):
        add(stage)
    stage.acting = people.acting()
    stage.sessions = {role: member_session(by.membership, by.capacity.value) for role, by in stage.acting.items()}
    stage.sessions["idle"] = member_session(people.idle)
    stage.cases_by_id = _public_ids(superuser)
    return stage


def _open_links(stage: Stage, scene: Scene, other: Scene) -> None:
    by = {"person": scene.links["person"], "co_tenant": scene.links["co_tenant"], "outsider": other.links["person"]}
    for role, audience in by.items():
        stage.links[scene.case.pk, role] = person_session(audience), audience


def _consent(scene: Scene) -> Thing:
    return Thing((scene.agreed[0].public_id,), (scene.case.pk,), scene)


def _oral(scene: Scene) -> Thing | None:
    return Thing((scene.oral.public_id,), (scene.case.pk,), scene) if scene.oral else None


_OF_A_SCENE: dict[str, Callable[[Scene], Thing | None]] = {
    "case": lambda scene: Thing((scene.case.public_id,), (scene.case.pk,), scene),
    "visit": lambda scene: Thing((scene.visit.public_id,), (scene.case.pk,), scene),
    "planned": lambda scene: Thing((scene.planned.public_id,), (scene.case.pk,), scene),
    "place": lambda scene: Thing((scene.case.public_id, scene.place.public_id), (scene.case.pk,), scene),
    "text": lambda scene: Thing((scene.case.public_id, scene.text.public_id), (scene.case.pk,), scene),
    "repayment": lambda scene: Thing((scene.case.public_id, scene.repayment.public_id), (scene.case.pk,), scene),
    "procedure": lambda scene: Thing((scene.case.public_id, scene.procedure.public_id), (scene.case.pk,), scene),
    "signed": lambda scene: Thing((scene.signed.public_id,), (scene.case.pk,), scene),
    "draft": lambda scene: Thing((scene.draft.public_id,), (scene.case.pk,), scene),
    "signature": lambda scene: Thing((scene.draft.public_id, str(scene.tenant.public_id)), (scene.case.pk,), scene),
    "copy": lambda scene: Thing((scene.signed.public_id, "part_both"), (scene.case.pk,), scene),
    "adult": lambda scene: Thing((scene.case.public_id, scene.tenant.public_id), (scene.case.pk,), scene),
    "consent": _consent,
    "oral": _oral,
}


def _crossed(stage: Stage) -> None:
    """The unit's own case with something of another household; and what needs a recipient beside the adult."""
    recipient = stage.people.named.unit.public_id
    own, other = stage.followed["own"], stage.lent["own"]
    for state, scene in stage.followed.items():
        address = (scene.case.public_id, scene.tenant.public_id, recipient)
        stage.things["signing", state] = Thing(address, (scene.case.pk,), scene)
    crossed = {
        "place": (other.place.public_id,),
        "text": (other.text.public_id,),
        "repayment": (other.repayment.public_id,),
        "procedure": (other.procedure.public_id,),
        "adult": (other.tenant.public_id,),
        "signing": (other.tenant.public_id, recipient),
    }
    for kind, rest in crossed.items():
        stage.things[kind, "crossed"] = Thing((own.case.public_id, *rest), (own.case.pk,), own)
    for state in stage.followed:
        stage.things["stopped", state] = stage.things["case", state]
    granted = stage.followed["granted"]
    stage.things["stopped", "tenancy"] = Thing((granted.tenancy.public_id,), (granted.tenancy.pk,), granted)
