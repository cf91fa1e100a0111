"""Taking time in the diaries of a member of staff and of a person: what both commands about contacts stand on.

Clashes are looked for first, so that each can be named. Two who book at once wait for each other at the locks; what is
overlooked or may not be seen is refused by the exclusion constraints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import psycopg
from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.people.models import Person, Requirement
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.queries.taken import take_up, taken_around
from throughcare.supervision.rules.appointment_entry import Span, faults_of_day, span_of
from throughcare.supervision.rules.clashes import Clash, faults_of_clashes, find_clashes
from throughcare.supervision.rules.contact_entry import ContactEntry, Fault, refusal
from throughcare.supervision.rules.diary_policy import DiaryPolicy, diary_policies
from throughcare.workforce.models import Staff

_WHOSE = {
    "appointments_of_an_officer_do_not_overlap": "officer",
    "appointments_of_a_person_do_not_overlap": "person",
}


class ContactRefused(ValueError):
    """The entry cannot be recorded; ``faults`` say why, in words; ``clashes`` name what else is at that time.

    ``place`` is which of several appointments it is about, None where it is about one or all.
    """

    def __init__(self, faults: Iterable[Fault], clashes: Iterable[Clash] = (), place: int | None = None) -> None:
        self.faults, self.clashes, self.place = tuple(faults), tuple(clashes), place
        super().__init__(", ".join(fault.code for fault in self.faults))


@dataclass(frozen=True)
class Beside:
    """Why an appointment may be at the same time as another: a code of ``CLASH_REASON``, and words."""

    reason: str
    note: str = ""


@dataclass(frozen=True)
class Arrangement:
    """How a contact is arranged: with whom (None: whoever acts), where, towards which requirement (a primary key).

    ``second`` says which of two equal times is meant; ``beside`` lets it in at the same time as another.
    """

    staff: Staff | None = None
    place: str = ""
    requirement: int | None = None
    second: bool | None = None
    beside: Beside | None = None
    remind: bool = True
    series: str = ""


def policy_on(at: datetime) -> DiaryPolicy:
    """The figures of the diary that hold at the moment."""
    return diary_policies().on(timezone.localtime(at).date())


def lock_diaries(person: Person, staff: Staff | None) -> None:
    """Wait for whoever else books for the person or the member of staff: always the person first."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if staff is not None:
        Staff.objects.select_for_update(no_key=True, of=("self",)).get(pk=staff.pk)


def span_of_entry(entry: ContactEntry, *, policy: DiaryPolicy) -> Span | None:
    """The span of an entry, None where it has no time of day; raises ``ContactRefused``."""
    faults = faults_of_day(entry.date, policy=policy)
    if faults:
        raise ContactRefused(faults)
    if entry.time is None:
        return None
    span = span_of(entry.date, entry.time, entry.minutes or policy.minutes(entry.type), second=entry.second)
    if isinstance(span, Fault):
        raise ContactRefused([span])
    return span


def refuse_clashes(
    spans: Sequence[Span],
    *,
    person: Person,
    staff: Staff | None,
    beside: Beside | None,
    at: datetime,
    without: Sequence[int] = (),
) -> set[Span]:
    """Refuse what clashes, unless ``beside`` allows it; returns those of ``spans`` that do. Raises ``ContactRefused``."""
    if not spans:
        return set()
    policy = policy_on(at)
    key = staff.pk if staff else None
    take_up(staff=key, person=person.pk, since=timezone.localtime(at).date() - timedelta(days=1), policy=policy)
    clashes = find_clashes(spans, taken_around(spans, staff=key, person=person.pk, without=without))
    whose = [clash.taken.whose for clash in clashes]
    faults = faults_of_clashes(whose, reason=beside.reason if beside else "", policy=policy)
    if faults:
        raise ContactRefused(faults, clashes)
    return {clash.wanted for clash in clashes}


def arrange(
    contact: Contact,
    how: Arrangement,
    *,
    span: Span | None,
    holds: bool,
    clashes: bool,
    by: User,
    at: datetime,
    replaces: Contact | None = None,
) -> Appointment:
    """Write the arrangement of a contact; ``clashes`` says that it is let in beside another.

    Raises ``ContactRefused`` where the database knows of a clash that the acting user may not see.
    """
    appointment = Appointment(
        contact=contact,
        person_id=contact.person_id,
        staff_id=contact.staff_id,
        starts_at=span.starts_at if span else None,
        ends_at=span.ends_at if span else None,
        second=bool(span and span.second),
        place=how.place,
        requirement_id=how.requirement,
        series=how.series,
        remind=how.remind,
        holds=holds and span is not None,
        replaces=replaces,
    )
    if clashes and how.beside:
        _let_in(appointment, how.beside, by, at)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as error:
        whose = _hidden_clash(error)
        faults = faults_of_clashes([whose], reason=how.beside.reason if how.beside else "", policy=policy_on(at))
        if faults or how.beside is None:
            raise ContactRefused(faults) from error
        _let_in(appointment, how.beside, by, at)
        appointment.save()
    return appointment


def check_requirement(person: Person, requirement: int | None, *, on: date) -> None:
    """Refuse a requirement of somebody else, or one not in force on the day. Raises ``ContactRefused``."""
    if requirement is None:
        return
    found = Requirement.objects.filter(pk=requirement, person=person, start__lte=on).first()
    ends = [day for day in (found.until, found.terminated_on) if day is not None] if found else []
    if found is None or any(on >= day for day in ends):
        raise ContactRefused([refusal("not-their-requirement")])


def _let_in(appointment: Appointment, beside: Beside, by: User, at: datetime) -> None:
    appointment.beside, appointment.beside_note = beside.reason, beside.note
    appointment.beside_by, appointment.beside_at = by, at


def _hidden_clash(error: IntegrityError) -> str:
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.ExclusionViolation):
        return _WHOSE[cause.diag.constraint_name or ""]
    raise error
