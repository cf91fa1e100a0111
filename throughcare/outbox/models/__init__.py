"""Models of the outbox."""

from throughcare.outbox.models.message import Message

__all__ = ["Message"]
