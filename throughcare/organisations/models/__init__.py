"""Models of the organisations context."""

from throughcare.organisations.models.geography import DeliveryUnit, Region
from throughcare.organisations.models.posting import Posting
from throughcare.organisations.models.supplier import Supplier, SupplierArea, SupplierIdentifier, SupplierOffer
from throughcare.organisations.models.supplier_private import SupplierIncome, SupplierInvitation, SupplierUser
from throughcare.organisations.models.supplier_registration import SupplierRegistration

__all__ = [
    "DeliveryUnit",
    "Posting",
    "Region",
    "Supplier",
    "SupplierArea",
    "SupplierIdentifier",
    "SupplierIncome",
    "SupplierInvitation",
    "SupplierOffer",
    "SupplierRegistration",
    "SupplierUser",
]
