"""Finding one person's record for whoever acts: in their region first, then beyond."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from throughcare.accounts.acting import extend_reach
from throughcare.accounts.models import User
from throughcare.people.models import Person


class RecordAbsent(LookupError):
    """There is no record of that number that the user may see: whether it is hidden or not there is not told."""


class RecordMoved(Exception):
    """The record ``crn`` was merged into ``into``."""

    def __init__(self, crn: str, into: str) -> None:
        super().__init__(crn, into)
        self.crn, self.into = crn, into


def find_record(user: User, crn: str) -> tuple[Person, bool]:
    """The person, and whether they were found beyond the user's region; raises ``RecordAbsent`` and ``RecordMoved``."""
    person, beyond = _look_up(crn), False
    if person is None:
        with national_reach(user):
            person, beyond = _look_up(crn), True
    if person is None:
        raise RecordAbsent(crn)
    if person.merged_into_id:
        raise RecordMoved(crn, _into(user, person.merged_into_id))
    return person, beyond


@contextmanager
def national_reach(user: User) -> Iterator[None]:
    """Reach beyond the region for a search or one record, and come back. Evaluate queries inside."""
    extend_reach(user, "national")
    yield
    extend_reach(user, "region")


def _look_up(crn: str) -> Person | None:
    return Person.objects.select_related("delivery_unit__region").filter(crn=crn).first()


def _into(user: User, key: int) -> str:
    with national_reach(user):
        crn = Person.objects.filter(pk=key).values_list("crn", flat=True).first()
    if crn is None:
        raise RecordAbsent
    return crn
