"""The product with production settings, on the servers of the tests: one process at a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
HOST = "palier.example.org"


class Production:
    """A folder of secrets and a set of variables that production accepts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = json.loads(Path(os.environ["PALIER_SECRETS_FILE"]).read_text())
        self.secrets_file = folder / "secrets.json"
        self.variables = {
            "PALIER_ENV": "production",
            "PALIER_URL": f"https://{HOST}",
            "PALIER_HOSTS": HOST,
            "PALIER_SECRETS_FILE": str(self.secrets_file),
            "PALIER_STATE": str(folder / "state"),
            "PALIER_DB_HOST": os.environ["PALIER_DB_HOST"],
            "PALIER_DB_PORT": os.environ["PALIER_DB_PORT"],
            "PALIER_DB_NAME": connections["default"].settings_dict["NAME"],
            "PALIER_BROKER_URL": os.environ["PALIER_BROKER_URL"].replace(self.secrets["valkey"], "{valkey}"),
            "PALIER_CACHE_URL": os.environ["PALIER_CACHE_URL"].replace(self.secrets["valkey"], "{valkey}"),
            "PALIER_PROXIES": "1",
            "PALIER_SMTP_HOST": "smtp.example.org",
            "PALIER_MAIL_FROM": "Palier <ne-pas-repondre@example.org>",
        }

    def run(self, *command: str, mode: int = 0o400, **changes: str | None) -> subprocess.CompletedProcess:
        """Run a program of this environment with these variables changed (None: without it)."""
        self.secrets_file.unlink(missing_ok=True)
        self.secrets_file.write_text(json.dumps(self.secrets))
        self.secrets_file.chmod(mode)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PALIER_", "DJANGO_", "PYTEST_"))
        }
        given = {name: value for name, value in (self.variables | changes).items() if value is not None}
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=kept | given | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def manage(self, *command: str, **changes) -> subprocess.CompletedProcess:
        return self.run("manage.py", *command, **changes)
