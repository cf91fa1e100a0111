"""What has been published, and how each process stands by it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class PublishedRelease(models.Model):
    """One release, as it went out. Never changed and never removed: a trigger refuses both.

    ``id`` counts in the order of publication; whoever reads on from one misses nothing (see ``commands.publication``).
    """

    ocid = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    release_id = models.CharField(max_length=120, unique=True)
    published_at = models.DateTimeField()
    tags = ArrayField(models.CharField(max_length=20))
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ocid", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_one"),
            models.CheckConstraint(condition=Q(tags__len__gt=0), name="release_has_a_tag"),
        ]
        indexes = [models.Index(fields=["published_at", "id"], name="release_by_day")]


class PublishedProcess(models.Model):
    """What all releases of a process say together, with what lists ask for beside it. Written by publication alone."""

    ocid = models.CharField(max_length=100, primary_key=True)
    stage = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    buyer = models.CharField(max_length=200, blank=True)
    suppliers = ArrayField(models.CharField(max_length=200), default=list)
    value_pence = models.BigIntegerField(null=True)
    closes_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    releases = models.PositiveIntegerField()
    compiled = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(releases__gte=1), name="process_has_a_release"),
            models.CheckConstraint(condition=Q(updated_at__gte=F("first_at")), name="process_updated_after_first"),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "ocid"], name="process_latest"),
            models.Index(fields=["stage", "closes_at", "ocid"], name="process_by_stage"),
        ]
