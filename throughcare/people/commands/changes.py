"""What every change to a person's details ends with: one audit entry and one event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.people.events import PersonDetailsChanged
from throughcare.people.models import Person


def changed(
    person: Person, *, action: str, part: str, by: User, at: datetime, row: int | None = None, **detail: Any
) -> None:
    """Write that ``by`` changed ``part`` of the person's details, and announce it."""
    record(action=f"people.{action}", by=by, at=at, subject=person.crn, person=person.pk, **detail)
    announcer.announce(PersonDetailsChanged(person=person.pk, part=part, row=row, by=by.pk, at=at))
