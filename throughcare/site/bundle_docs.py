"""Writing the reference of the CSV bundle into ``docs``, or checking that it is fresh."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from throughcare.transition.rules.bundle_format import FILES
from throughcare.transition.rules.table_schema import markdown, table_schema

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


def write(*, check: bool, docs: Path = DOCS) -> list[Path]:
    """Write every file that is missing or stale, or with ``check`` none; returns those that were."""
    stale = []
    for path, content in _contents(docs):
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
    return stale


def _contents(docs: Path) -> Iterator[tuple[Path, str]]:
    yield docs / "csv-bundle.md", markdown()
    for file in FILES:
        yield docs / "bundle" / f"{file.name}.schema.json", json.dumps(table_schema(file), indent=2) + "\n"
