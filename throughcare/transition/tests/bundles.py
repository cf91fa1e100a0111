"""Small bundles for tests: one valid bundle as lists of rows, changed by a test and written to a folder."""

from __future__ import annotations

import copy
import csv
from pathlib import Path

from throughcare.organisations.tests.factories import DeliveryUnitFactory, RegionFactory
from throughcare.transition.rules.bundle_format import BY_NAME, FILES

VALID: dict[str, list[list[str]]] = {
    "teams": [["T1", "Sentence management 1", "ZU1"], ["T2", "Court team", "ZU1"]],
    "staff": [
        ["S1", "ada.north", "Ada", "North", "PO", "T1", "", "", "37", "2020-01-01", ""],
        ["S2", "", "Ben", "South", "PSO", "T1", "", "", "18.5", "2021-01-01", ""],
        ["S3", "cy.west", "Cy", "West", "RPD", "", "", "Z1", "", "2019-01-01", ""],
    ],
    "contracted_hours": [["S1", "30", "2020-01-01", "2021-01-01"], ["S1", "18.5", "2022-01-01", ""]],
    "reductions": [
        ["R1", "S1", "court-duty", "", "7.4", "2026-01-01", "", "Mondays"],
        ["R2", "S2", "disability", "12.5", "", "2026-01-01", "2027-01-01", ""],
    ],
    "people": [
        ["X000001", "Alex", "Example", "", "1980-02-03", "M", "en", "ZU1"],
        ["X000002", "Bryn", "Sample", "B", "1991-04-05", "F", "cy", "ZU1"],
        ["X000003", "Casey", "Specimen", "", "1970-06-07", "X", "en", "ZU1"],
    ],
    "names": [["X000001", "alias", "", "Exampel"]],
    "identifiers": [["X000001", "PNC", "2001/1234567A"]],
    "characteristics": [["X000001", "religion", "none", "2026-01-10", "S1"]],
    "contact_details": [["X000002", "address", "1 High Street,\nTown", "M1 1AA", "2026-01-01", ""]],
    "circumstances": [["X000003", "employment", "Works nights", "2026-01-01", ""]],
    "restrictions": [["X000003", "exclusion", "S1", "Related", "2026-01-01", ""]],
    "sentences": [
        ["SN1", "X000001", "community-order", "Town", "Theft", "theft", "2026-01-05", "2026-01-05", "2027-01-05",
         "", "", ""],
        ["SN2", "X000002", "custody-determinate", "", "", "drugs", "2024-01-05", "2024-01-05", "2028-01-05",
         "2027-06-05", "", ""],
        ["SN3", "X000003", "suspended-sentence-order", "", "", "fraud", "2026-02-02", "2026-02-02", "2027-02-02",
         "", "2026-08-01", "revoked-breach"],
    ],
    "custody": [["SN2", "sentence", "2024-01-05", "2025-01-05"], ["SN2", "recall", "2025-06-01", "2025-07-01"]],
    "requirements": [["R1", "SN1", "rar", "20", "days", "2026-01-05", "2027-01-05", "", ""]],
    "licence_conditions": [["L1", "SN2", "standard", "Be of good behaviour", "2025-01-05", ""]],
    "enforcements": [["E1", "SN3", "2026-07-01", "BRE01", "2026-08-01"]],
    "registrations": [["G1", "X000001", "RMRH", "", "", "2026-01-12", "2026-07-12", ""]],
    "assessments": [["A1", "X000001", "OASYS", "2026-01-20", "2.51", "45", "", "", "", "", "", "", "none", "", "", "",
                     "severe", "", "", "", "1", "0", "2"]],
    "responsible_officers": [
        ["X000001", "2026-01-05", "2026-01-07", "unallocated", "", "T1", "New sentence"],
        ["X000001", "2026-01-07", "", "allocated", "S1", "T1", ""],
        ["X000002", "2024-01-05", "", "allocated", "S2", "T1", ""],
        ["X000003", "2026-02-02", "2026-08-01", "allocated", "S2", "T1", ""],
        ["X000003", "2026-08-01", "", "ended", "", "", "Revoked"],
    ],
    "contacts": [
        ["C1", "X000001", "SN1", "COAI", "2026-01-08", "09:30", "45", "S1", "2026-01-06", "ATTC", 'Said "hello"\tto \\us'],
        ["C2", "X000002", "", "NOTE", "2026-01-08", "", "", "", "", "", ""],
        ["C3", "X000003", "SN3", "COAP", "2026-02-10", "", "", "S2", "", "UAAB", ""],
    ],
}  # fmt: skip


def valid() -> dict[str, list[list[str]]]:
    """A bundle without a fault, free to be changed."""
    return copy.deepcopy(VALID)


def write(bundle: dict[str, list[list[str]]], folder: Path) -> Path:
    """Write the bundle to ``folder``."""
    folder.mkdir(exist_ok=True)
    for file in FILES:
        if file.name in bundle:
            with (folder / f"{file.name}.csv").open("w", encoding="utf-8", newline="") as target:
                # Python 3.11 leaves a lone carriage return unquoted otherwise, which ends a row for every reader.
                returns = any("\r" in cell for row in bundle[file.name] for cell in row)
                writer = csv.writer(target, csv.excel, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else 0)
                writer.writerow([column.name for column in file.columns])
                writer.writerows(bundle[file.name])
    return folder


def change(bundle: dict[str, list[list[str]]], file: str, row: int, column: str, value: str) -> None:
    """Set one cell; ``row`` as a spreadsheet counts."""
    names = [known.name for known in BY_NAME[file].columns]
    bundle[file][row - 2][names.index(column)] = value


def make_places() -> None:
    """The region and the delivery unit that the bundle names."""
    DeliveryUnitFactory(code="ZU1", region=RegionFactory(code="Z1"))
