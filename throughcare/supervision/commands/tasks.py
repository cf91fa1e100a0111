"""Reports and support that an officer does beside own cases: recorded, and taken back where recorded by mistake."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.loads import keep_loads, keep_loads_of
from throughcare.supervision.events import WorkloadTaskRecorded
from throughcare.supervision.models import OfficerSpell, WorkloadTask
from throughcare.supervision.rules.workload_task_entry import Fault, TaskEntry, check_task
from throughcare.workforce.models import Staff


class TaskRefused(ValueError):
    """The task cannot be recorded; ``faults`` say why, in words."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.code for fault in faults))


@transaction.atomic
def record_task(
    *, staff: Staff, kind: str, done_on: date, person: Person | None, reference: str, by: User, at: datetime
) -> WorkloadTask:
    """Record a task of ``staff``; raises ``TaskRefused``. The same ``reference`` is written once."""
    standing = WorkloadTask.objects.filter(reference=reference, staff=staff).first()
    if standing is not None:
        return standing
    holder = _holder(person, done_on)
    entry = TaskEntry(
        kind=kind,
        done_on=done_on,
        about=person is not None,
        own_case=holder is not None and holder == staff.pk,
        in_post=staff.start <= done_on and (staff.until is None or done_on < staff.until),
    )
    faults = check_task(entry, on=_day(at))
    if faults:
        raise TaskRefused(faults)
    task = WorkloadTask.objects.create(reference=reference, staff=staff, kind=kind, done_on=done_on, person=person)
    _tell(task, "record_task", by, at)
    return task


@transaction.atomic
def withdraw_task(*, task: WorkloadTask, by: User, at: datetime) -> None:
    """Take back a task that was recorded by mistake; the history keeps it."""
    task = WorkloadTask.objects.select_for_update(of=("self",)).select_related("staff").get(pk=task.pk)
    key = task.pk
    task.delete()
    task.pk = key
    _tell(task, "withdraw_task", by, at)


def _holder(person: Person | None, on: date) -> int | None:
    """Who held the person's case on ``on``."""
    if person is None:
        return None
    spells = OfficerSpell.objects.filter(person=person, status="allocated", start__lte=on).exclude(until__lte=on)
    return spells.values_list("staff", flat=True).first()


def _tell(task: WorkloadTask, action: str, by: User, at: datetime) -> None:
    audit(
        action=f"supervision.{action}",
        by=by,
        at=at,
        subject=task.reference,
        person=task.person_id,
        staff=task.staff.code,
        kind=task.kind,
        done_on=task.done_on,
    )
    withdrawn = action == "withdraw_task"
    announcer.announce(WorkloadTaskRecorded(task.pk, task.staff_id, task.person_id, task.kind, withdrawn, by.pk))
    keep_loads([task.staff_id], on=_day(at))
    if task.person_id is not None:
        keep_loads_of([task.person_id], on=_day(at))


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
