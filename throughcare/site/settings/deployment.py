"""A real installation: everything secret comes from the environment, and what is unsafe refuses to start."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from throughcare.site.settings.base import *  # noqa: F403

if os.environ.get("THROUGHCARE_DEMO_SIGN_IN"):
    raise ImproperlyConfigured("THROUGHCARE_DEMO_SIGN_IN is set: a deployment never signs people in without a password")

SECRET_KEY = os.environ.get("THROUGHCARE_SECRET_KEY", "")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured("THROUGHCARE_SECRET_KEY must be set to at least 50 random characters")

ALLOWED_HOSTS = [host for host in os.environ.get("THROUGHCARE_HOSTS", "").split(",") if host]
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("THROUGHCARE_HOSTS must name the host names served, separated by commas")

if "DATABASE_URL" not in os.environ:
    raise ImproperlyConfigured("DATABASE_URL must be set: the embedded database is for demonstration and tests")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
