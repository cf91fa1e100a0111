"""A pytest plugin: name the settings and start the server before pytest-django reads them; room for the calls of a test."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from _pytest import runner

from throughcare.site import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.testing")


def pytest_load_initial_conftests() -> None:
    """Start the embedded server, unless a test database is named."""
    if "TEST_DATABASE_URL" not in os.environ:
        postgres.embedded("testing", durable=False).start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run a test as pytest does, in one piece of memory for what it calls."""
    return _with_room(runner.pytest_runtest_protocol, item, nextitem)


def _with_room(call: Callable[..., object], *arguments: Any) -> object:
    return call(*arguments)


# Python keeps the frames of calls in pieces of 16 KB, and gives a piece back when its last frame is done: where a page's
# innermost loop lies on an edge, each turn asks the system for memory. A frame this large gets a piece in which all fit.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=1 << 16)
