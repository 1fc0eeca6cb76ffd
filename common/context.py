"""The one place that sets the context of a transaction.

Policies ask `sec.ctx()` for the audiences of the transaction. It answers from a token that is bound to the
backend and to the start of the transaction and signed with a key the runtime role cannot read, so that an SQL
injection cannot become somebody else.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

#: The connection of the role that counts for reports.
STATISTICS = "statistics"
_counting: ContextVar[bool] = ContextVar("counting", default=False)
_current: ContextVar[tuple[int, ...] | None] = ContextVar("audiences", default=None)


def sign(audiences: Iterable[int], backend_pid: int, start_microseconds: int, key_id: str | None = None) -> str:
    """The token for these audiences in that backend's transaction."""
    key_id = key_id or settings.CONTEXT_KEY_ID
    array = "{" + ",".join(str(int(audience)) for audience in audiences) + "}"
    message = f"{key_id}|{backend_pid}|{start_microseconds}|{array}"
    digest = hmac.new(settings.CONTEXT_KEYS[key_id], message.encode(), hashlib.sha256).hexdigest()
    return f"{message}.{digest}"


def key_seconds_left() -> float | None:
    """Seconds until the key that signs today ends (negative once it has); None when the database does not hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM sec.key_ends(%s) - now())::float", [settings.CONTEXT_KEY_ID])
        (left,) = cursor.fetchone()
    return left


def current_audiences() -> tuple[int, ...] | None:
    """The audiences of the open context, or None when there is none."""
    return _current.get()


def _set_token(audiences: tuple[int, ...], *, read_only: bool = False, using: str = DEFAULT_DB_ALIAS) -> None:
    # Each is a round trip to the database, for every request.
    also = ", set_config('transaction_read_only', 'on', true)" if read_only else ""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint{also}")
        cursor.execute("SELECT set_config('app.ctx', %s, true)", [sign(audiences, *cursor.fetchone()[:2])])


@contextmanager
def acting(audiences: Iterable[int], *, read_only: bool = False) -> Iterator[None]:
    """Open a transaction (a savepoint if one is open) that acts for these audiences.

    Effects in order: BEGIN, READ ONLY if asked, token set for the transaction; on the way out of a savepoint, whose
    release would keep it, the token is cleared. Raises RuntimeError when a context is already open: one
    request, one capacity.
    """
    if _current.get() is not None:
        raise RuntimeError("A context is already open: one request acts in one unit and capacity.")
    mark, nested = _current.set(tuple(audiences)), connection.in_atomic_block
    try:
        with transaction.atomic():
            _set_token(_current.get() or (), read_only=read_only)
            yield
            if nested and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('app.ctx', '', true)")
    finally:
        _current.reset(mark)


@contextmanager
def counting(unit: int, managers: int) -> Iterator[None]:
    """Open a transaction of the statistics role that reads what the managers of one unit read: `unit` and `managers` are its two
    audiences. It sees one state of the database from its first statement to its last (REPEATABLE READ).

    Apart from the connection and from any context of the application: nothing is read there by it, nor here by that one.
    Raises RuntimeError inside another of its own: what is counted is counted for one unit at a time.
    """
    if _counting.get():
        raise RuntimeError("What is counted is counted for one unit at a time.")
    held, mark = connections[STATISTICS], _counting.set(True)
    nested = held.in_atomic_block
    try:
        with transaction.atomic(using=STATISTICS), held.cursor() as cursor:
            if not nested:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _set_token((unit, managers), using=STATISTICS)
            yield
            if nested and not held.needs_rollback:
                cursor.execute("SELECT set_config('app.ctx', '', true)")
    finally:
        _counting.reset(mark)


@contextmanager
def as_if(audiences: Iterable[int]) -> Iterator[None]:
    """Inside an open context: see what other audiences would see, then come back to one's own.

    Only for a preview rendered with the receiver's own template and rights, inside `rehearsal`. Raises
    RuntimeError without an open context.
    """
    mine = _current.get()
    if mine is None:
        raise RuntimeError("A preview needs an open context.")
    mark = _current.set(tuple(audiences))
    try:
        _set_token(tuple(audiences))
        yield
    finally:
        _current.reset(mark)
        if not connection.needs_rollback:
            _set_token(mine)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Do something, look at it, and undo it: everything inside is rolled back to a savepoint."""

    class _Undo(Exception):
        pass

    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        return
