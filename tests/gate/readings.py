"""The reading log as a page writes it: what was written, and that it came before any name was read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.http import HttpResponse
from django.test import Client

from partners.acting import SESSION_KEY, Acting

#: Tables that name people. PersonAccess gives the order of a list, and a search its cases.
NAMED = (
    *("cases_identitystatement", "cases_contactstatement", "cases_referralsheet", "cases_visitnote"),
    *("committees_sheetversion", "committees_householdanswer"),
)
_INTO = re.compile(r"INSERT INTO \"?cases_readinglog\"? \((?P<columns>.*?)\)")


@dataclass
class Readings:
    """`rows`: each row written, by column. `named`: the named tables read so far. `early`: those read before."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    @property
    def early(self) -> list[str]:
        return self.rows[0]["_named_before"] if self.rows else self.named


@contextmanager
def readings() -> Iterator[Readings]:
    """Watch both connections of this thread."""
    seen = Readings()

    def on_log(execute, sql, parameters, many, context):
        if written := _INTO.search(sql):
            columns = [name.strip(' "') for name in written["columns"].split(",")]
            row = dict(zip(columns, parameters, strict=True))
            seen.rows.append(row | {"_named_before": list(seen.named)})
        return execute(sql, parameters, many, context)

    def on_default(execute, sql, parameters, many, context):
        if sql.lstrip().startswith("SELECT"):
            seen.named.extend(table for table in NAMED if f'FROM "{table}"' in sql or f'JOIN "{table}"' in sql)
        return execute(sql, parameters, many, context)

    with connections["log"].execute_wrapper(on_log), connections["default"].execute_wrapper(on_default):
        yield seen


def signed_in(by: Acting) -> Client:
    """A browser signed in as that member, acting in that capacity."""
    client = Client()
    client.force_login(by.membership.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = [by.membership.id, by.capacity.value]
    session.save()
    return client


def assert_logs(client: Client, url: str, purpose: str, *, status: int = 200) -> tuple[HttpResponse, dict[str, Any]]:
    """GET that page: it writes exactly one row, with that purpose, before any name is read.

    Returns the response and the row by column (`case_ids`, `route`, `capacity`, `membership_id` …).
    """
    with readings() as seen:
        response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    assert [row["purpose"] for row in seen.rows] == [purpose], (url, seen.rows)
    assert seen.early == [], f"{url} read {seen.early} before it wrote the log"
    return response, seen.rows[0]
