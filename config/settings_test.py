"""Settings of the test suite: the same product, with a login that starts as the runtime role.

`palier_test` runs as `palier_app` (row security and privileges are the application's) and may become owner or
keeper inside a test's own transaction. PALIER_TEST_LOGIN gives the real runtime login instead.
"""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, SECRETS

_login = os.environ.get("PALIER_TEST_LOGIN", "palier_test")
for _alias in DATABASES:
    DATABASES[_alias]["CONN_MAX_AGE"] = None
    DATABASES[_alias]["CONN_HEALTH_CHECKS"] = False
DATABASES["default"].update(USER=_login, PASSWORD=SECRETS[_login])
DATABASES["default"]["OPTIONS"]["server_side_binding"] = True
if _login == "palier_test":
    DATABASES["default"]["OPTIONS"]["options"] = "-c role=palier_app"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
