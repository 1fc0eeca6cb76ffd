"""The variables Palier is set by: their names, what they mean, and what production requires of them.

The example file and docs/settings.md are made from here (`manage settings_reference`). Standard library only: the
settings read it before anything else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variable:
    """`default` is what an installation gets without it; `required` names production alone. `example`: for its file."""

    name: str
    meaning: str
    default: str = ""
    required: bool = False
    example: str = ""


VARIABLES = (
    Variable("PALIER_ENV", "`production` asks for everything below and refuses what is unsafe", example="production"),
    Variable("PALIER_DEMO", "`1` lets anyone in by one button per role; refused in production"),
    Variable("PALIER_MFA_REQUIRED", "`0` only outside production: professionals then sign in without a second factor"),
    Variable(
        "PALIER_PHONE_IDLE_HOURS",
        "for how many hours, 1 to 12, a session kept on a phone may stay unused; any other ends after 30 minutes, and all "
        "end 12 hours after signing in",
        "12",
    ),
    Variable(
        "PALIER_URL",
        "the address people type, in production `https://` and a name",
        "http://localhost:8000",
        required=True,
        example="https://palier.example.org",
    ),
    Variable(
        "PALIER_HOSTS",
        "the host names answered, separated by spaces; no `*` and no leading dot in production",
        "localhost 127.0.0.1 [::1]",
        required=True,
        example="palier.example.org",
    ),
    Variable(
        "PALIER_SECRETS_FILE",
        "the file of passwords and keys (JSON), closed to other users; by default `secrets.json` in the state folder",
        required=True,
        example="/run/secrets/palier",
    ),
    Variable(
        "PALIER_ANNEX_MONTHS",
        "how many months after the signature of a session's minutes the annex of each household is erased; at least 6",
        "24",
    ),
    Variable(
        "PALIER_PAPER_FORM_MONTHS",
        "how many months after its agreement ended, or it was withdrawn, a paper form typed for a committee is erased with its "
        "scan; at least 6",
        "6",
    ),
    Variable("PALIER_STATE", "the folder of static files (and, outside production, of mails); `.palier` in the clone"),
    Variable("PALIER_DB_HOST", "the host of PostgreSQL 18, or the folder of its socket", required=True, example="db"),
    Variable("PALIER_DB_PORT", "its port", "5432", example="5432"),
    Variable("PALIER_DB_NAME", "its database", "palier", example="palier"),
    Variable(
        "PALIER_ROLE",
        "`app` for everything that serves; `owner` only for `migrate`, `install_keys`, `load_communes` and `publish_programmes`",
        "app",
    ),
    Variable(
        "PALIER_BROKER_URL",
        "the broker; `{valkey}` stands for its password, from the secrets file",
        "redis://127.0.0.1:6379/0",
        required=True,
        example="redis://:{valkey}@valkey:6379/0",
    ),
    Variable(
        "PALIER_CACHE_URL",
        "the cache (limits on attempts), written in the same way",
        "redis://127.0.0.1:6379/1",
        required=True,
        example="redis://:{valkey}@valkey:6379/1",
    ),
    Variable(
        "PALIER_PROXIES",
        "how many reverse proxies stand in front, at least 1 in production: they carry TLS and set X-Forwarded-*",
        "0",
        required=True,
        example="1",
    ),
    Variable("PALIER_SMTP_HOST", "the mail server", "localhost", required=True, example="smtp.example.org"),
    Variable("PALIER_SMTP_PORT", "its port; the connection is STARTTLS", "587", example="587"),
    Variable("PALIER_SMTP_USER", "its account; the password is `smtp_password` in the secrets file", example="palier"),
    Variable(
        "PALIER_MAIL_FROM",
        "the sender of every mail",
        "Palier <ne-pas-repondre@palier.example>",
        required=True,
        example="Palier <ne-pas-repondre@palier.example.org>",
    ),
    Variable(
        "PALIER_SEAL_FILE",
        "the PKCS#12 file of the certificate that seals what is kept, closed to other users, its password being `seal_password` "
        "in the secrets file; without it production keeps reports and minutes unsealed",
    ),
    Variable(
        "PALIER_TIMESTAMP_URL", "the RFC 3161 authority asked when a seal was set; without it a seal has no sure date"
    ),
    Variable(
        "PALIER_LOG_FORMAT", "`json`, one object a line, or `text` for a person at a terminal", "json", example="json"
    ),
    Variable("PALIER_LOG_LEVEL", "`INFO`, `WARNING` or `ERROR`; `DEBUG` is refused", "INFO", example="INFO"),
    Variable(
        "PALIER_METRICS_FOLDER",
        "the folder the processes of one machine share their counters in; nothing is counted without it",
        example="/var/lib/palier/metrics",
    ),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
LOG_LEVELS, LOG_FORMATS = ("INFO", "WARNING", "ERROR"), ("json", "text")
PHONE_HOURS = tuple(str(hours) for hours in range(1, 13))
WEAK_HOSTS = ("localhost", "127.0.0.1", "[::1]", "")
SHORTEST_KEY = 50
#: As `sec.purge_committees` holds too.
SHORTEST_KEEPING = 6
MONTHS_KEPT = {str(months) for months in range(SHORTEST_KEEPING, 121)}


def read(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The value of a declared variable, or its default. An undeclared name raises KeyError."""
    return environ.get(name) or BY_NAME[name].default


