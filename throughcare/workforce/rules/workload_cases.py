"""The facts that the rules of workload read, as a case is written in JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Day = Annotated[dt.date, Meta(description="The day for which it is worked out.")]
Count = Annotated[int, Meta(ge=0)]
Points = Annotated[int, Meta(ge=0)]
Hours = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=100)]
Inactive = Annotated[
    Literal["overdue-termination", "warrant", "unpaid-work"] | None,
    Meta(description="What makes the case inactive: termination overdue, warrant outstanding, unpaid work alone."),
]
TierLabel = Annotated[
    str | None, Meta(description="Two-axis tier such as B2, or B2S where supervision is suspended; or a letter A to G.")
]
CaseType = Annotated[str | None, Meta(description="COMMUNITY, LICENCE (or LICENSE) or CUSTODY, in any case.")]
ContactCodes = Annotated[
    tuple[str, ...] | dict[str, int],
    Meta(description="Contact codes, such as CMS05: one for each contact, or codes with how many."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCase:
    """One case, or ``count`` cases that are alike."""

    tier: TierLabel = None
    case_type: CaseType = None
    t2a: Annotated[bool, Meta(description="Transition to adulthood: its own row of points, whatever the type.")] = False
    inactive: Inactive = None
    count: Annotated[int, Meta(ge=1)] = 1
    crn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadCase:
    """One case by its ``tier`` and ``case_type``, several in ``cases``, and tasks by their numbers."""

    on: Day
    crn: str | None = None
    tier: TierLabel = None
    case_type: CaseType = None
    t2a: bool = False
    inactive: Inactive = None
    cases: tuple[WeighedCase, ...] = ()
    standard_court_reports: Annotated[Count, Meta(description="Standard delivery reports.")] = 0
    fast_court_reports: Annotated[Count, Meta(description="Fast delivery reports of the last 30 days.")] = 0
    oral_reports: Annotated[Count, Meta(description="Oral reports: no weight is published for them.")] = 0
    parole_reports: Annotated[Count, Meta(description="Parole reports completed in the last 30 days.")] = 0
    arms_community: Annotated[Count, Meta(description="ARMS assessments of people in the community.")] = 0
    arms_licence: Annotated[Count, Meta(description="ARMS assessments of people on licence.")] = 0
    contacts_outside_caseload: Annotated[
        ContactCodes, Meta(description="Support given on cases of others: added.")
    ] = ()
    contacts_by_others: Annotated[ContactCodes, Meta(description="Support by others on own cases: taken off.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """Hours a week taken off, as ``hours`` or as a ``share`` of contracted hours, on ``[start, until)``.

    Without either, the fixed share of its ``reason`` is taken.
    """

    reason: str = ""
    hours: Hours | None = None
    share: Annotated[Share | None, Meta(description="Percent of contracted hours.")] = None
    start: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityCase:
    """The facts of an officer, and the points that they carry where the percentage is asked for."""

    on: Day
    staff: str | None = None
    grade: Annotated[
        str | None, Meta(description="PO, PSO, PQiP (trainee), NQO or SPO, or the grade's code of a staff record.")
    ] = None
    contracted_hours: Annotated[Hours | None, Meta(description="A week; those of the grade where not given.")] = None
    reduction_hours: Annotated[Hours, Meta(description="Hours a week taken off, beside ``reductions``.")] = 0
    reductions: tuple[Reduction, ...] = ()
    grade_start_date: Annotated[
        dt.date | None, Meta(description="First day in the grade: a trainee's reduction goes by it.")
    ] = None
    months_served: Annotated[Count | None, Meta(description="Whole months in the grade, instead of its start.")] = None
    nominal_points: Annotated[Points | None, Meta(description="Instead of the points in force.")] = None
    default_contracted_hours: Annotated[
        Hours | None, Meta(description="Hours the nominal points stand for, instead of the grade's.")
    ] = None
    points: Annotated[int, Meta(description="Points that the officer carries.")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactCase:
    """An officer's load, and the case that they would take.

    ``available_points`` may be given, or the facts that ``capacity`` reads. The case goes by ``tier`` and ``case_type``,
    or by ``case_points``. ``current_case_points`` are the points of it that the officer carries already,
    ``already_managing`` says that they are its officer.
    """

    on: Day
    staff: str | None = None
    crn: str | None = None
    points: Annotated[int, Meta(description="Points that the officer carries now.")] = 0
    available_points: Points | None = None
    grade: str | None = None
    contracted_hours: Hours | None = None
    reduction_hours: Hours = 0
    reductions: tuple[Reduction, ...] = ()
    grade_start_date: dt.date | None = None
    nominal_points: Points | None = None
    default_contracted_hours: Hours | None = None
    cases_held: Annotated[Count | None, Meta(description="How many cases the officer has now.")] = None
    tier: TierLabel = None
    case_type: CaseType = None
    t2a: bool = False
    inactive: Inactive = None
    case_points: Annotated[Points | None, Meta(description="Instead of tier and case type.")] = None
    already_managing: bool = False
    current_case_points: Annotated[
        Points | None,
        Meta(description="Points of the case that are in ``points`` already; those of the case where managing."),
    ] = None
