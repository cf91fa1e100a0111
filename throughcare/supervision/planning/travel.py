"""Minutes between postcode sectors: a matrix where one is given, else a straight line between places, else nothing.

The setting ``THROUGHCARE_TRAVEL`` names a CSV file with a header. ``from,to,minutes`` is a matrix;
``sector,easting,northing`` (metres of the national grid) gives places, between which travel is reckoned along a straight
line at the speed of the policy. Any callable with the shape of ``Minutes`` can stand in for either.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import hypot
from pathlib import Path

Minutes = Callable[[str, str], "int | None"]
"""Minutes from a sector to a sector, None where they are not known."""


class TravelFault(ValueError):
    """The file cannot be used; the message says where and why."""


def sector_of(postcode: str) -> str:
    """The sector of a postcode, ``M14 5`` of ``M14 5AB``; empty where it is no whole postcode."""
    typed = "".join(postcode.upper().split())
    return f"{typed[:-3]} {typed[-3]}" if len(typed) >= 5 and typed[-3].isdigit() else ""


def minutes_between(file: str, *, minutes_for_a_kilometre: int) -> Minutes:
    """Travel by the file named, an empty name knows nothing. Raises ``TravelFault``."""
    if not file:
        return lambda start, end: 0 if start and start == end else None
    path = Path(file)
    return _read(path, path.stat().st_mtime_ns, minutes_for_a_kilometre)


def table_of(minutes: Minutes, starts: Iterable[str], ends: Iterable[str]) -> dict[tuple[str, str], int]:
    """The pairs that are known."""
    found = {}
    distinct = sorted(set(ends))
    for start in sorted(set(starts)):
        for end in distinct:
            known = minutes(start, end) if start and end else None
            if known is not None:
                found[start, end] = known
    return found


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, speed: int) -> Minutes:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        names = tuple(rows.fieldnames or ())
        try:
            if names == ("from", "to", "minutes"):
                return _matrix({(row["from"], row["to"]): int(row["minutes"]) for row in rows})
            if names == ("sector", "easting", "northing"):
                places = {row["sector"]: (float(row["easting"]), float(row["northing"])) for row in rows}
                return _straight(places, speed)
        except (TypeError, ValueError) as fault:
            raise TravelFault(f"{path.name}, line {rows.line_num}: {fault}") from None
    raise TravelFault(f"{path.name}: the header is neither from,to,minutes nor sector,easting,northing")


def _matrix(known: dict[tuple[str, str], int]) -> Minutes:
    return lambda start, end: known.get((start, end), known.get((end, start), 0 if start and start == end else None))


def _straight(places: dict[str, tuple[float, float]], speed: int) -> Minutes:
    def minutes(start: str, end: str) -> int | None:
        if start not in places or end not in places:
            return 0 if start and start == end else None
        (east, north), (to_east, to_north) = places[start], places[end]
        return round(hypot(to_east - east, to_north - north) / 1000 * speed)

    return minutes
