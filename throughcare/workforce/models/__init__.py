"""Models of the workforce context."""

from throughcare.workforce.models.profile import StaffProfile, TeamOffice
from throughcare.workforce.models.staff import Staff, Team
from throughcare.workforce.models.working_time import ContractedHours, Reduction

__all__ = ["ContractedHours", "Reduction", "Staff", "StaffProfile", "Team", "TeamOffice"]
