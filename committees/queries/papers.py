"""What is kept of a session that was signed."""

from committees.enums import PaperKind
from committees.models import Paper, Session, Tombstone


def papers_of(session: Session) -> list[Paper]:
    """Its minutes, then its annexes in the order of the agenda, without their files. One statement."""
    kept = Paper.objects.filter(session=session).select_related("item").defer("content")
    return sorted(kept, key=lambda paper: paper.item.position if paper.item else 0)


def purged_of(session: Session) -> list[Tombstone]:
    """What was purged of its annexes, the last first. One statement, and no name."""
    return list(Tombstone.objects.filter(session=session).order_by("-purged_at", "number"))


def annexes_of(session: Session) -> list[Paper]:
    """Its annexes in the order of the agenda, without their files. One statement."""
    return [paper for paper in papers_of(session) if paper.kind == PaperKind.ANNEX]
