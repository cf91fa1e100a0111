"""Joining a team and leaving it: each in one transaction, with its audit entry and its event."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Posting
from throughcare.workforce.commands.working_time import WorkingTimeRefused
from throughcare.workforce.events import WorkingTimeChanged
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.rules.post_entry import PostEntry, check_end, check_post, post_fault


@transaction.atomic
def take_on(*, team: Team, entry: PostEntry, by: User, at: datetime) -> Staff:
    """Record somebody who joins ``team``; raises ``WorkingTimeRefused``.

    An account that is named must work in the region on its own posting and stand for nobody yet.
    """
    on = timezone.localdate(at)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    faults = list(check_post(entry, taken=Staff.objects.filter(code=entry.code).exists(), on=on))
    user = _account(entry.username, team, on) if entry.username else None
    if entry.username and user is None:
        faults.append(post_fault("account-unknown"))
    if faults:
        raise WorkingTimeRefused(faults)
    staff = Staff.objects.create(
        code=entry.code,
        user=user,
        forenames=entry.forenames.strip(),
        surname=entry.surname.strip(),
        grade=entry.grade,
        team=team,
        delivery_unit=team.delivery_unit,
        region=team.delivery_unit.region,
        contracted_hours=entry.hours,
        start=entry.start,
    )
    audit(
        action="workforce.take_on", by=by, at=at, subject=staff.code, team=team.code, grade=entry.grade,
        start=entry.start, hours=entry.hours, username=entry.username,
    )  # fmt: skip
    announcer.announce(WorkingTimeChanged(staff.pk, "post", on, by.pk))
    return staff


@transaction.atomic
def end_post(*, staff: Staff, until: date | None, by: User, at: datetime) -> Staff:
    """Say that ``until`` is the first day on which somebody is no longer in post, or (None) that the post goes on.

    Their cases stay with them, and stand on the list of cases to give to others. Raises ``WorkingTimeRefused``.
    """
    if staff.user_id == by.pk:
        raise WorkingTimeRefused([post_fault("own-post")])
    on = timezone.localdate(at)
    staff = Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    before = staff.until
    faults = check_end(until, start=staff.start, now=before, on=on)
    if faults:
        raise WorkingTimeRefused(faults)
    staff.until = until
    staff.save(update_fields=["until"])
    audit(action="workforce.end_post", by=by, at=at, subject=staff.code, until=until, before=before)
    announcer.announce(WorkingTimeChanged(staff.pk, "post", on, by.pk))
    return staff


def _account(username: str, team: Team, on: date) -> User | None:
    """The account of that name: it works in the team's region on that day, and no member of staff has it."""
    posted = Posting.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), region=team.delivery_unit.region_id, start__lte=on
    ).values("user")
    users = User.objects.filter(username=username, pk__in=posted, is_active=True, role__in=("practitioner", "senior"))
    return users.exclude(pk__in=Staff.objects.filter(user__isnull=False).values("user")).first()
