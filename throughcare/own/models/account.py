"""Which user is which person, and what they asked for or changed themselves."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.own.rules import codes
from throughcare.people.models.constraints import in_table


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Account(models.Model):
    """A user who signs in as themselves and sees their own record; ``closed_at`` ends that."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    invitations = models.PositiveSmallIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Asked(models.Model):
    """A person asks for another time for one appointment. Nothing moves by it; somebody answers."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("supervision.Contact", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10)
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            in_table("asked", "reason", codes.ASK_REASON),
            in_table("asked", "state", codes.ASKED_STATE),
            models.UniqueConstraint(fields=["contact"], condition=Q(state="waiting"), name="asked_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="asked_answered_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["person", "-asked_at"], name="asked_of_person")]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OwnChange(models.Model):
    """A detail that the person changed themselves, until a practitioner has seen it.

    ``followed_at`` says when the rest of the system (reminders) followed; a job does that, because the person may not.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    followed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [in_table("own_change", "part", codes.CHANGED_PART)]
        indexes = [
            models.Index(fields=["person", "-at"], name="own_change_of_person"),
            models.Index(fields=["id"], condition=Q(followed_at__isnull=True), name="own_change_to_follow"),
        ]
