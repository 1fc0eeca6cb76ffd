"""Asking one cell, and writing down all that can be seen of the answer. Whatever it wrote is rolled back."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.gate.readings import Readings, readings
from tests.matrix.bodies import body_of
from tests.matrix.roles import REDIRECTS
from tests.matrix.stage import Stage
from tests.matrix.things import Thing

SHORT = {name: short for short, name in REDIRECTS.items()}
#: Rows this connection has written since it last reported, undone or not, but in the session's own table. It reports
#: at the end of the transaction, so that the next cell counts from nothing.
_WRITES = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int, pg_stat_force_next_flush()
FROM pg_stat_xact_user_tables WHERE schemaname = 'public' AND relname <> 'partners_session'"""


#: What every page asks: its transaction, its context, its session, who it is for.
_BESIDE = re.compile(
    r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET)|app\.ctx|pg_backend_pid|pg_stat_xact"
    r'|"partners_session"|FROM "partners_(user|membership|audience)'
)


@dataclass
class Answer:
    """What one cell answered. `word` as in the tables; `seen`: the rows of the reading log and the tables that name
    people, in order; `writes`: rows written anywhere, even if undone; `read_only`: it ran in a read-only transaction;
    `statements`: those of the page's own, without its transaction, session, user and membership.
    """

    word: str
    status: int
    text: str
    headers: dict[str, str]
    seen: Readings
    writes: int
    read_only: bool
    statements: int
    audience: int | None = None
    trouble: str = field(default="", repr=False)

    @property
    def log(self) -> list[dict[str, Any]]:
        return self.seen.rows


class Asker:
    """Asks cells of one stage, with one browser whose session changes."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.client = Client(raise_request_exception=False)
        self.asked = 0
        _writes()

    def ask(self, route: str, method: str, role: str, thing: Thing | None) -> Answer:
        """The answer to that role about that thing, by that method."""
        with _quiet(), readings() as seen, _watched() as (modes, own), transaction.atomic():
            response, audience = self._send(route, method, role, thing)
            writes = _writes()
            transaction.set_rollback(True)
        return Answer(
            word=_word(response, method),
            status=response.status_code,
            text="" if response.streaming else response.content.decode(errors="replace"),
            headers=dict(response.items()),
            seen=seen,
            writes=writes,
            read_only="on" in modes,
            statements=len(own),
            audience=audience,
            trouble=_trouble(response),
        )

    def changed(self, route: str, method: str, role: str, thing: Thing | None) -> list[str]:
        """Asks again and keeps what was written: the tables whose rows are not what they were, but the session's and
        the reading log."""
        before = self._contents()
        with _quiet():
            self._send(route, method, role, thing)
        _writes()
        after = self._contents()
        return [table for table, content in after.items() if content != before[table]]

    def _send(self, route: str, method: str, role: str, thing: Thing | None) -> tuple[HttpResponse, int | None]:
        session, audience = self.stage.session(role, thing)
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
        address = reverse(route, args=thing.address if thing else ())
        data = body_of(self.stage, route, thing) if method == "POST" else {}
        if method in {"GET", "HEAD"} and thing:
            data = thing.query
        self.asked += 1
        # Each asks from her own address: what is counted by address is another test's.
        place = f"10.0.{self.asked // 250}.{self.asked % 250 + 1}"
        return getattr(self.client, method.lower())(address, data, REMOTE_ADDR=place), audience

    def _contents(self) -> dict[str, str]:
        superuser = self.stage.superuser
        tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            table: superuser.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t"
            ).fetchone()[0]
            for (table,) in tables
            if table not in {"partners_session", "cases_readinglog"}
        }


@contextmanager
def _quiet() -> Iterator[None]:
    """Refusals are what is asked for: not worth a warning each."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _watched() -> Iterator[tuple[set[str], list[str]]]:
    """What the transactions meanwhile answer when they are asked whether they are read-only, once they are opened; and the
    statements that are the page's own."""
    modes: set[str] = set()
    own: list[str] = []

    def note(execute, sql, parameters, many, context):
        answer = execute(sql, parameters, many, context)
        if not _BESIDE.search(sql):
            own.append(sql)
        if sql.startswith("SELECT pg_backend_pid()"):
            modes.add(connection.connection.execute("SHOW transaction_read_only").fetchone()[0])
        return answer

    with connection.execute_wrapper(note):
        yield modes, own


def _writes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        return cursor.fetchone()[0]


def _word(response: HttpResponse, method: str) -> str:
    if response.status_code in {301, 302}:
        try:
            name = resolve(urlsplit(response["Location"]).path).view_name
        except Resolver404:
            name = response["Location"]
        return SHORT.get(name, f"→{name}")
    if method == "POST" and response.status_code == 200 and _has_errors(response):
        return "err"
    return str(response.status_code)


def _has_errors(response: HttpResponse) -> bool:
    return any(form.is_bound and form.errors for form in _forms(response.context))


def _forms(context) -> Iterator[forms.BaseForm]:
    for layer in context or ():
        for values in layer if hasattr(layer, "dicts") else ():
            for value in values.values() if isinstance(values, dict) else ():
                for each in value if isinstance(value, list | tuple) else (value,):
                    if isinstance(each, forms.BaseForm):
                        yield each


def _trouble(response: HttpResponse) -> str:
    found = getattr(response, "exc_info", None)
    return f"{found[0].__name__}: {found[1]}" if found and response.status_code >= 500 else ""
