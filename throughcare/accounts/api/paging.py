"""Lists a page at a time: each page names the cursor of the next, and a cursor says where its page begins."""

from __future__ import annotations

import base64
import json
from typing import Any, Generic, TypeVar

from ninja import Schema
from ninja.params.functions import Query

from throughcare.accounts.api.problems import Problem

T = TypeVar("T")
MOST = 200
LIMIT: int = Query(50, ge=1, le=MOST, description="How many items a page holds.")
CURSOR: str = Query("", max_length=500, description="The cursor that the page before named: where this one begins.")
Place = list[Any]
"""Where a page begins: plain values that the operation put there itself."""


class PageOf(Schema, Generic[T]):
    """One page of a list; ``next_cursor`` is null on the last."""

    items: list[T]
    next_cursor: str | None = None


def cursor_at(place: Place) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps(place, default=str).encode()).decode().rstrip("=")


def read_place(cursor: str, *kinds: type) -> Place | None:
    """The place of a cursor, whose values must be of ``kinds``; None for no cursor. Raises ``Problem``."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        place = None
    fits = isinstance(place, list) and len(place) == len(kinds)
    if not fits or any(type(value) is not kind for value, kind in zip(place, kinds, strict=True)):
        raise not_a_cursor()
    if any(type(value) is int and not 0 <= value < 2**63 for value in place):
        raise not_a_cursor()
    return list(place)


def not_a_cursor() -> Problem:
    """The problem of a cursor that the list did not give out."""
    detail = "not a cursor that this list gave out"
    return Problem("invalid", errors=[{"in": "query", "field": "cursor", "code": "cursor", "detail": detail}])
