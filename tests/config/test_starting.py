"""A start that fails, with production settings: one line of JSON, which says why and quotes nothing."""

import json
import logging.config

import pytest
from django.conf import settings

from cases.gate import install
from config.celery import refuse_another_gate

WEB = ("-c", "import config.wsgi")
WORKER = ("-m", "celery", "-A", "config", "worker", "--pool", "solo")
METRICS = ("manage.py", "serve_metrics", "--port", "0")
UNKNOWN = "canari_jaune"


def the_line(done) -> dict:
    """The one line of JSON; what the library says of running as root, in a test, is not ours."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [json.loads(each) for each in done.stderr.splitlines() if each.startswith("{")]
    assert (line["level"], line["logger"]) == ("critical", "palier.start")
    assert {"time", "message", "exception"} <= set(line)
    return line


@pytest.mark.parametrize(("program", "part"), [(WEB, "web"), (WORKER, "celery"), (METRICS, "metrics")])
def test_a_fault_of_the_settings_is_said(production, program, part):
    line = the_line(production.run(*program, PALIER_PROXIES="0"))
    assert line["message"].startswith(f"{part} does not start: PALIER_PROXIES must be 1 or more")
    assert line["exception"]["class"] == "common.starting.CannotStart"


@pytest.mark.parametrize(("program", "part"), [(WEB, "web"), (WORKER, "celery")])
def test_a_database_that_is_not_there_is_not_quoted(production, program, part):
    done = production.run(*program, PALIER_DB_NAME=UNKNOWN)
    line = the_line(done)
    assert line["message"] == f"{part} does not start: OperationalError"
    assert UNKNOWN not in done.stderr + done.stdout


def test_figures_without_their_folder_or_with_an_address_taken(production, tmp_path):
    assert "PALIER_METRICS_FOLDER is not set" in the_line(production.run(*METRICS))["message"]
    line = the_line(production.run(*METRICS, "--address", f"{UNKNOWN}.invalid", PALIER_METRICS_FOLDER=str(tmp_path)))
    assert line["message"] == "metrics does not start: gaierror"


def test_a_command_for_a_person_says_it_as_before(production):
    done = production.manage("check", PALIER_PROXIES="0")
    assert done.stderr.splitlines()[-1].startswith("common.starting.CannotStart: PALIER_PROXIES")


def test_who_reads_at_a_terminal_gets_words(production):
    done = production.run(*WEB, PALIER_PROXIES="0", PALIER_LOG_FORMAT="text")
    assert "critical palier.start web does not start: PALIER_PROXIES" in done.stderr


def test_a_format_that_does_not_exist_is_said_in_json(production):
    assert "PALIER_LOG_FORMAT is one of" in the_line(production.run(*WEB, PALIER_LOG_FORMAT="xml"))["message"]


def test_a_worker_ends_on_another_gate(monkeypatch, capsys):
    """By ending the process: what else a receiver of the library raises, it writes down and goes on."""

    def differs() -> None:
        raise install.GateError("The gate is not the declared one: a policy")

    monkeypatch.setattr(install, "verify", differs)
    try:
        with pytest.raises(SystemExit) as end:
            refuse_another_gate()
        assert end.value.code == 1
        assert "celery does not start: The gate is not the declared one" in capsys.readouterr().err
    finally:
        logging.config.dictConfig(settings.LOGGING)