def faults(environ: Mapping[str, str]) -> list[str]:
    """Why these variables are refused: one sentence each; none means they will do."""
    found = []
    if read("PALIER_LOG_LEVEL", environ) not in LOG_LEVELS:
        found.append(f"PALIER_LOG_LEVEL is one of {', '.join(LOG_LEVELS)}: a DEBUG line carries the values of queries.")
    if read("PALIER_LOG_FORMAT", environ) not in LOG_FORMATS:
        found.append(f"PALIER_LOG_FORMAT is one of {', '.join(LOG_FORMATS)}.")
    if read("PALIER_PHONE_IDLE_HOURS", environ) not in PHONE_HOURS:
        found.append("PALIER_PHONE_IDLE_HOURS is a whole number of hours from 1 to 12: every session ends after 12.")
    found += [
        f"{name} is a whole number of months from {SHORTEST_KEEPING} to 120: nothing of a committee is erased sooner."
        for name in ("PALIER_ANNEX_MONTHS", "PALIER_PAPER_FORM_MONTHS")
        if read(name, environ) not in MONTHS_KEPT
    ]
    if environ.get("PALIER_ENV") != "production":
        return found
    unknown = [f"{name} is not a setting of Palier." for name in sorted(environ) if _is_unknown(name)]
    missing = [f"{v.name} is missing: {v.meaning}." for v in VARIABLES if v.required and not environ.get(v.name)]
    return found + unknown + missing + _unsafe(environ)


def _is_unknown(name: str) -> bool:
    known = (*BY_NAME, "PALIER_ENVIRONMENT")  # the launcher's own
    return name.startswith("PALIER_") and name not in known


def _unsafe(environ: Mapping[str, str]) -> list[str]:
    found = []
    if environ.get("PALIER_DEMO"):
        found.append("PALIER_DEMO opens the product without passwords: refused with PALIER_ENV=production.")
    if environ.get("PALIER_MFA_REQUIRED") == "0":
        found.append("Every professional has a second factor: PALIER_MFA_REQUIRED=0 is refused in production.")
    url, hosts = environ.get("PALIER_URL", ""), environ.get("PALIER_HOSTS", "").split()
    if url and not url.startswith("https://"):
        found.append("PALIER_URL must begin with https:// in production.")
    if weak := [host for host in hosts if host in WEAK_HOSTS or "*" in host or host.startswith(".")]:
        found.append(f"PALIER_HOSTS names {', '.join(weak)}: in production, only the names people type.")
    if url and hosts and url.split("/")[2].split(":")[0] not in hosts:
        found.append("PALIER_HOSTS does not name the host of PALIER_URL.")
    if sealing := environ.get("PALIER_SEAL_FILE"):
        found += _faults_of_seal(Path(sealing))
    if (environ.get("PALIER_PROXIES") and not environ["PALIER_PROXIES"].isdigit()) or environ.get(
        "PALIER_PROXIES"
    ) == "0":
        found.append("PALIER_PROXIES must be 1 or more in production: a proxy carries TLS.")
    return found


def _faults_of_seal(path: Path) -> list[str]:
    if not path.is_file():
        return [f"PALIER_SEAL_FILE names no file: {path}."]
    return [f"{path} is open to other users: chmod 0400."] if path.stat().st_mode & 0o007 else []


def faults_of_secrets(path: Path, secrets: Mapping[str, object]) -> list[str]:
    """Why production refuses this file of secrets."""
    found = []
    if path.stat().st_mode & 0o007:
        found.append(f"{path} is open to other users: chmod 0400.")
    if len(str(secrets.get("django_secret_key", ""))) < SHORTEST_KEY:
        found.append(f"django_secret_key has fewer than {SHORTEST_KEY} characters.")
    keys = secrets.get("context_keys")
    if not isinstance(keys, Mapping) or secrets.get("context_key_id") not in keys:
        found.append("context_key_id names no key of context_keys.")
    elif short := [name for name, key in keys.items() if len(str(key)) < 64]:
        found.append(f"context_keys {', '.join(short)}: fewer than 32 bytes.")
    if not secrets.get("palier_statistics"):
        found.append("palier_statistics is missing: `python -m launcher.production secrets FOLDER` adds it.")
    if not secrets.get("account_keys"):
        found.append("account_keys is missing: second factors are never kept in the clear.")
    return found


def reference() -> str:
    """docs/settings.md."""
    rows = [
        f"| `{v.name}` | {v.meaning} | {f'`{v.default}`' if v.default else ''} | {'yes' if v.required else ''} |"
        for v in VARIABLES
    ]
    head = [
        "# Settings",
        "",
        "Made by `python3 run.py manage settings_reference` from `common/environment.py`; a test compares them.",
        "`python3 run.py` sets all of these itself. Elsewhere the environment does: see `deploy/palier.env.example`.",
        "Production refuses to start, with one sentence for each fault, when one it requires is missing or unsafe.",
        "",
        "| variable | meaning | default | required in production |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def example() -> str:
    """deploy/palier.env.example: every variable with its meaning; those an installation seldom sets, commented out."""
    lines = ["# Copy to palier.env and fill in. Made by `python3 run.py manage settings_reference`.", ""]
    for variable in VARIABLES:
        lines.append(f"# {variable.meaning}")
        lines.append(f"{'' if variable.example else '#'}{variable.name}={variable.example}")
    return "\n".join([*lines, ""])
