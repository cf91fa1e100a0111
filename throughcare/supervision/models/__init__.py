"""Models of the supervision context."""

from throughcare.supervision.models.contact import Contact
from throughcare.supervision.models.derived import ContactDue, Tier
from throughcare.supervision.models.officer import OfficerSpell
from throughcare.supervision.models.risk import Assessment, Enforcement, Registration

__all__ = ["Assessment", "Contact", "ContactDue", "Enforcement", "OfficerSpell", "Registration", "Tier"]
