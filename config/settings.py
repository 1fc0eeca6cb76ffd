"""Settings from the environment."""

import json
import os
from pathlib import Path
from urllib.parse import quote

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from kombu import Queue
from kombu.common import Broadcast

from common import logs
from common.environment import faults, faults_of_secrets, read
from common.starting import CannotStart

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = Path(read("PALIER_STATE") or BASE_DIR / ".palier")

if refused := faults(os.environ):
    raise CannotStart(" ".join(refused))
PRODUCTION = read("PALIER_ENV") == "production"
DEMONSTRATION = read("PALIER_DEMO") == "1"
SECOND_FACTOR_REQUIRED = (
    read("PALIER_MFA_REQUIRED") or ("0" if DEMONSTRATION or read("PALIER_ENV") == "test" else "1")
) != "0"

_secrets_file = Path(read("PALIER_SECRETS_FILE") or STATE / "secrets.json")
if not _secrets_file.is_file():
    raise CannotStart(f"No secrets file at {_secrets_file}: start with `python3 run.py`, or set PALIER_SECRETS_FILE.")
SECRETS = json.loads(_secrets_file.read_text())
if PRODUCTION and (refused := faults_of_secrets(_secrets_file, SECRETS)):
    raise CannotStart(" ".join(refused))

SECRET_KEY = SECRETS["django_secret_key"]
CONTEXT_KEYS = {kid: bytes.fromhex(key) for kid, key in SECRETS["context_keys"].items()}
CONTEXT_KEY_ID = SECRETS["context_key_id"]
ACCOUNT_KEYS = SECRETS.get("account_keys", [])  # the newest first; older ones only read

DEBUG = False
PUBLIC_URL = read("PALIER_URL")
ALLOWED_HOSTS = read("PALIER_HOSTS").split()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "lucide",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "common",
    "partners",
    "cases",
    "committees",
    "funding",
    "reports",
]

MIDDLEWARE = [
    "common.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.methods.ServedMethodsMiddleware",
    "common.liveness.LivenessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "common.characters.NulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.second_factor.SecondFactorMiddleware",
    "cases.middleware.ActingMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "partners.User"

_loaders = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.views.layout.layout",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "common.templatetags.typography",
                "common.templatetags.ui",
            ],
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _loaders)])],
        },
    }
]

# --- database: the runtime role owns nothing and cannot bypass row security -------------------------
ROLE = read("PALIER_ROLE")
_LOGIN = {"app": "palier_app", "owner": "palier_owner"}[ROLE]


def _database(login: str) -> dict:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": read("PALIER_DB_NAME"),
        "USER": login,
        "PASSWORD": SECRETS[login],
        "HOST": read("PALIER_DB_HOST"),
        "PORT": read("PALIER_DB_PORT"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Migrations run as owner and need client-side binding for their DDL.
        "OPTIONS": {"server_side_binding": login != "palier_owner"},
    }


DATABASES = {
    "default": _database(_LOGIN),
    "log": _database("palier_log"),
    # What counts for reports reads and writes by this one alone (docs/adr/0031).
    "statistics": _database("palier_statistics"),
}
DATABASE_ROUTERS = ["common.routers.LogRouter"]


def _with_password(url: str) -> str:
    return url.replace("{valkey}", quote(SECRETS["valkey"], safe=""))


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _with_password(read("PALIER_CACHE_URL")),
        "KEY_PREFIX": "palier",
    }
}

