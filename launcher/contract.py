"""What every child process finds in its environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from launcher import clusters
from launcher.clusters import POSTGRES_PORT, Cluster
from launcher.postgres import DATABASE
from launcher.state import State, read_secrets

OWNER, APP = "owner", "app"
# Commands that change the structure of the database or its directory, and so act as its owner.
OWNER_COMMANDS = (
    "migrate",
    "makemigrations",
    "install_keys",
    "publish_programmes",
    "publish_committees",
    "seed_demo",
    "load_communes",
    "add_unit",
    "add_agreement",
    "sqlmigrate",
    "showmigrations",
)


def role_of(name: str) -> str:
    """The role a management command acts as."""
    return OWNER if name in OWNER_COMMANDS else APP


def base(python: Path, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The caller's environment with the installed one in front, free of another Palier's settings."""
    dropped = ("PALIER_", "DJANGO_", "PYTHONHOME", "PYTHONPATH")
    kept = {name: value for name, value in inherited.items() if not name.startswith(dropped)}
    return kept | {
        "PATH": f"{python.parent}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(python.parent.parent),
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
    }


def environment(cluster: Cluster, python: Path, *, role: str, url: str, database: str = DATABASE) -> dict[str, str]:
    """The environment of a child of this cluster, acting as `role` (OWNER or APP) at `url`.

    A demonstration has PALIER_DEMO; a test has PALIER_ENV=test, a state folder and settings of its own.
    """
    state, secrets = cluster.state, read_secrets(cluster.state.secrets_file)
    password, socket = secrets["valkey"], cluster.valkey_socket
    contract = {
        "PALIER_STATE": str(files_folder(state, cluster.kind)),
        "PALIER_SECRETS_FILE": str(state.secrets_file),
        "PALIER_DB_HOST": str(cluster.sockets),
        "PALIER_DB_PORT": str(POSTGRES_PORT),
        "PALIER_DB_NAME": database,
        "PALIER_BROKER_URL": f"redis+socket://:{password}@{socket}?virtual_host=0",
        "PALIER_CACHE_URL": f"unix://:{password}@{socket}?db=1",
        "PALIER_URL": url,
        "PALIER_ROLE": role,
    }
    if cluster.kind == clusters.TEST:
        contract |= {"PALIER_ENV": "test", "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    else:
        contract |= {"PALIER_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return base(python) | contract


def files_folder(state: State, kind: str) -> Path:
    """The PALIER_STATE of children: tests write into a folder of their own."""
    if kind == clusters.DEMONSTRATION:
        return state.folder
    folder = state.folder / "test"
    for made in (folder, folder / "static"):
        made.mkdir(mode=0o700, exist_ok=True)
    return folder
