"""What a person asked for about who supervises them, and practitioners who must not: recorded, with audit and event."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.events import AllocationNeedChanged
from throughcare.supervision.models import AllocationNeed, ConflictOfInterest
from throughcare.supervision.queries.places import is_in_reach
from throughcare.supervision.rules.allocation_codes import OFFICER_SEX
from throughcare.workforce.models import Staff


class NeedRefused(ValueError):
    """It cannot be recorded; ``code`` says why: ``officer-sex``, ``no-words``, ``already``, ``ended``, or ``out-of-reach``:
    the case lies in a region that whoever records it is not posted to."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def set_need(*, person: Person, officer_sex: str, words: str, by: User, on: date, at: datetime) -> AllocationNeed:
    """The sex of practitioner that the person asked for, empty for none; the latest counts. Raises ``NeedRefused``."""
    _check_reach(person, by, on)
    if officer_sex and officer_sex not in OFFICER_SEX:
        raise NeedRefused("officer-sex")
    made, _ = AllocationNeed.objects.update_or_create(
        person=person,
        recorded_on=on,
        defaults={"officer_sex": officer_sex, "words": words.strip(), "recorded_by": by},
    )
    audit(
        action="supervision.set_allocation_need", by=by, at=at, subject=person.crn, person=person.pk, sex=officer_sex,
    )  # fmt: skip
    announcer.announce(AllocationNeedChanged(person.pk, "officer-sex", on, by.pk))
    return made


@transaction.atomic
def note_conflict(*, person: Person, staff: Staff, words: str, by: User, on: date, at: datetime) -> ConflictOfInterest:
    """``staff`` must not hold this case, and why. Raises ``NeedRefused``."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _check_reach(person, by, on)
    if not words.strip():
        raise NeedRefused("no-words")
    if ConflictOfInterest.objects.filter(person=person, staff=staff, ended_on__isnull=True).exists():
        raise NeedRefused("already")
    made = ConflictOfInterest.objects.create(
        person=person, staff=staff, words=words.strip(), recorded_on=on, recorded_by=by
    )
    audit(
        action="supervision.note_conflict", by=by, at=at, subject=person.crn, person=person.pk, staff=staff.code,
    )  # fmt: skip
    announcer.announce(AllocationNeedChanged(person.pk, "conflict", on, by.pk))
    return made


@transaction.atomic
def end_conflict(*, conflict: ConflictOfInterest, by: User, on: date, at: datetime) -> ConflictOfInterest:
    """It stands no more from ``on``. Raises ``NeedRefused``."""
    found = ConflictOfInterest.objects.select_for_update(of=("self",)).select_related("person").get(pk=conflict.pk)
    _check_reach(found.person, by, on)
    if found.ended_on is not None:
        raise NeedRefused("ended")
    found.ended_on = on
    found.save(update_fields=["ended_on"])
    audit(
        action="supervision.end_conflict", by=by, at=at, subject=found.person.crn, person=found.person_id,
        staff=found.staff.code,
    )  # fmt: skip
    announcer.announce(AllocationNeedChanged(found.person_id, "conflict", on, by.pk))
    return found


def _check_reach(person: Person, by: User, on: date) -> None:
    if not is_in_reach(by, person.delivery_unit, on=on):
        raise NeedRefused("out-of-reach")
