"""Reading JSON strictly: UTF-8, no NaN, no half of a character, no NUL."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.parser import Parser


class StrictParser(Parser):
    """Reads bodies; what it raises becomes a problem."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain data; raises ``ValueError``."""
        read = msgspec.json.decode(request.body)
        if b"\\u0000" in request.body and _holds_nul(read):
            raise ValueError("the character NUL")
        return read


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\x00" in value
