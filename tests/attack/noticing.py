"""Whether a picture of who reads and writes what tells a changed gate from the right one."""

from collections.abc import Callable

from django.db import DatabaseError, connection

from tests.attack.mutants import Mutant
from tests.harness import as_role, undone_with


def noticed(mutant: Mutant, differs: Callable[[], bool]) -> bool:
    """What `differs` says while the mutant stands; it is undone afterwards. A gate that the database refuses to go on with is noticed."""
    seen = [True]
    try:
        with undone_with(seen):
            for role, statement in mutant.statements:
                with as_role(role), connection.cursor() as cursor:
                    cursor.execute(statement)
            seen[0] = False
            seen[0] = differs()
    except DatabaseError:
        # Before the mutant stood, that would be an error of its own.
        assert not seen[0], f"{mutant.name} cannot be made"
        return True
    return seen[0]
