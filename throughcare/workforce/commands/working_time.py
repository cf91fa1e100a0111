"""Contracted hours, reductions and grades: each change in one transaction, with its audit entry and its event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.kernel.period import Period
from throughcare.kernel.transitions import NotAllowed
from throughcare.policy import NoPolicyInForce
from throughcare.workforce.events import WorkingTimeChanged
from throughcare.workforce.models import ContractedHours, Reduction, Staff
from throughcare.workforce.queries.working_time import hours_on
from throughcare.workforce.rules.reduction_states import REDUCTION, reduction_state
from throughcare.workforce.rules.working_time_entry import (
    Fault,
    Post,
    ReductionEntry,
    check_grade,
    check_hours,
    check_reduction,
    complete,
    fault,
)
from throughcare.workforce.rules.workload_policy import reduction_policy


class WorkingTimeRefused(ValueError):
    """The change cannot be made; ``faults`` say why, in words."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(each.code for each in self.faults))


@transaction.atomic
def set_hours(*, staff: Staff, hours: Decimal, start: date, by: User, at: datetime) -> ContractedHours:
    """``hours`` a week from ``start`` on, until the next spell that is known; raises ``WorkingTimeRefused``."""
    staff = _locked(staff, by)
    _refuse(check_hours(hours, start, post=_post(staff, start)))
    spells = ContractedHours.objects.filter(staff=staff)
    following = spells.filter(start__gt=start).order_by("start").first()
    covering = spells.filter(start__lte=start).exclude(until__lte=start).first()
    if covering is not None and covering.hours == hours:
        raise WorkingTimeRefused([fault("hours-start-taken")])
    if covering is not None and covering.start == start:
        covering.hours = hours
        covering.save(update_fields=["hours"])
        spell = covering
    else:
        if covering is not None:
            covering.until = start
            covering.save(update_fields=["until"])
        until = following.start if following else None
        spell = ContractedHours.objects.create(staff=staff, hours=hours, start=start, until=until)
    _tell(staff, "hours", "set_hours", by, at, hours=hours, start=start)
    return spell


@transaction.atomic
def withdraw_hours(*, spell: ContractedHours, by: User, at: datetime) -> None:
    """Take back hours that are still to come: what held before holds on. Raises ``WorkingTimeRefused``."""
    staff = _locked(spell.staff, by)
    spell = ContractedHours.objects.select_for_update().get(pk=spell.pk)
    if spell.start <= _day(at):
        raise WorkingTimeRefused([fault("not-scheduled")])
    spell.delete()
    ContractedHours.objects.filter(staff=staff, until=spell.start).update(until=spell.until)
    _tell(staff, "hours", "withdraw_hours", by, at, hours=spell.hours, start=spell.start)


@transaction.atomic
def add_reduction(
    *, staff: Staff, entry: ReductionEntry, reference: str, by: User, at: datetime, notes: str = ""
) -> Reduction:
    """Take time off contracted hours; raises ``WorkingTimeRefused``. The same ``reference`` is written once."""
    staff = _locked(staff, by)
    standing = Reduction.objects.filter(reference=reference, staff=staff).first()
    if standing is not None:
        return standing
    entry = _checked(staff, entry, None)
    reduction = Reduction.objects.create(
        reference=reference,
        staff=staff,
        reason=entry.reason,
        share=entry.share,
        hours=entry.hours,
        start=entry.start,
        until=entry.until,
        notes=notes,
    )
    _tell(staff, "reduction", "add_reduction", by, at, **_facts(reduction))
    return reduction


@transaction.atomic
def change_reduction(
    *, reduction: Reduction, entry: ReductionEntry, by: User, at: datetime, notes: str = ""
) -> Reduction:
    """Change a reduction that is scheduled or active; raises ``WorkingTimeRefused``."""
    staff, reduction = _of(reduction, by)
    _allow(reduction, "change", at)
    entry = _checked(staff, entry, reduction)
    before = _facts(reduction)
    reduction.reason, reduction.start, reduction.until = entry.reason, entry.start, entry.until
    reduction.share, reduction.hours, reduction.notes = entry.share, entry.hours, notes
    reduction.save()
    _tell(staff, "reduction", "change_reduction", by, at, **_facts(reduction), before=before)
    return reduction


