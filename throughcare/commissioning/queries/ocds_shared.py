"""What every process of ours says alike: its identifier, its buyer, and the law it is under."""

from __future__ import annotations

from typing import Literal

from django.conf import settings

from throughcare.commissioning.models import Market
from throughcare.commissioning.rules.ocds import Classification, Organization
from throughcare.organisations.models import Region

_LAWS = {
    "pcr2015-light-touch-dps": Classification(
        scheme="UKSI", id="2015/102", description="Public Contracts Regulations 2015"
    ),
    "pa2023-dynamic-market-light-touch": Classification(
        scheme="UKPGA", id="2023/54", description="Procurement Act 2023"
    ),
}


def ocid_of(
    kind: Literal["need", "market", "competition", "contract", "engagement", "pipeline"], reference: str
) -> str:
    """The identifier of a process of the Open Contracting Data Standard: the publisher's prefix, then what is ours."""
    return f"{settings.OCID_PREFIX}-{kind}-{reference}"


def buyer_of(market: Market) -> Organization:
    """The region that buys, or the publisher for a market of all regions."""
    return buyer_in(market.region)


def buyer_in(region: Region | None) -> Organization:
    """The region as a buyer, in both languages where it has two names, or the publisher for all regions together."""
    if region is None:
        return Organization(id="XI-PUBLISHER", name=settings.PUBLISHER_NAME, roles=("buyer", "procuringEntity"))
    return Organization(
        id=f"XI-REGION-{region.code}", name=region.name, name_cy=region.name_cy or None, roles=("buyer", "procuringEntity")
    )  # fmt: skip


def legal_basis(pack: str) -> Classification | None:
    """The law of a pack; None where no law of procurement applies."""
    return _LAWS.get(pack)
