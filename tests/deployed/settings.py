"""A deployment's settings, with files served from where they are and addresses that fail on purpose."""

from throughcare.site.settings.deployment import *  # noqa: F403
from throughcare.site.settings.deployment import MIDDLEWARE, PACKAGE

ROOT_URLCONF = "tests.deployed.urls"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = PACKAGE / "site" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [each for each in MIDDLEWARE if not each.endswith("CsrfViewMiddleware")]
