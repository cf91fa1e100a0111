"""Warnings: given, appealed, withdrawn."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.models.failure import Failure
from throughcare.supervision.rules import enforcement_codes as codes
from throughcare.supervision.rules.enforcement_states import WARNING_STATE


def _user(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FormalWarning(models.Model):
    """A warning about one failure or several (Sentencing Act 2020 Sch. 10 para. 6), until it is withdrawn.

    Whoever decides on an appeal is somebody else than who gave the warning: the database sees to it.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sentence = models.ForeignKey("people.Sentence", on_delete=models.CASCADE, related_name="+")
    failures = models.ManyToManyField(Failure, through="WarnedFailure", related_name="warnings")
    kind = models.CharField(max_length=8)
    given_on = models.DateField()
    respond_by = models.DateField()
    words = models.TextField(blank=True)
    state = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_by = _user()
    appealed_on = models.DateField(null=True, blank=True)
    appeal_words = models.TextField(blank=True)
    appeal_outcome = models.CharField(max_length=10, blank=True)
    appeal_decided_on = models.DateField(null=True, blank=True)
    appeal_decided_by = _user(null=True, blank=True)
    appeal_reasons = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = _user(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            in_table("formal_warning", "kind", codes.WARNING_KIND),
            in_table("formal_warning", "state", WARNING_STATE),
            in_table("formal_warning", "appeal_outcome", codes.APPEAL_OUTCOME, blank=True),
            ordered("formal_warning", "given_on", "respond_by"),
            ordered("formal_warning", "given_on", "appealed_on"),
            ordered("formal_warning", "appealed_on", "appeal_decided_on"),
            ordered("formal_warning", "given_on", "withdrawn_on"),
            models.CheckConstraint(
                condition=Q(appeal_decided_by__isnull=True) | ~Q(appeal_decided_by=F("given_by")),
                name="appeal_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False, withdrawn_by__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)),
                name="warning_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="appealed")
                | Q(appealed_on__isnull=False, appeal_outcome="", appeal_decided_on__isnull=True),
                name="warning_appealed_awaits_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["sentence", "given_on"], name="formal_warning_of_sentence"),
            models.Index(fields=["appealed_on"], condition=Q(state="appealed"), name="formal_warning_appealed"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WarnedFailure(models.Model):
    """A failure that a warning is about."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    warning = models.ForeignKey(FormalWarning, on_delete=models.CASCADE, related_name="+")
    failure = models.ForeignKey(Failure, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning", "failure"], name="warned_failure_once")]
