"""Figures of a team, a delivery unit or a region, each counted by the database over the kept answers.

*Inside the standard* is the share of cases with something due by a date whose date has not passed. Cases under
suspended supervision, exempt, without a minimum standard, not started, ended or that cannot be worked out are not in
the base, and are counted beside it. Every figure is of what the acting user may see, so a limited-access record counts
only for those admitted to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from throughcare.supervision.queries.cases import STATES, Area, of_area, values_of

By = Literal["unit", "team", "staff", "all"]
TIERS = (*"ABCDEFG", "MISSING", "NOT_SUPERVISED")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases in one group; ``code`` and ``name`` say which, ``name_cy`` where there is a Welsh name."""

    code: str
    name: str
    name_cy: str
    people: int
    with_date: int
    overdue: int
    overdue_week: int
    overdue_month: int
    overdue_more: int
    this_week: int
    suspended: int
    no_standard: int
    not_started: int
    ended: int
    unknown: int
    tier_missing: int
    tier_provisional: int
    unallocated: int
    no_team: int
    leaver: int
    new: int
    officers: int

    @property
    def inside(self) -> int:
        """Cases whose due date has not passed."""
        return self.with_date - self.overdue

    @property
    def share_inside(self) -> float | None:
        """Share of those with a due date, 0 to 1; None where nobody has one."""
        return self.inside / self.with_date if self.with_date else None


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many cases have a tier, and how many of these only provisionally."""

    label: str
    people: int
    provisional: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The figures of an area: of the whole, by each of the groups asked for, and its tiers."""

    total: Figures
    by: dict[By, list[Figures]]
    tiers: list[TierCount]


_COUNTED = [name for name in Figures.__slots__ if name.replace("_", "-") in STATES]
_COUNTS_OF = {name: f"count(*) FILTER (WHERE {STATES[name.replace('_', '-')]})" for name in _COUNTED}
_COUNTS = ", ".join(_COUNTS_OF.values())
_COUNTS_NAMED = ", ".join(f"{count} AS {name}" for name, count in _COUNTS_OF.items())
_KEYS: dict[By, tuple[str, str, str]] = {
    "unit": ("unit.code", "unit.name", "unit.name_cy"),
    "team": ("coalesce(team.code, '')", "coalesce(team.name, '')", "''"),
    "staff": ("coalesce(staff.code, '')", "coalesce(staff.surname || ', ' || staff.forenames, '')", "''"),
    "all": ("''", "''", "''"),
}
_TIER = "coalesce(tier.label, 'MISSING')"


def figures(area: Area, *, by: By, on: date) -> list[Figures]:
    """Figures of an area on ``on``, one row per ``by`` in the order of names; an area without cases has no rows."""
    statement = f"SELECT {', '.join(_KEYS[by])}, count(*), {_COUNTS}, count(DISTINCT spell.staff_id) {of_area(area)}"
    return [Figures(*row) for row in _rows(f"{statement} GROUP BY 1, 2, 3 ORDER BY 2, 1", area, on)]


def total(area: Area, *, on: date) -> Figures:
    """Figures of the whole area; zero throughout where it has no cases."""
    found = figures(area, by="all", on=on)
    return found[0] if found else nothing()


def survey(area: Area, *by: By, on: date) -> Survey:
    """All figures of a dashboard by one statement that passes once over the cases."""
    keys = [name for each in by for name in _key_names(each)]
    named = [f"{value} AS {name}" for each in by for value, name in zip(_KEYS[each], _key_names(each), strict=True)]
    sets = ["()", "(label)", *(f"({', '.join(_key_names(each))})" for each in by)]
    grouped = f"""
        SELECT {"".join(f"{each}, " for each in named)}{_TIER} AS label, spell.staff_id AS officer,
               count(*) AS people, {_COUNTS_NAMED}
        {of_area(area)} GROUP BY {"".join(f"{each}, " for each in keys)}label, officer
    """
    statement = f"""
        SELECT {"".join(f"grouping({_key_names(each)[0]}), " for each in by)}grouping(label),
               {"".join(f"{each}, " for each in keys)}label, coalesce(sum(people), 0)::integer,
               {", ".join(f"coalesce(sum({name}), 0)::integer" for name in _COUNTED)}, count(DISTINCT officer)
        FROM ({grouped}) grouped GROUP BY GROUPING SETS ({", ".join(sets)})
    """
    found: dict[By, list[Figures]] = {kind: [] for kind in by}
    tiers: dict[str, TierCount] = {}
    whole = nothing()
    for row in _rows(statement, area, on):
        left_out, rest = row[: len(by) + 1], row[len(by) + 1 :]
        counts = rest[len(keys) + 1 :]
        if not left_out[-1]:
            label = rest[len(keys)]
            tiers[label] = TierCount(label, counts[0], counts[1 + _COUNTED.index("tier_provisional")])
        elif 0 in left_out:
            place = left_out.index(0)
            found[by[place]].append(Figures(*rest[3 * place : 3 * place + 3], *counts))
        else:
            whole = Figures("", "", "", *counts)
    for rows in found.values():
        rows.sort(key=lambda each: (each.name, each.code))
    return Survey(whole, found, [tiers.get(label, TierCount(label, 0, 0)) for label in TIERS])


def _key_names(by: By) -> tuple[str, str, str]:
    return (f"{by}_code", f"{by}_name", f"{by}_name_cy")


def nothing(code: str = "", name: str = "", name_cy: str = "") -> Figures:
    """Figures of a group without cases."""
    return Figures(code, name, name_cy, *[0] * (len(_COUNTED) + 2))


def tier_mix(area: Area, *, on: date) -> list[TierCount]:
    """How many cases have each tier A to G, MISSING (which also stands for not decided) and NOT_SUPERVISED."""
    statement = f"SELECT {_TIER}, count(*), count(*) FILTER (WHERE tier.provisional) {of_area(area)} GROUP BY 1"
    counted = {
        label: TierCount(label, people, provisional) for label, people, provisional in _rows(statement, area, on)
    }
    return [counted.get(label, TierCount(label, 0, 0)) for label in TIERS]


def _rows(statement: str, area: Area, on: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values_of(area, on=on))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
