"""The image and the composition: no engine here, so what they must be is read from them."""

import json
import os
import re
import socket
import stat
import sysconfig
from pathlib import Path

import pytest
import yaml

from common import environment
from launcher import databases, postgres, state, system_packages
from launcher import production as installation
from launcher.console import Failure
from launcher.production import OPERATOR_ONLY

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("palier:")}
SERVING = {"web", "worker", "beat", "metrics"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
#: Variables of the images of others.
THEIRS = {"POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD", "POSTGRES_INITDB_ARGS"}


def example() -> dict[str, str]:
    text = (ROOT / "deploy" / "palier.env.example").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


@pytest.mark.parametrize("image", [service["image"] for service in SERVICES.values()])
def test_every_image_is_pinned_to_a_version(image):
    assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)?$", image), image


def test_our_image_is_built_from_a_pinned_one_and_from_hashes():
    first, *others = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", first)
    assert set(others) == {"base"}
    assert "--require-hashes" in DOCKERFILE
    assert all(package in DOCKERFILE for package in system_packages.PANGO.values())
    assert "manage.py build_static" in DOCKERFILE


def test_the_image_runs_as_nobody_s_account():
    last = DOCKERFILE.rpartition("FROM base")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert "PALIER_ENV=production" in last
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ignored[0] == "*"
    for folder in ("tests", ".git", "secrets", "palier.env", ".palier"):
        assert f"!{folder}" not in ignored


