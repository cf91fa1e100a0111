"""A real installation: everything secret comes from the environment, and what is unsafe refuses to start."""

from __future__ import annotations

import os

from throughcare.site.operation.logs import logging_settings
from throughcare.site.settings.refusals import hosts_of, refuse_unsafe

refuse_unsafe(os.environ)

from throughcare.site.settings import sending  # noqa: E402
from throughcare.site.settings.base import *  # noqa: E402, F403
from throughcare.site.settings.base import AUTHENTICATION_BACKENDS  # noqa: E402

SECRET_KEY = os.environ["THROUGHCARE_SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in [os.environ.get("THROUGHCARE_SECRET_KEY_BEFORE", "")] if key]
ALLOWED_HOSTS = hosts_of(os.environ)
REFUSE_UNSAFE_DATABASE = True
TRUSTED_PROXIES = int(os.environ.get("THROUGHCARE_TRUSTED_PROXIES", "1"))
OUTBOX = sending.adapters(os.environ)
NOTIFY = sending.notify(os.environ)
WEBHOOK_NETWORKS = sending.webhook_networks(os.environ)
LOGGING_CONFIG = "throughcare.site.operation.logs.configure"
LOGGING = logging_settings(os.environ.get("THROUGHCARE_LOG_LEVEL", "INFO"))

SECURE_SSL_REDIRECT = True
# Probes and measures are asked for from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

if os.environ.get("OIDC_ISSUER"):
    OIDC = {
        "issuer": os.environ["OIDC_ISSUER"],
        "client_id": os.environ["OIDC_CLIENT_ID"],
        "client_secret": os.environ["OIDC_CLIENT_SECRET"],
        "scopes": os.environ.get("OIDC_SCOPES", "openid profile"),
        "username_claim": os.environ.get("OIDC_USERNAME_CLAIM", "preferred_username"),
    }
    AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "throughcare.accounts.web.oidc.ProviderBackend"]
