"""Who is responsible for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class OfficerChanged(Event):
    """Responsibility for a person moved on ``on``; ``staff`` is None where nobody is allocated, or supervision ended."""

    person: int
    spell: int
    status: str
    staff: int | None
    before: int | None
    team: int | None
    on: date
    by: int | None
