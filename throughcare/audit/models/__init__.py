"""Models of the audit context."""

from throughcare.audit.models.chain import Chain
from throughcare.audit.models.consultation import Consultation
from throughcare.audit.models.entry import Entry

__all__ = ["Chain", "Consultation", "Entry"]
