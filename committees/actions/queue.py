"""Writers of one session wait for each other."""

from committees.enums import SessionState
from committees.models import Session
from committees.permissions import check_keeps
from committees.transitions import after
from partners.acting import Acting


def held(session: Session) -> Session:
    """That session as it stands, which nobody else writes in until this transaction ends. What was read of it before may have changed
    since: its state above all."""
    of_it = Session.objects.select_for_update(of=("self",)).select_related("committee", "version")
    return of_it.get(pk=session.pk)


def held_with_others(session: Session) -> Session:
    """The same, while no file is put on another session of its committee either: of two who put one file on two sessions at once, the
    second sees what the first wrote. Sessions are held in the order of their rows, before any household or sheet of theirs."""
    others = Session.objects.filter(committee_id=session.committee_id, signed_at=None, cancelled_at=None)
    list(others.select_for_update().order_by("pk").values_list("pk", flat=True))
    return held(session)


def check_sits(session: Session, by: Acting, states: set[SessionState]) -> Session:
    """It, as it stands once whoever else writes in it has done. Refused: another secretariat; a session in another state."""
    check_keeps(by, session.author_id)
    session = held(session)
    if session.state not in states:
        after("send" if session.state != SessionState.PLANNED else "open", session.state)
    return session
