"""Diaries of the demonstration: what the bundle booked takes its time, leave and court stand beside it, some of it moved.

Whole tables at once where rows are alike; the product's own commands for what carries a chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import msgspec
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.kernel.local_time import day_bounds, instant
from throughcare.people.rules.codes import REQUIREMENT_CATEGORY
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.commands.appointments import Wanted, book_appointments, reschedule
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused
from throughcare.supervision.commands.ending import Change, cancel
from throughcare.supervision.models import Contact, Engagement, OfficerSpell
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.diary_policy import diary_policies
from throughcare.supervision.rules.occurrences import works
from throughcare.workforce.models import Staff
from throughcare.workforce.rules.codes import GRADE

ONE_DAY = timedelta(days=1)
WEEKS = 4
PRACTITIONERS = 3
EARLY = time(8, 30)

_TAKE_UP = """
    SELECT supervision_take_up(staff.id, NULL, %(on)s, %(lengths)s::jsonb) FROM workforce_staff staff
    WHERE EXISTS (SELECT 1 FROM supervision_contact contact
                  WHERE contact.staff_id = staff.id AND contact.outcome = '' AND contact.date >= %(on)s)
"""
_PLACES = """
    UPDATE supervision_appointment arranged SET place = 'Room ' || (1 + contact.id %% 6)
    FROM supervision_contact contact
    WHERE contact.id = arranged.contact_id AND arranged.place = '' AND contact.type IN ('COAI', 'COAP', 'C084')
"""
# Of each requirement a share of the meetings kept under it counts: at most three fifths of the days that the court set.
_COUNTED = """
    INSERT INTO supervision_appointment (contact_id, person_id, staff_id, requirement_id, second, place, series, remind,
        holds, beside, beside_note, ended, asked_by, ended_why)
    SELECT contact_id, person_id, staff_id, requirement_id, false, '', '', false, false, '', '', '', '', '' FROM (
        SELECT DISTINCT ON (contact.id) contact.id AS contact_id, contact.person_id, contact.staff_id,
            requirement.id AS requirement_id, requirement.length,
            row_number() OVER (PARTITION BY requirement.id ORDER BY contact.date, contact.id) AS place
        FROM people_requirement requirement
        JOIN supervision_contact contact ON contact.person_id = requirement.person_id
            AND contact.date >= requirement.start AND (requirement.until IS NULL OR contact.date < requirement.until)
        WHERE requirement.category = %(rar)s AND requirement.length IS NOT NULL AND requirement.terminated_on IS NULL
          AND contact.outcome = ANY(%(attended)s) AND contact.type IN ('COAP', 'COOO', 'CHVS') AND contact.id %% 3 <> 0
          AND NOT EXISTS (SELECT 1 FROM supervision_appointment known WHERE known.contact_id = contact.id)
        ORDER BY contact.id, requirement.id) counted
    WHERE place <= length * 3 / 5
    ON CONFLICT DO NOTHING
