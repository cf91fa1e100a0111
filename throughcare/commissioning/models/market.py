"""The open panel: a market, what it is divided into, what it asks of those who join, and their places in it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.rules.packs import PACKS
from throughcare.commissioning.rules.states import MARKET
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

USER = settings.AUTH_USER_MODEL
REFERENCE = r"^[a-z0-9][a-z0-9-]*$"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Market(models.Model):
    """A panel that suppliers join at any time while it is open. ``region`` is empty for one of all regions.

    It keeps the pack of law of the day on which it was opened. Its conditions are frozen from then on, by a trigger.
    """

    reference = models.CharField(max_length=40, unique=True)
    ocid = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField()
    pack = models.CharField(max_length=40)
    authority = models.CharField(max_length=12, default="central")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=MARKET.start)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    first_evaluation_until = models.DateField(
        null=True, blank=True, help_text="Last day of a longer first evaluation that was announced."
    )
    ends_on = models.DateField(null=True, blank=True, help_text="Last day on which it is open, where one is set.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE) & ~Q(title="") & ~Q(ocid=""), name="market_is_named"
            ),
            models.CheckConstraint(condition=Q(pack__in=PACKS), name="market_pack_is_known"),
            models.CheckConstraint(condition=Q(authority__in=("central", "sub-central")), name="market_authority"),
            models.CheckConstraint(condition=Q(state__in=list(MARKET.table)), name="market_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "intended"), opened_at__isnull=True)
                | (~Q(state__in=("draft", "intended")) & Q(opened_at__isnull=False)),
                name="market_opened_at_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__gte=F("opened_at"))
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="market_closed_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MarketCategory(models.Model):
    """A need, for everybody or a cohort, in a region or one police-force area of it. A place is held in a category."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="categories")
    need = models.CharField(max_length=24)
    cohort = models.CharField(max_length=24, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    police_area = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["market", "need", "cohort", "region__name", "police_area"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "need", "cohort", "region", "police_area"], name="market_category_once"
            ),
            models.UniqueConstraint(fields=["id", "market"], name="category_of_its_market"),
            models.CheckConstraint(
                condition=Q(need__in=[entry.code for entry in NEED])
                & (Q(cohort="") | Q(cohort__in=[entry.code for entry in COHORT])),
                name="category_codes_are_in_their_tables",
            ),
        ]

    @property
    def area(self) -> str:
        """The police-force area, or the region where it is the whole region."""
        return self.police_area or self.region.code


class MarketCondition(models.Model):
    """What a supplier must meet to join: answered with met or not met alone, with evidence where it says so.

    ``category`` is empty for a condition of every category. ``cure`` says how to put right what is not met.
    """

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="conditions")
    category = models.ForeignKey(
        MarketCategory, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    cure = models.CharField(max_length=300)
    evidence_kind = models.CharField(max_length=40, blank=True, help_text="Kind of evidence asked for; empty for none.")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["market", "code"], name="market_condition_once"),
            models.CheckConstraint(
                condition=Q(code__regex=REFERENCE) & ~Q(title="") & ~Q(text="") & ~Q(cure=""),
                name="market_condition_is_whole",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A place in a category. How it stands on a day is worked out by the rule ``membership-standing``, never stored."""

    category = models.ForeignKey(MarketCategory, on_delete=models.PROTECT, related_name="memberships")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="memberships")
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.ForeignKey(
        "MarketApplication", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    left_on = models.DateField(null=True, blank=True)
    removed_on = models.DateField(null=True, blank=True)
    removed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    removed_why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When leaving or removal was recorded.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "supplier"],
                condition=Q(left_on__isnull=True, removed_on__isnull=True),
                name="one_place_in_a_category",
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, removed_by__isnull=True, removed_why="")
                | (Q(removed_on__isnull=False, removed_by__isnull=False) & ~Q(removed_why="")),
                name="place_removed_by_somebody_for_a_reason",
            ),
        ]


class MembershipSuspension(models.Model):
    """A place suspended from ``start`` up to, not including, ``until``, when it is restored by itself."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="suspensions")
    start = models.DateField()
    until = models.DateField()
    ground = models.TextField()
    evidence = models.TextField()
    notice_on = models.DateField()
    reply = models.TextField(blank=True)
    replied_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("start")), name="suspension_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(evidence=""), name="suspension_has_a_ground"),
            models.CheckConstraint(condition=Q(start__gte=F("notice_on")), name="suspension_begins_after_its_notice"),
        ]
