"""Suppliers as parties of a release."""

from __future__ import annotations

from throughcare.commissioning.rules.ocds import Identifier, Organization, OrganizationDetails
from throughcare.organisations.models import Supplier
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.supplier_codes import SIZE

_SCALES = {"micro": "micro", "small": "small", "medium": "medium", "large": "large"}


def party_of(supplier: Supplier, *roles: str) -> Organization:
    """A supplier under its first verified number, else its first; the others follow as additional ones."""
    numbers = sorted(supplier.identifiers.all(), key=lambda each: (each.verified_at is None, each.scheme == LOCAL))
    known = [Identifier(scheme="XI-LOCAL" if each.scheme == LOCAL else each.scheme, id=each.number) for each in numbers]
    first = known[0] if known else Identifier(scheme="XI-LOCAL", id=f"supplier-{supplier.pk}")
    scale = _SCALES.get(supplier.size, "large" if supplier.size in SIZE else None)
    details = OrganizationDetails(scale=scale, vcse=supplier.voluntary)  # type: ignore[arg-type]
    return Organization(
        id=f"{first.scheme}-{first.id}", name=supplier.legal_name, roles=roles, identifier=first,
        additional_identifiers=tuple(known[1:]), details=details if details != OrganizationDetails() else None,
    )  # fmt: skip
