"""What `manage check --database default` says beside what Django says."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, ProgrammingError
from psycopg import errors

from common.context import key_seconds_left

DAY = 86400
#: `prepare` gives ninety days; an installation that runs it every two months never comes so near.
WARN_DAYS = 14
HINT = "Run `python -m launcher.production prepare`: it gives the key ninety days more (docs/operations.md, Rotate)."
KEY_ENDS, NO_ANSWER = "palier.W001", "palier.W002"
#: What PostgreSQL says of a database that no migration has given its gate yet.
NO_GATE_YET = (errors.InvalidSchemaName, errors.UndefinedFunction)


def register() -> None:
    """Add them to Django's. Once the applications are ready."""
    checks.register(key_lasts, checks.Tags.database)


def key_lasts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A warning when the key that signs contexts ends within fourteen days, has ended, or is not in the database.

    Never an error: a migration asks it too, and comes before the key is renewed. Nothing where the database has no gate
    yet; another warning when it does not answer. Any other failure is a fault of the product, and is raised.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        left = key_seconds_left()
    except ProgrammingError as error:
        if isinstance(error.__cause__, NO_GATE_YET):
            return []
        raise
    except (OperationalError, InterfaceError):
        sentence = "The database does not answer: whether the key of the context lasts is not known."
        return [checks.Warning(sentence, hint="Start the database, or look at its address.", id=NO_ANSWER)]
    if left is None:
        return [checks.Warning("The database does not hold the key of the context.", hint=HINT, id=KEY_ENDS)]
    if left > WARN_DAYS * DAY:
        return []
    days = max(0, int(left // DAY))
    return [
        checks.Warning(
            f"The key of the context ends in {days} days; then nobody reads anything.", hint=HINT, id=KEY_ENDS
        )
    ]
