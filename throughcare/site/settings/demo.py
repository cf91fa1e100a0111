"""One machine, fictional data: sign-in by picking a person, an address on loopback."""

from __future__ import annotations

import hashlib

from throughcare.site import postgres
from throughcare.site.settings.base import *  # noqa: F403
from throughcare.site.settings.base import PACKAGE

DEMO_SIGN_IN = True
WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = hashlib.sha256(f"demo:{postgres.home()}".encode()).hexdigest()
# Files are served from where they are, so nothing is collected; Django's check of that would stop `makemigrations`.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = PACKAGE / "site" / "static"
SILENCED_SYSTEM_CHECKS = ["staticfiles.E002"]
WHITENOISE_AUTOREFRESH = False
