"""Which times of a member of staff and of a person are taken, as far as the acting user may know with whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from throughcare.supervision.rules.appointment_entry import Span
from throughcare.supervision.rules.clashes import Taken
from throughcare.supervision.rules.diary_policy import DiaryPolicy

_APPOINTMENTS = """
    SELECT taken.staff_id, taken.person_id, taken.starts_at, taken.ends_at, taken.second, contact.reference, person.crn,
           person.forenames || ' ' || person.surname, contact.type
    FROM supervision_appointment taken
    JOIN supervision_contact contact ON contact.id = taken.contact_id
    JOIN people_person person ON person.id = taken.person_id
    WHERE taken.holds AND (taken.staff_id = %(staff)s OR taken.person_id = %(person)s)
      AND taken.starts_at < %(last)s AND taken.ends_at > %(first)s AND taken.contact_id <> ALL(%(without)s)
    ORDER BY taken.starts_at, taken.id
"""
_ENGAGEMENTS = """
    SELECT starts_at, ends_at, kind FROM supervision_engagement
    WHERE staff_id = %(staff)s AND removed_at IS NULL AND starts_at < %(last)s AND ends_at > %(first)s ORDER BY starts_at
"""


def take_up(*, staff: int | None, person: int, since: date, policy: DiaryPolicy) -> None:
    """Let appointments that came without an arrangement take their time in both diaries, whoever they are with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT supervision_take_up(%s, %s, %s, %s::jsonb)", [staff, person, since, _lengths(policy)])


def taken_times(
    *, staff: int | None, person: int | None, first: datetime, last: datetime, without: Iterable[int] = ()
) -> list[Taken]:
    """What the two have between the instants; ``without`` are contacts to leave out. One row for each of the two."""
    values = {"staff": staff, "person": person, "first": first, "last": last, "without": list(without)}
    found: list[Taken] = []
    with connection.cursor() as cursor:
        cursor.execute(_APPOINTMENTS, values)
        for of_staff, of_person, starts_at, ends_at, second, reference, crn, name, type_ in cursor.fetchall():
            span = Span(starts_at, ends_at, second)
            if of_person == person:
                found.append(Taken("person", span, reference, crn, name, type_))
            if staff is not None and of_staff == staff:
                found.append(Taken("officer", span, reference, crn, name, type_))
        if staff is not None:
            cursor.execute(_ENGAGEMENTS, values)
            found += [Taken("officer", Span(start, end), kind=kind) for start, end, kind in cursor.fetchall()]
    return found


def taken_around(
    spans: Sequence[Span], *, staff: int | None, person: int | None, without: Iterable[int] = ()
) -> list[Taken]:
    """What the two have from the first of the spans to the last."""
    if not spans:
        return []
    first, last = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    return taken_times(staff=staff, person=person, first=first, last=last, without=without)


def busy_times(staff: int, *, first: datetime, last: datetime, policy: DiaryPolicy) -> list[Span]:
    """When a member of staff is not free between the instants, joined where one follows on another, by one query.

    Time with people whom the acting user may not know counts, for it is taken; nothing says whose it is.
    """
    with connection.cursor() as cursor:
        statement = "SELECT starts_at, ends_at FROM supervision_times_taken(%s, %s, %s, %s::jsonb)"
        cursor.execute(statement, [[staff], first, last, _lengths(policy)])
        found: list[tuple[datetime, datetime]] = []
        for starts_at, ends_at in cursor.fetchall():
            if found and starts_at <= found[-1][1]:
                found[-1] = found[-1][0], max(found[-1][1], ends_at)
            else:
                found.append((starts_at, ends_at))
        return [Span(*each) for each in found]


def _lengths(policy: DiaryPolicy) -> str:
    return msgspec.json.encode(dict(policy.minutes_by_type)).decode()
