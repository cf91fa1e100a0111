"""Failures to comply, and the reasons that people give for them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import enforcement_codes as codes
from throughcare.supervision.rules.enforcement_states import FAILURE_STATE


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Failure(models.Model):
    """One failure to comply with a sentence: an appointment missed, or anything else that came to be known.

    ``contact`` is the appointment, at most one failure for each, so that recording it twice is recording it once.
    ``aware_on`` and ``aware_source`` are when and how the service became aware of it, from which service levels count.
    ``suspended_by`` says what had suspended contact on that day; such a failure counts only where ``counts_because`` does.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sentence = models.ForeignKey("people.Sentence", on_delete=models.CASCADE, related_name="+")
    contact = models.OneToOneField(
        "supervision.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    requirement = models.ForeignKey(
        "people.Requirement", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    condition = models.ForeignKey(
        "people.LicenceCondition", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12)
    date = models.DateField()
    words = models.TextField(blank=True)
    aware_on = models.DateField()
    aware_source = models.CharField(max_length=12)
    respond_by = models.DateField()
    state = models.CharField(max_length=16)
    decided_on = models.DateField(null=True, blank=True)
    suspended_by = models.CharField(max_length=8, blank=True)
    counts_because = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            in_table("failure", "kind", codes.FAILURE_KIND),
            in_table("failure", "aware_source", codes.AWARE_SOURCE),
            in_table("failure", "state", FAILURE_STATE),
            in_table("failure", "suspended_by", codes.SUSPENDED_BY, blank=True),
            ordered("failure", "date", "aware_on"),
            ordered("failure", "date", "decided_on"),
            ordered("failure", "date", "respond_by"),
            models.CheckConstraint(
                condition=Q(requirement__isnull=True) | Q(condition__isnull=True), name="failure_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("unacceptable", "acceptable"), decided_on__isnull=False)
                | (~Q(state__in=("unacceptable", "acceptable")) & Q(decided_on__isnull=True)),
                name="failure_decided_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["sentence", "date"], name="failure_of_sentence"),
            models.Index(fields=["respond_by"], condition=Q(state="awaiting-reason"), name="failure_awaiting_reason"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReasonOffered(models.Model):
    """A reason given for a failure, what was seen to support it, and what the practitioner made of it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    failure = models.ForeignKey(Failure, on_delete=models.CASCADE, related_name="reasons")
    reason = models.CharField(max_length=5)
    words = models.TextField(blank=True)
    offered_on = models.DateField()
    evidence = models.CharField(max_length=500, blank=True)
    evidence_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=8, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            in_table("reason_offered", "reason", codes.REASON),
            in_table("reason_offered", "decision", codes.REASON_DECISION, blank=True),
            models.UniqueConstraint(
                fields=["failure"], condition=Q(decision="accepted"), name="reason_accepted_once_for_a_failure"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="reason_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("offered_on")),
                name="reason_offered_before_decided",
            ),
        ]
