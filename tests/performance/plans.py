"""Plans and buffer counts of a statement under the real runtime role and a signed context."""

import re
from collections.abc import Sequence
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
    """What some statements touched (blocks) and took in the database (planning and execution, milliseconds)."""

    buffers: int
    milliseconds: float


def cost(connection: psycopg.Connection, audiences: tuple[int, ...], statements: Sequence[tuple[str, Any]]) -> Cost:
    """Of statements replayed in one transaction. Without audiences, as whoever is connected, and row by row: a bitmap
    over rows that happen to lie together would flatter nobody."""
    buffers, milliseconds = 0, 0.0
    with connection.transaction(force_rollback=True):
        if audiences:
            act(connection, audiences)
        else:
            connection.execute("SET LOCAL enable_bitmapscan = off")
        for statement, parameters in statements:
            ((tree,),) = connection.execute(
                f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters
            ).fetchone()
            root = tree["Plan"]
            buffers += root["Shared Hit Blocks"] + root["Shared Read Blocks"]
            milliseconds += tree["Execution Time"]
    return Cost(buffers, milliseconds)
