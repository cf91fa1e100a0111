"""What the caseload says of a line of a need: the counts, and the volume that the rule works out of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec

from throughcare.commissioning import caseload
from throughcare.commissioning.caseload import CaseloadAsked, CaseloadCount
from throughcare.commissioning.models import NeedLine
from throughcare.commissioning.rules.need_policy import needs
from throughcare.commissioning.rules.need_projection import Projection, ProjectionCase, decide_projection
from throughcare.kernel.decision import Decision


def counts_for(line: NeedLine, *, on: date) -> CaseloadCount:
    """The people of the line's area and cohort; nothing of a cohort that the caseload does not record."""
    known = needs("cohorts", on).value
    if line.cohort and line.cohort not in known:
        return CaseloadCount()
    return caseload.count(_asked(line, on, known.get(line.cohort, {})))


def basis_of(line: NeedLine, *, on: date) -> dict[str, Any]:
    """What is kept beside a projection: the day, and the counts."""
    return {"on": on.isoformat(), **asdict(counts_for(line, on=on))}


def projection_of(line: NeedLine) -> Decision[Projection] | None:
    """What the rule says of the counts that are kept, and of what the commissioner stated; None before it was asked."""
    if not line.basis:
        return None
    told = {**line.basis, "category": line.category, "cohort": line.cohort}
    if line.overruled is not None:
        told |= {"stated": line.overruled, "stated_why": line.overruled_why}
    return decide_projection(msgspec.convert(told, ProjectionCase))


def _asked(line: NeedLine, on: date, cohort: dict[str, Any]) -> CaseloadAsked:
    units = needs("units-of-areas", on).value.get(line.police_area, ()) if line.police_area else ()
    return CaseloadAsked(
        region=line.region.code,
        on=on,
        units=tuple(units),
        sections=tuple(needs("assessed-sections", on).value.get(line.category, ())),
        sex="F" if line.category == "womens-services" else cohort.get("sex", ""),
        # Somebody of 25 was born after the day on which those who turn 26 today were born.
        born_after=_years_before(on, cohort["to_age"] + 1) if "to_age" in cohort else None,
        born_by=_years_before(on, cohort["from_age"]) if "from_age" in cohort else None,
        known_as=tuple(cohort.get("known_as", ())),
    )


def _years_before(on: date, years: int) -> date:
    """The same day so many years before; the last of February where there is no 29th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
