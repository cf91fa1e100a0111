"""What pages need of ``commands/freshness.py``."""

from throughcare.supervision.commands.freshness import AT_MOST, Freshness, refresh

__all__ = ["AT_MOST", "Freshness", "refresh"]
