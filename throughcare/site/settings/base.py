"""What every way of running Throughcare shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughcare.site import postgres
from throughcare.site.operation.addresses import parse_address
from throughcare.site.settings import database, sending

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parent
CONTEXTS = (
    "audit",
    "accounts",
    "outbox",
    "organisations",
    "people",
    "workforce",
    "supervision",
    "commissioning",
    "own",
    "webhooks",
    "transition",
    "site",
)

DEBUG = False
DEMO_SIGN_IN = False
ALLOWED_HOSTS: list[str] = []
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Cymraeg"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "throughcare.site.urls"
WSGI_APPLICATION = "throughcare.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"throughcare.{context}" for context in CONTEXTS),
]

MIDDLEWARE = [
    "throughcare.site.web.requests.RequestMiddleware",
    "throughcare.site.web.head.HeadMiddleware",
    "throughcare.site.web.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "throughcare.site.web.doorstep.DoorstepMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "throughcare.site.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "throughcare.accounts.web.sessions.SessionLimitsMiddleware",
    "throughcare.accounts.web.rescue.RescueMiddleware",
    "throughcare.site.web.middleware.ActingMiddleware",
    "throughcare.people.web.records.RecordDoor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": [PACKAGE / context / "templates" for context in reversed(CONTEXTS)],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "throughcare.site.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "throughcare.site.web.context.page",
            ],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
CSRF_FAILURE_VIEW = "throughcare.site.web.errors.csrf_failure"
FORM_RENDERER = "throughcare.site.web.forms.DesignSystemRenderer"

DATABASES = {
    "default": {
        **database.settings_of(database.address(database.role())),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"MIGRATE": False},
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
MFA_ADAPTER = "throughcare.accounts.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Throughcare"
# Failed attempts before a wait, and how long the wait is (seconds): for one user name, and for one network address.
SIGN_IN_LIMITS = {"user": (5, 15 * 60), "address": (60, 15 * 60)}
TRUSTED_PROXIES = 0
# Host and port on which measures are told; nowhere where it is not given.
METRICS_ADDRESS = parse_address(os.environ["THROUGHCARE_METRICS"]) if os.environ.get("THROUGHCARE_METRICS") else None
OIDC: dict[str, str] = {}
REFUSE_UNSAFE_DATABASE = False
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_LONGEST = 12 * 60 * 60
SESSION_IDLE = 30 * 60
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "static"
STATICFILES_DIRS = [
    PACKAGE / "site" / "static",
    ("govuk-frontend", ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"),
]

PGHISTORY_APPEND_ONLY = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

UPLOADS = Path(os.environ.get("THROUGHCARE_UPLOADS", postgres.home() / "uploads"))
"""Where bundles that were sent to the site, and written by it, are kept: shared by web servers and workers."""

TRAVEL_FILE = os.environ.get("THROUGHCARE_TRAVEL", "")
"""How long it takes from one postcode sector to another: see ``supervision/planning/travel.py``."""

PUBLISHER_NAME = os.environ.get("THROUGHCARE_PUBLISHER", "Throughcare")
"""Who publishes notices and open data."""

OCID_PREFIX = os.environ.get("THROUGHCARE_OCID_PREFIX", "ocds-thr000")
"""The prefix of the publisher's process identifiers, as registered for the Open Contracting Data Standard."""

OUTBOX = sending.adapters({"THROUGHCARE_OUTBOX": "file"})
"""Which adapter hands over messages of a channel; a channel without one is not in use."""
OUTBOX_FOLDER = Path(os.environ.get("THROUGHCARE_OUTBOX_FOLDER", postgres.home() / "outbox"))
"""Where the file adapter writes."""
NOTIFY: dict[str, Any] = {}
"""``address``, ``key`` and ``templates`` (by channel) of GOV.UK Notify, where it is used."""
WEBHOOK_NETWORKS: list[str] = []
"""Networks of our own to which events may be sent although they are not on the public internet."""

BID_SCANNER = os.environ.get("THROUGHCARE_CLAMD", "")
"""ClamAV's daemon that scans files of bids: the path of its socket, or host:port. Empty where none is installed."""
BID_SCRYPT_COST = 2**16
"""How dear it is to try a passphrase of an officer who opens bids: scrypt's n, a power of two (64 MB at 2**16)."""
