"""What the commands of enforcement share: refusing, and telling what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import Event, announcer
from throughcare.kernel.transitions import NotAllowed, Transitions
from throughcare.people.models import Person
from throughcare.supervision.rules.enforcement_entry import Fault, refusal


class EnforcementRefused(ValueError):
    """It cannot be recorded; ``faults`` say why, in words."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.code for fault in self.faults))


def refuse(*codes: str) -> EnforcementRefused:
    """The refusal with these faults."""
    return EnforcementRefused(refusal(code) for code in codes)


def check(faults: tuple[Fault, ...]) -> None:
    """Raise ``EnforcementRefused`` where anything is wrong."""
    if faults:
        raise EnforcementRefused(faults)


def moved(table: Transitions, state: str, verb: str) -> str:
    """The next state; a change that the table does not allow is refused as no longer possible."""
    try:
        return table.next(state, verb)
    except NotAllowed as fault:
        raise refuse("not-possible-now") from fault


def tell(event: Event, *, action: str, by: User, at: datetime, subject: str, person: int, **detail: Any) -> None:
    """One audit entry and one event."""
    audit(action=f"supervision.{action}", by=by, at=at, subject=subject, person=person, **detail)
    announcer.announce(event)


def lock(person: int) -> Person:
    """The person's row, locked, so that two decisions about one person follow each other."""
    return Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person)


def day(at: datetime) -> date:
    """The local day of a moment."""
    return timezone.localtime(at).date()
