"""What every test stands on."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from throughcare.testing.database import django_db_setup, own_database

__all__ = ["django_db_setup", "own_database"]

# How fast cases are made says how busy the machine is, nothing about the rules.
settings.register_profile("any-pace", suppress_health_check=[HealthCheck.too_slow], deadline=None)
# The same cases every time, so that a change is judged by what it changes; `make test-new-cases` looks for new ones.
settings.register_profile("same-cases", parent=settings.get_profile("any-pace"), derandomize=True)
settings.load_profile("any-pace" if "NEW_CASES" in os.environ else "same-cases")


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """A page that a test asks for in Welsh leaves no Welsh to the next test."""
    from django.utils import translation

    yield
    translation.deactivate()
