"""Work beside cases, the load of officers day by day, and the alarms that a load raises."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import workload_codes as codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WorkloadTask(models.Model):
    """A report, an assessment, or support given on somebody else's case, done on ``done_on``.

    ``person`` is whom it is about; empty for a court report on somebody who has no record here.
    """

    reference = models.CharField(max_length=40, unique=True)
    staff = models.ForeignKey("workforce.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=25)
    done_on = models.DateField()

    class Meta:
        constraints = [in_table("workload_task", "kind", codes.TASK_KIND)]
        indexes = [
            models.Index(fields=["staff", "done_on"], name="workload_task_of_staff"),
            models.Index(fields=["done_on"], name="workload_task_day"),
        ]


class LoadSpell(models.Model):
    """What an officer carried on ``[start, until)``, a kept answer: written in the transaction that changes it.

    It counts every case, whoever may see them, so that an alarm does not depend on who looked last; pages show the load
    that their reader may see, and take from here only ``over_since``: the first day of an unbroken time above the
    percentage that becomes excessive. Spells of one officer cannot overlap (exclusion constraint, made in the migration).
    """

    staff = models.ForeignKey("workforce.Staff", on_delete=models.CASCADE, related_name="+")
    start = models.DateField()
    until = models.DateField(null=True)
    points = models.IntegerField()
    available = models.PositiveIntegerField()
    percent = models.DecimalField(max_digits=7, decimal_places=1)
    cases = models.PositiveIntegerField()
    uncounted = models.PositiveIntegerField()
    problem = models.CharField(max_length=30, blank=True)
    over_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "start"], name="load_spell_start"),
            models.UniqueConstraint(fields=["staff"], condition=Q(until__isnull=True), name="one_current_load"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("start")), name="load_spell_period"),
        ]
        indexes = [
            models.Index(
                fields=["over_since"], condition=Q(until__isnull=True, over_since__isnull=False), name="load_over"
            )
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WorkloadAlarm(models.Model):
    """A load that has been excessive for as long as the policy allows: raised to the head of unit, who answers it.

    ``over_since`` is the first day above the line, ``raised_on`` the first day on which it counts as excessive, ``ended_on``
    the day on which the load fell. One alarm for one unbroken time.
    """

    staff = models.ForeignKey("workforce.Staff", on_delete=models.CASCADE, related_name="+")
    over_since = models.DateField()
    raised_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "over_since"], name="one_alarm_for_one_time"),
            ordered("workload_alarm", "over_since", "raised_on"),
            ordered("workload_alarm", "raised_on", "answered_on"),
            ordered("workload_alarm", "over_since", "ended_on"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
                name="workload_alarm_answer_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["staff"], condition=Q(ended_on__isnull=True), name="alarm_standing")]
