"""The daily work on a household: its steps, the professionals around it, what is to be done, alerts."""

from typing import TYPE_CHECKING

from cases.models import Contact
from tests.cases.agreements import sign
from tests.factories import work
from tests.factories.world import accept, content, engage, refer
from tests.harness import within
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.scenes import Scene
    from tests.matrix.stage import Stage


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    for state, scene in stage.followed.items():
        _steps(stage, state, scene)
        _tasks(stage, state, scene)
    _alerts(stage)


def _steps(stage: "Stage", state: str, scene: "Scene") -> None:
    """A step that waits, one that was answered, and a professional."""
    by = stage.people.home.worker
    with within(by):
        contact = Contact.objects.create(**content(scene.case, by), name="Mme Ott")
    made = {"step": work.step(scene.case, by, "rsa"), "contact": contact}
    made["answered_step"] = work.step(scene.case, by, "ccas", answer="refused")
    for kind, row in made.items():
        stage.things[kind, state] = Thing((row.public_id,), (scene.case.pk,), scene)


def _tasks(stage: "Stage", state: str, scene: "Scene") -> None:
    """Something to do by the operator, and in the state `tenancy` by the landlord."""
    row = work.task(scene.case, stage.people.home.worker)
    stage.things["task", state] = Thing((row.public_id,), (scene.case.pk,), scene)
    if state == "granted":
        row = work.task(scene.tenancy, stage.people.named.clerk)
        stage.things["task", "tenancy"] = Thing((row.public_id,), (scene.tenancy.pk,), scene)


def _alerts(stage: "Stage") -> None:
    """What the landlord wrote to the association it had referred its tenant to: read once the account is open to it."""
    worker, clerk = stage.people.home.worker, stage.people.named.clerk
    opened = refer(clerk, stage.people.incoming, last_name="Oudin ouvert")
    accept(opened, worker)
    engage(opened, worker)
    sign(opened, worker, (), also_return=True)
    tenancies = {state: scene.tenancy for state, scene in stage.followed.items()} | {"opened": opened.tenancy}
    for state, tenancy in tenancies.items():
        row = work.alert(tenancy, clerk, worker.unit_audience or 0, "new_arrears")
        scene = stage.followed.get(state, stage.followed["own"])
        stage.things["alert", state] = Thing((row.public_id,), (tenancy.pk,), scene)
