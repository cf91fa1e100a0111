"""Organisations that register themselves, from the first page to the link that was followed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.organisations.models.supplier import Supplier
from throughcare.organisations.rules.codes import SCHEME


class SupplierRegistration(models.Model):
    """What somebody who is not known yet gave to register an organisation; nothing is registered until the link is used.

    Kept is the hash of the link's token alone. It is written and read by functions of the database, by nobody directly.
    """

    email = models.CharField(max_length=254)
    legal_name = models.CharField(max_length=200)
    scheme = models.CharField(max_length=10)
    number = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    supplier = models.ForeignKey(
        Supplier, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")) & ~Q(legal_name="") & ~Q(email=""),
                name="registration_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=[entry.code for entry in SCHEME]), name="registration_scheme_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True, supplier__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, supplier__isnull=False, replaced_at__isnull=True),
                name="registration_used_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["email", "made_at"], name="registration_by_address")]
