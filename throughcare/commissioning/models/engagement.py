"""Market engagement: an event before anything is bought, who is invited and who comes, what is asked and what was said."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.market import REFERENCE, Market
from throughcare.commissioning.models.need import Need
from throughcare.commissioning.rules.engagement_codes import LANGUAGE
from throughcare.commissioning.rules.engagement_invitation import BECAUSE
from throughcare.commissioning.rules.states import ENGAGEMENT
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.rules.supplier_codes import COHORT
from throughcare.organisations.rules.supplier_codes import NEED as CATEGORY

USER = settings.AUTH_USER_MODEL


def _codes(entries: object) -> list[str]:
    return [entry.code for entry in entries]  # type: ignore[attr-defined]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Engagement(models.Model):
    """An event about what may be bought. Needs and cohorts that are empty mean all; no region means every region.

    ``places`` is how many people can come, empty for no limit. Public from ``announced_at`` on. ``people_came`` counts
    everybody; ``notes_said`` and ``notes_follows`` are what was said and what follows from it, read by all.
    """

    reference = models.CharField(max_length=40, unique=True)
    ocid = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    about = models.TextField()
    market = models.ForeignKey(Market, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    police_area = models.CharField(max_length=40, blank=True)
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    cohorts = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.TextField(blank=True, help_text="The address, where people meet in person.")
    online = models.CharField(max_length=300, blank=True, help_text="The link, where people join online.")
    language = models.CharField(max_length=8, default="en")
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    how_to_join = models.TextField()
    access = models.TextField(help_text="What makes it accessible, and whom to ask for more.")
    state = models.CharField(max_length=12, default=ENGAGEMENT.start)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)
    organisations_came = models.PositiveSmallIntegerField(null=True, blank=True)
    people_came = models.PositiveSmallIntegerField(null=True, blank=True)
    notes_said = models.TextField(blank=True)
    notes_follows = models.TextField(blank=True)
    notes_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE) & ~Q(title="") & ~Q(ocid="") & ~Q(about=""),
                name="engagement_is_named",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=list(ENGAGEMENT.table), language__in=_codes(LANGUAGE), needs__contained_by=_codes(CATEGORY),
                    cohorts__contained_by=_codes(COHORT),
                ),
                name="engagement_codes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(police_area="") | Q(region__isnull=False), name="engagement_area_lies_in_a_region"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="engagement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=1), name="engagement_has_places"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded"), announced_at__isnull=True)
                | (
                    ~Q(state__in=("draft", "discarded"))
                    & Q(announced_at__lt=F("starts_at"))
                    & ~Q(place="", online="")
                    & ~Q(how_to_join="")
                    & ~Q(access="")
                ),
                name="engagement_announced_whole",
            ),
            models.CheckConstraint(
                condition=(~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_why=""))
                | (Q(state="cancelled", cancelled_at__lt=F("starts_at")) & ~Q(cancelled_why="")),
                name="engagement_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(people_came__isnull=True, organisations_came__isnull=True)
                | Q(state__in=("held", "reported"), people_came__gte=F("organisations_came")),
                name="engagement_counts_who_came",
            ),
            models.CheckConstraint(
                condition=(~Q(state="reported") & Q(notes_at__isnull=True, notes_said="", notes_follows=""))
                | (
                    Q(state="reported", notes_at__gte=F("ends_at"), people_came__isnull=False)
                    & ~Q(notes_said="")
                    & ~Q(notes_follows="")
                ),
                name="engagement_reported_whole",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["starts_at"], name="engagement_by_day")]

    def __str__(self) -> str:
        return self.title


class EngagementChange(models.Model):
    """A change to an event that was announced, as everybody was told of it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.TextField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="engagement_change_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(why=""), name="engagement_change_says_why"),
        ]


class EngagementInvitation(models.Model):
    """A supplier that was written to, and what for: ``because`` is a reason of the rule ``engagement-invitation``."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="invitations")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=20)
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ["engagement", "supplier__legal_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "supplier"], name="engagement_invites_once"),
            models.CheckConstraint(condition=Q(because__in=BECAUSE), name="engagement_invites_for_a_reason"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EngagementReply(models.Model):
    """A supplier says that so many of its people come, until it says that they do not. ``came`` is set afterwards."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="replies")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField()
    wishes = models.TextField(blank=True, help_text="What they need to take part.")
    said_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "supplier"], name="engagement_reply_once"),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=50), name="engagement_reply_of_people"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("said_at"), came__isnull=True),
                name="engagement_reply_withdrawn_later",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EngagementQuestion(models.Model):
    """A question about an event, before or after it. Who asked is seen by them and by those who buy, by row security.

    Others read ``told`` and ``answer`` through the function ``commissioning_engagement_answers``.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="questions")
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
            models.UniqueConstraint(fields=["engagement", "number"], name="engagement_answer_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="engagement_question_asks_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", told="", number__isnull=True)
                | (
                    Q(answered_at__gte=F("asked_at"), answered_by__isnull=False, number__gte=1)
                    & ~Q(answer="")
                    & ~Q(told="")
                ),
                name="engagement_question_answered_whole",
            ),
        ]
