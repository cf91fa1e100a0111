"""Limiting who may open a record. What is written here holds from the next statement on, by row security."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import LEAD_UNIT
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Posting
from throughcare.people.events import AccessLimited
from throughcare.people.models import LimitedAccess, Person

EXCLUSION, RESTRICTION = "exclusion", "restriction"


class NobodyLeft(ValueError):
    """After the change no head or director of the person's region could open the record to manage its lists."""


class AlreadyLimited(ValueError):
    """The user is on that list."""


@transaction.atomic
def limit_access(
    *, person: Person, kind: str, user: User, reason: str, by: User, on: date, at: datetime
) -> list[LimitedAccess]:
    """Bar ``user`` from the record (``exclusion``) or restrict the record to the users named (``restriction``).

    The first restriction puts ``by`` on the list as well, so that somebody can open and manage it. Raises
    ``AlreadyLimited`` and ``NobodyLeft``.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    lines = _current(person, on)
    if any(line.kind == kind and line.user_id == user.pk for line in lines):
        raise AlreadyLimited
    named = [user]
    if kind == RESTRICTION and user != by and not any(line.kind == RESTRICTION for line in lines):
        named.append(by)
    added = [LimitedAccess(person=person, kind=kind, user=one, reason=reason, start=on) for one in named]
    _check_somebody_is_left(person, [*lines, *added], on)
    record(
        action="people.limit_access", by=by, at=at, subject=person.crn, person=person.pk,
        kind=kind, users=[one.pk for one in named], reason=reason,
    )  # fmt: skip
    announcer.announce(AccessLimited(person=person.pk, by=by.pk, at=at))
    # Last and in one statement: with the first line ``by`` may lose sight of the record.
    LimitedAccess.objects.bulk_create(
        added, update_conflicts=True, update_fields=["until", "reason"],
        unique_fields=["person", "kind", "user", "start"],
    )  # fmt: skip
    return added


@transaction.atomic
def end_limit(*, line: LimitedAccess, by: User, on: date, at: datetime) -> None:
    """End one line on ``on``; raises ``NobodyLeft``."""
    person = line.person
    Person.objects.select_for_update().get(pk=person.pk)
    _check_somebody_is_left(person, [other for other in _current(person, on) if other.pk != line.pk], on)
    record(
        action="people.end_limit", by=by, at=at, subject=person.crn, person=person.pk, kind=line.kind, user=line.user_id
    )
    announcer.announce(AccessLimited(person=person.pk, by=by.pk, at=at))
    # Last: without this line ``by`` may lose sight of the record.
    LimitedAccess.objects.filter(pk=line.pk).update(until=max(on, line.start))


def _current(person: Person, on: date) -> list[LimitedAccess]:
    return list(LimitedAccess.objects.filter(Q(until__isnull=True) | Q(until__gt=on), person=person, start__lte=on))


def _check_somebody_is_left(person: Person, lines: list[LimitedAccess], on: date) -> None:
    barred = {line.user_id for line in lines if line.kind == EXCLUSION}
    listed = {line.user_id for line in lines if line.kind == RESTRICTION}
    managers = set(
        Posting.objects.filter(
            Q(until__isnull=True) | Q(until__gt=on), region_id=person.delivery_unit.region_id, start__lte=on,
            user__is_active=True, user__role__in=LEAD_UNIT,
        ).values_list("user_id", flat=True)
    )  # fmt: skip
    left = (managers & listed if listed else managers) - barred
    if not left:
        raise NobodyLeft
