"""Workload: alarms, reports and support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class WorkloadAlarmRaised(Event):
    """An officer's load has been excessive since ``over_since`` for as long as the policy allows."""

    alarm: int
    staff: int
    over_since: date
    on: date


@dataclass(frozen=True)
class WorkloadAlarmAnswered(Event):
    """The head of the unit said what is done about an excessive load."""

    alarm: int
    staff: int
    by: int


@dataclass(frozen=True)
class WorkloadTaskRecorded(Event):
    """A report or support was recorded for an officer, or taken back (``withdrawn``)."""

    task: int
    staff: int
    person: int | None
    kind: str
    withdrawn: bool
    by: int


@dataclass(frozen=True)
class EngagementChanged(Event):
    """Time of a member of staff was taken by something else than an appointment, or given back (``removed``)."""

    engagement: int
    staff: int
    kind: str
    removed: bool
    by: int
