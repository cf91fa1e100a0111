"""Telling a database that is away, stopped or starting from one that refused a statement."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import OperationalError

RETRY_SECONDS = 30
_AWAY = ("57P01", "57P02", "57P03", "53300")  # shut down, crashed, starting up; no connection is free
_CONNECTION = "08"


def is_database_away(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came from, says that the database does not answer."""
    return any(isinstance(each, OperationalError) and _means_away(each) for each in _and_before(error))


def _means_away(error: OperationalError) -> bool:
    """Where there is no answer, there is no state of it either."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state in _AWAY or state.startswith(_CONNECTION)


def _and_before(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__context__
