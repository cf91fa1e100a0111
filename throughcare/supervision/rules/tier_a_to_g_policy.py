"""The parameters of the single-axis tier, as the rule reads them: built once for each stretch of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import PolicyUse
from throughcare.policy import DatedPolicy, Family, load_family
from throughcare.supervision.rules.tier_two_axis_policy import bands

FAMILY = "tier-a-to-g-2026"


@dataclass(frozen=True, eq=False)
class AToGPolicy:
    """Registers, bands and tiers in force. Compared and hashed by identity."""

    rosh_registers: Mapping[str, str]
    mappa_register: str
    flag_registers: Mapping[str, frozenset[str]]
    historic: frozenset[str]
    arp_bands: Bands[str]
    csrp_bands: Bands[str]
    reoffending: Mapping[str, Mapping[str, str]]
    sexual_tiers: Mapping[str, str]
    sexual_medium: Mapping[bool | None, Bands[str]]
    mappa_tiers: Mapping[str, str]
    no_mappa_tiers: Mapping[str, str]
    mappa_categories: frozenset[str]
    lifer: Mapping[str, Any]
    flag_tiers: Mapping[str, str]
    provisional: Mapping[str, str]
    uses: tuple[PolicyUse, ...]
    uses_registers: tuple[PolicyUse, ...]

    def best_for_csrp(self, csrp: float) -> str:
        """The best tier that the reoffending table allows for a CSRP, whatever the ARP."""
        return min(self.reoffending[self.csrp_bands[csrp]].values())

    def best_for_arp(self, arp: float) -> str:
        """The best tier that the reoffending table allows for an ARP, whatever the CSRP."""
        column = self.arp_bands[arp]
        return min(row[column] for row in self.reoffending.values())


def build(family: Family, day: date) -> AToGPolicy:
    """The policy in force on ``day``; raises ``NoPolicyInForce``."""
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    registers, harm = value["registers"], value["mappa-rosh-tiers"]
    flags = ("lifer_or_ipp", "domestic_abuse", "stalking", "child_protection")
    return AToGPolicy(
        rosh_registers=registers["rosh"],
        mappa_register=registers["mappa"],
        flag_registers={name: frozenset(registers[name]) for name in flags},
        historic=frozenset(registers["historic"]),
        arp_bands=bands(value["arp-bands"]),
        csrp_bands=bands(value["csrp-bands"]),
        reoffending=value["reoffending-table"],
        sexual_tiers=value["dc-srp-tiers"],
        sexual_medium={
            None: bands(value["dc-srp-medium-merged"]),
            False: bands(value["dc-srp-medium-without-reduction"]),
            True: bands(value["dc-srp-medium-with-reduction"]),
        },
        mappa_tiers=harm["mappa"],
        no_mappa_tiers=harm["no_mappa"],
        mappa_categories=frozenset(value["mappa-categories"]),
        lifer=value["lifer-tiers"],
        flag_tiers=value["flag-tiers"],
        provisional=value["provisional-limits"],
        uses=tuple(parameter.use(day) for parameter in family.parameters.values()),
        uses_registers=(family["registers"].use(day),),
    )


@cache
def a_to_g_policy() -> DatedPolicy[AToGPolicy]:
    """The dated policy of the single-axis tier, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), build)
