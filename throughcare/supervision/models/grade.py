"""A case that stays with a practitioner although its tier has outgrown their grade."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GradeWaiver(models.Model):
    """A senior's decision to leave a case where it is, with the reason; it holds for this practitioner and this tier.

    It is looked at again on ``review_on``: from that day on the case is on the list once more.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey("workforce.Staff", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=20)
    tier = models.CharField(max_length=15)
    reason = models.TextField()
    decided_on = models.DateField()
    review_on = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "staff", "scheme", "tier", "decided_on"], name="grade_waived_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grade_waived_for_a_reason"),
            models.CheckConstraint(condition=Q(review_on__gt=F("decided_on")), name="grade_waiver_review_lies_after"),
        ]
