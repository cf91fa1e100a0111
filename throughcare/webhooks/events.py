"""What this context announces. It is not in the catalogue: news about news goes nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class SubscriptionChanged(Event):
    """A subscription was made, changed, paused or given another secret (``how``)."""

    subscription: int
    how: str
    by: int | None
    at: datetime
