"""Nothing of a person in any log: invented names are seeded, everything is driven and broken, and the logs are read."""

import io
import json
import logging
import logging.config
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from celery import shared_task
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.queries import tenants as queries
from common import logs, outbox
from common.tasks import run_outbox
from launcher import postgres, testing
from tests.cases.landlord import account, signed_in
from tests.factories.world import accept, refer, visit
from tests.harness import sql

pytestmark = pytest.mark.django_db
NAME, STREET, PHONE = "Canarivasseur", "rue des Canaris-Jaunes", "+33600094127"
MAIL, NOTE = "canari.jaune@example.test", "le canari chante la nuit"
CANARIES = ("canari", "600094127", "00094127", "94 12 7")
SERVER_LOG = Path(os.environ["PALIER_STATE"]).parent / "logs" / "postgres-test.log"


@pytest.fixture
def written():
    """What production would write, as it is written."""
    stream = io.StringIO()
    logging.config.dictConfig(logs.configuration("json", "INFO"))
    root = logging.getLogger()
    handler = next(one for one in root.handlers if isinstance(one.formatter, logs.JsonFormatter))
    handler.setStream(stream)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def server_log():
    """What PostgreSQL has written since the test began."""
    start = SERVER_LOG.stat().st_size

    def read() -> str:
        with SERVER_LOG.open(errors="replace") as log:
            log.seek(start)
            return log.read()

    return read


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def assert_silent(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text.lower()] == []


def fails(*arguments, **named):
    raise ValueError(f"{NAME}, {STREET}, {PHONE}")


@pytest.fixture
def clerk(world) -> Client:
    account(world.nadia, "CANARI-1", last_name=NAME, address=f"3, {STREET}", phone=PHONE, email=MAIL)
    return signed_in(world.nadia)


def test_a_line_for_each_request_and_nobody_in_it(world, clerk, written):
    tenants = reverse("tenants")
    assert NAME in clerk.get(tenants, {"q": NAME}).content.decode()
    clerk.get(f"/bailleur/{NAME}/{STREET}/")
    clerk.post(reverse("import_new"), {"file": NOTE, "note": NOTE})
    clerk.get(tenants, headers={"host": f"{NAME}.example"})
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": MAIL, "password": NOTE})
    Client().post(reverse("account_login"), {"login": MAIL, "password": NOTE})
    requests = [line for line in lines(written) if line["logger"] == "palier.request"]
    seen = [(line["route"], line["method"], line["status"]) for line in requests]
    assert seen == [
        ("tenants", "GET", 200),
        ("none", "GET", 404),
        ("import_new", "POST", requests[2]["status"]),
        ("none", "GET", 400),
        ("account_login", "POST", 403),
        ("account_login", "POST", 200),
    ]
    assert [line.get("unit") for line in requests[:2]] == [world.nadia.membership.unit_id] * 2
    assert len({line["request_id"] for line in requests}) == 6
    assert all(line["ms"] >= 0 for line in requests)
    wanted = {"time", "level", "logger", "message", "request_id", "route", "method", "status", "ms", "unit"}
    assert {name for line in requests for name in line} <= wanted
    assert_silent(written.getvalue())


def test_the_request_s_number_is_ours_and_goes_back(clerk, written):
    answer = clerk.get("/", headers={"x-request-id": NAME})
    assert [answer["X-Request-ID"]] == [line["request_id"] for line in lines(written)]


def test_a_failing_page_tells_its_place_and_no_value(clerk, written, monkeypatch):
    """A fault of ours, a fault of the database with the row in its message, and the page of the fault."""

    def refused_by_the_database(*arguments, **named):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text::uuid", [f"{NAME} {STREET}"])

    for fault in (fails, refused_by_the_database):
        monkeypatch.setattr(queries, "page", fault)
        clerk.raise_request_exception = False
        with transaction.atomic():
            answer = clerk.get(reverse("tenants"), {"q": NAME})
        assert answer.status_code == 500
        assert_silent(answer.content.decode())
    errors = [line for line in lines(written) if line["level"] == "error"]
    assert [line["exception"]["class"] for line in errors] == ["builtins.ValueError", "django.db.utils.DataError"]
    assert errors[1]["exception"]["cause"]["sqlstate"] == "22P02"
    assert "test_logs.py" in errors[0]["exception"]["places"][-1]
    assert errors[0]["message"] == "%s: %s"
    assert mail.outbox == []
    assert_silent(written.getvalue())


@shared_task(name="tests.canary")
def canary(note: str) -> None:
    fails(note)


def test_a_failing_task_tells_its_name_and_no_value(world, written, monkeypatch):
    canary.apply(args=[NOTE], kwargs={})
    monkeypatch.setitem(outbox._handlers, "try", outbox.Handler(fails, fails))
    row = outbox.ask("try", by=world.ines, subject_id=7)
    run_outbox.apply(args=[str(row.pk)])
    run_outbox.apply(args=[NOTE])
    told = lines(written)
    assert {line["task"] for line in told if "task" in line} == {"tests.canary", "common.tasks.run_outbox"}
    assert any("attempt 1 failed, ValueError" in line["message"] for line in told)
    assert_silent(written.getvalue())


def test_the_social_worker_s_pages(world, written):
    referred = refer(world.nadia, world.agreement, last_name=NAME, first_name="Canarine")
    accept(referred, world.ines)
    visit(referred.case, world.ines, text=NOTE)
    ines = signed_in(world.ines)
    for route in ("day", "my_cases", "received"):
        assert ines.get(reverse(route), {"q": NAME}).status_code == 200
    ((public_id,),) = sql("SELECT public_id FROM cases_case WHERE id = %s", referred.case.pk)
    page = reverse("case", args=[public_id])
    assert NAME in ines.get(page).content.decode()
    assert ines.post(f"{page}note/", {"text": NOTE, "themes": NAME}).status_code < 500
    assert ines.get(reverse("case", args=[uuid4()])).status_code == 404
    assert_silent(written.getvalue())
    assert {"case", "day", "write_note"} <= {line["route"] for line in lines(written)}


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT '{NAME}'::uuid",
        f"SELECT no_such_column /* {NAME} */",
        f"INSERT INTO django_content_type (id, app_label, model) VALUES (1, '{NAME}', '{NOTE}')",
        "SELECT %s::int",
        "SELECT pg_sleep(0.01)",
    ],
)
def test_the_server_s_log_tells_nothing_of_a_statement(statement, django_db_setup, server_log):
    name = connection.settings_dict["NAME"]
    with testing.connect("postgres", name) as superuser:
        with suppress(psycopg.Error):
            superuser.execute(statement, [NAME] if "%s" in statement else None)
        known = dict(superuser.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert {name: known[name] for name in postgres.SILENT} == postgres.SILENT
    assert_silent(server_log())


def test_the_reader_of_logs_would_notice(written):
    """A library that puts a value into its words, an exception, an argument: each would be seen if it were written."""
    for message, arguments in ((f"lost {NAME}", ()), ("lost %s", (NAME,))):
        logging.getLogger("palier.request").warning(message, *arguments)
        with pytest.raises(AssertionError):
            assert_silent(written.getvalue())
        written.truncate(0)
        logging.getLogger("some.library").warning(message, *arguments)
        assert_silent(written.getvalue())


def test_a_person_at_a_terminal_reads_the_same(written):
    record = logging.LogRecord("some.library", logging.ERROR, __file__, 1, "lost %s", (NAME,), None)
    text = logs.TextFormatter().format(record)
    assert "error some.library lost %s" in text
    assert_silent(text)
