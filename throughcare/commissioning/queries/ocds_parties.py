"""What every release of ours shares: the number of a process, the buyer, and organisations as parties."""

from __future__ import annotations

from django.conf import settings

from throughcare.commissioning.rules.ocds import (
    Classification,
    Identifier,
    Organization,
    OrganizationDetails,
    RelatedProcess,
)
from throughcare.commissioning.rules.packs import PackName
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.supplier_codes import SIZE

_LAWS = {
    "pcr2015-light-touch-dps": ("UKSI", "2015/102", "Public Contracts Regulations 2015"),
    "pa2023-dynamic-market-light-touch": ("UKPGA", "2023/54", "Procurement Act 2023"),
}
_SCALES = {"micro": "micro", "small": "small", "medium": "medium", "large": "large"}


def new_ocid(kind: str, reference: str) -> str:
    """The number of a process: the publisher's prefix, what it is and its reference."""
    return f"{settings.OCID_PREFIX}-{kind}-{reference}"


def buyer_of(region: Region | None) -> Organization:
    """The region that buys, or the publisher where all regions buy together."""
    roles = ("buyer", "procuringEntity")
    if region is None:
        return Organization(id="XI-PUBLISHER", name=settings.PUBLISHER_NAME, roles=roles)
    return Organization(id=f"XI-REGION-{region.code}", name=region.name, roles=roles)


def party_of(supplier: Supplier, *roles: str) -> Organization:
    """A supplier as a party, under its first verified number, else its first; the others follow as additional ones."""
    numbers = sorted(supplier.identifiers.all(), key=lambda each: (each.verified_at is None, each.scheme == LOCAL))
    known = [Identifier(scheme="XI-LOCAL" if each.scheme == LOCAL else each.scheme, id=each.number) for each in numbers]
    first = known[0] if known else Identifier(scheme="XI-LOCAL", id=f"supplier-{supplier.pk}")
    scale = _SCALES.get(supplier.size, "large" if supplier.size in SIZE else None)
    details = OrganizationDetails(scale=scale, vcse=supplier.voluntary)  # type: ignore[arg-type]
    return Organization(
        id=f"{first.scheme}-{first.id}", name=supplier.legal_name, roles=roles, identifier=first,
        additional_identifiers=tuple(known[1:]), details=details if details != OrganizationDetails() else None,
    )  # fmt: skip


def law_of(pack: PackName | str) -> Classification | None:
    """The law of a pack; None for one that rests on no law of procurement."""
    if pack not in _LAWS:
        return None
    scheme, number, title = _LAWS[pack]
    return Classification(scheme=scheme, id=number, description=title)


def under(ocid: str, title: str) -> RelatedProcess:
    """The market under which a competition is held."""
    return RelatedProcess(id="1", relationship=("framework",), scheme="ocid", identifier=ocid, title=title)
