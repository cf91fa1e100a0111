"""What of a supplier is its own: income, the people who act for it, invitations. Row security keeps it apart."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.organisations.models.supplier import Supplier

USER = settings.AUTH_USER_MODEL


class SupplierIncome(models.Model):
    """What a supplier took in during a year of accounts, in pence."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    year_end = models.DateField()
    income = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-year_end"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "year_end"], name="supplier_income_of_a_year_once"),
            models.CheckConstraint(condition=Q(income__gte=0), name="supplier_income_not_below_nothing"),
        ]


class SupplierUser(models.Model):
    """Somebody who acts for a supplier, from ``since`` until ``ended_at``. One person may act for several."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "supplier"], condition=Q(ended_at__isnull=True), name="acts_for_a_supplier_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("since"), ended_by__isnull=False),
                name="acting_for_a_supplier_ends_by_somebody",
            ),
        ]


class SupplierInvitation(models.Model):
    """An invitation to act for a supplier, sent to one address, for one use. Kept is the hash of its token alone."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["supplier", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_of_an_address",
            ),
        ]
