"""Publishing a programme's rules as a version, and reading a version back as rules."""

import hashlib
from functools import cache
from pathlib import Path

from django.db import transaction

from cases.programmes.reading import read
from cases.programmes.rules import Rules
from partners.models import Programme, ProgrammeVersion

TEMPLATES = Path(__file__).parent / "templates"
#: The digest of a version that stands for what was agreed before rules had versions.
UNWRITTEN = ""
_READ: dict[str, Rules] = {}


class NotPublished(ValueError):
    """The file is a programme, and may not become this version; the sentence says what to do."""


def shipped() -> list[Rules]:
    """The programmes the product comes with, by key."""
    return [read(path) for path in sorted(TEMPLATES.glob("*.yaml"))]


@transaction.atomic
def publish(rules: Rules) -> ProgrammeVersion | None:
    """Publish these rules as their version; None when that version says the same already. Acts as owner.

    Effects in order: the programme is made or takes the new name; the version is added. A version never changes:
    raises NotPublished when that number was published with other rules, or when a later one is.
    """
    said = rules.model_dump(mode="json")
    digest = _digest(rules)
    programme, _ = Programme.objects.get_or_create(key=rules.key, defaults={"name": rules.name})
    numbers = dict(programme.versions.values_list("number", "digest"))
    if numbers.get(rules.version) == UNWRITTEN:
        programme.versions.filter(number=rules.version).update(rules=said, digest=digest)
        return programme.versions.get(number=rules.version)
    if rules.version in numbers:
        if numbers[rules.version] == digest:
            return None
        raise NotPublished(
            f"La version {rules.version} de « {rules.key} » est déjà publiée et ne change plus : donnez à ces règles le "
            f"numéro {max(numbers) + 1}."
        )
    if numbers and rules.version < max(numbers):
        raise NotPublished(
            f"« {rules.key} » en est à sa version {max(numbers)} : donnez à ces règles le numéro {max(numbers) + 1}."
        )
    Programme.objects.filter(pk=programme.pk).update(name=rules.name)
    return ProgrammeVersion.objects.create(programme=programme, number=rules.version, rules=said, digest=digest)


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
    return {_digest(rules): rules for rules in shipped()}


def latest(programme: Programme) -> ProgrammeVersion:
    """The version under which what begins today begins. ProgrammeVersion.DoesNotExist before the first."""
    return programme.versions.latest("number")


def _digest(rules: Rules) -> str:
    return hashlib.sha256(rules.model_dump_json().encode()).hexdigest()
