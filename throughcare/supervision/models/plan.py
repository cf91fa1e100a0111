"""The sentence plan: versions that do not change once agreed, what they hold, and how each step goes.

A trigger (in the migration) keeps what a version holds as it is from the moment it is shared; ``person`` on every table
lets row security decide by the person and a merge move the rows.
"""

import uuid
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import plan_states as states
from throughcare.supervision.rules.codes import NEED_SEVERITY
from throughcare.supervision.rules.plan_sections import SECTION

OPEN_STATES = ("draft", "shared")


def _person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")


def _staff() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        "workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Plan(models.Model):
    """The plan of one stretch of supervision, on ``[opened_on, closed_on)``; a person has one open at a time."""

    person = _person()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_on__isnull=True), name="one_open_plan"),
            ordered("plan", "opened_on", "closed_on"),
            in_table("plan", "end_reason", states.PLAN_END, blank=True),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, end_reason="") | (Q(closed_on__isnull=False) & ~Q(end_reason="")),
                name="plan_ends_for_a_reason",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanVersion(models.Model):
    """One version: why it was begun, the person's strengths, when it is reviewed, how it was shared and agreed.

    ``own_words`` are the person's, as they said them. ``contact`` is the entry on the record by which the contact rule
    knows that the plan is made.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    person = _person()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft")
    reason = models.CharField(max_length=15)
    begun_on = models.DateField()
    begun_by = _staff()
    assessment = models.ForeignKey(
        "supervision.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    strengths = models.TextField(blank=True)
    strengths_cy = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    shared_on = models.DateField(null=True, blank=True)
    shared_how = models.CharField(max_length=10, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = _staff()
    view = models.CharField(max_length=10, blank=True)
    own_words = models.TextField(blank=True)
    signed = models.CharField(max_length=10, blank=True)
    why_not = models.TextField(blank=True)
    contact = models.OneToOneField(
        "supervision.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state__in=OPEN_STATES), name="one_draft_of_a_plan"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="agreed"), name="one_agreed_version_of_a_plan"),
            in_table("plan_version", "state", states.VERSION_STATE),
            in_table("plan_version", "reason", states.VERSION_REASON),
            in_table("plan_version", "shared_how", states.SHARED_HOW, blank=True),
            in_table("plan_version", "view", states.PERSONS_VIEW, blank=True),
            in_table("plan_version", "signed", states.SIGNED, blank=True),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "replaced"])
                | (Q(agreed_on__isnull=False, review_on__gt=F("agreed_on")) & ~Q(view="") & ~Q(signed="")),
                name="plan_version_agreed_in_full",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanNeed(models.Model):
    """A part of the person's life that the version works on, and how severe the need is."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="needs")
    person = _person()
    section = models.CharField(max_length=15)
    severity = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "section"], name="plan_need_once"),
            in_table("plan_need", "section", SECTION),
            in_table("plan_need", "severity", NEED_SEVERITY),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanObjective(models.Model):
    """What is to be reached. ``key`` is the same in every version that carries the objective on.

    ``wording`` is its code in the shared wording, empty for words of one's own; both texts are kept as they were.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="objectives")
    person = _person()
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=15)
    wording = models.CharField(max_length=15, blank=True)
    text = models.CharField(max_length=300)
    text_cy = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="plan_objective_once"),
            in_table("plan_objective", "section", SECTION),
            models.CheckConstraint(condition=~Q(text=""), name="plan_objective_says_something"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanStep(models.Model):
    """What somebody does towards an objective, and by when (None: all the time)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="steps")
    objective = models.ForeignKey(PlanObjective, on_delete=models.CASCADE, related_name="steps")
    person = _person()
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=15, blank=True)
    text = models.CharField(max_length=300)
    text_cy = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=12)
    agency = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="plan_step_once"),
            in_table("plan_step", "who", states.WHO),
            models.CheckConstraint(condition=~Q(text=""), name="plan_step_says_something"),
            models.CheckConstraint(
                condition=Q(who="agency") & ~Q(agency="") | ~Q(who="agency") & Q(agency=""),
                name="plan_step_names_an_agency_where_one_does_it",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StepProgress(models.Model):
    """How a step stood from a day on, whatever version carries it (``step`` is its ``key``). Added to, never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="progress")
    person = _person()
    step = models.UUIDField()
    state = models.CharField(max_length=10)
    on = models.DateField()
    note = models.TextField(blank=True)
    staff = _staff()

    class Meta:
        ordering = ["pk"]
        constraints = [in_table("step_progress", "state", states.STEP_STATE)]
        indexes = [models.Index(fields=["plan", "step"], name="step_progress_of_step")]
