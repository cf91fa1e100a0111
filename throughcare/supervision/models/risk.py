"""Registrations and their reviews, assessments, enforcement: the facts that tiers are computed from."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import codes


def _staff() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        "workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Registration(models.Model):
    """An entry on a register: risk of serious harm, MAPPA and the others, on ``[registered_on, ended_on)``.

    One that was recorded in error ends on the day on which it began, so that it never held.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=10)
    level = models.CharField(max_length=5, blank=True)
    category = models.CharField(max_length=5, blank=True)
    registered_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, db_default="")
    end_reason = models.CharField(max_length=12, blank=True, db_default="")
    end_note = models.TextField(blank=True, db_default="")
    staff = _staff()

    class Meta:
        constraints = [
            in_table("registration", "type", codes.REGISTRATION_TYPE),
            in_table("registration", "level", codes.REGISTRATION_LEVEL, blank=True),
            in_table("registration", "category", codes.REGISTRATION_CATEGORY, blank=True),
            ordered("registration", "registered_on", "ended_on"),
            ordered("registration", "registered_on", "review_on"),
            in_table("registration", "end_reason", codes.REGISTRATION_END, blank=True),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(ended_on__isnull=False), name="registration_end_has_a_day"
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RegistrationReview(models.Model):
    """A look at whether a registration still holds: it does, and is looked at again by ``next_on``."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    reviewed_on = models.DateField()
    next_on = models.DateField()
    note = models.TextField()
    staff = _staff()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "reviewed_on"], name="registration_reviewed_once_a_day"),
            models.CheckConstraint(
                condition=Q(next_on__gt=models.F("reviewed_on")), name="registration_review_next_lies_after"
            ),
        ]


def _percentage(name: str) -> models.CheckConstraint:
    """A score lies between 0 and 100, where there is one."""
    condition = Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 100)})
    return models.CheckConstraint(condition=condition, name=f"assessment_{name}_is_a_percentage")


def _percent() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)


def _need() -> "models.CharField[Any, Any]":
    return models.CharField(max_length=8, blank=True)


SCORES = ("rsr", "ogrs", "arp", "csrp", "dc_srp")
NEEDS = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Assessment(models.Model):
    """A completed assessment: predictor scores in percent, severities of need, and three OASys answers.

    One that was recorded in error is withdrawn: it stays on the record and no rule reads it.
    """

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
    staff = _staff()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [
            in_table("assessment", "kind", codes.ASSESSMENT_KIND),
            in_table("assessment", "arp_kind", codes.PREDICTOR_KIND, blank=True),
            in_table("assessment", "csrp_kind", codes.PREDICTOR_KIND, blank=True),
            in_table("assessment", "dc_srp_band", codes.SEXUAL_PREDICTOR_BAND, blank=True),
            *(in_table("assessment", f"need_{need}", codes.NEED_SEVERITY, blank=True) for need in NEEDS),
            *(_percentage(score) for score in SCORES),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_why=""), name="assessment_withdrawn_for_a_reason"
            ),
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
