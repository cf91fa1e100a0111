"""Counting attempts to sign in, in the database, so that every web process counts the same ones."""

from django.db import models


class Attempts(models.Model):
    """How often somebody has tried in the current span. ``key`` is a keyed hash of a user name or a network address."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "attempts"
