"""Cases given to practitioners, what people asked for, plans for whole lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class CaseAllocated(Event):
    """A case was given to a practitioner, with the evidence; ``before`` held it until then."""

    allocation: int
    person: int
    staff: int
    before: int | None
    on: date
    by: int


@dataclass(frozen=True)
class AllocationNeedChanged(Event):
    """What a person asked for, or a conflict of interest, was recorded or ended."""

    person: int
    part: str
    on: date
    by: int


@dataclass(frozen=True)
class AllocationPlanned(Event):
    """A plan for a list was proposed."""

    plan: int
    lines: int
    by: int


@dataclass(frozen=True)
class PlanLineDecided(Event):
    """A person decided a line of an allocation plan; ``state`` says how."""

    line: int
    person: int
    state: str
    by: int
