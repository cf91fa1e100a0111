"""The parameters of awards, as the reader of rounds takes them (``parameters/award.yaml``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from throughcare.kernel.decision import PolicyUse
from throughcare.policy import DatedPolicy, Family, load_family

FAMILY = "award"


@dataclass(frozen=True, eq=False)
class AwardPolicy:
    """The share of the market, in percent, that one bidder may hold where a round does not say."""

    market_share_cap: int
    uses: Mapping[str, PolicyUse]


@cache
def award_policy() -> DatedPolicy[AwardPolicy]:
    """The dated policy, read once."""
    return DatedPolicy(load_family("throughcare.commissioning", FAMILY), _build)


def _build(family: Family, day: dt.date) -> AwardPolicy:
    return AwardPolicy(
        family["market-share-cap"].on(day).value,
        {name: parameter.use(day) for name, parameter in family.parameters.items()},
    )
