"""The JSON Schema of the fields that Throughcare emits, with the words that merging needs."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from throughcare.commissioning.rules.ocds.release import Release

_WHOLE_LISTS = {
    "AwardCriteria": ("criteria",), "AwardCriterion": ("numbers",), "Organization": ("additionalIdentifiers",),
    "Amendment": ("rationaleClassifications",),
}  # fmt: skip
_OF_ONE_RELEASE = ("id", "date", "tag")


@cache
def release_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a release as Throughcare emits it; nothing else is allowed in one.

    ``omitWhenMerged`` and ``wholeListMerge`` stand as in the standard's own schema, so that merging has the same rules.
    """
    _reference, definitions = msgspec.json.schema_components([Release], ref_template="#/definitions/{name}")
    definitions = {name: _never_null(definition) for name, definition in definitions.items()}
    for owner, names in _WHOLE_LISTS.items():
        for name in names:
            definitions[owner]["properties"][name]["wholeListMerge"] = True
    whole = definitions.pop("Release")
    for name in _OF_ONE_RELEASE:
        whole["properties"][name]["omitWhenMerged"] = True
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **whole,
        "title": "OCDS 1.1.5 release, the fields that Throughcare emits",
        "definitions": definitions,
    }


def _never_null(node: Any) -> Any:
    """The schema without null: what is not known is left out of a release."""
    if isinstance(node, list):
        return [_never_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    choices = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    kept = {key: value for key, value in node.items() if not (key == "default" and value is None)}
    if len(choices) == 1:
        return _never_null({**{key: value for key, value in kept.items() if key != "anyOf"}, **choices[0]})
    if None in (enum := kept.get("enum", [])):
        kept["enum"] = [each for each in enum if each is not None]
    return {key: _never_null(value) for key, value in kept.items()}
