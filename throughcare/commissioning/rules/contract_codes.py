"""Types of contract in a register, and the need that each meets."""

from __future__ import annotations

from collections.abc import Mapping

NEED_OF_TYPE: Mapping[str, str] = {
    "ACC": "accommodation",
    "DNR": "dependency-recovery",
    "ETE": "employment",
    "FBD": "finance",
    "MTR": "mentoring",
    "PWB": "wellbeing",
    "WOS": "womens-services",
    "WSM": "womens-services",
}
"""The need by the letters that a type begins with; what follows a hyphen names a place.

Source: ministryofjustice/hmpps-interventions-service.
"""


def need_of(contract_type: str) -> str | None:
    """The need that contracts of a type meet; None for a type that is not known."""
    return NEED_OF_TYPE.get(contract_type.partition("-")[0])
