"""Time of members of staff that is taken by something else than an appointment: leave, court, training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.kernel.local_time import NoSuchTime, TimeComesTwice, day_bounds, instant
from throughcare.supervision.events import EngagementChanged
from throughcare.supervision.models import Engagement
from throughcare.supervision.rules.diary_codes import ENGAGEMENT_KIND
from throughcare.workforce.models import Staff

LONGEST = timedelta(days=400)
REFUSALS = {
    "unknown-kind": ("kind", mark("Choose what takes the time.")),
    "ends-before": ("last", mark("It must end after it begins.")),
    "too-long": ("last", mark("That is longer than can be entered at once.")),
    "one-time": ("end", mark("Give both times, or none for whole days.")),
    "no-such-time": ("start", mark("The clocks go forward that night: there is no such time on that day.")),
}
"""What each refusal is about, and what is said."""


class EngagementRefused(ValueError):
    """It cannot be entered; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Spell:
    """From a day to a day, both included; with times of day where it is not for whole days."""

    first: date
    last: date
    start: time | None = None
    end: time | None = None


def add_engagement(
    *, staff: Staff, kind: str, spell: Spell, title: str, reference: str, by: User, at: datetime
) -> Engagement:
    """Enter what takes the time of ``staff``. What is booked in it stays; the diary shows what falls in it.

    ``reference`` names the entry: the same comes in once. Raises ``EngagementRefused``.
    """
    if kind not in ENGAGEMENT_KIND:
        raise EngagementRefused("unknown-kind")
    starts_at, ends_at = _instants(spell)
    with transaction.atomic():
        Staff.objects.select_for_update(no_key=True, of=("self",)).get(pk=staff.pk)
        standing = Engagement.objects.filter(reference=reference).first()
        if standing is not None:
            return standing
        row = Engagement.objects.create(
            reference=reference,
            staff=staff,
            kind=kind,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            whole_days=spell.start is None,
        )
        _tell(row, "supervision.add_engagement", by, at)
        return row


def remove_engagement(*, engagement: Engagement, by: User, at: datetime) -> None:
    """Take an entry back; its row stays. Doing it twice changes nothing."""
    with transaction.atomic():
        row = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
        if row.removed_at is not None:
            return
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        _tell(row, "supervision.remove_engagement", by, at)


def _instants(spell: Spell) -> tuple[datetime, datetime]:
    if spell.last < spell.first:
        raise EngagementRefused("ends-before")
    if spell.last - spell.first > LONGEST:
        raise EngagementRefused("too-long")
    if (spell.start is None) != (spell.end is None):
        raise EngagementRefused("one-time")
    if spell.start is None or spell.end is None:
        return day_bounds(spell.first)[0], day_bounds(spell.last)[1]
    try:
        starts_at, ends_at = (
            instant(spell.first, spell.start, second=False),
            instant(spell.last, spell.end, second=True),
        )
    except (NoSuchTime, TimeComesTwice):
        raise EngagementRefused("no-such-time") from None
    if ends_at <= starts_at:
        raise EngagementRefused("ends-before")
    return starts_at, ends_at


def _tell(row: Engagement, action: str, by: User, at: datetime) -> None:
    audit(
        action=action,
        by=by,
        at=at,
        subject=row.reference,
        staff=row.staff_id,
        kind=row.kind,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
    )
    announcer.announce(EngagementChanged(row.pk, row.staff_id, row.kind, row.removed_at is not None, by.pk))
