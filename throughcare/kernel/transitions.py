"""States as a table: which change is allowed from which state, from which the diagrams in the docs are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class NotAllowed(ValueError):
    """The change is not in the table."""


@dataclass(frozen=True)
class Transitions:
    """``table`` maps state, then verb, to the next state. A state without verbs is an end."""

    name: str
    start: str
    table: Mapping[str, Mapping[str, str]]

    def __post_init__(self) -> None:
        targets = {target for verbs in self.table.values() for target in verbs.values()}
        missing = (targets | {self.start}) - set(self.table)
        if missing:
            raise ValueError(f"{self.name}: states without a row: {sorted(missing)}")

    def next(self, state: str, verb: str) -> str:
        """The state after ``verb``; raises ``NotAllowed``, naming what is allowed."""
        verbs = self.table[state]
        if verb not in verbs:
            allowed = ", ".join(sorted(verbs)) or "nothing"
            raise NotAllowed(f"{self.name}: {verb!r} is not allowed when {state!r}; allowed: {allowed}")
        return verbs[verb]

    def mermaid(self) -> str:
        """The diagram, in Mermaid's language, which takes a hyphen in a name for an arrow."""
        named = {state: state.replace("-", "_") for state in self.table}
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{state}" as {name}' for state, name in named.items() if name != state]
        lines.append(f"    [*] --> {named[self.start]}")
        for state, verbs in self.table.items():
            lines += [f"    {named[state]} --> {named[to]}: {verb}" for verb, to in verbs.items()]
        lines += [f"    {named[state]} --> [*]" for state, verbs in self.table.items() if not verbs]
        return "\n".join(lines)
