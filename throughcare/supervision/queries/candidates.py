"""Who could be given a case: load now and after by both measures, what stands against it, who knew the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Decision
from throughcare.supervision.queries.allocation_facts import CaseFacts, OfficerFacts, fit_case, officer_facts
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.rules.allocation_fit import Fit, decide_fit
from throughcare.workforce.rules.impact import Impact, decide_impact
from throughcare.workforce.rules.workload_cases import ImpactCase

_ORDER = {"yes": 0, "with-reason": 1, "no": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One practitioner beside one case. ``knew_until`` is the last day on which they held it before."""

    officer: OfficerFacts
    fit: Decision[Fit]
    impact: Decision[Impact]
    knew_until: date | None

    @property
    def verdict(self) -> str:
        """``yes``, ``with-reason`` or ``no``."""
        return self.fit.value.verdict


def candidates_for(case: CaseFacts, area: Area, *, on: date) -> list[Candidate]:
    """Everybody of the area: whoever may be given the case first, who knew the person before others, then by load after."""
    found = [candidate(case, officer, on=on) for officer in officer_facts(area, on=on) if officer.key != case.holder]
    return sorted(
        found,
        key=lambda one: (
            _ORDER[one.verdict], one.knew_until is None, one.impact.value.percent_after, one.officer.name, one.officer.key,
        ),
    )  # fmt: skip


def candidate(case: CaseFacts, officer: OfficerFacts, *, on: date) -> Candidate:
    """One practitioner beside the case."""
    impact = decide_impact(
        ImpactCase(
            on=on,
            points=max(officer.load.points, 0),
            available_points=officer.load.available,
            case_points=case.points or 0,
            cases_held=officer.load.cases - (case.holder == officer.key),
            already_managing=False,
        )
    )
    return Candidate(officer, decide_fit(fit_case(case, officer, on=on)), impact, case.knew.get(officer.key))
