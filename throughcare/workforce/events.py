"""What the workforce context announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class WorkingTimeChanged(Event):
    """Contracted hours, a reduction, the grade or the post of a member of staff changed; ``part`` says which."""

    staff: int
    part: str
    on: date
    by: int


@dataclass(frozen=True)
class ProfileChanged(Event):
    """Languages or sex of a member of staff were recorded."""

    staff: int
    on: date
    by: int


@dataclass(frozen=True)
class OfficeChanged(Event):
    """The office of a team was recorded."""

    team: int
    on: date
    by: int


@dataclass(frozen=True)
class TeamPhoneChanged(Event):
    """The number at which people reach a team changed."""

    team: int
    by: int
    at: datetime
