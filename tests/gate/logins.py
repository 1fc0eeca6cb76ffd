"""Databases of one's own, where everything is committed, and connections under the real logins."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from common.context import sign
from launcher import testing

MOMENT = "SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint"


@contextmanager
def own_database(blocker: Any, prefix: str) -> Iterator[str]:
    """A fresh copy of the template that Django's connections use meanwhile; dropped with all that was done to it."""
    name = testing.clone(testing.template(), prefix=prefix)
    with blocker.unblock():
        before = {connection.alias: connection.settings_dict["NAME"] for connection in connections.all()}
        _point_at(dict.fromkeys(before, name))
        try:
            yield name
        finally:
            _point_at(before)
            testing.drop(name)


def _point_at(names: dict[str, str]) -> None:
    for connection in connections.all():
        connection.close()
        connection.settings_dict["NAME"] = names[connection.alias]


def django_login(role: str, database: str, alias: str) -> DatabaseWrapper:
    """A Django connection under the real login of a role, as the product opens it; not among `connections`."""
    options = {"server_side_binding": role not in {"palier_owner", "postgres"}}
    given = {"NAME": database, "USER": role, "PASSWORD": settings.SECRETS[role], "OPTIONS": options}
    return DatabaseWrapper({**connections["default"].settings_dict, **given}, alias)


@contextmanager
def aliased(role: str, database: str) -> Iterator[str]:
    """That connection under the alias of its role, for code that takes an alias."""
    connections[role] = django_login(role, database, role)
    try:
        yield role
    finally:
        connections[role].close()
        del connections[role]


def set_token(connection: psycopg.Connection, token: str) -> None:
    connection.execute("SELECT set_config('app.ctx', %s, true)", [token])


def token_for(connection: psycopg.Connection, audiences: Iterable[int]) -> str:
    """The token the application would make for these audiences in the transaction that is open there."""
    pid, start = connection.execute(MOMENT).fetchone()
    return sign(audiences, pid, start)


@contextmanager
def signed(connection: psycopg.Connection, audiences: Iterable[int], *, kept: bool = False) -> Iterator[None]:
    """A transaction of that connection with its signed context; undone at the end unless `kept`."""
    with connection.transaction(force_rollback=not kept):
        set_token(connection, token_for(connection, audiences))
        yield


def refusal_of(connection: psycopg.Connection, statement: str, parameters: Any = None) -> psycopg.Error | None:
    """The error that statement meets, undone either way; None when it went through."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement, parameters)
    except psycopg.Error as error:
        return error
    return None
