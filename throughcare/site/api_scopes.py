"""The page of the reference that says which scope of a token covers which operation of the API, read off its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")


def scopes_page() -> str:
    """The page; needs Django to be set up, and no database."""
    return "\n".join([*_HEAD, *_rows(), ""])


def operations() -> Iterator[tuple[str, str, str, str, str]]:
    """Scope, method, path, permission and summary of every operation, in the order of the document."""
    from throughcare.site.api import api

    document: dict[str, Any] = api.get_openapi_schema(path_prefix="")
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                each = item[method]
                (scope,) = each["security"][0].values()
                yield scope[0], method.upper(), path, each["x-permission"], each["summary"]


_HEAD = (
    "# Scopes of the API",
    "",
    "<!-- Written by `throughcare docs` from the operations themselves. -->",
    "",
    "A token does what one of its scopes covers and its user's role allows, and nothing else. Paths are below `/api/v1`.",
    "",
    "| scope | covers | operation | permission of the user |",
    "|---|---|---|---|",
)


def _rows() -> Iterator[str]:
    from throughcare.accounts.rules.scopes import ANY_SCOPE, SCOPE

    covers = {entry.code: entry.label for entry in SCOPE} | {ANY_SCOPE: "Every valid token"}
    found = list(operations())
    for scope, label in covers.items():
        for asked, method, path, permission, summary in found:
            if asked == scope:
                yield f"| `{scope}` | {label} | `{method} {path}`: {summary} | `{permission}` |"