"""


def fill_diaries(*, region: str, at: datetime) -> None:
    """Fill the diaries of a fictional region for some weeks; doing it twice changes nothing."""
    on = timezone.localdate(at)
    with acting_by_itself(why="demonstration"):
        if Engagement.objects.exists():
            return
        _arrange(on)
        Engagement.objects.bulk_create(_engagements(on))
        cases = [(staff.user, _cases(staff)) for staff in _busiest(region)]
    for user, people in cases:
        if user is not None:
            _move_and_cancel(user, people, at)


def _arrange(on: date) -> None:
    """What was booked takes its time, in a room; what was attended counts towards what the court set."""
    lengths = msgspec.json.encode(dict(diary_policies().on(on).minutes_by_type)).decode()
    rar = next(entry.code for entry in REQUIREMENT_CATEGORY if entry.code == "rar")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_UP, {"on": on, "lengths": lengths})
        cursor.execute(_PLACES)
        cursor.execute(_COUNTED, {"rar": rar, "attended": list(OUTCOME.having("attended"))})


def _engagements(on: date) -> Iterable[Engagement]:
    """A team meeting each week; a week of leave, a morning at court or a day of training for each in turn."""
    days = [on + number * ONE_DAY for number in range(WEEKS * 7)]
    working = [day for day in days if works(day, working_calendar()) is not False]
    holders = Staff.objects.filter(until__isnull=True, grade__in=GRADE.having("holds_cases")).order_by("pk")
    for place, staff in enumerate(holders):
        for day in working[2::5]:
            yield _hours(staff, "meeting", "Team meeting", day, EARLY, time(9, 0))
        own = working[place % len(working)]
        if place % 3 == 0:
            begins, ends = day_bounds(own)[0], day_bounds(own + 4 * ONE_DAY)[1]
            yield Engagement(
                reference=f"DEMO-leave-{staff.pk}", staff=staff, kind="leave", starts_at=begins, ends_at=ends,
                whole_days=True,
            )  # fmt: skip
        elif place % 3 == 1:
            yield _hours(staff, "court", "Court duty", own, time(9, 30), time(12, 30))
        else:
            yield _hours(staff, "training", "Working with trauma", own, time(13, 0), time(16, 0))


def _hours(staff: Staff, kind: str, title: str, day: date, start: time, end: time) -> Engagement:
    return Engagement(
        reference=f"DEMO-{kind}-{staff.pk}-{day:%m%d}",
        staff=staff,
        kind=kind,
        title=title,
        starts_at=instant(day, start),
        ends_at=instant(day, end),
    )


def _busiest(region: str) -> list[Staff]:
    """The practitioners with the largest caseloads: those whom the way in offers first."""
    spells = OfficerSpell.objects.filter(until__isnull=True, staff__until__isnull=True, staff__user__isnull=False)
    spells = spells.filter(person__delivery_unit__region__code=region)
    keys = spells.values("staff").annotate(people=Count("pk")).order_by("-people", "staff").values_list("staff")
    found = Staff.objects.select_related("user").in_bulk([key for (key,) in keys[:PRACTITIONERS]])
    return list(found.values())


def _cases(staff: Staff) -> list[Contact]:
    """The next appointments of different people of theirs."""
    rows = Contact.objects.filter(staff=staff, outcome="", date__gt=timezone.localdate(), appointment__holds=True)
    seen: dict[int, Contact] = {}
    for row in rows.select_related("person").order_by("date", "time", "pk")[:40]:
        seen.setdefault(row.person_id, row)
    return list(seen.values())[:3]


def _move_and_cancel(user: User, contacts: list[Contact], at: datetime) -> None:
    """One moved at the person's wish, one cancelled, and three weeks in a row for the third."""
    acts = (_move, _cancel, _repeat)
    for act, contact in zip(acts, contacts, strict=False):
        try:
            with acting(user, why="demonstration"):
                act(contact, user, at)
        except ContactRefused:
            continue


def _move(contact: Contact, user: User, at: datetime) -> None:
    to = Wanted(contact.type, contact.date + 7 * ONE_DAY, time(8, 15), contact.minutes)
    reschedule(
        contact=contact, to=to, change=Change("person", "Has begun to work that day"), reference=f"DEMO-{contact.pk}",
        by=user, at=at,
    )  # fmt: skip


def _cancel(contact: Contact, user: User, at: datetime) -> None:
    cancel(contact=contact, change=Change("service", "The office is closed that day"), by=user, at=at)


def _repeat(contact: Contact, user: User, at: datetime) -> None:
    wanted = [Wanted("COPT", contact.date + weeks * 7 * ONE_DAY, time(8, 30), 15) for weeks in (1, 2, 3)]
    book_appointments(
        person=contact.person,
        wanted=wanted,
        notes="",
        reference=f"DEMO-{contact.pk}",
        by=user,
        at=at,
        how=Arrangement(),
    )
