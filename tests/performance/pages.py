"""Server time of the list page, against an empty page that fetches the same rows and joins them as text."""

import time
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from partners.acting import SESSION_KEY, Acting
from tests.performance.operations import OPERATIONS, statements

WARM, TIMES = 50, 200
TARGET = 2.0


@dataclass(frozen=True)
class Page:
    """Milliseconds of process time a page, mean of 200 after 50."""

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
        lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        return HttpResponse(f"<!doctype html><title>Ménages</title><table>{lines}</table>")

    urls = ModuleType("tests.performance.urls_of_the_floor")
    urls.__dict__["urlpatterns"] = [path("plancher/", bare), path("", include("config.urls"))]
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ROOT_URLCONF=urls, ALLOWED_HOSTS=["testserver"], STORAGES=plain):
        client = _signed_in(by)
        return Page(_milliseconds(client, reverse("unit_cases")), _milliseconds(client, "/plancher/"))


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
