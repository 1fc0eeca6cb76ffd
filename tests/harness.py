"""Roles and contexts for tests: the product runs as its runtime role, and a test may look behind."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection, transaction

from common.context import acting, current_audiences
from partners.acting import Acting

OWNER, KEEPER, APP = "palier_owner", "palier_keeper", "palier_app"
_role: ContextVar[str] = ContextVar("role", default=APP)


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Become owner or keeper inside the test's own transaction: undone with it."""
    before = _role.get()
    if before == role:
        yield
        return
    mark = _role.set(role)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            yield
            if not connection.needs_rollback:
                cursor.execute(f"SET LOCAL ROLE {before}")
    finally:
        _role.reset(mark)


class _Undone(Exception):
    pass


@contextmanager
def undone_with(value):
    """Everything inside is undone; `value` is what is kept of it."""
    try:
        with transaction.atomic():
            yield value
            raise _Undone
    except _Undone:
        return


def undone():
    return undone_with(None)


def within(by: Acting):
    """The context of `by`, unless one is open already."""
    return nullcontext() if current_audiences() is not None else acting(by.audiences)


def sql(statement: str, *parameters, role: str = KEEPER) -> list[tuple]:
    """Rows of a statement, run as the keeper (which sees everything about access) or the owner. Its days are those of
    Paris: what it puts so many days back keeps its hour, on both sides of a change of hour."""
    with as_role(role), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Europe/Paris'")
        cursor.execute(statement, list(parameters) or None)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        return rows
