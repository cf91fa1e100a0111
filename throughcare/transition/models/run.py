"""Imports and exports asked for on a page."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.transition.rules.run_states import RUN


class BundleRun(models.Model):
    """One import or export, its state and how far it is. ``file`` and ``faults_file`` lie in the folder of uploads.

    Faults carry values of cells, and an export carries everything: only administrators open either.
    """

    direction = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default=RUN.start)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80)
    accept_partial = models.BooleanField(default=False)
    take_bundle = models.BooleanField(default=False, db_default=False)
    phase_file = models.CharField(max_length=30, blank=True)
    rows = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    counts = models.JSONField(default=dict)
    fault_count = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    conflict_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["import", "export"]), name="run_direction"),
            models.CheckConstraint(condition=Q(state__in=list(RUN.table)), name="run_state_is_in_the_table"),
        ]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return not RUN.table[self.state]
