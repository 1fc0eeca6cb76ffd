"""Plans and buffer counts of a statement under the real runtime role and a signed context."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from common.context import sign


@dataclass
class Plan:
    buffers: int
    rows: int
    text: str

    @property
    def hashes_a_policy(self) -> bool:
        """PostgreSQL evaluates the policy's EXISTS for the whole table and hashes the result."""
        return "hashed SubPlan" in self.text


def hashed_probes(plan: str) -> int:
    """How many hashed sub-plans of an EXPLAIN text read access: each reads all of an audience's rows first."""
    count = 0
    for number in set(re.findall(r"hashed SubPlan (\d+)", plan)):
        (block,) = re.findall(rf"SubPlan {number}\n(.*?)(?=\n +SubPlan \d+\n|\Z)", plan, re.DOTALL)
        count += "cases_access" in block or "cases_personaccess" in block
    return count


def act(connection: psycopg.Connection, audiences: tuple[int, ...]) -> None:
    """Sign the context of the open transaction."""
    pid, start = connection.execute("SELECT pg_backend_pid(), (extract(epoch FROM now()) * 1000000)::bigint").fetchone()
    connection.execute("SELECT set_config('app.ctx', %s, true)", [sign(audiences, pid, start)])


def explain(connection: psycopg.Connection, audiences: tuple[int, ...], statement: str, *parameters: Any) -> Plan:
    """Run it twice (the second is warm) and return what the second touched."""
    with connection.transaction(force_rollback=True):
        act(connection, audiences)
        for _ in range(2):
            lines = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT TEXT) {statement}", parameters).fetchall()
            (tree,) = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters).fetchone()
    root = tree[0]["Plan"]
    return Plan(
        root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        root["Actual Rows"],
        "\n".join(line for (line,) in lines),
    )


@dataclass(frozen=True)
class Cost:
    """What some statements touched (blocks of 8 kB) and how long their caller waited (milliseconds)."""

    buffers: int
    milliseconds: float


Statements = Sequence[tuple[str, Any]]


def touched(connection: psycopg.Connection, audiences: tuple[int, ...], statements: Statements) -> int:
    """The blocks of statements replayed in one transaction. Without audiences, as whoever is connected."""
    blocks = 0
    with replaying(connection, audiences):
        for statement, parameters in statements:
            ((tree,),) = connection.execute(
                f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}", parameters
            ).fetchone()
            blocks += tree["Plan"]["Shared Hit Blocks"] + tree["Plan"]["Shared Read Blocks"]
    return blocks


def waited(connection: psycopg.Connection, audiences: tuple[int, ...], statements: Statements) -> float:
    """The milliseconds of a caller who sends them and fetches every row: planning, execution, transfer."""
    with replaying(connection, audiences):
        began = time.perf_counter()
        for statement, parameters in statements:
            connection.execute(statement, parameters).fetchall()
        return (time.perf_counter() - began) * 1000


@contextmanager
def replaying(connection: psycopg.Connection, audiences: tuple[int, ...]) -> Iterator[None]:
    """A transaction in that context. Without audiences, row by row: a bitmap over rows that happen to lie together
    would flatter nobody. Statements are planned each time, as the product's are."""
    connection.prepare_threshold = None
    with connection.transaction(force_rollback=True):
        if audiences:
            act(connection, audiences)
        else:
            connection.execute("SET LOCAL enable_bitmapscan = off")
        yield
