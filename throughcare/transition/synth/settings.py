"""What is asked for, and the weights of ``parameters.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from throughcare.organisations.rules.geography import RegionName, regions


@dataclass(frozen=True, slots=True)
class Request:
    """A bundle to make: ``regions`` and how many ``people`` in all; ``as_of`` is the day the caseload stands at.

    ``national`` only sets what differs by scale: references that no regional bundle shares, staff ratio, and how many
    months of contacts there are where ``history_months`` is not given. ``faulty`` adds rows that break the format.
    """

    regions: tuple[str, ...]
    people: int
    seed: str
    as_of: date
    national: bool = False
    history_months: int | None = None
    faulty: bool = False

    @property
    def scale(self) -> str:
        """Which column of a two-scale parameter applies."""
        return "national" if self.national else "regional"

    @property
    def months(self) -> int:
        """Months of contacts before ``as_of``."""
        return self.history_months or int(weight("history-months")[self.scale])


@cache
def data(name: str) -> dict[str, Any]:
    """One of this package's data files, read once."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def weight(name: str) -> Any:
    """The value of a weight in ``parameters.yaml``; raises ``KeyError``."""
    return data("parameters")["values"][name]["value"]


def words(name: str) -> Any:
    """A list in ``wordlists.yaml``; raises ``KeyError``."""
    return data("wordlists")[name]


def region_order() -> tuple[RegionName, ...]:
    """Regions in the order in which their reference letters are given out."""
    return regions()


def share_out(total: int, weights: list[float]) -> list[int]:
    """``total`` split in proportion to ``weights`` by largest remainder; the parts add up to ``total``."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (parts[n] - exact[n], n))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
