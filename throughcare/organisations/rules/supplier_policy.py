"""The dated figures about suppliers, from the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import DatedPolicy, Family, load_family

FAMILY = "suppliers"


@dataclass(frozen=True)
class SupplierPolicy:
    """``sizes`` are bands of yearly income in pence; ``invitation_life`` is how long an invitation can be accepted."""

    sizes: Bands[str]
    size_bands: PolicyUse
    invitation_life: timedelta


@cache
def supplier_policies() -> DatedPolicy[SupplierPolicy]:
    """The policies by day."""
    return DatedPolicy(load_family("throughcare.organisations", FAMILY), _build)


def _build(family: Family, day: date) -> SupplierPolicy:
    use = family["size-bands"].use(day)
    return SupplierPolicy(
        sizes=Bands((band["from"], band["value"]) for band in use.value),
        size_bands=use,
        invitation_life=timedelta(days=family["invitation-life"].on(day).value),
    )
