"""Settings from the environment."""

import json
import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("PALIER_STATE", BASE_DIR / ".palier"))

PRODUCTION = os.environ.get("PALIER_ENV") == "production"
DEMONSTRATION = os.environ.get("PALIER_DEMO") == "1"
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("PALIER_DEMO opens the product without passwords: refused with PALIER_ENV=production.")
SECOND_FACTOR_REQUIRED = (
    os.environ.get("PALIER_MFA_REQUIRED", "0" if DEMONSTRATION or os.environ.get("PALIER_ENV") == "test" else "1")
    != "0"
)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured(
        "Every professional has a second factor: PALIER_MFA_REQUIRED=0 is refused in production."
    )

_secrets_file = Path(os.environ.get("PALIER_SECRETS_FILE", STATE / "secrets.json"))
if not _secrets_file.is_file():
    raise ImproperlyConfigured(
        f"No secrets file at {_secrets_file}: start with `python3 run.py`, or set PALIER_SECRETS_FILE."
    )
SECRETS = json.loads(_secrets_file.read_text())

SECRET_KEY = SECRETS["django_secret_key"]
CONTEXT_KEYS = {kid: bytes.fromhex(key) for kid, key in SECRETS["context_keys"].items()}
CONTEXT_KEY_ID = SECRETS["context_key_id"]

DEBUG = False
PUBLIC_URL = os.environ.get("PALIER_URL", "http://localhost:8000")
ALLOWED_HOSTS = os.environ.get("PALIER_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
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
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.methods.ServedMethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
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
ROLE = os.environ.get("PALIER_ROLE", "app")
_LOGIN = {"app": "palier_app", "owner": "palier_owner"}[ROLE]


def _database(login: str) -> dict:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PALIER_DB_NAME", "palier"),
        "USER": login,
        "PASSWORD": SECRETS[login],
        "HOST": os.environ.get("PALIER_DB_HOST", ""),
        "PORT": os.environ.get("PALIER_DB_PORT", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Migrations run as owner and need client-side binding for their DDL.
        "OPTIONS": {"server_side_binding": login != "palier_owner"},
    }


DATABASES = {"default": _database(_LOGIN), "log": _database("palier_log")}
DATABASE_ROUTERS = ["common.routers.LogRouter"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ.get("PALIER_CACHE_URL", "redis://127.0.0.1:6379/1"),
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
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PALIER_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Palier"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
INVITATION_HOURS = 72

SESSION_COOKIE_NAME = "__Host-palier" if PRODUCTION else "palier"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "palier-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
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
    EMAIL_HOST = os.environ.get("PALIER_SMTP_HOST", "localhost")
    EMAIL_PORT = int(os.environ.get("PALIER_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("PALIER_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("PALIER_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = os.environ.get("PALIER_MAIL_FROM", "Palier <ne-pas-repondre@palier.example>")

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
CELERY_BROKER_URL = os.environ.get("PALIER_BROKER_URL", "redis://127.0.0.1:6379/0")
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
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "common.tasks.sweep_outbox", "schedule": 30.0},
    "open-due-access": {"task": "cases.tasks.open_due_access", "schedule": 60.0},
    "purge-unadhered": {"task": "cases.tasks.purge_unadhered", "schedule": 86400.0},
    "purge-import-batches": {"task": "cases.tasks.purge_import_batches", "schedule": 3600.0},
}

# --- rules that the law or an agreement may change ------------------------------------------------------
SHEET_DAYS = 60
FOLLOW_UP_DAYS = 180

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # A DEBUG line of the database backend would carry the parameters of every query.
    "loggers": {
        "django.db.backends": {"level": "INFO"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
