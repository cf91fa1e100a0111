"""Which colleagues a practitioner or senior can look at the caseload of."""

from __future__ import annotations

from throughcare.workforce.queries.staff import colleague, staff_key_of, staff_of, team_mates

__all__ = ["colleague", "staff_key_of", "staff_of", "team_mates"]
