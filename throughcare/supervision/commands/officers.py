"""The one way in which responsibility for a person moves: a chain of spells without gap or overlap."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.events import OfficerChanged
from throughcare.supervision.models import OfficerSpell
from throughcare.workforce.models import Staff, Team

ALLOCATED, UNALLOCATED, ENDED = "allocated", "unallocated", "ended"


class OfficerRefused(ValueError):
    """The change cannot be made; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class AlreadyChanged(OfficerRefused):
    """Somebody else changed the officer meanwhile; ``spell`` is how it stands now."""

    def __init__(self, spell: OfficerSpell | None) -> None:
        super().__init__("already-changed")
        self.spell = spell


def change_officer(
    *,
    person: Person,
    staff: Staff | None,
    team: Team | None,
    on: date,
    reason: str,
    by: User | None,
    at: datetime,
    seen: int | None = None,
) -> OfficerSpell:
    """Make ``staff`` responsible from ``on`` (None: nobody yet, in ``team``); returns the spell that begins.

    ``reason`` is a code of ``OFFICER_REASON``. ``seen`` is the key of the open spell that whoever decided saw, so that two
    who decide at once do not overwrite each other. Raises ``AlreadyChanged``, and ``OfficerRefused`` with ``same``,
    ``before-current``, ``not-working`` or ``no-team``.
    """
    if staff is not None:
        if staff.start > on or (staff.until is not None and staff.until <= on):
            raise OfficerRefused("not-working")
        team = team or staff.team
    if team is None:
        raise OfficerRefused("no-team")
    status = ALLOCATED if staff is not None else UNALLOCATED
    return _follow(person, status, staff, team, on=on, reason=reason, by=by, at=at, seen=seen)


def end_responsibility(*, person: Person, on: date, by: User | None, at: datetime) -> OfficerSpell:
    """Nobody is responsible from ``on``, the first day after supervision. Raises ``OfficerRefused``."""
    return _follow(person, ENDED, None, None, on=on, reason="supervision-ended", by=by, at=at, seen=None)


def _follow(
    person: Person,
    status: str,
    staff: Staff | None,
    team: Team | None,
    *,
    on: date,
    reason: str,
    by: User | None,
    at: datetime,
    seen: int | None,
) -> OfficerSpell:
    """Close the open spell and open another one on the same day, or put right one that began that day."""
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        current = OfficerSpell.objects.select_for_update().filter(person=person, until__isnull=True).first()
        if seen is not None and (current is None or current.pk != seen):
            raise AlreadyChanged(current)
        if current is not None:
            _check(current, status, staff, team, on)
        before = current.staff_id if current is not None else None
        made = {"status": status, "staff": staff, "team": team, "reason": reason}
        if current is not None and current.start == on:
            for name, value in made.items():
                setattr(current, name, value)
            current.save(update_fields=list(made))
            spell = current
        else:
            if current is not None:
                OfficerSpell.objects.filter(pk=current.pk).update(until=on)
            spell = OfficerSpell.objects.create(person=person, start=on, **made)
        _settle(person, team)
        _tell(spell, person, before, by, at)
        derive([person.pk], on=on, cause="officer-changed")
        keep_loads([key for key in (before, spell.staff_id) if key is not None], on=timezone.localdate(at))
        return spell


def _check(current: OfficerSpell, status: str, staff: Staff | None, team: Team | None, on: date) -> None:
    if on < current.start:
        raise OfficerRefused("before-current")
    same_staff = current.staff_id == (staff.pk if staff else None)
    if current.status == status and same_staff and current.team_id == (team.pk if team else None):
        raise OfficerRefused("same")


def _settle(person: Person, team: Team | None) -> None:
    """The record lies in the delivery unit of the team that is responsible; an offer to move it is over."""
    if team is not None and (person.delivery_unit_id != team.delivery_unit_id or person.offered_unit_id is not None):
        person.delivery_unit_id, person.offered_unit_id = team.delivery_unit_id, None
        person.save(update_fields=["delivery_unit", "offered_unit"])


def _tell(spell: OfficerSpell, person: Person, before: int | None, by: User | None, at: datetime) -> None:
    record(
        action="supervision.change_officer",
        by=by,
        at=at,
        subject=person.crn,
        person=person.pk,
        status=spell.status,
        staff=spell.staff.code if spell.staff else None,
        team=spell.team.code if spell.team else None,
        on=spell.start,
        reason=spell.reason,
    )
    announcer.announce(
        OfficerChanged(
            person=person.pk,
            spell=spell.pk,
            status=spell.status,
            staff=spell.staff_id,
            before=before,
            team=spell.team_id,
            on=spell.start,
            by=by.pk if by else None,
        )
    )