# --- accounts (T17) -----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "partners.passwords.CnilPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is born from an invitation sent to its address
ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.split(":", 1)[0]
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Tokens that never were; what the library limits stays as it is.
ACCOUNT_RATE_LIMITS = {"invitation": "10/m/ip", "guest_link": "10/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(read("PALIER_PROXIES"))
MFA_ADAPTER = "partners.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Palier"
MFA_TOTP_TOLERANCE = 1  # typed as it expires, a code still opens: one step, RFC 6238 section 5.2
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
INVITATION_HOURS = 72

SESSION_ENGINE = "partners.session_store"
SESSION_COOKIE_NAME = "__Host-palier" if PRODUCTION else "palier"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "palier-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
# The proxy sets X-Forwarded-Proto itself; the container's own health check comes without it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
PHONE_IDLE_SECONDS = int(read("PALIER_PHONE_IDLE_HOURS")) * 3600  # of a session its owner keeps on her phone
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- mail: files in development and demonstration, listed on /demo/courriels ---------------------------
MAIL_FOLDER = STATE / "mail"
if PRODUCTION:
    EMAIL_HOST = read("PALIER_SMTP_HOST")
    EMAIL_PORT = int(read("PALIER_SMTP_PORT"))
    EMAIL_HOST_USER = read("PALIER_SMTP_USER")
    EMAIL_HOST_PASSWORD = SECRETS.get("smtp_password", "")
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = read("PALIER_MAIL_FROM")

# --- language, static files -----------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
PALIER_GENERATED_STATIC = STATE / "generated-static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *([PALIER_GENERATED_STATIC] if PALIER_GENERATED_STATIC.is_dir() else []),
]
_STATICFILES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATICFILES},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # an arrears file is parsed in memory and never kept
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- background work (measured: see docs/adr) -------------------------------------------------------------
CELERY_BROKER_URL = _with_password(read("PALIER_BROKER_URL"))
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "unacked_restore_limit": 1000,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 280
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Every worker gets a copy of what is sent to « signs »: which one takes a shared message is chance. Whoever sends declares
# the exchange, since Celery declares none for a broadcast, and Valkey would take it for another kind.
_signs = Broadcast("signs")
CELERY_TASK_QUEUES = (Queue("celery"), _signs)
CELERY_TASK_ROUTES = {"common.tasks.sign_of_life": {"queue": "signs", "declare": [_signs.exchange]}}
# Each but the sign takes its slot of time in the database (common.jobs), and so works once though two beats tick. What is daily is
# offered every hour: a beat that starts again forgets when it last ticked, and a day that failed is tried again.
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "common.tasks.sweep_outbox", "schedule": 30.0},
    "sign-of-life": {"task": "common.tasks.sign_of_life", "schedule": 60.0},
    "open-due-access": {"task": "cases.tasks.open_due_access", "schedule": 60.0},
    "purge-unadhered": {"task": "cases.tasks.purge_unadhered", "schedule": crontab(minute=7)},
    "end-follow-up": {"task": "cases.tasks.end_follow_up", "schedule": crontab(minute=3)},
    "remind-unanswered": {"task": "cases.tasks.remind_unanswered", "schedule": crontab(minute=17)},
    "ask-daily-digests": {"task": "cases.tasks.ask_daily_digests", "schedule": crontab(minute=21)},
    "prepare-bilans": {"task": "cases.tasks.prepare_bilans", "schedule": crontab(minute=23)},
    "prepare-reports": {"task": "reports.tasks.prepare_reports", "schedule": crontab(minute=31)},
    "keep-proceedings": {"task": "cases.tasks.keep_proceedings", "schedule": crontab(minute=27)},
    "purge-committees": {"task": "committees.tasks.purge_committees", "schedule": crontab(minute=37)},
    # Often, for a night counts one unit after the other, and each once (reports.tasks).
    "count-cells": {"task": "reports.tasks.count_cells", "schedule": crontab(minute="*/5")},
    "purge-sessions": {"task": "partners.tasks.purge_sessions", "schedule": crontab(minute=11)},
    "purge-import-batches": {"task": "cases.tasks.purge_import_batches", "schedule": crontab(minute=13)},
}

# --- the seal of what is kept (common.seal): in production, that of a certificate or none ------------------
_seal_file = read("PALIER_SEAL_FILE")
SEAL_FILE = Path(_seal_file) if _seal_file else None
SEAL_PASSWORD = SECRETS.get("seal_password", "")
SEAL_FOLDER = None if PRODUCTION else STATE / "seal"
TIMESTAMP_URL = read("PALIER_TIMESTAMP_URL")

# --- rules that the law or an agreement may change ------------------------------------------------------
SHEET_DAYS = 60
FOLLOW_UP_DAYS = 180
#: Recommended and not binding (two years after the last contact), and a proposal (six to twelve months): docs/adr/0035.
ANNEX_MONTHS = int(read("PALIER_ANNEX_MONTHS"))
PAPER_FORM_MONTHS = int(read("PALIER_PAPER_FORM_MONTHS"))

# The client of Prometheus finds the folder its processes share in the environment, before it is imported.
METRICS_FOLDER = read("PALIER_METRICS_FOLDER")
if METRICS_FOLDER:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_FOLDER
LOGGING = logs.configuration(read("PALIER_LOG_FORMAT"), read("PALIER_LOG_LEVEL"))
