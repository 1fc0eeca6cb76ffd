"""Where acts are performed on a broken gate: in one transaction, on the application's own connection."""

from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from cases.actions.consents import GateDisagrees
from common.refusal import Refused
from common.rls.declare import KEEPER
from tests.attack import doors_agreements, doors_of_steps, doors_of_withdrawal
from tests.attack.arena import Result
from tests.attack.doors import DOORS, Door
from tests.attack.mutants import Mutant
from tests.attack.stage import Stage
from tests.harness import as_role

assert doors_agreements
assert doors_of_steps
assert doors_of_withdrawal
#: Tables the keeper writes at every recomputation.
_EVERY_TIME = {"cases_access", "cases_personaccess", "cases_accesslock"}


def fight(stage: Stage, mutant: Mutant) -> Result:
    """Perform the acts that concern a mutant, one after the other, each undone, until one shows it."""
    attempts = 0
    for door in concerned(mutant):
        attempts += 1
        with transaction.atomic():
            said = _perform(stage, mutant, door)
            transaction.set_rollback(True)
        if said:
            return Result(mutant, attempts, f"{door.name}: {said}")
    return Result(mutant, attempts)


def _perform(stage: Stage, mutant: Mutant, door: Door) -> str:
    """What the act shows of it, or nothing."""
    for role, statement in mutant.statements:
        with as_role(role), connection.cursor() as cursor:
            cursor.execute(statement)
    try:
        with transaction.atomic():
            household = door.act(stage)
    except (
        DatabaseError,
        AssertionError,
        LookupError,
        ValueError,
        ObjectDoesNotExist,
        GateDisagrees,
        Refused,
    ) as error:
        said, _, _ = str(error).partition("\n")
        return f"{type(error).__name__}: {said}"
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.drift(%s)", [household])
        (drift,) = cursor.fetchone()
    return f"drift of {drift} rows" if drift else ""


def concerned(mutant: Mutant) -> Iterator[Door]:
    """The acts that write its table; all of them when it is about every table."""
    for door in DOORS:
        if not mutant.clause or mutant.clause in _EVERY_TIME or mutant.clause in door.of:
            yield door
