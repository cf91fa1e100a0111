"""Who was given a case and why, what stands against a practitioner for it, and plans for whole lists."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules.allocation_codes import LINE_STATE, OFFICER_SEX
from throughcare.supervision.rules.transfer_states import OFFICER_REASON


def _user(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


def _staff(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("workforce.Staff", on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Allocation(models.Model):
    """A case given to a practitioner from ``starts_on``: the decision evidence, and the load before and after.

    ``sensitive`` evidence and oversight are not to be shared with the person. ``doubts`` are codes of the rule
    ``allocation-fit`` that stood against it, answered by ``despite``. ``points`` are empty where the case has no weight.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    spell = models.ForeignKey("supervision.OfficerSpell", null=True, on_delete=models.SET_NULL, related_name="+")
    staff = _staff()
    before = _staff(null=True, blank=True)
    reason = models.CharField(max_length=20)
    evidence = models.TextField()
    oversight = models.TextField(blank=True)
    sensitive = models.BooleanField(default=False)
    doubts = models.JSONField(default=list)
    despite = models.TextField(blank=True)
    points = models.PositiveIntegerField(null=True, blank=True)
    percent_before = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    percent_after = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    cases_after = models.PositiveIntegerField()
    starts_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = _user()

    class Meta:
        constraints = [
            in_table("allocation", "reason", OFFICER_REASON),
            models.CheckConstraint(condition=~Q(evidence=""), name="allocation_says_why"),
            models.CheckConstraint(condition=Q(doubts=[]) | ~Q(despite=""), name="allocation_answers_its_doubts"),
        ]
        indexes = [models.Index(fields=["person", "-decided_at"], name="allocation_of_person")]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AllocationNeed(models.Model):
    """What a person declared about who supervises them: the sex of the practitioner, and why in their words.

    The latest counts.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    officer_sex = models.CharField(max_length=1, blank=True)
    words = models.TextField(blank=True)
    recorded_on = models.DateField()
    recorded_by = _user()

    class Meta:
        constraints = [
            in_table("allocation_need", "officer_sex", OFFICER_SEX, blank=True),
            models.UniqueConstraint(fields=["person", "recorded_on"], name="one_need_a_day"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ConflictOfInterest(models.Model):
    """A practitioner who must not hold a person's case, on ``[recorded_on, ended_on)``."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    staff = _staff()
    words = models.TextField()
    recorded_on = models.DateField()
    recorded_by = _user()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "staff"], condition=Q(ended_on__isnull=True), name="one_conflict_standing"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="conflict_says_why"),
            ordered("conflict", "recorded_on", "ended_on"),
        ]


class AllocationPlan(models.Model):
    """A proposal for the unallocated list of a unit, or one of its teams, or for the cases of a practitioner.

    ``reason`` is why the cases change hands, a code of ``OFFICER_REASON``. ``levels`` holds name, value, bound and first
    fit's value of each level, in their order. ``left_out`` is how many cases of the list could not be planned for. Nothing
    here names a person; the lines do.
    """

    delivery_unit = models.ForeignKey("organisations.DeliveryUnit", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("workforce.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leaving = _staff(null=True, blank=True)
    reason = models.CharField(max_length=20)
    levels = models.JSONField()
    left_out = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = _user()

    class Meta:
        constraints = [in_table("allocation_plan", "reason", OFFICER_REASON)]
        indexes = [models.Index(fields=["delivery_unit", "-made_at"], name="allocation_plan_latest")]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AllocationPlanLine(models.Model):
    """One case of a plan: who is proposed, what the next best would cost, and what became of it.

    ``seen_spell`` and ``seen_staff`` say how the case stood when the plan was made (0: nobody, none). ``problem`` says why
    nobody is proposed. ``costs`` are the differences of the levels with the runner-up. ``staff`` is who was given the case
    in the end, another than ``proposed`` only with ``words``.
    """

    plan = models.ForeignKey(AllocationPlan, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    seen_spell = models.BigIntegerField()
    seen_staff = models.BigIntegerField()
    proposed = _staff(null=True, blank=True)
    runner_up = _staff(null=True, blank=True)
    costs = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    problem = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, default="proposed")
    staff = _staff(null=True, blank=True)
    words = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("allocation_plan_line", "state", LINE_STATE),
            models.UniqueConstraint(fields=["plan", "person"], name="one_line_for_a_person"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False)),
                name="plan_line_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(staff__isnull=False, staff=F("proposed")),
                name="plan_line_accepted_as_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("overridden", "declined")) | ~Q(words=""), name="plan_line_override_says_why"
            ),
        ]
