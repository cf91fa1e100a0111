"""What takes the time of a member of staff from a day on, and which appointments fall in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.kernel.local_time import day_bounds, local
from throughcare.supervision.models import Engagement
from throughcare.supervision.queries.diary import Meeting, begins, meetings_of
from throughcare.supervision.rules.diary_policy import diary_policies

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Coming:
    """One entry, its last day, and the appointments at the same time that are still to be moved or covered."""

    row: Engagement
    first: date
    last: date
    meetings: tuple[Meeting, ...]


def coming_engagements(staff: int, *, on: date) -> list[Coming]:
    """What ends on ``on`` or later, the nearest first, by two queries."""
    rows = list(
        Engagement.objects.filter(staff=staff, removed_at__isnull=True, ends_at__gt=day_bounds(on)[0]).order_by(
            "starts_at", "pk"
        )
    )
    if not rows:
        return []
    last = max(local(row.ends_at).day for row in rows)
    open_meetings = [each for each in meetings_of([staff], first=on, until=last + ONE_DAY) if not each.outcome]
    return [_coming(row, open_meetings, on) for row in rows]


def _coming(row: Engagement, meetings: list[Meeting], on: date) -> Coming:
    first, last = local(row.starts_at).day, local(row.ends_at - timedelta(microseconds=1)).day
    return Coming(row, first, last, tuple(each for each in meetings if _falls_in(each, row, on)))


def _falls_in(meeting: Meeting, row: Engagement, on: date) -> bool:
    if meeting.time is None:
        return row.whole_days and local(row.starts_at).day <= meeting.date < local(row.ends_at).day
    starts_at = begins(meeting)
    minutes = meeting.minutes or diary_policies().on(on).minutes(meeting.type)
    return starts_at < row.ends_at and row.starts_at < starts_at + timedelta(minutes=minutes)
