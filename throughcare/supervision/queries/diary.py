"""Who sees whom when: the diaries of members of staff over some days, and the outcomes that are still to be recorded.

Cancelled appointments are left out. Each list is one query, whatever the number of staff.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from throughcare.kernel.local_time import day_bounds, instants, local
from throughcare.people.models import Person
from throughcare.supervision.models import Engagement
from throughcare.supervision.rules import codes
from throughcare.supervision.rules.diary_codes import ENGAGEMENT_KIND

ONE_DAY = timedelta(days=1)
AWAY = frozenset(ENGAGEMENT_KIND.having("away"))
_NOT_MEETINGS = list(codes.CONTACT_TYPE.having("mode", "none"))
_GONE = list(codes.OUTCOME.having("cancelled"))
_COLUMNS = """
    SELECT contact.staff_id, contact.reference, person.crn, person.forenames, person.surname, contact.type, contact.date,
           contact.time, contact.minutes, contact.outcome, coalesce(arranged.place, ''), coalesce(arranged.second, false),
           coalesce(arranged.beside, ''), coalesce(arranged.remind, false), requirement.category
    FROM supervision_contact contact
    JOIN people_person person ON person.id = contact.person_id AND person.merged_into_id IS NULL
    LEFT JOIN supervision_appointment arranged ON arranged.contact_id = contact.id
    LEFT JOIN people_requirement requirement ON requirement.id = arranged.requirement_id
    WHERE contact.staff_id = ANY(%(staff)s) AND contact.type <> ALL(%(not_meetings)s)
"""
_BETWEEN = """
    AND contact.id IN (
        SELECT id FROM supervision_contact
        WHERE staff_id = ANY(%(staff)s) AND outcome = '' AND date >= %(first)s AND date < %(until)s
        UNION ALL
        SELECT contact_id FROM supervision_appointment
        WHERE staff_id = ANY(%(staff)s) AND starts_at >= %(begins)s AND starts_at < %(ends)s)
    AND contact.date >= %(first)s AND contact.date < %(until)s AND contact.outcome <> ALL(%(gone)s)
"""
_ORDER = " ORDER BY contact.date, contact.time NULLS LAST, arranged.second NULLS FIRST, contact.id"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment of a member of staff (``staff`` is a primary key); ``requirement`` is a category."""

    staff: int
    reference: str
    crn: str
    forenames: str
    surname: str
    type: str
    date: date
    time: time | None
    minutes: int | None
    outcome: str
    place: str
    second: bool
    beside: str
    remind: bool
    requirement: str | None

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}"

    @property
    def initials(self) -> str:
        """The first letters of forenames and surname."""
        return "".join(part[:1] for part in (*self.forenames.split(), self.surname) if part)


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of a member of staff taken by something else, as it stands on one day; times are empty for the whole day."""

    staff: int
    reference: str
    kind: str
    title: str
    date: date
    start: time | None
    end: time | None

    @property
    def is_away(self) -> bool:
        """Whether they are not there at all, as on leave."""
        return self.kind in AWAY


@dataclass(frozen=True)
class Day:
    """One day of a diary."""

    date: date
    meetings: tuple[Meeting, ...]
    taken: tuple[Taken, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.meetings and not self.taken

    @property
    def entries(self) -> list[Meeting | Taken]:
        """Everything in the order of the clock: what takes the whole day first, what has no time of day last."""
        placed: list[tuple[time, int, Meeting | Taken]] = [(each.start or time.min, 0, each) for each in self.taken]
        placed += [(each.time or time.max, 1, each) for each in self.meetings]
        return [each for _, _, each in sorted(placed, key=lambda row: row[:2])]

    @property
    def falls_in_leave(self) -> bool:
        """Whether an appointment lies on a day on which the member of staff is away."""
        return bool(self.meetings) and any(each.is_away and each.start is None for each in self.taken)


def begins(meeting: Meeting) -> datetime:
    """The instant at which one with a time of day begins; a time that does not exist counts as midnight."""
    assert meeting.time is not None
    found = instants(meeting.date, meeting.time)
    return found[-1 if meeting.second else 0] if found else day_bounds(meeting.date)[0]


def limited_among(meetings: Iterable[Meeting]) -> frozenset[str]:
    """The case numbers of those whose record is limited to few."""
    numbers = {each.crn for each in meetings}
    return frozenset(Person.objects.filter(crn__in=numbers, limited=True).values_list("crn", flat=True))


def diary_of(staff: Sequence[int], *, first: date, days: int) -> dict[int, tuple[Day, ...]]:
    """The days of each member of staff from ``first`` on."""
    until = first + days * ONE_DAY
    meetings = meetings_of(staff, first=first, until=until)
    taken = taken_days(staff, first=first, until=until)
    dates = [first + number * ONE_DAY for number in range(days)]
    return {key: tuple(_day(day, key, meetings, taken) for day in dates) for key in staff}


def meetings_of(staff: Sequence[int], *, first: date, until: date) -> list[Meeting]:
    """Appointments on ``[first, until)``, in the order of the clock.

    Those without an outcome, and those with one whose time is kept: each half is read by an index, for the diary of a day
    must not read the contacts of the nation.
    """
    begins, ends = day_bounds(first)[0], day_bounds(until)[0]
    return _rows(_COLUMNS + _BETWEEN + _ORDER, staff, first=first, until=until, begins=begins, ends=ends, gone=_GONE)


def outcomes_owed(staff: Sequence[int], *, now: datetime) -> list[Meeting]:
    """Appointments that have passed at ``now`` (local time) without an outcome, the oldest first.

    One of today without a time of day is owed once the day is over.
    """
    passed = (
        " AND contact.outcome = '' AND (contact.date < %(on)s OR (contact.date = %(on)s AND contact.time <= %(clock)s))"
    )
    return _rows(_COLUMNS + passed + _ORDER, staff, on=now.date(), clock=now.time())


def taken_days(staff: Sequence[int], *, first: date, until: date) -> list[Taken]:
    """What else takes time on ``[first, until)``, cut into days."""
    begins, ends = day_bounds(first)[0], day_bounds(until)[0]
    rows = Engagement.objects.filter(
        staff__in=staff, removed_at__isnull=True, starts_at__lt=ends, ends_at__gt=begins
    ).order_by("starts_at", "pk")
    return [piece for row in rows for piece in _pieces(row) if first <= piece.date < until]


def _pieces(row: Engagement) -> Iterable[Taken]:
    start, end = local(row.starts_at), local(row.ends_at)
    day = start.day
    while day < end.day or (day == end.day and end.time > time.min):
        begins = start.time if day == start.day else time.min
        stops = end.time if day == end.day else None
        whole = row.whole_days or (begins == time.min and stops is None)
        yield Taken(row.staff_id, row.reference, row.kind, row.title, day, None if whole else begins, stops)
        day += ONE_DAY


def _day(day: date, staff: int, meetings: Iterable[Meeting], taken: Iterable[Taken]) -> Day:
    return Day(
        day,
        tuple(each for each in meetings if each.staff == staff and each.date == day),
        tuple(each for each in taken if each.staff == staff and each.date == day),
    )


def _rows(statement: str, staff: Sequence[int], **values: Any) -> list[Meeting]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"staff": list(staff), "not_meetings": _NOT_MEETINGS, **values})
        return [Meeting(*row) for row in cursor.fetchall()]
