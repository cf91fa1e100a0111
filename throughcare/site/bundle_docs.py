"""The reference of the CSV bundle: the page and a Table Schema for each file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from throughcare.transition.rules.bundle_format import FILES
from throughcare.transition.rules.table_schema import markdown, table_schema


def contents(docs: Path) -> Iterator[tuple[Path, str]]:
    """Each file of the reference and what it says."""
    yield docs / "csv-bundle.md", markdown()
    for file in FILES:
        yield docs / "bundle" / f"{file.name}.schema.json", json.dumps(table_schema(file), indent=2) + "\n"
