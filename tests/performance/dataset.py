"""A database of many households in four sizes of organisation, with Access as the keeper computes it (T18)."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg

from partners.acting import Acting
from partners.enums import Capacity, Role
from tests.factories.directory import agreement, member, unit

SQL = Path(__file__).with_name("dataset.sql")
#: The four measured operator units; the others share the rest by Zipf's law.
SIZES = ("small", "medium", "large", "huge")
BATCH, KEEPERS = 500, 2


@dataclass(frozen=True)
class Shape:
    """Households of each measured unit, how many members share them, and how many other units there are (T18)."""

    households: tuple[int, int, int, int]
    members: tuple[int, int, int, int]
    others: int


SHAPES = {
    20_000: Shape((20, 200, 1_000, 5_000), (1, 2, 10, 5), 36),
    100_000: Shape((50, 1_000, 5_000, 20_000), (1, 3, 13, 4), 196),
    1_000_000: Shape((50, 1_000, 5_000, 50_000), (1, 3, 13, 9), 1_996),
}


def shape_of(households: int) -> Shape:
    """The shape of the smallest data set of T18 that is as large."""
    return next((SHAPES[size] for size in sorted(SHAPES) if households <= size), SHAPES[1_000_000])


@dataclass
class Dataset:
    """`workers[size]`: a member of the operator unit of that size; `managers` and `clerk` likewise."""

    households: int
    workers: dict[str, Acting]
    managers: dict[str, Acting]
    clerk: Acting
    seconds: float


def load(superuser: psycopg.Connection, households: int = 20_000) -> Dataset:
    """Fill the database behind that connection. Commits; ends with ANALYZE."""
    began = time.monotonic()
    landlords = [unit(Capacity.LANDLORD, name=f"Bailleur {n}") for n in range(10)]
    clerk = member(landlords[1], Role.CLERK)
    workers, managers, bounds, operators = {}, {}, [], []
    upto, shape = 0, shape_of(households)
    for size, count, members in zip(SIZES, shape.households, shape.members, strict=True):
        team = unit(Capacity.OPERATOR, name=f"Opérateur {size}")
        workers[size] = member(team, Role.WORKER)
        for _ in range(members - 1):
            member(team, Role.WORKER)
        managers[size] = member(team, Role.MANAGER)
        upto += count
        bounds.append(upto)
        operators.append(workers[size].unit_audience)
        last = team
    weights = [1 / rank for rank in range(1, shape.others + 1)]
    for weight in weights:
        other = unit(Capacity.OPERATOR, name="Autre opérateur")
        upto += int((households - sum(shape.households)) * weight / sum(weights)) + 1
        bounds.append(upto)
        operators.append(member(other, Role.WORKER).unit_audience)
    bounds[-1] = max(bounds[-1], households)
    made = agreement(last, *landlords)
    parameters = {
        "households": households,
        "landlords": _audiences(superuser, [landlord.id for landlord in landlords]),
        "bounds": bounds,
        "operators": operators,
        "agreement": made.id,
    }
    with superuser.transaction():
        psycopg.ClientCursor(superuser).execute(SQL.read_text(encoding="utf-8"), parameters)
    # The keeper's statements are planned once a session: not while these tables look empty.
    superuser.execute("ANALYZE")
    with ThreadPoolExecutor(KEEPERS) as keepers:
        list(keepers.map(lambda number: _compute(superuser, households, number), range(KEEPERS)))
    superuser.execute("VACUUM (ANALYZE)")
    return Dataset(households, workers, managers, clerk, time.monotonic() - began)


def _compute(superuser: psycopg.Connection, households: int, number: int) -> None:
    """Every so many batches of households, on a connection of its own, as the keeper."""
    with psycopg.connect(superuser.info.dsn, password=superuser.info.password, autocommit=True) as keeper:
        keeper.execute("SET ROLE palier_keeper")
        for start in range(1 + number * BATCH, households + 1, KEEPERS * BATCH):
            keeper.execute(
                "SELECT sec.recompute(array(SELECT generate_series(%s::bigint, %s)))",
                [start, min(start + BATCH - 1, households)],
            )


def _audiences(superuser: psycopg.Connection, units: list[int]) -> list[int]:
    rows = superuser.execute(
        "SELECT id FROM partners_audience WHERE unit_id = ANY(%s) AND kind = 'unit' ORDER BY id", [units]
    ).fetchall()
    return [number for (number,) in rows]
