"""How a sentence ended, in words that stay."""

import pghistory
from django.conf import settings
from django.db import models

from throughcare.people.models.constraints import in_table
from throughcare.people.rules.codes import TERMINATION_REASON


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Closing(models.Model):
    """The closing summary of one sentence; ``keep_until`` is when the record need no longer be kept, once all have ended."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sentence = models.OneToOneField("people.Sentence", on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=20)
    ended_on = models.DateField()
    reasons = models.TextField(blank=True)
    summary = models.TextField()
    went_well = models.TextField(blank=True)
    supervision_ended = models.BooleanField()
    keep_until = models.DateField(null=True, blank=True)
    closed_on = models.DateField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            in_table("closing", "how", TERMINATION_REASON),
            models.CheckConstraint(condition=~models.Q(summary=""), name="closing_has_a_summary"),
            models.CheckConstraint(
                condition=models.Q(closed_on__gte=models.F("ended_on")), name="closing_after_the_sentence_ended"
            ),
            models.CheckConstraint(
                condition=models.Q(supervision_ended=False, keep_until__isnull=True)
                | models.Q(supervision_ended=True, keep_until__isnull=False),
                name="closing_starts_the_clock_when_supervision_ends",
            ),
        ]
