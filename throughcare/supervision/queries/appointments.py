"""The appointments of a person, the chain each belongs to, and what they count towards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from throughcare.kernel.decision import Decision
from throughcare.people.models import Requirement
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.contact_entry import ContactEntry, is_still_to_come
from throughcare.supervision.rules.rar_days import Activity, RarCase, RarDays, decide_rar_days

RAR = "rar"
LATEST = 20
MOST_MOVES = 50
_MEETINGS = [entry.code for entry in CONTACT_TYPE if entry.facts["mode"] != "none"]
_WITH = ("staff", "appointment__requirement", "appointment__ended_by", "appointment__beside_by", "replaced_by__contact")


@dataclass(frozen=True, slots=True)
class Booked:
    """A contact with its arrangement (None: recorded or imported without one) and the contact that took its place."""

    contact: Contact
    arrangement: Appointment | None
    next: Contact | None


@dataclass(frozen=True)
class Appointments:
    """``coming`` are still to come, the nearest first; ``waiting`` have passed without an outcome; ``past`` the latest."""

    coming: tuple[Booked, ...]
    waiting: tuple[Booked, ...]
    past: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class RarView:
    """A rehabilitation activity requirement and the decision about the days used."""

    requirement: Requirement
    decision: Decision[RarDays]


def appointments_of(person: int, *, at: datetime) -> Appointments:
    """The appointments of ``person`` (a primary key) at the moment."""
    now = timezone.localtime(at)
    rows = Contact.objects.filter(person=person, type__in=_MEETINGS).select_related(*_WITH)
    open_rows = [_booked(row) for row in rows.filter(outcome="").order_by("date", "time", "pk")]
    past = rows.exclude(outcome="").order_by("-date", "-time", "-pk")[:LATEST]
    return Appointments(
        coming=tuple(each for each in open_rows if is_to_come(each.contact, each.arrangement, now)),
        waiting=tuple(each for each in open_rows if not is_to_come(each.contact, each.arrangement, now)),
        past=tuple(_booked(row) for row in past),
    )


def find_appointment(person: int, reference: str) -> Booked | None:
    """One contact of the person with its arrangement; None where there is none, or it is no meeting."""
    rows = Contact.objects.filter(person=person, reference=reference, type__in=_MEETINGS)
    row = rows.select_related("person", *_WITH).first()
    return None if row is None else _booked(row)


def chain_of(booked: Booked) -> list[Booked]:
    """The appointments that this one took the place of and those that took its, the oldest first; itself among them."""
    earlier: list[Booked] = []
    step: Booked | None = booked
    while step is not None and step.arrangement is not None and step.arrangement.replaces_id is not None:
        step = _by_key(step.arrangement.replaces_id)
        if step is None or len(earlier) == MOST_MOVES:
            break
        earlier.insert(0, step)
    later: list[Booked] = []
    step = booked
    while step is not None and step.next is not None and len(later) < MOST_MOVES:
        step = _by_key(step.next.pk)
        later += [step] if step is not None else []
    return [*earlier, booked, *later]


def later_of_series(booked: Booked) -> int:
    """How many open appointments booked together with this one come after it."""
    own = booked.arrangement
    if own is None or not own.series:
        return 0
    later = Contact.objects.filter(appointment__series=own.series, outcome="", person=booked.contact.person_id)
    return later.filter(date__gte=booked.contact.date).exclude(pk=booked.contact.pk).count()


def is_to_come(contact: Contact, arrangement: Appointment | None, now: datetime) -> bool:
    """Whether a contact lies after ``now`` (local time)."""
    second = arrangement.second if arrangement else None
    return is_still_to_come(ContactEntry(contact.type, contact.date, "", contact.time, second=second), now)


def open_requirements(person: int, *, on: date) -> list[Requirement]:
    """The requirements of a person that are in force on ``on`` or begin later."""
    return list(
        Requirement.objects.filter(Q(until__isnull=True) | Q(until__gt=on), person=person)
        .filter(Q(terminated_on__isnull=True) | Q(terminated_on__gt=on))
        .order_by("start", "pk")
    )


def rar_days_of(person: int, *, on: date) -> list[RarView]:
    """How many days of each rehabilitation activity requirement in force have been used, by two queries."""
    return rar_days_among(open_requirements(person, on=on), on=on)


def rar_days_among(requirements: Sequence[Requirement], *, on: date) -> list[RarView]:
    """The same for those among ``requirements`` that are one, by one query or none."""
    found = [each for each in requirements if each.category == RAR]
    activities = _activities([each.pk for each in found])
    return [RarView(each, decide_rar_days(RarCase(on, each.length, activities.get(each.pk, ())))) for each in found]


def _activities(requirements: Sequence[int]) -> dict[int, tuple[Activity, ...]]:
    """What was to count towards each requirement; what did not take place is left out."""
    if not requirements:
        return {}
    rows = Appointment.objects.filter(requirement__in=requirements, ended="").order_by("contact__date", "pk")
    found: dict[int, list[Activity]] = {}
    for requirement, day, outcome in rows.values_list("requirement", "contact__date", "contact__outcome"):
        facts = OUTCOME[outcome].facts if outcome else {}
        if not facts.get("cancelled"):
            attended = bool(facts["attended"]) if outcome else None
            found.setdefault(requirement, []).append(Activity(day, attended))
    return {key: tuple(each) for key, each in found.items()}


def _by_key(key: int) -> Booked | None:
    row = Contact.objects.filter(pk=key).select_related(*_WITH).first()
    return None if row is None else _booked(row)


def _booked(row: Contact) -> Booked:
    arrangement: Appointment | None = getattr(row, "appointment", None)
    follower: Appointment | None = getattr(row, "replaced_by", None)
    return Booked(row, arrangement, follower.contact if follower else None)


def requirement_of(contact: Contact) -> int | None:
    """The primary key of what a contact counts towards."""
    return Appointment.objects.filter(contact=contact).values_list("requirement", flat=True).first()
