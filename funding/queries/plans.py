"""The plans a unit's managers keep."""

from uuid import UUID

from funding.models import PlanVersion


def plans(managers: int) -> list[PlanVersion]:
    """The latest version of each, by key. One statement."""
    return list(PlanVersion.objects.filter(author_id=managers).order_by("key", "-number").distinct("key"))


def plan(managers: int, public_id: UUID) -> PlanVersion | None:
    """That version; None when it is not theirs."""
    return PlanVersion.objects.filter(author_id=managers, public_id=public_id).first()
