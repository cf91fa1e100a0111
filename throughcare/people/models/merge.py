"""Two records that turned out to be one person, and pairs that did not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.identity import Person


class Merge(models.Model):
    """One merge: what was moved from ``duplicate`` to ``survivor`` and what was overwritten, so that it can be undone.

    ``moved`` maps a table's label (``people.identifier``) to the keys of the rows moved; other entries are notes of the
    contexts that moved them. ``overwritten`` maps a field of the survivor to its value before and after.
    """

    survivor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    duplicate = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merged_away")
    moved = models.JSONField(default=dict)
    overwritten = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("duplicate")), name="merge_joins_two_records"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]


class NotSame(models.Model):
    """A decision that two records are two people; the pair is not proposed again. ``first`` has the lower key."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
        ]
