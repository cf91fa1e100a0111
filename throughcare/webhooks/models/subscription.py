"""Who is told of what, by which secret; and what happened, for as long as it can be told."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from throughcare.people.models.constraints import in_table
from throughcare.webhooks.rules.codes import SHOWS


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Subscription(models.Model):
    """Another system that is told of events: of ``types`` (none: of all), about people of ``region`` (none: of all).

    ``shows`` says how much it is told. ``paused_at`` stops it: what happens meanwhile is not sent, and can be sent again.
    """

    name = models.CharField(max_length=100, unique=True)
    url = models.CharField(max_length=500)
    types = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    region = models.ForeignKey(
        "organisations.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shows = models.CharField(max_length=10, default="ids")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("subscription", "shows", SHOWS),
            models.CheckConstraint(condition=~Q(name="") & ~Q(url=""), name="subscription_names_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Secret(models.Model):
    """A secret that signs for a subscription until ``until``; kept encrypted with a key made from the site's secret."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(until__isnull=True), name="one_lasting_secret_of_a_subscription"
            )
        ]


class Happening(models.Model):
    """An event that somebody subscribes to, noted in the transaction that announced it; sent by a job.

    ``person`` and ``region`` are as they were then. No role that serves the site reads it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True)
    type = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    person = models.BigIntegerField(null=True, blank=True)
    region = models.ForeignKey(
        "organisations.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    limited = models.BooleanField(default=False)
    data = models.JSONField()
    spread_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(spread_at__isnull=True), name="happening_to_spread"),
            models.Index(fields=["at"], name="happening_at"),
        ]
