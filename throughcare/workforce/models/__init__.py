"""Models of the workforce context."""

from throughcare.workforce.models.staff import Staff, Team

__all__ = ["Staff", "Team"]
