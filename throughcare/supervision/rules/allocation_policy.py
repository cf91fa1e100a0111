"""The parameters of allocation, as rules and planning read them (``parameters/allocation.yaml``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from throughcare.kernel.decision import PolicyUse
from throughcare.policy import DatedPolicy, Family, load_family

FAMILY = "allocation"


@dataclass(frozen=True, eq=False)
class AllocationPolicy:
    """A step in percent, cases, a span of days, months, minutes."""

    load_step: int
    trainee_new_cases: int
    look_ahead: dt.timedelta
    knew_within_months: int
    minutes_for_a_kilometre: int
    uses: Mapping[str, PolicyUse]


@cache
def allocation_policy() -> DatedPolicy[AllocationPolicy]:
    """The dated policy, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), _build)


def _build(family: Family, day: dt.date) -> AllocationPolicy:
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    return AllocationPolicy(
        value["load-step"],
        value["trainee-new-cases"],
        dt.timedelta(days=value["look-ahead"]),
        value["knew-within"],
        value["straight-line-minutes"],
        {name: parameter.use(day) for name, parameter in family.parameters.items()},
    )