def test_every_folder_that_runs_is_in_the_image():
    kept = {line[1:].split("/")[0] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert kept == packages | {"static", "templates", "requirements", "manage.py"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_can_do_little(name):
    service = SERVICES[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert "network_mode" not in service
    if name != "db":  # its image starts as root to own its files, then steps down
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    if name in OURS | {"valkey"}:
        assert service["user"] == "10001:10001"
        assert "cap_add" not in service
    assert service["healthcheck"]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]
    assert SERVICES["proxy"]["networks"] == ["front"]
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["proxy", "web"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for name in ("db", "valkey", "prepare", "operator", "metrics", "beat"):
        assert SERVICES[name]["networks"] == ["back"]


def test_every_variable_is_a_setting():
    named = {name for service in SERVICES.values() for name in service.get("environment", {})}
    assert named - THEIRS - set(postgres.MEMORY) <= set(environment.BY_NAME)
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "deploy" / "Caddyfile").read_text() + DOCKERFILE
    assert set(re.findall(r"\bPALIER_[A-Z_]+", text)) <= set(environment.BY_NAME)
    assert environment.faults(example()) == []


def test_the_composition_is_what_the_example_names():
    given = example()
    assert given["PALIER_DB_HOST"] in SERVICES
    assert {re.search(r"@(\w+):", given[name])[1] for name in ("PALIER_BROKER_URL", "PALIER_CACHE_URL")} <= set(
        SERVICES
    )
    assert given["PALIER_SECRETS_FILE"] == "/run/secrets/palier"
    for name in ("web", "worker", "beat", "metrics"):
        assert f"metrics:{given['PALIER_METRICS_FOLDER']}" in SERVICES[name]["volumes"]


def test_what_serves_cannot_read_the_owner_s_password():
    assert {name for name, service in SERVICES.items() if "operator" in service.get("secrets", [])} == {
        "prepare",
        "operator",
    }
    for name in SERVING:
        assert SERVICES[name]["secrets"] == ["palier"]
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    assert "PASSWORD:" not in (ROOT / "docker-compose.yml").read_text().upper().replace("POSTGRES_PASSWORD:", "")


def test_postgres_trusts_nobody_and_logs_nothing_of_a_row():
    db = SERVICES["db"]
    assert db["environment"]["POSTGRES_HOST_AUTH_METHOD"] == "scram-sha-256"
    wanted = ("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--data-checksums", "--builtin-locale=C.UTF-8")
    assert set(wanted) <= set(db["environment"]["POSTGRES_INITDB_ARGS"].split())
    assert "trust" not in str(db).lower()
    given = dict(line.split("=", 1) for line in db["command"] if "=" in line)
    for settings in (postgres.SILENT, postgres.DURABLE):
        assert {name: given.get(name) for name in settings} == settings


def test_postgres_keeps_memory_at_hand_as_it_does_in_the_measures():
    environment = SERVICES["db"]["environment"]
    assert {name: environment[name] for name in postgres.MEMORY} == postgres.MEMORY


def test_the_proxy_replaces_what_a_browser_says_of_proxies():
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    for line in ("X-Forwarded-For {remote_host}", "X-Forwarded-Proto {scheme}", "-X-Forwarded-Host", "request delete"):
        assert line in caddy
    assert "tls internal" not in caddy


def test_only_one_beat():
    assert [name for name, service in SERVICES.items() if "beat" in service.get("command", [])] == ["beat"]
    assert "replicas" not in str(COMPOSE)


def test_secrets_are_made_once_and_shared_out(tmp_path):
    folder = tmp_path / "secrets"
    assert installation.main(["secrets", str(folder)], {}) == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert {f"./secrets/{path.name}" for path in folder.iterdir()} == {
        secret["file"] for secret in COMPOSE["secrets"].values()
    }
    serving, operator = (json.loads((folder / name).read_text()) for name in ("palier.json", "operator.json"))
    assert set(operator) - set(serving) == set(OPERATOR_ONLY)
    assert set(state.SERVER_ROLES) <= set(operator)
    assert environment.faults_of_secrets(folder / "palier.json", serving) == []
    assert f"requirepass {serving['valkey']}\n" == (folder / "valkey.conf").read_text()
    before = (folder / "palier.json").read_text()
    assert installation.main(["secrets", str(folder)], {}) == 1
    assert (folder / "palier.json").read_text() == before


def test_secrets_of_an_older_version_are_completed(tmp_path):
    """The same password for who serves and for who prepares, and every other one as it was."""
    folder = tmp_path / "secrets"
    installation.main(["secrets", str(folder)], {})
    before = {}
    for name in ("palier.json", "operator.json"):
        before[name] = json.loads((folder / name).read_text())
        for role in state.LATER_ROLES:
            del before[name][role]
        (folder / name).chmod(0o600)
        (folder / name).write_text(json.dumps(before[name]))
        (folder / name).chmod(0o400)
    assert any(
        "palier_statistics" in each
        for each in environment.faults_of_secrets(folder / "palier.json", before["palier.json"])
    )
    with pytest.raises(Failure, match="older version"):
        state.read_secrets(folder / "operator.json")
    assert installation.main(["secrets", str(folder)], {}) == 0
    after = {name: json.loads((folder / name).read_text()) for name in before}
    added = {name: {role: after[name].pop(role) for role in state.LATER_ROLES} for name in after}
    assert after == before
    assert added["palier.json"] == added["operator.json"]
    assert all(len(password) > 30 for password in added["operator.json"].values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}


def test_signs_of_life_are_looked_at(tmp_path):
    variables = {"PALIER_METRICS_FOLDER": str(tmp_path), "PALIER_URL": "https://palier.example.org"}
    with pytest.raises(Failure, match="gave no sign"):
        installation.healthy("beat", variables)
    (tmp_path / "beat.life").touch()
    installation.healthy("beat", variables)
    (tmp_path / "worker-celery@another.life").touch()
    assert installation.main(["healthy", "worker"], variables) == 1
    (tmp_path / f"worker-celery@{socket.gethostname()}.life").touch()
    installation.healthy("worker", variables)
    with pytest.raises(Failure, match="readyz"):
        installation.healthy("web", variables)


def test_prepare_makes_a_database_that_production_serves(production):
    """Roles that exist keep everything but their password; schema, gate and keys are made; twice changes nothing."""
    access, name = production_access(), f"prepared_{os.getpid()}_main"
    databases.drop_database(access, name)
    try:
        for _ in range(2):
            done = production.run("-m", "launcher.production", "prepare", PALIER_DB_NAME=name)
            assert done.returncode == 0, done.stderr
            assert f"the database {name} is ready" in done.stderr
        assert production.run("-c", "import config.wsgi", PALIER_DB_NAME=name).returncode == 0
        assert databases.execute(access, "SELECT count(*) > 30000 FROM partners_commune;", database=name) == ["t"]
    finally:
        databases.drop_database(access, name)


def test_what_serves_starts_without_the_owner_s_password(production):
    for secret in OPERATOR_ONLY:
        del production.secrets[secret]
    assert production.run("-c", "import config.wsgi").returncode == 0
    assert production.manage("migrate", "--check", PALIER_ROLE="owner").returncode != 0


def production_access() -> databases.Access:
    return databases.Access.from_contract(os.environ, Path(sysconfig.get_path("purelib")))
