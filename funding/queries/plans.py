"""The plans a unit's managers keep."""

from uuid import UUID

from funding.models import PlanVersion
from funding.publishing import plan_of


def plans(managers: int) -> list[PlanVersion]:
    """The latest version of each, by key. One statement."""
    return list(PlanVersion.objects.filter(author_id=managers).order_by("key", "-number").distinct("key"))


def named(managers: int) -> list[tuple[str, str]]:
    """Key and name of each. One statement."""
    return [(version.key, plan_of(version).name) for version in plans(managers)]


def of_key(managers: int, key: str) -> PlanVersion | None:
    """The latest version of that plan; None when they keep none of that key."""
    return PlanVersion.objects.filter(author_id=managers, key=key).order_by("-number").first()


def plan(managers: int, public_id: UUID) -> PlanVersion | None:
    """That version; None when it is not theirs."""
    return PlanVersion.objects.filter(author_id=managers, public_id=public_id).first()
