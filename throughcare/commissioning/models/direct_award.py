"""A lot that is awarded without competition, after nobody could be given it: on a ground of the law, with a notice first."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import CompetitionLot
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


class DirectAward(models.Model):
    """What is to be awarded directly, and why. Money is in pence over the whole term, without VAT.

    ``noticed_at`` is when its transparency notice went out, which begins the standstill.
    """

    lot = models.OneToOneField(CompetitionLot, primary_key=True, on_delete=models.PROTECT, related_name="direct_award")
    ocid = models.CharField(max_length=100, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=24)
    reason = models.TextField(help_text="Why the ground applies, in words that are published.")
    value_pence = models.BigIntegerField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ground="") & ~Q(reason=""), name="direct_award_has_a_ground"),
            models.CheckConstraint(condition=Q(value_pence__gt=0), name="direct_award_has_a_value"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="direct_award_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(noticed_at__isnull=True) | Q(approved_at__isnull=False, noticed_at__gte=F("approved_at")),
                name="direct_award_noticed_once_approved",
            ),
        ]

    @property
    def key(self) -> str:
        """How releases and contracts name it."""
        return f"direct-award-{self.lot_id}"
