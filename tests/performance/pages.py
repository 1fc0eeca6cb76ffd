"""Server time of the list page, against an empty page that fetches the same rows and joins them as text."""

import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from partners.acting import SESSION_KEY, Acting
from tests.performance.operations import OPERATIONS, statements

WARM, TIMES, ROUNDS = 10, 40, 5
TARGET = 2.0


@dataclass(frozen=True)
class Page:
    """Milliseconds of process time a page: mean of 40 after 10, the median of five rounds beside the floor."""

    milliseconds: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.floor

    @property
    def within(self) -> bool:
        return self.ratio <= TARGET


def list_page(by: Acting) -> Page:
    """The manager's list, whole, as the product serves it to that member."""
    sent = statements(by, OPERATIONS[0])

    def bare(request: HttpRequest) -> HttpResponse:
        rows: list[Any] = []
        with connection.cursor() as cursor:
            for statement, parameters in sent:
                cursor.execute(statement, parameters)
                rows += cursor.fetchall()
        lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
        return HttpResponse(f"<!doctype html><title>Ménages</title><table>{lines}</table>")

    urls = ModuleType("tests.performance.urls_of_the_floor")
    urls.__dict__["urlpatterns"] = [path("plancher/", bare), path("", include("config.urls"))]
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ROOT_URLCONF=urls, ALLOWED_HOSTS=["testserver"], STORAGES=plain), _quietly():
        client = _signed_in(by)
        rounds = [
            (_milliseconds(client, reverse("unit_cases")), _milliseconds(client, "/plancher/")) for _ in range(ROUNDS)
        ]
    return Page(*sorted(rounds, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2])


@contextmanager
def _quietly() -> Iterator[None]:
    """Requests are logged, which is part of their cost, but not on the terminal."""
    handlers = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    kept = [(handler, handler.setStream(io.StringIO())) for handler in handlers]
    try:
        yield
    finally:
        for handler, stream in kept:
            handler.setStream(stream)


def _signed_in(by: Acting) -> Client:
    client = Client()
    client.force_login(by.membership.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = [by.membership.id, by.capacity.value]
    session.save()
    return client


def _milliseconds(client: Client, address: str) -> float:
    for number in range(WARM + TIMES):
        if number == WARM:
            began = time.process_time()
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return (time.process_time() - began) / TIMES * 1000
