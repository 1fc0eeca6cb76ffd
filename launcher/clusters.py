"""A cluster: one PostgreSQL and one Valkey on private sockets. A state has two, demonstration and test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher import wheels
from launcher.console import Failure
from launcher.processes import Account
from launcher.state import DATA_POINTER, State

DEMONSTRATION, TEST = "demonstration", "test"
FOLDERS = {DEMONSTRATION: "pg", TEST: "test-pg"}
POSTGRES_PORT = 5432
LONGEST_SOCKET_PATH = 107
SYSTEM_USER = "palier-db"
SYSTEM_DATA = Path("/var/lib/palier")
SYSTEM_RUN = Path("/run/palier")


@dataclass(frozen=True)
class Cluster:
    """Where the two servers of one kind keep their files, and under whom they run (None: this user)."""

    kind: str
    folder: Path
    sockets: Path
    programs: wheels.Programs
    account: Account | None
    state: State

    @property
    def throw_away(self) -> bool:
        """Test data may be lost at any time: written without fsync, made anew when damaged."""
        return self.kind == TEST

    @property
    def postgres_data(self) -> Path:
        return self.folder / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.folder / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def describe(state: State, kind: str, packages: Path) -> Cluster:
    """Find, and make where missing, the places of a cluster.

    As root, in order: the system user, its data folder, a copy of the server programs. Fails (Failure) with
    a sentence when one cannot be made.
    """
    account = system_account() if os.geteuid() == 0 else None
    programs = wheels.installed(packages) if account is None else wheels.reachable_copy(packages, _software())
    folder = data_folder(state) / FOLDERS[kind]
    _passable(folder)
    cluster = Cluster(kind, folder, socket_folder(state, kind, account), programs, account, state)
    for part in (cluster.postgres_data, cluster.valkey_data):
        own(part, account)
    return cluster


def own(folder: Path, account: Account | None) -> None:
    """Make a folder of mode 0700 that belongs to the servers' user."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def system_account() -> Account:
    """The system user of the servers, made if missing (root only): PostgreSQL refuses to run as root."""
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_DATA)]
        command += ["--shell", shutil.which("nologin") or "/usr/sbin/nologin", SYSTEM_USER]
        try:
            made = subprocess.run(command, check=False, capture_output=True, text=True)
            # Another start may have made it in the meantime: only its absence counts.
            found = pwd.getpwnam(SYSTEM_USER)
        except FileNotFoundError as error:
            raise Failure(f"the system user {SYSTEM_USER} is missing, and so is useradd to make it.") from error
        except KeyError as error:
            reason = made.stderr.strip()
            raise Failure(f"the system user {SYSTEM_USER} could not be made: {reason}") from error
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def data_folder(state: State) -> Path:
    """Where databases are kept: in the state folder, or as root under /var/lib, with a pointer in it."""
    if os.geteuid() != 0:
        folder = state.folder / "data"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
    folder = SYSTEM_DATA / state.identity
    _passable(SYSTEM_DATA)
    _passable(folder)
    (state.folder / DATA_POINTER).write_text(f"{folder}\n")
    return folder


def _software() -> Path:
    folder = SYSTEM_DATA / "software"
    _passable(SYSTEM_DATA)
    _passable(folder)
    return folder


def _passable(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def socket_folder(state: State, kind: str, account: Account | None) -> Path:
    """A private folder with a short path for the sockets, the same at every start while it exists.

    Refuses (Failure) when no folder gives a socket path of at most 107 bytes, the system's limit.
    """
    pointer = state.run / f"sockets-{kind}"
    owner = os.geteuid() if account is None else account.uid
    if pointer.exists() and _is_private(known := Path(pointer.read_text().strip()), owner):
        return known
    for parent in _short_parents(account):
        folder = parent / f"palier-{state.identity}-{kind[0]}"
        if fits(folder) and _make(folder, account) and _is_private(folder, owner):
            break
    else:
        folder = _temporary_folder(account)
    pointer.write_text(f"{folder}\n")
    return folder


def fits(folder: Path) -> bool:
    """Whether a socket in this folder has a path the system accepts."""
    return len(os.fsencode(folder / f".s.PGSQL.{POSTGRES_PORT}")) <= LONGEST_SOCKET_PATH


def _short_parents(account: Account | None) -> list[Path]:
    if account is not None:
        return [SYSTEM_RUN]
    named = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(named)] if named else []), Path(f"/run/user/{os.geteuid()}")]


def _make(folder: Path, account: Account | None) -> bool:
    try:
        if account is not None:
            _passable(folder.parent)
        own(folder, account)
    except OSError:
        return False
    return True


def _is_private(folder: Path, owner: int) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == owner and status.st_mode & 0o077 == 0


def _temporary_folder(account: Account | None) -> Path:
    for parent in (None, "/var/tmp"):  # noqa: S108 - mkdtemp makes a private folder of its own
        try:
            folder = Path(tempfile.mkdtemp(prefix="palier-", dir=parent))
        except OSError:
            continue
        if fits(folder):
            own(folder, account)
            return folder
        folder.rmdir()
    raise Failure(f"no folder gives a socket path of at most {LONGEST_SOCKET_PATH} bytes; set TMPDIR to a short one.")


def existing_folders(state: State) -> list[Path]:
    """The folders outside the state folder that belong to it: data (as root) and sockets."""
    pointers = [state.run / f"sockets-{kind}" for kind in FOLDERS]
    found = [Path(pointer.read_text().strip()) for pointer in pointers if pointer.exists()]
    if os.geteuid() == 0:
        found.append(SYSTEM_DATA / state.identity)
    return [folder for folder in found if folder.is_dir() and not folder.is_symlink()]
