"""Models of the commissioning context."""

from throughcare.commissioning.models.publication import PublishedProcess, PublishedRelease
from throughcare.commissioning.models.register import RegisteredContract, RegisteredSubcontractor

__all__ = ["PublishedProcess", "PublishedRelease", "RegisteredContract", "RegisteredSubcontractor"]
