"""The envelope in which releases travel (OCDS 1.1.5, release package; pagination extension)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/european-union/1.1/extension.json",
    "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json",
)
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def release_package(
    releases: Sequence[dict[str, Any] | msgspec.Raw],
    *,
    uri: str,
    at: datetime,
    publisher: str,
    following: str | None = None,
) -> dict[str, Any]:
    """A package of releases as they were published, as objects or as JSON text.

    ``following`` is the address of the next page, where there is one.
    """
    package: dict[str, Any] = {
        "uri": uri,
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publishedDate": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "publisher": {"name": publisher},
        "license": LICENCE,
        "releases": list(releases),
    }
    if following:
        package["links"] = {"next": following}
    return package
