"""A pytest plugin: name the settings and start the server before pytest-django reads them."""

from __future__ import annotations

import os

from throughcare.site import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.testing")


def pytest_load_initial_conftests() -> None:
    """Start the embedded server, unless a test database is named."""
    if "TEST_DATABASE_URL" not in os.environ:
        postgres.embedded("testing", durable=False).start()
