"""What the benches share: timing in turn, medians, and the machine in one line."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measure: its name, our median and the yardstick's in seconds, and the ratio that is the goal at most."""

    name: str
    ours: float
    yardstick: float
    limit: float | None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the yardstick."""
        return self.ours / self.yardstick

    def line(self) -> str:
        """For a terminal."""
        goal = f"(at most {self.limit:g})" if self.limit else ""
        return f"{self.name:28} {_time(self.ours):>10} / {_time(self.yardstick):>10} = {self.ratio:5.2f} {goal} {self.note}"

    def row(self) -> str:
        """For a table in Markdown."""
        goal = f"{self.limit:g}" if self.limit else "–"
        cells = (self.name, _time(self.ours), _time(self.yardstick), f"{self.ratio:.2f}", goal, self.note)
        return f"| {' | '.join(cells)} |"


def in_turn(rounds: int, actions: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each action; one after the other in every round, so that a busy machine strikes all alike."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            begun = time.perf_counter()
            action()
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in times.items()}


def machine(database_version: str = "") -> str:
    """Cores, Python and PostgreSQL."""
    parts = [f"{os.cpu_count()} cores", f"Python {platform.python_version()}"]
    return ", ".join([*parts, f"PostgreSQL {database_version}"] if database_version else parts)


def _time(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
