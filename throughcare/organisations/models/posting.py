"""Where a user works, which decides the region whose lists they see."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.organisations.models.geography import DeliveryUnit, Region


class Posting(models.Model):
    """A user's posting to a region, and to one of its delivery units where there is one, on ``[start, until)``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    delivery_unit = models.ForeignKey(DeliveryUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("start")), name="posting_period"),
            models.UniqueConstraint(fields=["user", "region", "delivery_unit", "start"], name="posting_once",
                                    nulls_distinct=False),
        ]  # fmt: skip
