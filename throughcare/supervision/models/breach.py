"""Breach and recall from the question put to a manager to what the court did."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.models.failure import Failure
from throughcare.supervision.models.risk import Enforcement
from throughcare.supervision.rules import enforcement_codes as codes
from throughcare.supervision.rules.enforcement_states import BREACH_STATE, OPEN_BREACH


def _user(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Breach(models.Model):
    """One question of breach or recall, at most one open for a sentence.

    Until a manager decides it is a question; once begun, ``process`` is the enforcement process that tiers are computed
    from, so that there is one truth. ``aware_on``, ``aware_source`` and ``presented_on`` are what service levels on the
    timeliness of breach count from and to.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sentence = models.ForeignKey("people.Sentence", on_delete=models.CASCADE, related_name="+")
    supervision = models.CharField(max_length=30)
    failure = models.ForeignKey(Failure, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    because = models.CharField(max_length=14)
    words = models.TextField(blank=True)
    asked_on = models.DateField()
    asked_by = _user()
    aware_on = models.DateField()
    aware_source = models.CharField(max_length=12)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = _user(null=True, blank=True)
    reasons = models.TextField(blank=True)
    process = models.OneToOneField(Enforcement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    presented_on = models.DateField(null=True, blank=True)
    accepted_first_time = models.BooleanField(null=True, blank=True)
    court = models.CharField(max_length=100, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            in_table("breach", "kind", codes.BREACH_KIND),
            in_table("breach", "because", codes.ASKED_BECAUSE),
            in_table("breach", "aware_source", codes.AWARE_SOURCE),
            in_table("breach", "state", BREACH_STATE),
            ordered("breach", "aware_on", "asked_on"),
            ordered("breach", "asked_on", "decided_on"),
            ordered("breach", "decided_on", "presented_on"),
            ordered("breach", "aware_on", "presented_on"),
            ordered("breach", "presented_on", "hearing_on"),
            ordered("breach", "decided_on", "ended_on"),
            models.UniqueConstraint(
                fields=["sentence"], condition=Q(state__in=OPEN_BREACH), name="one_open_breach_of_a_sentence"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(reasons="")),
                name="breach_decided_by_somebody_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "declined"), process__isnull=True)
                | (~Q(state__in=("waiting", "declined")) & Q(process__isnull=False)),
                name="breach_begun_has_a_process",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("concluded", "withdrawn"), ended_on__isnull=False)
                | (~Q(state__in=("concluded", "withdrawn")) & Q(ended_on__isnull=True)),
                name="breach_ended_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="waiting"), name="breach_waiting"),
            models.Index(fields=["hearing_on"], condition=Q(state="presented"), name="breach_in_court"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BreachHearing(models.Model):
    """What the court did on a day."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="hearings")
    on = models.DateField()
    court = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=16)
    adjourned_to = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = _user()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breach", "on"], name="breach_hearing_once_a_day"),
            in_table("breach_hearing", "outcome", codes.COURT_OUTCOME),
            models.CheckConstraint(
                condition=Q(outcome="adjourned", adjourned_to__gt=models.F("on"))
                | (~Q(outcome="adjourned") & Q(adjourned_to__isnull=True)),
                name="breach_hearing_adjourned_forwards",
            ),
        ]
