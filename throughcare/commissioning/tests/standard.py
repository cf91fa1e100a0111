"""The Open Contracting Data Standard with the extensions for the United Kingdom, where its schema is at hand.

It lies beside the checkout, not in it; every release that a test publishes is held against it (``conftest.py``).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

FOLDER = Path(__file__).parents[3].parent / "shared/data/standards/ocds"
SCHEMA = FOLDER / "release-schema-eu-uk.json"


@dataclass(frozen=True)
class Standard:
    """The standard's own schema, with the fields of each of its definitions and the codes of its lists."""

    schema: dict[str, Any]
    codes: dict[str, frozenset[str]] = field(default_factory=dict)

    def faults(self, body: Any) -> list[str]:
        """What is wrong with a release: by the schema, by fields it does not name, by codes its lists do not have."""
        body = json.loads(json.dumps(body))
        errors = jsonschema.Draft4Validator(self.schema).iter_errors(body)
        return [
            *(f"{'/'.join(map(str, each.path))}: {each.message}" for each in errors),
            *(f"{path}: not a field of the standard" for path in self.unknown(body, self.schema)),
            *(f"{path}: {code} is in no list of the standard" for path, code in self.strange(body, self.schema)),
        ]

    def unknown(self, body: Any, node: dict[str, Any], path: str = "") -> list[str]:
        """Paths of a body that the schema does not name."""
        node = self.resolved(node)
        if isinstance(body, list):
            return [found for each in body for found in self.unknown(each, node.get("items", {}), path)]
        if not isinstance(body, dict):
            return []
        found = []
        for name, value in body.items():
            if name not in node.get("properties", {}):
                if not any(re.search(each, name) for each in node.get("patternProperties", {})):
                    found.append(f"{path}/{name}")
            else:
                found += self.unknown(value, node["properties"][name], f"{path}/{name}")
        return found

    def strange(self, body: Any, node: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
        """Codes of a body that the list of their field does not have, open lists included."""
        node = self.resolved(node)
        if isinstance(body, list):
            for each in body:
                yield from self.strange(each, {**node.get("items", {}), **_list_of(node)}, path)
        elif isinstance(body, dict):
            for name, value in body.items():
                yield from self.strange(value, node.get("properties", {}).get(name, {}), f"{path}/{name}")
        elif isinstance(body, str) and node.get("codelist") in self.codes and body not in self.codes[node["codelist"]]:
            yield path, body

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """The node, or the definition that it names."""
        if "$ref" in node:
            found: dict[str, Any] = self.schema["definitions"][node["$ref"].rpartition("/")[2]]
            return found
        return node


@cache
def standard() -> Standard | None:
    """The standard; None where it is not at hand."""
    if not SCHEMA.exists():
        return None
    return Standard(json.loads(SCHEMA.read_text(encoding="utf-8")), _codes())


def _list_of(node: dict[str, Any]) -> dict[str, Any]:
    return {"codelist": node["codelist"]} if "codelist" in node else {}


def _codes() -> dict[str, frozenset[str]]:
    """The codes of each list; what an extension adds stands in a file that begins with a plus."""
    found: dict[str, set[str]] = {}
    for folder in ("codelists", "codelists-uk"):
        for path in (FOLDER / folder).glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as rows:
                found.setdefault(path.name.removeprefix("+"), set()).update(row["Code"] for row in csv.DictReader(rows))
    return {name: frozenset(codes) for name, codes in found.items() if name != "itemClassificationScheme.csv"}
