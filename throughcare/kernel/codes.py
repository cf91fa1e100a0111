"""Reference tables: closed lists of codes with their labels, where they come from, and the facts rules need of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One code. ``label`` is an English sentence or noun phrase, marked for translation where it is written."""

    code: str
    label: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeList:
    """A named reference table; iterates over its codes in the order to show them in."""

    name: str
    title: str
    source: str
    entries: tuple[Code, ...]
    by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {entry.code: entry for entry in self.entries}
        if len(by_code) != len(self.entries):
            raise ValueError(f"{self.name}: a code is listed twice")
        object.__setattr__(self, "by_code", by_code)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __getitem__(self, code: str) -> Code:
        return self.by_code[code]

    def label(self, code: str) -> str:
        """The English label; the code itself where it is not in the table."""
        entry = self.by_code.get(code)
        return entry.label if entry else code

    def having(self, fact: str, value: Any = True) -> tuple[str, ...]:
        """The codes whose ``fact`` is ``value``."""
        return tuple(entry.code for entry in self.entries if entry.facts.get(fact) == value)


def code_list(
    name: str, title: str, source: str, *entries: tuple[str, str] | tuple[str, str, dict[str, Any]]
) -> CodeList:
    """Write a reference table down as rows of code, label and, where rules need them, facts."""
    return CodeList(name, title, source, tuple(Code(*entry) for entry in entries))
