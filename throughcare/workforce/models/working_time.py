"""How much of an officer's time there is for cases, day by day: contracted hours, and what is taken off them."""

import pghistory
from django.db import models
from django.db.models import F, Q

from throughcare.workforce.models.staff import Staff
from throughcare.workforce.rules.codes import REDUCTION_REASON


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContractedHours(models.Model):
    """Hours a week on ``[start, until)``. On days without a spell the hours of the staff record hold.

    Spells of one member of staff cannot overlap: an exclusion constraint, made in the migration.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["staff", "start"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "start"], name="contracted_hours_start"),
            models.CheckConstraint(condition=Q(hours__gte=0, hours__lte=60), name="contracted_hours_in_a_week"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("start")), name="contracted_hours_period"
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Reduction(models.Model):
    """Time taken off contracted hours on ``[start, until)``: a share of them (percent), or hours a week.

    Scheduled, active or archived is a matter of the day; ``deleted_at`` says that it was taken back, and it counts no more.
    Reductions for one reason do not overlap: an exclusion constraint, made in the migration.
    """

    reference = models.CharField(max_length=40, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=30)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["staff", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=[entry.code for entry in REDUCTION_REASON]),
                name="reduction_reason_is_in_the_table",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100, hours__isnull=True)
                | Q(hours__gt=0, hours__lte=60, share__isnull=True),
                name="reduction_is_a_share_or_hours",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("start")), name="reduction_period"),
        ]
        indexes = [models.Index(fields=["staff"], condition=Q(deleted_at__isnull=True), name="reduction_standing")]
