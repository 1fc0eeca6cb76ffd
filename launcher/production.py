"""What a production installation asks of the launcher: secrets, roles, the web server, signs of life, copies.

`python -m launcher.production COMMAND`; the address of the servers is in the environment (docs/settings.md).
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from launcher import copies, databases, web
from launcher.console import Failure, say
from launcher.state import LATER_ROLES, make_secrets

#: What only the operator's commands need: with these, a process could change the gate or go round it.
OPERATOR_ONLY = ("postgres", "palier_owner", "palier_test")
SERVER_SECONDS = 60.0
LIFE_SECONDS = 180.0
WEB_PORT = 8000
PROJECT = Path(__file__).resolve().parent.parent
#: As the owner, each time the code or the keys change; each does nothing where nothing is to do.
STEPS = (["migrate", "--verbosity", "0"], ["install_keys"], ["load_communes"], ["publish_programmes"])


def make(folder: Path) -> None:
    """Write the three files of secrets, closed to everybody else. Refuses (Failure) a folder that has one already.

    `operator.json`: everything, for migrations and copies. `palier.json`: what serves. `valkey.conf`: its password. Files of
    an older version are given the passwords of the roles that came later, and keep every other.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = make_secrets()
    kept = {name: value for name, value in made.items() if name not in OPERATOR_ONLY} | {"smtp_password": ""}
    contents = {
        "operator.json": json.dumps(made | {"smtp_password": ""}, indent=1),
        "palier.json": json.dumps(kept, indent=1),
        "postgres_password": str(made["postgres"]),
        "valkey.conf": f"requirepass {made['valkey']}\n",
    }
    if _complete(folder, made):
        return
    if taken := [name for name in contents if (folder / name).exists()]:
        raise Failure(f"{folder} holds {', '.join(taken)} already: new passwords would lock the databases.")
    for name, text in contents.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
    say(f"{folder} holds {', '.join(contents)}; keep a copy where the databases are not.")


def _complete(folder: Path, made: Mapping[str, object]) -> bool:
    """Give the files of an older version the passwords they lack; False where there is nothing to give."""
    files = {name: folder / name for name in ("operator.json", "palier.json")}
    if not all(path.exists() for path in files.values()):
        return False
    held = {name: json.loads(path.read_text()) for name, path in files.items()}
    missing = [role for role in LATER_ROLES if any(role not in content for content in held.values())]
    for name, path in files.items() if missing else ():
        owner, draft = path.stat(), path.with_suffix(".draft")
        draft.touch(mode=0o600)
        passwords = {role: held["operator.json"].get(role, made[role]) for role in missing}
        draft.write_text(json.dumps(held[name] | passwords, indent=1))
        if os.geteuid() == 0:
            os.chown(draft, owner.st_uid, owner.st_gid)
        draft.chmod(0o400)
        draft.replace(path)
    if missing:
        say(f"{folder} now holds the password of {', '.join(missing)} too; keep a copy where the databases are not.")
    return bool(missing)


def prepare(access: databases.Access, name: str, environ: Mapping[str, str]) -> None:
    """Roles, their passwords, the database, its schema and its keys, in the state they must have.

    Waits up to a minute for the server. Fails (Failure) when it does not answer, or with the step that failed.
    Keys are good for 90 days from here: run it again before.
    """
    end = time.monotonic() + SERVER_SECONDS
    while not _answers(access):
        if time.monotonic() > end:
            raise Failure(f"PostgreSQL at {access.host}:{access.port} does not answer.")
        time.sleep(1)
    databases.make_roles(access, test_cluster=False)
    if name not in databases.database_names(access):
        databases.create_database(access, name)
    for step in STEPS:
        command = [sys.executable, str(PROJECT / "manage.py"), *step]
        if subprocess.run(command, env={**environ, "PALIER_ROLE": "owner"}, cwd=PROJECT, check=False).returncode:
            raise Failure(f"`manage {step[0]}` failed; the reason stands above.")
    say(f"the database {name} is ready.")


