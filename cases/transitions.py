"""What may become what, by which act and whose (decisions T10). The tables are data."""

from collections.abc import Iterable
from typing import NamedTuple

from cases.enums import AccompanimentState, AnswerState, ReferralState
from partners.enums import Role

#: The state of a thing that does not exist yet.
NOTHING = ""


class Transition(NamedTuple):
    """`act` takes a thing from one of `sources` to `target`; members in one of the roles `owners` may."""

    act: str
    sources: frozenset[str]
    target: str
    owners: frozenset[Role]


def _row(act: str, sources: Iterable[str], target: str, *owners: Role) -> Transition:
    return Transition(act, frozenset(sources), target, frozenset(owners))


_TEAM = (Role.WORKER, Role.MANAGER)
_UNANSWERED = (NOTHING, AnswerState.RECEIVED, AnswerState.INCOMPLETE, AnswerState.WAITING)

#: The landlord's part of a referral. "incomplete" is written by the database when the operator asks.
REFERRAL: tuple[Transition, ...] = (
    _row("submit", [ReferralState.DRAFT], ReferralState.SUBMITTED, Role.CLERK),
    _row("complete", [ReferralState.INCOMPLETE], ReferralState.SUBMITTED, Role.CLERK),
    _row(
        "withdraw",
        [ReferralState.DRAFT, ReferralState.SUBMITTED, ReferralState.INCOMPLETE],
        ReferralState.WITHDRAWN,
        Role.CLERK,
    ),
)

#: The operator's part. An answer is given once: nothing leaves accepted, not accepted or redirected.
ANSWER: tuple[Transition, ...] = (
    _row("receive", [NOTHING], AnswerState.RECEIVED, *_TEAM),
    _row(
        "ask_missing",
        [NOTHING, AnswerState.RECEIVED, AnswerState.INCOMPLETE],
        AnswerState.INCOMPLETE,
        *_TEAM,
    ),
    _row("keep_waiting", [NOTHING, AnswerState.RECEIVED, AnswerState.INCOMPLETE], AnswerState.WAITING, *_TEAM),
    _row("take_off_list", [AnswerState.WAITING], AnswerState.RECEIVED, *_TEAM),
    _row("accept", _UNANSWERED, AnswerState.ACCEPTED, *_TEAM),
    _row("not_accept", _UNANSWERED, AnswerState.NOT_ACCEPTED, *_TEAM),
    _row("redirect", _UNANSWERED, AnswerState.REDIRECTED, *_TEAM),
)

#: The accompaniment, from the first attempt to its follow-up right, whose end is a date and nobody's act.
ACCOMPANIMENT: tuple[Transition, ...] = (
    _row("accept", [NOTHING], AccompanimentState.REACHING, *_TEAM),
    _row("engage", [AccompanimentState.REACHING], AccompanimentState.ENGAGED, *_TEAM),
    _row("suspend", [AccompanimentState.ENGAGED], AccompanimentState.SUSPENDED, *_TEAM),
    _row("resume", [AccompanimentState.SUSPENDED], AccompanimentState.ENGAGED, *_TEAM),
    _row("end", [AccompanimentState.REACHING], AccompanimentState.ENDED, *_TEAM),
    _row("end", [AccompanimentState.ENGAGED, AccompanimentState.SUSPENDED], AccompanimentState.FOLLOW_UP, *_TEAM),
)


def find(table: Iterable[Transition], act: str) -> Transition:
    """The first row of that act. Raises LookupError when the table has none."""
    for transition in table:
        if transition.act == act:
            return transition
    raise LookupError(f"no such act: {act}")


def allows(table: Iterable[Transition], act: str, state: str) -> bool:
    """Whether that act may be done in that state."""
    return target(table, act, state) is not None


def target(table: Iterable[Transition], act: str, state: str) -> str | None:
    """What that act makes of that state; None when it may not be done in it. LookupError for an unknown act."""
    rows = [row for row in table if row.act == act]
    if not rows:
        raise LookupError(f"no such act: {act}")
    return next((row.target for row in rows if state in row.sources), None)
