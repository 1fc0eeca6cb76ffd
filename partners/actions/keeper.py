"""Calling the keeper's functions, and saying in French what they refuse."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from common.refusal import Refused

NOT_USABLE = "P0F04"
OWN_MEMBERSHIP = "P0F05"
NOT_YOURS = "42501"


@contextmanager
def refusals(sentences: Mapping[str, str]) -> Iterator[None]:
    """A savepoint in which these SQL states raise Refused with their sentence; others pass as they are."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        sentence = sentences.get(getattr(error.__cause__, "sqlstate", ""))
        if sentence is None:
            raise
        raise Refused(sentence) from error


def call(statement: str, *parameters: Any) -> Any:
    """Run `SELECT sec.…(%s)` and return its one value."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]
