"""For the suite: the embedded server with fsync off, connected as a role that cannot bypass row security."""

from __future__ import annotations

import os

from throughcare.site import postgres
from throughcare.site.settings import database
from throughcare.site.settings.base import *  # noqa: F403
from throughcare.site.settings.base import DATABASES, PACKAGE

DEMO_SIGN_IN = True
WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
SECRET_KEY = "for tests alone; a deployment refuses any secret that is not its own"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
BID_SCRYPT_COST = 2**4
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files are served from where they are, so nothing is collected; Django's check of that would stop `makemigrations`.
WHITENOISE_USE_FINDERS = True
# Each test client makes its own middleware: one that looks a file up when it is asked for, not all of them beforehand.
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = PACKAGE / "site" / "static"
SILENCED_SYSTEM_CHECKS = ["staticfiles.E002"]

_url = os.environ.get("TEST_DATABASE_URL") or postgres.embedded("testing", durable=False).url(postgres.TESTER)
DATABASES["default"] |= database.settings_of(_url) | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | {"options": "-c role=throughcare_web"}
