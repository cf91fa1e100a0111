"""What stands in a practitioner's diary beside appointments, and the link under which it can be read elsewhere."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table
from throughcare.supervision.rules import diary_codes as codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Engagement(models.Model):
    """Time of a member of staff that is taken by something else than an appointment; says nothing about a person.

    ``whole_days`` shows days rather than hours. One taken back keeps its row, with ``removed_at``.
    """

    reference = models.CharField(max_length=40, unique=True)
    staff = models.ForeignKey("workforce.Staff", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    whole_days = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("engagement", "kind", codes.ENGAGEMENT_KIND),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="engagement_begins_before_it_ends"),
        ]
        indexes = [
            models.Index(
                fields=["staff", "starts_at"], condition=Q(removed_at__isnull=True), name="engagement_standing"
            )
        ]


class DiaryFeed(models.Model):
    """A secret address under which a user's diary can be read as a calendar; only a hash of the secret is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    shows = models.CharField(max_length=10, default="initials")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [in_table("diary_feed", "shows", codes.FEED_SHOWS)]
