"""What happens while a competition is open: questions about it with their answers, and changes to it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CompetitionEnquiry(models.Model):
    """A question about a competition. Who asked it is seen by them and by those who buy, as row security says.

    ``text`` is as it was asked. ``told`` is how everybody reads it, without words that would give away who asked; others
    read it with its ``answer`` through the function ``commissioning_answers``, numbered when it is answered.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="enquiries")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    text = models.TextField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    told = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="enquiry_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="enquiry_asks_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", told="", number__isnull=True)
                | (
                    Q(answered_at__gte=F("asked_at"), answered_by__isnull=False, number__gte=1)
                    & ~Q(answer="")
                    & ~Q(told="")
                ),
                name="enquiry_answered_whole",
            ),
        ]


class CompetitionChange(models.Model):
    """A change to a published competition, as everybody was told of it; ``before`` and ``after`` by what was changed."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    closes_before = models.DateTimeField()
    closes_after = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="competition_change_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(why=""), name="competition_change_says_why"),
            models.CheckConstraint(
                condition=Q(closes_after__gte=F("closes_before"), changed_at__lte=F("closes_before")),
                name="change_comes_before_closing_and_never_shortens",
            ),
        ]