def _answers(access: databases.Access) -> bool:
    try:
        return databases.execute(access, "SELECT 1;") == ["1"]
    except Failure:
        return False


def serve(folder: str) -> None:
    """Become the web server (exec), after forgetting what an earlier one had counted in `folder`."""
    for left in Path(folder).glob("*.db") if folder else ():
        left.unlink()
    workers, threads = os.cpu_count() or 2, 4
    command = web.command(Path(sys.executable).parent, host="0.0.0.0", port=WEB_PORT, workers=workers, threads=threads)  # noqa: S104 - in a container, behind the proxy
    os.execv(command[0], command)  # noqa: S606 - replaces this process


def healthy(what: str, environ: dict[str, str]) -> None:
    """Fails (Failure) unless this part is alive: `web` answers /readyz; `beat` left a sign lately, and so did the `worker`
    of this machine or container, whatever others do."""
    if what == "web":
        host = urlsplit(environ["PALIER_URL"]).hostname or ""
        connection = http.client.HTTPConnection("127.0.0.1", WEB_PORT, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": host})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Failure(f"/readyz does not answer ({error}).") from error
        if status != http.client.OK:
            raise Failure(f"/readyz answers {status}.")
        return
    name = f"worker-celery@{socket.gethostname()}" if what == "worker" else what
    mark = Path(environ["PALIER_METRICS_FOLDER"]) / f"{name}.life"
    age = time.time() - mark.stat().st_mtime if mark.exists() else float("inf")
    if age > LIFE_SECONDS:
        raise Failure(f"{what} gave no sign for {age:.0f} seconds.")


def access_of(environ: dict[str, str]) -> databases.Access:
    """PostgreSQL as the environment names it, with the secrets of the operator and the programs at hand."""
    return databases.Access(
        Path(environ["PALIER_DB_HOST"]),
        int(environ.get("PALIER_DB_PORT") or "5432"),
        Path(environ["PALIER_SECRETS_FILE"]),
        databases.program("psql", environ),
    )


def main(arguments: Sequence[str], environ: dict[str, str]) -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(prog="launcher.production", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("secrets", help="write the files of secrets").add_argument("folder", type=Path)
    commands.add_parser("prepare", help="make the roles and the database")
    commands.add_parser("web", help="serve")
    commands.add_parser("healthy", help="is it alive?").add_argument("what", choices=("web", "worker", "beat"))
    _add_copies(commands)
    options = parser.parse_args(arguments)
    name = environ.get("PALIER_DB_NAME") or "palier"
    run: dict[str, Callable[[], int | Path | None]] = {
        "secrets": lambda: make(options.folder),
        "prepare": lambda: prepare(access_of(environ), name, environ),
        "web": lambda: serve(environ.get("PALIER_METRICS_FOLDER", "")),
        "healthy": lambda: healthy(options.what, environ),
        "backup": lambda: copies.back_up(access_of(environ), name, options.to),
        "restore": lambda: copies.restore(access_of(environ), options.copy, name, replace=options.replace),
        "drill": lambda: copies.drill(access_of(environ), name, options.copy),
    }
    try:
        done = run[options.command]()
    except Failure as failure:
        say(failure.sentence)
        return failure.code
    if isinstance(done, Path):
        print(done, flush=True)
    return done if isinstance(done, int) else 0


def _add_copies(commands: "argparse._SubParsersAction") -> None:
    backup = commands.add_parser("backup", help="copy the database into a new folder, whose name is printed")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR")
    restore = commands.add_parser("restore", help="restore a copy, compared row by row before it takes its place")
    restore.add_argument("--from", dest="copy", type=Path, required=True, metavar="DIR")
    restore.add_argument("--replace", action="store_true", help="keep the database that is there under another name")
    drill = commands.add_parser("drill", help="restore a copy beside, compare everything, remove it; 1 if it differs")
    drill.add_argument("--from", dest="copy", type=Path, metavar="DIR", help="a copy (default: one taken now)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], dict(os.environ)))
