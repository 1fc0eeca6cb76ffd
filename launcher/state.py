"""The state folder: where everything a start leaves behind lives, and what in it belongs to whom."""

import base64
import contextlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Failure

MARKER = "palier-state"
IDENTITY = "identity"
DATA_POINTER = "data-location"
LOG_LIMIT_BYTES = 5_000_000
SERVER_ROLES = ("postgres", "palier_owner", "palier_app", "palier_log", "palier_test", "valkey", "palier_statistics")
#: Those that came after the first installations: one that is older gets them when it starts.
LATER_ROLES = ("palier_statistics",)


@dataclass(frozen=True)
class State:
    """Paths of one installation: `folder` holds the state, `project` is the clone with manage.py."""

    folder: Path
    project: Path

    @property
    def identity(self) -> str:
        """Twelve characters that tell this state from any other, one made later in the same place included."""
        return (self.folder / IDENTITY).read_text().strip()

    @property
    def secrets_file(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """Locks and records of what is running."""
        return self.folder / "run"

    def log(self, name: str) -> Path:
        """The log file of a process; the previous one is set aside when it has grown too long."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path


def open_state(state: State) -> State:
    """Make the state folder (mode 0700) or take it up again.

    Refuses (Failure) a folder that holds something else, or that cannot be written.
    """
    marker = state.folder / MARKER
    if not marker.exists() and state.folder.exists() and any(state.folder.iterdir()):
        raise Failure(f"{state.folder} is neither empty nor a Palier state; choose another folder with --state.")
    state.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(state.folder, os.W_OK | os.X_OK):
        raise Failure(f"the state folder {state.folder} is not writable; choose another with --state.")
    if not marker.exists():
        marker.write_text("State of a Palier installation: databases, secrets, logs.\n")
    for part in (state.logs, state.run):
        part.mkdir(mode=0o700, exist_ok=True)
    if not (state.folder / IDENTITY).exists():
        _identify(state)
    return state


def _identify(state: State) -> None:
    """Give a state its identity: the name of its databases' folder where it has one already, else a new one."""
    pointer = state.folder / DATA_POINTER
    name = Path(pointer.read_text().strip()).name if pointer.exists() else secrets.token_hex(6)
    _place(state, IDENTITY, f"{name}\n")


def make_secrets() -> dict[str, object]:
    """New passwords and keys."""
    made: dict[str, object] = {name: secrets.token_urlsafe(32) for name in SERVER_ROLES}
    return made | {
        "django_secret_key": secrets.token_urlsafe(64),
        "context_keys": {"k1": secrets.token_hex(32)},
        "context_key_id": "k1",
        "account_keys": [base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()],
    }


def ensure_secrets(state: State) -> dict:
    """The passwords and keys of this state, made at the first call and kept in a file of mode 0600.

    A file of an older version is given the keys and the passwords of later roles it lacks.
    """
    if not state.secrets_file.exists():
        _place(state, state.secrets_file.name, json.dumps(make_secrets(), indent=1))
    content = read_secrets(state.secrets_file, without=LATER_ROLES)
    made = make_secrets()
    if made.keys() - content:
        content = made | content
        _draft(state, json.dumps(content, indent=1)).replace(state.secrets_file)
    return content


def _place(state: State, name: str, text: str) -> None:
    """Write a file of the state folder once: of two first starts at once, one makes it for both."""
    draft = _draft(state, text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, state.folder / name)
    draft.unlink()


def _draft(state: State, text: str) -> Path:
    draft = state.run / f"draft-{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    return draft


def read_secrets(path: Path, *, without: tuple[str, ...] = ()) -> dict:
    """The content of a secrets file; refuses (Failure) one that others can read or that is damaged. `without`: the roles
    whose password it may lack."""
    if path.stat().st_mode & 0o077:
        raise Failure(f"{path} can be read by others; give it back mode 0600.")
    try:
        content = json.loads(path.read_text())
    except ValueError as error:
        raise Failure(f"{path} is damaged; put it back from a copy, or start afresh with --reset.") from error
    if missing := [name for name in SERVER_ROLES if name not in content and name not in without]:
        if set(missing) <= set(LATER_ROLES):
            raise Failure(f"{path} is of an older version: `launcher.production secrets` adds {', '.join(missing)}.")
        raise Failure(f"{path} lacks {', '.join(missing)}; put it back from a copy, or start with --reset.")
    return content


def clear(state: State, kept: tuple[str, ...]) -> None:
    """Remove everything in the state folder but the entries named in `kept`, its marker and its identity."""
    for entry in state.folder.iterdir():
        if entry.name in (*kept, MARKER, IDENTITY):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
