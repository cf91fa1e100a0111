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
    """``sizes`` are bands of yearly income in pence; ``invitation_life`` is how long an invitation can be accepted, and
    ``invitations`` how many a supplier sends in 24 hours.

    ``registration_life`` is how long the link of an organisation that registers itself works, ``registration_messages``
    how many such links go to one address in 24 hours, ``registration_kept`` how long an unfinished one is kept after.
    """

    sizes: Bands[str]
    size_bands: PolicyUse
    invitation_life: timedelta
    invitations: int
    registration_life: timedelta
    registration_messages: int
    registration_kept: timedelta


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
        invitations=family["invitations"].on(day).value["most"],
        registration_life=timedelta(days=family["registration-life"].on(day).value),
        registration_messages=family["registration-messages"].on(day).value["most"],
        registration_kept=timedelta(days=family["registration-kept"].on(day).value),
    )
