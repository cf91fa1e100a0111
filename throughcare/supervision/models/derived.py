"""Answers of the rules, kept beside the facts so that lists and dashboards can be asked for them.

Written in the transaction that changes a fact, by the same pure rules that explain them; never edited by hand. What time
alone changes is not stored (an overdue flag), or carries ``holds_until``, the day from which it must be asked again.
"""

from django.db import models


class Tier(models.Model):
    """A person's tier under one scheme, with its history: the row without ``superseded_at`` is the current one."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    scheme = models.CharField(max_length=20)
    label = models.CharField(max_length=15)
    provisional = models.BooleanField(default=False)
    protect_points = models.PositiveSmallIntegerField(null=True)
    change_points = models.PositiveSmallIntegerField(null=True)
    reason_code = models.CharField(max_length=60)
    decided_on = models.DateField()
    holds_until = models.DateField(null=True)
    cause = models.CharField(max_length=60)
    facts = models.JSONField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme"], condition=models.Q(superseded_at__isnull=True), name="one_current_tier"
            )
        ]


class ContactDue(models.Model):
    """What contact is due next for a person, by the rule ``contact-due``."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+", primary_key=True)
    state = models.CharField(max_length=20)
    duty = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=40, blank=True)
    due_date = models.DateField(null=True)
    booked_for = models.DateField(null=True)
    last_seen = models.DateField(null=True)
    suspended_from = models.DateField(null=True)
    standard = models.CharField(max_length=30)
    reason_code = models.CharField(max_length=60)
    unconfirmed = models.BooleanField(default=False)
    allowance = models.PositiveSmallIntegerField(null=True)
    used = models.PositiveSmallIntegerField(null=True)
    decided_on = models.DateField()
    holds_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_date"]), models.Index(fields=["holds_until"])]
