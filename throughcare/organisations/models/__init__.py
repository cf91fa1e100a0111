"""Models of the organisations context."""

from throughcare.organisations.models.geography import DeliveryUnit, Region
from throughcare.organisations.models.posting import Posting

__all__ = ["DeliveryUnit", "Posting", "Region"]
