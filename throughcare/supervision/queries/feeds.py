"""A diary as a calendar reads it: who asks, and what an entry may say outside the service."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from throughcare.kernel.local_time import day_bounds, local
from throughcare.supervision.models import Appointment, DiaryFeed, Engagement
from throughcare.supervision.queries.diary import Meeting, begins, limited_among, meetings_of
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.diary_policy import diary_policies
from throughcare.workforce.models import Staff

BACK, AHEAD = timedelta(days=28), timedelta(days=182)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a calendar. ``who`` is empty where only that the time is taken may be said.

    ``starts`` and ``ends`` are instants, or days (the end is the day after the last) for whole days. ``uid`` tells nothing.
    """

    uid: str
    starts: datetime | date
    ends: datetime | date
    who: str
    type: str
    place: str
    kind: str
    title: str


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(secret: str) -> DiaryFeed | None:
    """The feed that a secret opens, while its user may have a diary at all."""
    feed = DiaryFeed.objects.select_related("user").filter(secret_hash=hash_of(secret)).first()
    if feed is None or not feed.user.is_active or not feed.user.may("supervision.caseload"):
        return None
    return feed


def feed_entries(feed: DiaryFeed, staff: Staff, *, on: date) -> Iterator[FeedEntry]:
    """The diary from four weeks before ``on`` to half a year after. Must run while the feed's user is acting.

    Somebody whose record is limited to few is never named, whatever the feed shows; no home visit says where.
    """
    first, until = on - BACK, on + AHEAD
    meetings = meetings_of([staff.pk], first=first, until=until)
    limited = limited_among(meetings)
    lengths = diary_policies().on(on)
    ends = _known_ends(meetings)
    for one in meetings:
        yield _meeting(one, feed.shows, one.crn in limited, ends, lengths.minutes(one.type))
    for row in Engagement.objects.filter(
        staff=staff, removed_at__isnull=True, ends_at__gt=day_bounds(first)[0], starts_at__lt=day_bounds(until)[0]
    ).order_by("starts_at", "pk"):
        yield _engagement(row, feed.shows)


def _meeting(
    one: Meeting, shows: str, hidden: bool, ends: dict[str, tuple[datetime, datetime]], usual: int
) -> FeedEntry:
    starts: datetime | date = one.date
    stops: datetime | date = one.date + timedelta(days=1)
    if one.reference in ends:
        starts, stops = ends[one.reference]
    elif one.time is not None:
        starts = begins(one)
        stops = starts + timedelta(minutes=one.minutes or usual)
    told = shows != "busy" and not hidden
    who = "" if not told else one.crn if shows == "number" else f"{one.initials} {one.crn}"
    at_home = CONTACT_TYPE[one.type].facts["mode"] == "home-visit"
    place = one.place if told and not at_home else ""
    return FeedEntry(_uid(one.reference), starts, stops, who, one.type if told else "", place, "", "")


def _engagement(row: Engagement, shows: str) -> FeedEntry:
    told = shows != "busy"
    starts: datetime | date = row.starts_at
    stops: datetime | date = row.ends_at
    if row.whole_days:
        starts, stops = local(row.starts_at).day, local(row.ends_at).day
    return FeedEntry(
        _uid(row.reference), starts, stops, "", "", "", row.kind if told else "", row.title if told else ""
    )


def _known_ends(meetings: list[Meeting]) -> dict[str, tuple[datetime, datetime]]:
    rows = Appointment.objects.filter(
        contact__reference__in=[one.reference for one in meetings], starts_at__isnull=False, ended=""
    )
    found = rows.values_list("contact__reference", "starts_at", "ends_at")
    return {reference: (starts, ends) for reference, starts, ends in found if starts and ends}


def _uid(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()[:32]
