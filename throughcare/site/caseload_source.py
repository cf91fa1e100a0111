"""The caseload of supervision, as commissioning asks it for counts."""

from __future__ import annotations

from throughcare.commissioning.caseload import CaseloadAsked, CaseloadCount
from throughcare.supervision.queries.need_counts import need_counts


def count_people(asked: CaseloadAsked) -> CaseloadCount:
    """The counts of people on probation and of their last assessments."""
    found = need_counts(
        region=asked.region, on=asked.on, units=asked.units, sections=asked.sections, sex=asked.sex,
        born_after=asked.born_after, born_by=asked.born_by, known_as=asked.known_as,
    )  # fmt: skip
    return CaseloadCount(*found)
