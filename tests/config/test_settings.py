"""Settings by environment: what is read is declared, and production refuses what is missing or unsafe."""

import json
import re
from pathlib import Path

import pytest
from django.db import connections

from common import environment
from common.management.commands.settings_reference import documents
from tests.config.production import HOST

ROOT = Path(__file__).resolve().parents[2]
SAFE = {variable.name: variable.example or "1" for variable in environment.VARIABLES if variable.required} | {
    "PALIER_ENV": "production"
}


def test_the_documents_are_those_of_the_declarations():
    for path, text in documents().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `manage settings_reference`"


def test_settings_read_every_declared_variable_and_no_other():
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(PALIER_[A-Z_]+)"', source)) == set(environment.BY_NAME)
    assert "os.environ.get" not in source


def test_the_example_is_a_whole_production_environment():
    lines = [line for line in environment.example().splitlines() if line and not line.startswith("#")]
    assert environment.faults(dict(line.split("=", 1) for line in lines)) == []


@pytest.mark.parametrize("name", [variable.name for variable in environment.VARIABLES if variable.required])
def test_production_asks_for_each_required_variable(name):
    (fault,) = environment.faults({key: value for key, value in SAFE.items() if key != name})
    assert fault.startswith(f"{name} is missing")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"PALIER_DEMO": "1"}, "PALIER_DEMO"),
        ({"PALIER_MFA_REQUIRED": "0"}, "PALIER_MFA_REQUIRED"),
        ({"PALIER_URL": "http://palier.example.org"}, "https://"),
        ({"PALIER_HOSTS": "palier.example.org *"}, "PALIER_HOSTS"),
        ({"PALIER_HOSTS": "palier.example.org .example.org"}, "PALIER_HOSTS"),
        ({"PALIER_HOSTS": "palier.example.org localhost"}, "PALIER_HOSTS"),
        ({"PALIER_HOSTS": "other.example.org"}, "PALIER_HOSTS"),
        ({"PALIER_PROXIES": "0"}, "PALIER_PROXIES"),
        ({"PALIER_PROXIES": "one"}, "PALIER_PROXIES"),
        ({"PALIER_PHONE_IDLE_HOURS": "13"}, "PALIER_PHONE_IDLE_HOURS"),
        ({"PALIER_PHONE_IDLE_HOURS": "0"}, "PALIER_PHONE_IDLE_HOURS"),
        ({"PALIER_PHONE_IDLE_HOURS": "a day"}, "PALIER_PHONE_IDLE_HOURS"),
        ({"PALIER_ANNEX_MONTHS": "5"}, "PALIER_ANNEX_MONTHS"),
        ({"PALIER_PAPER_FORM_MONTHS": "never"}, "PALIER_PAPER_FORM_MONTHS"),
        ({"PALIER_LOG_LEVEL": "DEBUG"}, "PALIER_LOG_LEVEL"),
        ({"PALIER_LOG_FORMAT": "xml"}, "PALIER_LOG_FORMAT"),
        ({"PALIER_HOST": "palier.example.org"}, "PALIER_HOST is not a setting"),
        ({"PALIER_DEBUG": "1"}, "PALIER_DEBUG is not a setting"),
    ],
)
def test_production_refuses_what_is_unsafe(change, said):
    assert environment.faults(SAFE) == []
    (fault,) = environment.faults(SAFE | change)
    assert said in fault


def test_production_settings_pass_django_s_own_checks(production):
    done = production.manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("change", [{"PALIER_DEMO": "1"}, {"PALIER_URL": None}, {"PALIER_SECRETS_FILE": "/none"}])
def test_production_does_not_start_on_a_fault(production, change):
    done = production.manage("check", **change)
    assert done.returncode != 0
    assert next(iter(change)) in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("secrets", "mode", "said"),
    [
        ({}, 0o404, "open to other users"),
        ({"django_secret_key": "short"}, 0o400, "django_secret_key"),
        ({"context_keys": {"k1": "00"}}, 0o400, "fewer than 32 bytes"),
        ({"context_key_id": "k9"}, 0o400, "names no key"),
        ({"account_keys": []}, 0o400, "account_keys is missing"),
    ],
)
def test_production_refuses_weak_secrets(production, secrets, mode, said):
    production.secrets |= secrets
    done = production.manage("check", mode=mode)
    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]


PAGE = """
import json, sys, django
django.setup()
from django.conf import settings
from django.test import Client
from partners.second_factor import SecondFactorMiddleware
seen = {"debug": settings.DEBUG, "admins": settings.ADMINS, "required": settings.SECOND_FACTOR_REQUIRED}
seen["middleware"] = "partners.second_factor.SecondFactorMiddleware" in settings.MIDDLEWARE
plain = Client(headers={"host": sys.argv[1]})
answer = plain.get("/compte/login/")
seen["plain"] = [answer.status_code, answer.headers.get("Location")]
seen["health"] = plain.get("/healthz").status_code
foreign = Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}).get("/compte/login/")
seen["foreign"] = foreign.status_code
answer = Client(headers={"host": sys.argv[1], "x-forwarded-proto": "https"}).get("/compte/login/")
seen["status"], seen["headers"] = answer.status_code, dict(answer.headers)
seen["cookies"] = {name: dict(morsel) for name, morsel in answer.cookies.items()}
seen["doors"] = "Entrer comme" in answer.content.decode()
print(json.dumps(seen, default=str))
"""


def test_a_page_served_with_production_settings(production):
    (production.folder / "state").mkdir()
    built = production.manage("build_static")
    assert built.returncode == 0, built.stderr
    done = production.run("-c", PAGE, HOST)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["debug"], seen["admins"], seen["required"], seen["middleware"]) == (False, [], True, True)
    assert seen["plain"] == [301, f"https://{HOST}/compte/login/"]
    assert (seen["health"], seen["foreign"], seen["status"], seen["doors"]) == (200, 400, 200, False)
    headers = seen["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert set(seen["cookies"]) == {"__Host-csrf"}
    for cookie in seen["cookies"].values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


PROBES = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(headers={"host": sys.argv[1], "x-forwarded-proto": "https"}, raise_request_exception=False)
def get(path):
    try:
        return client.get(path).status_code
    except Exception as error:
        return type(error).__name__
print(json.dumps([get("/healthz"), get("/readyz")]))
"""


@pytest.mark.parametrize(
    ("broken", "answers"),
    [(None, [200, 200]), ("database", [200, 500]), ("palier_app", [200, 500]), ("palier_log", [200, 500])],
)
def test_the_process_lives_without_the_database_and_is_ready_only_with_both_roles(production, broken, answers):
    changes = {"PALIER_DB_NAME": "no_such_database"} if broken == "database" else {}
    if broken in production.secrets:
        production.secrets[broken] = "wrong"
    (production.folder / "state" / "static").mkdir(parents=True)
    done = production.run("-c", PROBES, HOST, **changes)
    found = json.loads(done.stdout.splitlines()[-1])
    assert [found[0], found[1] if found[1] == 200 else 500] == answers, done.stderr


@pytest.mark.django_db
def test_the_sign_of_life_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0), django_assert_num_queries(0, connection=connections["log"]):
        assert client.get("/healthz").status_code == 200
