"""Risk: registrations, assessments, tiers, and the grade that a tier asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class TierChanged(Event):
    """A person's tier under one scheme is another than before; ``cause`` is what made the rules be asked again."""

    person: int
    scheme: str
    before: str
    after: str
    on: date
    cause: str


@dataclass(frozen=True)
class RegistrationMade(Event):
    """A person was entered on a register."""

    registration: int
    person: int
    type: str
    level: str
    registered_on: date
    by: int


@dataclass(frozen=True)
class RegistrationCorrected(Event):
    """What a registration says was put right."""

    registration: int
    person: int
    type: str
    by: int


@dataclass(frozen=True)
class RegistrationReviewed(Event):
    """A registration was looked at and still holds."""

    registration: int
    person: int
    type: str
    next_on: date
    by: int


@dataclass(frozen=True)
class RegistrationEnded(Event):
    """A registration no longer holds; ``reason`` says why."""

    registration: int
    person: int
    type: str
    ended_on: date
    reason: str
    by: int


@dataclass(frozen=True)
class AssessmentRecorded(Event):
    """A completed assessment was recorded."""

    assessment: int
    person: int
    kind: str
    completed_on: date
    by: int


@dataclass(frozen=True)
class AssessmentCorrected(Event):
    """What an assessment says was put right."""

    assessment: int
    person: int
    by: int


@dataclass(frozen=True)
class AssessmentWithdrawn(Event):
    """An assessment recorded in error was taken back."""

    assessment: int
    person: int
    by: int


@dataclass(frozen=True)
class GradeOutgrown(Event):
    """A tier has outgrown the grade of the practitioner who holds the case: it is to be allocated to somebody else."""

    person: int
    staff: int
    scheme: str
    tier: str
    on: date


@dataclass(frozen=True)
class GradeWaived(Event):
    """A senior left a case with its practitioner although the tier has outgrown their grade."""

    person: int
    staff: int
    tier: str
    by: int
