"""What somebody enters about a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SupplierDetails:
    """Name, other name, legal form, and whether it is of the voluntary sector (None where not known)."""

    legal_name: str
    known_as: str = ""
    legal_form: str = "not-known"
    voluntary: bool | None = None


@dataclass(frozen=True)
class OwnEntry:
    """What an organisation that registers itself says of itself; ``regions`` are codes, ``income`` pence of the year.

    ``led_by`` are those of ``cohorts`` by whom and for whom it is led.
    """

    details: SupplierDetails
    needs: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    year_end: date | None = None
    income: int | None = None
