"""A session that was sent: its convocations, and the links of who sits without account."""

from typing import TYPE_CHECKING

from tests.committees import hall as h
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage


def add(stage: "Stage") -> None:
    """Add these kinds to the stage. Nobody of the matrix sits, nor keeps a committee."""
    hall = h.build(stage.people)  # type: ignore[arg-type]
    sent, holder = h.session(hall), hall.holders["landlord", "titular"]
    h.move(hall, sent, "sent")
    h.link(sent, holder, token="matrix-guest", opened=False)
    h.link(sent, holder, token="matrix-guest-cut", opened=False, revoked_at="now()")
    stage.things["guest_link", "own"] = Thing(("matrix-guest",))
    stage.things["guest_link", "withdrawn"] = Thing(("matrix-guest-cut",))
    stage.things["convoked", "own"] = Thing((sent.public_id,))
    stage.things["convoked_holder", "own"] = Thing((sent.public_id, holder.public_id))
