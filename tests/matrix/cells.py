"""Asking one cell, and writing down all that can be seen of the answer. Whatever it wrote is rolled back."""

from collections.abc import Iterator
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
from psycopg.rows import dict_row

from common.rls.declare import protected
from tests.matrix.bodies import body_of
from tests.matrix.roles import REDIRECTS
from tests.matrix.stage import Stage
from tests.matrix.things import Thing

SHORT = {name: short for short, name in REDIRECTS.items()}
_WRITES = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
WHERE schemaname = 'public' AND relname = ANY (%s)"""


@dataclass
class Answer:
    """What one cell answered. `word` as in the tables; `log`: rows of the reading log; `writes`: rows of protected
    tables a GET wrote, even if undone."""

    word: str
    status: int
    text: str
    headers: dict[str, str]
    log: list[dict[str, Any]]
    writes: int
    audience: int | None = None
    trouble: str = field(default="", repr=False)


class Asker:
    """Asks cells of one stage, with one browser whose session changes."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.client = Client(raise_request_exception=False)
        self.log = stage.superuser.cursor(row_factory=dict_row)
        self.protected = list(protected())
        self.asked = 0

    def ask(self, route: str, method: str, role: str, thing: Thing | None) -> Answer:
        """The answer to that role about that thing, by that method."""
        session, audience = self.stage.session(role, thing)
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
        address = reverse(route, args=thing.address if thing else ())
        data = {} if method != "POST" else body_of(self.stage, route, thing)
        self.asked += 1
        self.log.execute("DELETE FROM cases_readinglog")
        with transaction.atomic():
            before = self._writes() if method == "GET" else 0
            response = getattr(self.client, method.lower())(address, data)
            writes = self._writes() - before if method == "GET" else 0
            transaction.set_rollback(True)
        rows = self.log.execute("DELETE FROM cases_readinglog RETURNING *").fetchall()
        text = "" if response.streaming else response.content.decode(errors="replace")
        return Answer(
            word=_word(response, method),
            status=response.status_code,
            text=text,
            headers=dict(response.items()),
            log=rows,
            writes=writes,
            audience=audience,
            trouble=_trouble(response),
        )

    def _writes(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_WRITES, [self.protected])
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
