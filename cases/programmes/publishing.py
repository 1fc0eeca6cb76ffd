"""Publishing programmes and grids as versions, and reading a version back."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from cases.programmes.grids import Grid as Questions
from cases.programmes.reading import read
from cases.programmes.rules import Rules, Strict, Versioned
from partners.models import Grid, GridVersion, Programme, ProgrammeVersion

TEMPLATES = Path(__file__).parent / "templates"
GRIDS = TEMPLATES / "grids"
#: The digest of a version that stands for what was agreed before rules had versions.
UNWRITTEN = ""
#: What other apps have against rules before they are published: a sentence each, "" for nothing.
REFUSALS: list[Callable[[Rules], str]] = []
_READ: dict[str, Rules] = {}
_GRIDS: dict[str, Questions] = {}


class NotPublished(ValueError):
    """The file is sound, and may not become this version; the sentence says what to do."""


def shipped() -> list[Rules]:
    """The programmes the product comes with, by key."""
    return [read(Rules, path) for path in sorted(TEMPLATES.glob("*.yaml"))]


def shipped_grids() -> list[Questions]:
    """The grids the product comes with, by key."""
    return [read(Questions, path) for path in sorted(GRIDS.glob("*.yaml"))]


@transaction.atomic
def publish(rules: Rules) -> ProgrammeVersion | None:
    """Publish these rules as their version; None when that version says the same already. Acts as owner.

    Effects in order: the programme is made or takes the new name; the version is added. A version never changes:
    raises NotPublished when that number was published with other rules, when a later one is, when the grid it assesses
    with is not published, or for what other apps refuse.
    """
    if sentence := refused(rules) or without_grid(rules):
        raise NotPublished(sentence)
    programme, _ = Programme.objects.get_or_create(key=rules.key, defaults={"name": rules.name})
    said, digest = rules.model_dump(mode="json"), digest_of(rules)
    if programme.versions.filter(number=rules.version, digest=UNWRITTEN).update(rules=said, digest=digest):
        return programme.versions.get(number=rules.version)
    if not _is_new(programme, rules):
        return None
    Programme.objects.filter(pk=programme.pk).update(name=rules.name)
    return ProgrammeVersion.objects.create(programme=programme, number=rules.version, rules=said, digest=digest)


@transaction.atomic
def publish_grid(questions: Questions) -> GridVersion | None:
    """Publish this grid as its version, in the manner of `publish`: same effects, same refusals. Acts as owner."""
    grid, _ = Grid.objects.get_or_create(key=questions.key, defaults={"name": questions.name})
    if not _is_new(grid, questions):
        return None
    Grid.objects.filter(pk=grid.pk).update(name=questions.name)
    said = questions.model_dump(mode="json")
    return GridVersion.objects.create(grid=grid, number=questions.version, questions=said, digest=digest_of(questions))


def refused(rules: Rules) -> str:
    """Why these rules cannot be published, as other apps see it (`REFUSALS`); "" when nothing is against it."""
    return next((sentence for refuses in REFUSALS if (sentence := refuses(rules))), "")


def without_grid(rules: Rules) -> str:
    """Why these rules cannot be published for want of their grid; "" when it is there."""
    grid, number = rules.assessment.grid, rules.assessment.grid_version
    numbers = list(GridVersion.objects.filter(grid__key=grid).order_by("number").values_list("number", flat=True))
    if number in numbers:
        return ""
    if not numbers:
        return f"« {rules.key} » évalue avec la grille « {grid} », qui n’est pas publiée : publiez-la d’abord."
    return (
        f"« {rules.key} » évalue avec la version {number} de la grille « {grid} », qui n’est pas publiée : publiez-la "
        f"d’abord, ou donnez à grid_version l’une de celles-ci : {', '.join(map(str, numbers))}."
    )


def _is_new(held: Programme | Grid, said: Rules | Questions) -> bool:
    column, these = ("rules", "ces règles") if isinstance(said, Rules) else ("questions", "ces questions")
    return is_new(said, dict(held.versions.values_list("number", column)), these)


def is_new(said: Versioned, published: Mapping[int, Any], these: str) -> bool:
    """False when that very version is published already. NotPublished when it was with other words, or a later one is.

    `published`: number -> content. `these`: what a version holds, in French, plural. What was published is read again, not compared by
    its digest: a rule added to the shape since, which a file leaves to its default, changes nothing of what the file says.
    """
    free = f"donnez à {these} le numéro {max(published, default=0) + 1}."
    if said.version in published:
        if _read_again(type(said), published[said.version]) == said:
            return False
        raise NotPublished(f"La version {said.version} de « {said.key} » est déjà publiée et ne change plus : {free}")
    if published and said.version < max(published):
        raise NotPublished(f"« {said.key} » en est à sa version {max(published)} : {free}")
    return True


def _read_again(shape: type[Strict], content: Any) -> Strict | None:
    """What that version says; None when the shape no longer holds it, so that it is the same as nothing."""
    try:
        return shape.model_validate(content)
    except ValidationError:
        return None


def rules_of(version: ProgrammeVersion) -> Rules:
    """The rules of that version, read once per process: versions are few and never change.

    Those the product ships are not asked of the database; another version whose `rules` are deferred costs one
    statement, the first time.
    """
    if version.digest not in _READ:
        _READ[version.digest] = _shipped().get(version.digest) or Rules.model_validate(version.rules)
    return _READ[version.digest]


@cache
def _shipped() -> dict[str, Rules]:
    return {digest_of(rules): rules for rules in shipped()}


def questions_of(version: GridVersion) -> Questions:
    """The grid of that version, read once per process; deferred `questions` cost one statement, the first time."""
    if version.digest not in _GRIDS:
        _GRIDS[version.digest] = Questions.model_validate(version.questions)
    return _GRIDS[version.digest]


def grid_of(rules: Rules) -> GridVersion:
    """The version of the grid that this programme assesses with. One statement."""
    asked = rules.assessment
    return GridVersion.objects.select_related("grid").get(grid__key=asked.grid, number=asked.grid_version)


def questions_at(key: str, number: int) -> Questions:
    """The questions of that version of that grid. One statement; GridVersion.DoesNotExist when there is none."""
    return questions_of(GridVersion.objects.get(grid__key=key, number=number))


def latest(programme: Programme) -> ProgrammeVersion:
    """The version under which what begins today begins. ProgrammeVersion.DoesNotExist before the first."""
    return programme.versions.latest("number")


def in_force(versions: Sequence[ProgrammeVersion], day: date) -> ProgrammeVersion | None:
    """The version that stood on that day, of all those of a programme by number: the last that was published by its end, in Paris, else
    the first, which says what was agreed before the product was there. None without a version."""
    by_then = [each for each in versions if timezone.localdate(each.published_at) <= day]
    return next(reversed(by_then), versions[0] if versions else None)


def digest_of(said: Strict) -> str:
    """Tells whether two files say the same."""
    return hashlib.sha256(said.model_dump_json().encode()).hexdigest()
