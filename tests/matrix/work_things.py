"""The daily work on a household: its steps, the professionals around it."""

from typing import TYPE_CHECKING

from cases.models import Contact
from tests.factories import work
from tests.factories.world import content
from tests.harness import within
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.scenes import Scene
    from tests.matrix.stage import Stage


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    for state, scene in stage.followed.items():
        _steps(stage, state, scene)


def _steps(stage: "Stage", state: str, scene: "Scene") -> None:
    """A step that waits, one that was answered, and a professional."""
    by = stage.people.home.worker
    with within(by):
        contact = Contact.objects.create(**content(scene.case, by), name="Mme Ott")
    made = {"step": work.step(scene.case, by, "rsa"), "contact": contact}
    made["answered_step"] = work.step(scene.case, by, "ccas", answer="refused")
    for kind, row in made.items():
        stage.things[kind, state] = Thing((row.public_id,), (scene.case.pk,), scene)
