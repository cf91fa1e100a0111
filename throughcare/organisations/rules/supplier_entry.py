"""What somebody enters about a supplier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SupplierDetails:
    """Name, other name, legal form, and whether it is of the voluntary sector (None where not known)."""

    legal_name: str
    known_as: str = ""
    legal_form: str = "not-known"
    voluntary: bool | None = None
