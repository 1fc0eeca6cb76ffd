"""What may become what, by which act, for a session (decisions T10 as the house reads it for committees)."""

from cases.transitions import NOTHING, Transition, target
from committees.enums import SessionState
from common.refusal import Refused
from partners.enums import Role


def _row(act: str, sources: list[str], aim: str) -> Transition:
    return Transition(act, frozenset(sources), aim, frozenset({Role.CLERK}))


_PLANNED, _SENT, _OPEN = SessionState.PLANNED, SessionState.SENT, SessionState.OPEN

#: Acts of its secretariat alone. Nothing leaves signed or cancelled.
SESSION: tuple[Transition, ...] = (
    _row("plan", [NOTHING], _PLANNED),
    _row("send", [_PLANNED], _SENT),
    _row("open", [_SENT], _OPEN),
    _row("close", [_OPEN], SessionState.CLOSED),
    _row("sign", [SessionState.CLOSED], SessionState.SIGNED),
    _row("cancel", [_PLANNED, _SENT], SessionState.CANCELLED),
)

#: Why an act is refused, by the state that refuses it.
_WHY = {
    SessionState.PLANNED: "Les membres ne sont pas encore convoqués : envoyez d’abord la convocation.",
    SessionState.SENT: "La séance n’est pas ouverte : ouvrez-la d’abord.",
    SessionState.OPEN: "La séance est en cours : terminez-la d’abord.",
    SessionState.CLOSED: "La séance est terminée : il reste à signer son compte rendu.",
    SessionState.SIGNED: "Le compte rendu est signé : la séance ne se modifie plus.",
    SessionState.CANCELLED: "La séance est annulée.",
}


def after(act: str, state: str) -> SessionState:
    """What that act makes of a session in that state. Raises Refused with the reason when it may not be done in it."""
    found = target(SESSION, act, state)
    if found is None:
        raise Refused(_WHY[SessionState(state)])
    return SessionState(found)