@transaction.atomic
def end_reduction(*, reduction: Reduction, until: date, by: User, at: datetime) -> Reduction:
    """End an active reduction: ``until`` is the first day on which it no longer holds, today or later."""
    staff, reduction = _of(reduction, by)
    _allow(reduction, "end", at)
    if until < _day(at):
        raise WorkingTimeRefused([fault("already-over")])
    if until <= reduction.start:
        raise WorkingTimeRefused([fault("ends-before-start")])
    entry = ReductionEntry(reduction.reason, reduction.start, until, reduction.share, reduction.hours)
    _refuse(each for each in _faults(staff, entry, reduction) if each.field == "until")
    reduction.until = until
    reduction.save(update_fields=["until"])
    _tell(staff, "reduction", "end_reduction", by, at, **_facts(reduction))
    return reduction


@transaction.atomic
def delete_reduction(*, reduction: Reduction, by: User, at: datetime) -> Reduction:
    """Take back a reduction that should never have been: it counts for no day any more. The history keeps it."""
    staff, reduction = _of(reduction, by)
    _allow(reduction, "delete", at)
    reduction.deleted_at = at
    reduction.save(update_fields=["deleted_at"])
    _tell(staff, "reduction", "delete_reduction", by, at, **_facts(reduction))
    return reduction


@transaction.atomic
def change_grade(*, staff: Staff, grade: str, since: date, by: User, at: datetime) -> Staff:
    """A new grade from ``since`` on: a trainee who qualifies, a newly qualified officer whose protection is over."""
    staff = _locked(staff, by)
    before = staff.grade
    _refuse(check_grade(grade, since, now=before, post=_post(staff, since), on=_day(at)))
    staff.grade, staff.grade_since = grade, since
    staff.save(update_fields=["grade", "grade_since"])
    _tell(staff, "grade", "change_grade", by, at, grade=grade, since=since, before=before)
    return staff


def _locked(staff: Staff, by: User) -> Staff:
    """The row, locked, so that changes to one person's time follow each other; nobody changes their own."""
    if staff.user_id == by.pk:
        raise WorkingTimeRefused([fault("own")])
    return Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)


def _of(reduction: Reduction, by: User) -> tuple[Staff, Reduction]:
    staff = _locked(reduction.staff, by)
    return staff, Reduction.objects.select_for_update().get(pk=reduction.pk)


def _allow(reduction: Reduction, verb: str, at: datetime) -> None:
    try:
        REDUCTION.next(state_of(reduction, on=_day(at)), verb)
    except NotAllowed:
        raise WorkingTimeRefused([fault("not-allowed")]) from None


def state_of(reduction: Reduction, *, on: date) -> str:
    """The state of a reduction on ``on``."""
    return reduction_state(
        start=reduction.start, until=reduction.until, deleted=reduction.deleted_at is not None, on=on
    )


def _post(staff: Staff, on: date) -> Post:
    return Post(Period(staff.start, staff.until), hours_on(staff, on=on))


def _checked(staff: Staff, entry: ReductionEntry, own: Reduction | None) -> ReductionEntry:
    try:
        entry = complete(entry, policy=reduction_policy().on(entry.start))
    except NoPolicyInForce:
        raise WorkingTimeRefused([fault("no-terms")]) from None
    _refuse(_faults(staff, entry, own))
    return entry


def _faults(staff: Staff, entry: ReductionEntry, own: Reduction | None) -> tuple[Fault, ...]:
    others = Reduction.objects.filter(staff=staff, reason=entry.reason, deleted_at__isnull=True)
    if own is not None:
        others = others.exclude(pk=own.pk)
    return check_reduction(
        entry,
        post=_post(staff, entry.start),
        others=[Period(start, until) for start, until in others.order_by("start").values_list("start", "until")],
        policy=reduction_policy().on(entry.start),
    )


def _refuse(faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        raise WorkingTimeRefused(found)


def _facts(reduction: Reduction) -> dict[str, Any]:
    names = ("reference", "reason", "share", "hours", "start", "until")
    return {name: getattr(reduction, name) for name in names}


def _tell(staff: Staff, part: str, action: str, by: User, at: datetime, **detail: Any) -> None:
    audit(action=f"workforce.{action}", by=by, at=at, subject=staff.code, **detail)
    announcer.announce(WorkingTimeChanged(staff.pk, part, _day(at), by.pk))


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
