"""Registrations, assessments and enforcement: the facts that tiers are computed from."""

from typing import Any

import pghistory
from django.db import models

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Registration(models.Model):
    """An entry on a register: risk of serious harm, MAPPA and the others, on ``[registered_on, ended_on)``."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=10)
    level = models.CharField(max_length=5, blank=True)
    category = models.CharField(max_length=5, blank=True)
    registered_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("registration", "type", codes.REGISTRATION_TYPE),
            in_table("registration", "level", codes.REGISTRATION_LEVEL, blank=True),
            in_table("registration", "category", codes.REGISTRATION_CATEGORY, blank=True),
            ordered("registration", "registered_on", "ended_on"),
            ordered("registration", "registered_on", "review_on"),
        ]


def _percent() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)


def _need() -> "models.CharField[Any, Any]":
    return models.CharField(max_length=8, blank=True)


NEEDS = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Assessment(models.Model):
    """A completed assessment: predictor scores in percent, severities of need, and three OASys answers."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    completed_on = models.DateField()
    rsr = _percent()
    ogrs = _percent()
    arp = _percent()
    arp_kind = models.CharField(max_length=8, blank=True)
    csrp = _percent()
    csrp_kind = models.CharField(max_length=8, blank=True)
    dc_srp = _percent()
    dc_srp_band = models.CharField(max_length=15, blank=True)
    need_accommodation = _need()
    need_ete = _need()
    need_relationships = _need()
    need_lifestyle = _need()
    need_drugs = _need()
    need_alcohol = _need()
    need_thinking = _need()
    need_attitudes = _need()
    parenting = models.PositiveSmallIntegerField(null=True, blank=True)
    impulsivity = models.PositiveSmallIntegerField(null=True, blank=True)
    temper = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("assessment", "kind", codes.ASSESSMENT_KIND),
            in_table("assessment", "arp_kind", codes.PREDICTOR_KIND, blank=True),
            in_table("assessment", "csrp_kind", codes.PREDICTOR_KIND, blank=True),
            in_table("assessment", "dc_srp_band", codes.SEXUAL_PREDICTOR_BAND, blank=True),
            *(in_table("assessment", f"need_{need}", codes.NEED_SEVERITY, blank=True) for need in NEEDS),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Enforcement(models.Model):
    """A breach or recall process on a sentence and how it ended."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sentence = models.ForeignKey("people.Sentence", on_delete=models.CASCADE, related_name="+")
    started_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True)
    outcome_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("enforcement", "outcome", codes.ENFORCEMENT_OUTCOME, blank=True),
            ordered("enforcement", "started_on", "outcome_on"),
        ]
