"""Rows that break the format, for showing what an importer says of them. They belong to made-up people of their own."""

from __future__ import annotations

from pathlib import Path

FAULTS = (
    ("people", "Y900001,Fault,Unknown Sex,,1990-02-14,Q,en,{unit}"),
    ("people", "Y900002,Fault,Impossible Birth,,1990-02-31,M,en,{unit}"),
    ("people", "Y900003,Fault,Unknown Unit,,1985-06-01,M,en,NOWHERE"),
    ("people", "Y900004,Fault,Without Sentence,,1985-06-01,F,en,{unit}"),
    ("people", "Y900005,Fault,Overlapping Spells,,1979-11-30,M,en,{unit}"),
    ("people", "Y900005,Fault,Entered Twice,,1979-11-30,M,en,{unit}"),
    ("sentences", "Y900005/1,Y900005,community-order,,,theft,2026-01-05,2026-01-05,2027-01-05,,,"),
    ("sentences", "Y900006/1,Y900006,community-order,,,theft,2026-01-05,2026-01-05,2027-01-05,,,"),
    ("sentences", "Y900005/2,Y900005,community-order,,,theft,2026-01-05,2026-01-05,2025-01-05,,,"),
    ("responsible_officers", "Y900005,2026-01-05,2026-03-01,unallocated,,,"),
    ("responsible_officers", "Y900005,2026-02-01,,unallocated,,,"),
    ("assessments", "Y900005/A1,Y900005,OASYS,2026-02-01,140,,,,,,,,,,,,,,,,,,"),
    ("contacts", "Y900005/C1,Y900005,Y900005/1,XXXX,2026-01-08,25:99,30,,2026-01-05,ATTC,"),
    ("contacts", "Y900005/C2,Y900005,Y900005/9,COAI,2026-01-08,10:00,30,,2026-01-05,ATTC,"),
)
"""File and row; ``{unit}`` is a delivery unit that the bundle has."""


def spoil(folder: Path) -> None:
    """Append the faulty rows to the files of a bundle."""
    with (folder / "teams.csv").open(encoding="utf-8") as teams:
        unit = teams.readlines()[1].strip().rpartition(",")[2]
    for name, row in FAULTS:
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(row.format(unit=unit) + "\n")
