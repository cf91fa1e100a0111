"""Scenario files: cases of a rule in YAML that a policy colleague can read and add to.

A file names its ``rule`` and ``rule_set``, the default date ``on``, facts ``given`` in every scenario, and the
``source``. A scenario has a ``name`` (a sentence), ``given`` and ``expect``: part of the ``value``, the code of the
``reason``, ``holds_until``, or the ``fault`` that it raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

_BOOLEAN = "tag:yaml.org,2002:bool"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only true and false are booleans: ``on`` is a word, and so are YES and NO."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != _BOOLEAN]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Scenario:
    """One case and what it should give."""

    name: str
    rule: str
    rule_set: str
    facts: dict[str, Any]
    expect: dict[str, Any]
    source: str

    @property
    def json(self) -> bytes:
        """The case as a line of JSON."""
        return msgspec.json.encode(self.facts)


def read_scenarios(folder: Path, *names: str) -> list[Scenario]:
    """The scenarios of the files of those names in ``folder``."""
    return [scenario for name in names for scenario in _read(folder / f"{name}.yaml")]


def _read(path: Path) -> list[Scenario]:
    file = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return [
        Scenario(
            each["name"],
            file["rule"],
            file["rule_set"],
            {"on": each.get("on", file["on"]), **file.get("given", {}), **each["given"]},
            each["expect"],
            each.get("source", file["source"]),
        )
        for each in file["scenarios"]
    ]


def differences(expected: dict[str, Any], found: Any, where: str = "value") -> list[str]:
    """Where ``found`` (a dataclass) differs from the part of it that is expected."""
    wrong = []
    for name, value in expected.items():
        got = getattr(found, name)
        got = list(got) if isinstance(got, tuple) else got
        if isinstance(value, dict):
            wrong += differences(value, got, f"{where}.{name}")
        elif got != value:
            wrong.append(f"{where}.{name} is {got!r}, expected {value!r}")
    return wrong
