"""Working time and tasks of the demonstration: hours that change, time taken off, reports, an alarm that was answered."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.supervision.commands.alarms import answer_alarm
from throughcare.supervision.commands.tasks import record_task
from throughcare.supervision.models import OfficerSpell, WorkloadAlarm, WorkloadTask
from throughcare.workforce.commands.working_time import WorkingTimeRefused, add_reduction, set_hours
from throughcare.workforce.models import Reduction, Staff
from throughcare.workforce.rules.working_time_entry import ReductionEntry

ANSWER = "Two cases go to the new officer next week, and court duty is covered by the other team until then."
# Reason, share, hours a week, days from today to the first day, days from today to the end.
REDUCTIONS: tuple[tuple[str, int | None, str | None, int, int | None], ...] = (
    ("phased-return", 40, None, -20, 40),
    ("court-duty", None, "7.4", -60, None),
    ("union-facility-time", 20, None, -200, None),
    ("maternity", None, None, 21, None),
    ("spoc-lead", 5, None, -90, None),
    ("pso-learning", None, None, -30, None),
    ("long-term-sickness", None, None, -9, None),
    ("group-supervision", None, "3.7", -14, 90),
)
TASKS = ("standard-court-report", "fast-court-report", "CMS08", "CMS17", "parole-report")


def change_some_working_time(*, region: str, at: datetime) -> None:
    """A reduction, changed hours and a few tasks in each of the first units; doing it twice changes nothing."""
    if Reduction.objects.filter(reference__startswith="DEMO-").exists():
        return
    units = list(DeliveryUnit.objects.filter(region=Region.objects.get(code=region)).order_by("code"))
    for place, unit in enumerate(units):
        head = User.objects.filter(role="head", pk__in=_users(unit)).first()
        if head is not None:
            with acting(head, why="demonstration"), transaction.atomic():
                _in_unit(unit, place, head, at)
    _answer_one(at)


def _users(unit: DeliveryUnit) -> list[int]:
    found = Staff.objects.filter(delivery_unit=unit, user__isnull=False).values_list("user", flat=True)
    return [key for key in found if key is not None]


def _in_unit(unit: DeliveryUnit, place: int, head: User, at: datetime) -> None:
    on = timezone.localdate(at)
    officers = list(
        Staff.objects.filter(team__delivery_unit=unit, grade__in=("PO", "PSO"), until__isnull=True)
        .filter(pk__in=OfficerSpell.objects.filter(until__isnull=True, staff__isnull=False).values("staff"))
        .order_by("code")
    )
    if not officers:
        return
    first, second = officers[0], officers[-1]
    reason, share, hours, start, until = REDUCTIONS[place % len(REDUCTIONS)]
    entry = ReductionEntry(
        reason,
        max(first.start, on + timedelta(days=start)),
        None if until is None else on + timedelta(days=until),
        None if share is None else Decimal(share),
        None if hours is None else Decimal(hours),
    )
    add_reduction(staff=first, entry=entry, reference=f"DEMO-{unit.code}", by=head, at=at)
    if first == second:
        return
    with suppress(WorkingTimeRefused):  # They work that many hours already.
        set_hours(staff=second, hours=Decimal("29.6"), start=on + timedelta(days=30), by=head, at=at)
    _do_tasks(second, first, place, head, on, at)


def _do_tasks(helper: Staff, other: Staff, place: int, head: User, on: date, at: datetime) -> None:
    """Reports of one officer, and support that they gave on a case of another."""
    kind = TASKS[place % len(TASKS)]
    spell = (
        OfficerSpell.objects.filter(staff=other, until__isnull=True, person__limited=False, start__lt=on)
        .select_related("person")
        .order_by("pk")
        .first()
    )
    person = spell.person if spell is not None and not kind.endswith("court-report") else None
    if person is None and not kind.endswith("court-report"):
        return
    done_on = on - timedelta(days=1)
    if helper.start <= done_on and (spell is None or spell.start <= done_on):
        record_task(
            staff=helper,
            kind=kind,
            done_on=done_on,
            person=person,
            reference=f"DEMO-{WorkloadTask.objects.count() + 1}-{helper.code}",
            by=head,
            at=at,
        )


def _answer_one(at: datetime) -> None:
    """The head of one unit has answered the alarm that stands for longest; the others wait."""
    alarm = (
        WorkloadAlarm.objects.filter(ended_on__isnull=True, answer="")
        .select_related("staff__team__delivery_unit")
        .order_by("over_since", "pk")
        .last()
    )
    if alarm is None or alarm.staff.team is None:
        return
    head = User.objects.filter(role="head", pk__in=_users(alarm.staff.team.delivery_unit)).first()
    if head is not None:
        with acting(head, why="demonstration"), transaction.atomic():
            answer_alarm(alarm=alarm, answer=ANSWER, by=head, at=at)
