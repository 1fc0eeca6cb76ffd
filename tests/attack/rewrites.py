"""Changes of a row that mean something: the steps a case goes through, and what nobody may make of what is done.

Policies refuse some of the latter (a row signed over to a colleague), guards the others (an end reopened, an adhesion
backdated). A guard that refused a step would be as wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rewrite:
    """`change`: what stands after SET. `of`: the rows it is tried on (given as the database holds them).

    `step`: whoever may change the row may do it; else nobody may. `by_policy`: a policy refuses it, not a guard.
    """

    change: str
    of: Callable[[dict[str, Any]], bool] = lambda raw: True
    step: bool = False
    by_policy: bool = False


def _open(raw: dict[str, Any]) -> bool:
    return raw["ended_at"] is None


def _ended(raw: dict[str, Any]) -> bool:
    return raw["ended_at"] is not None


def _state(*states: str) -> Callable[[dict[str, Any]], bool]:
    return lambda raw: raw["state"] in states


def _issued(raw: dict[str, Any]) -> bool:
    return raw["issued_at"] is not None


def _draft(raw: dict[str, Any]) -> bool:
    return raw["issued_at"] is None


def _received(raw: dict[str, Any]) -> bool:
    return raw["received_at"] is not None


_ENDED_ONCE = {
    "backdated": ("ended_at = now() - interval '1 day'", _open),
    "postponed": ("ended_at = now() + interval '1 day'", _open),
    "ended_again": ("ended_at = now()", _ended),
}
_ISSUED_ONCE = {
    "rewritten": Rewrite("content = '{}'", _issued),
    "issued_again": Rewrite("issued_at = now()", _issued),
    "withdrawn": Rewrite("issued_at = NULL, digest = ''", _issued),
    "issued_yesterday": Rewrite("issued_at = now() - interval '1 day', digest = 'x'", _draft),
    "issues": Rewrite("issued_at = now(), digest = 'x'", _draft, step=True),
}
REWRITES: dict[str, dict[str, Rewrite]] = {
    "consent": {
        "reopened": Rewrite("ended_at = NULL, ended_how = ''", _ended),
        **{name: Rewrite(f"{change}, ended_how = 'withdrawn'", of) for name, (change, of) in _ENDED_ONCE.items()},
    },
    "grant": {
        "reopened": Rewrite("ended_at = NULL", _ended),
        "said_again": Rewrite("ended_at = ended_at", _ended, step=True),
        **{name: Rewrite(change, of) for name, (change, of) in _ENDED_ONCE.items()},
    },
    "visit": {"signed_over": Rewrite("logged_by_id = %(colleague)s", by_policy=True)},
    "referral_answer": {
        "signed_over": Rewrite("answered_by_id = %(colleague)s", by_policy=True),
        "taken_back": Rewrite(
            "state = 'waiting', answered_by_id = %(member)s",
            _state("accepted", "not_accepted", "redirected", "closed"),
        ),
        "turned": Rewrite(
            "state = 'accepted', answered_by_id = %(member)s",
            _state("not_accepted", "redirected", "closed"),
        ),
        "accepts": Rewrite(
            "state = 'accepted', answered_by_id = %(member)s", _state("received", "incomplete", "waiting"), step=True
        ),
        "closes": Rewrite("state = 'closed', answered_by_id = %(member)s", _state("accepted"), step=True),
    },
    "referral": {
        "recalled": Rewrite("state = 'draft'", _state("submitted", "incomplete", "withdrawn")),
        "sent_again": Rewrite("state = 'submitted'", _state("withdrawn", "incomplete")),
        "withdraws": Rewrite("state = 'withdrawn'", _state("draft", "submitted", "incomplete"), step=True),
        "tells_again": Rewrite("told_by = 'x'", _state("withdrawn"), step=True),
    },
    "accompaniment_course": {
        "adhesion_backdated": Rewrite("engaged_at = now() - interval '1 day'"),
        "adhesion_undone": Rewrite("engaged_at = NULL", lambda raw: raw["engaged_at"] is not None),
        "adhesion_again": Rewrite("engaged_at = now()", lambda raw: raw["engaged_at"] is not None),
        "exit_backdated": Rewrite("ended_at = now() - interval '1 day', outcome = 'kept'"),
        "exit_undone": Rewrite("ended_at = NULL, outcome = ''", _ended),
        "exit_again": Rewrite("ended_at = now()", _ended),
        "adheres": Rewrite("engaged_at = now()", lambda raw: raw["engaged_at"] is None, step=True),
        "exits": Rewrite("ended_at = now(), outcome = 'kept'", _open, step=True),
        "follows_up": Rewrite("state = 'follow_up'", _ended, step=True),
    },
    **dict.fromkeys(("common_part", "annex"), _ISSUED_ONCE),
    "alert": {
        "signed_over": Rewrite("received_at = now(), received_by_id = %(colleague)s", by_policy=True),
        "backdated": Rewrite("received_at = now() - interval '1 day', received_by_id = %(member)s", by_policy=True),
        "received_again": Rewrite("received_at = now(), received_by_id = %(member)s", _received, by_policy=True),
        "unread": Rewrite("received_at = NULL, received_by_id = NULL", by_policy=True),
    },
    "document": {
        "reissued": Rewrite("progress = 99", _state("ready", "refused")),
        "issues": Rewrite("state = 'ready'", _state("waiting"), step=True),
    },
}
