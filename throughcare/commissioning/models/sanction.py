"""What is held against a place, with notice and reply, and appeals against decisions about the panel."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.application import MarketApplication
from throughcare.commissioning.models.market import Membership, MembershipSuspension
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlaceSanction(models.Model):
    """A suspension until ``until``, or a removal, that somebody proposed and somebody else imposes or drops.

    ``exclusion`` says whether a ground of exclusion applies: ``neither``, ``excludable`` or ``excluded``.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="sanctions")
    action = models.CharField(max_length=8)
    exclusion = models.CharField(max_length=10, default="neither")
    ground = models.TextField()
    evidence = models.TextField()
    until = models.DateField(null=True, blank=True)
    notice_on = models.DateField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    decided_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    suspension = models.OneToOneField(
        MembershipSuspension, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action="suspend", until__gt=F("notice_on")) | Q(action="remove", until__isnull=True),
                name="sanction_suspends_until_or_removes",
            ),
            models.CheckConstraint(
                condition=Q(exclusion__in=["neither", "excludable", "excluded"]), name="sanction_exclusion_is_known"
            ),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(evidence=""), name="sanction_has_ground_and_evidence"),
            models.CheckConstraint(
                condition=Q(reply="", replied_by__isnull=True, replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="sanction_replied_to_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(outcome__in=["imposed", "dropped"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="sanction_decided_by_somebody_else",
            ),
            models.UniqueConstraint(
                fields=["membership"], condition=Q(outcome=""), name="one_open_sanction_of_a_place"
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PanelAppeal(models.Model):
    """An appeal against declining an application or imposing a sanction, heard by somebody who was not involved.

    ``against`` is who decided what is appealed against, ``decided_on`` when. A trigger keeps
    everybody involved from hearing it.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        MarketApplication, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    sanction = models.ForeignKey(PlaceSanction, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals")
    against = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_on = models.DateField()
    words = models.TextField()
    appealed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    appealed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    heard_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    heard_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["appealed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=True, sanction__isnull=False)
                | Q(application__isnull=False, sanction__isnull=True),
                name="appeal_against_one_decision",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", heard_by__isnull=True, heard_at__isnull=True)
                | (
                    Q(outcome__in=["upheld", "dismissed"], heard_by__isnull=False, heard_at__isnull=False)
                    & ~Q(reasons="")
                    & ~Q(heard_by=F("against"))
                ),
                name="appeal_heard_by_somebody_else",
            ),
            models.UniqueConstraint(fields=["sanction"], name="sanction_appealed_against_once"),
            models.UniqueConstraint(
                fields=["application", "decided_on"], name="decision_on_an_application_appealed_against_once"
            ),
        ]
