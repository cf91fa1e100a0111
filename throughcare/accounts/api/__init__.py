"""What every context's ``api.py`` is written with: declared operations, problems, pages, forms of text and codes."""

from throughcare.accounts.api.access import caller, operation
from throughcare.accounts.api.paging import CURSOR, LIMIT, PageOf, cursor_at, not_a_cursor, read_place
from throughcare.accounts.api.problems import Problem
from throughcare.accounts.api.schemas import Among, Body, Day, LocalTime, Text, TimeOfDay

__all__ = [
    "CURSOR",
    "LIMIT",
    "Among",
    "Body",
    "Day",
    "LocalTime",
    "PageOf",
    "Problem",
    "Text",
    "TimeOfDay",
    "caller",
    "cursor_at",
    "not_a_cursor",
    "operation",
    "read_place",
]
