"""Organisations that deliver services: who they are, where they work, what they offer. All of this is public."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.organisations.models.geography import Region
from throughcare.organisations.rules.codes import LOCAL, SCHEME
from throughcare.organisations.rules.supplier_codes import COHORT, LEGAL_FORM, NEED, SERVED_KIND, SIZE

USER = settings.AUTH_USER_MODEL


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Supplier(models.Model):
    """An organisation that delivers services, or is named in the chain of a contract.

    ``owned_by`` is the organisation it is owned by; the database refuses a circle. ``size`` is worked out from the income of
    the accounts to ``size_on`` and kept, because the income is not public.
    """

    legal_name = models.CharField(max_length=200)
    known_as = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=20, default="not-known")
    voluntary = models.BooleanField(null=True, blank=True, help_text="Of the voluntary sector; null where not known.")
    owned_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.CharField(max_length=12, blank=True)
    size_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(legal_name=""), name="supplier_has_a_name"),
            models.CheckConstraint(
                condition=Q(legal_form__in=[entry.code for entry in LEGAL_FORM]), name="supplier_form_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(size="", size_on__isnull=True)
                | Q(size__in=[entry.code for entry in SIZE], size_on__isnull=False),
                name="supplier_size_is_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(owned_by__isnull=True) | ~Q(owned_by=F("id")), name="supplier_is_not_its_own_owner"
            ),
        ]
        indexes = [models.Index(fields=["legal_name", "id"], name="supplier_by_name")]

    def __str__(self) -> str:
        return self.known_as or self.legal_name


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupplierIdentifier(models.Model):
    """A number of a register, in its one form: of one organisation. ``verified_at`` when somebody looked it up."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10)
    number = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True, help_text="Why no register lists it; of a local number.")
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    evidence = models.CharField(max_length=300, blank=True, help_text="What was looked at to verify it.")

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="an_identifier_is_one_organisation"),
            models.CheckConstraint(
                condition=Q(scheme__in=[entry.code for entry in SCHEME]), name="identifier_scheme_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9A-Z][0-9A-Z_-]*$"), name="identifier_number_is_in_its_one_form"
            ),
            models.CheckConstraint(condition=~Q(scheme=LOCAL) | ~Q(reason=""), name="local_number_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True, evidence="")
                | (Q(verified_at__isnull=False, verified_by__isnull=False) & ~Q(evidence="") & ~Q(scheme=LOCAL)),
                name="identifier_verified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.number}"


class SupplierArea(models.Model):
    """Where a supplier works: a region, or one police-force area of it; ``police_area`` is empty for the whole region."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="areas")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    police_area = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["region__name", "police_area"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "region", "police_area"], name="supplier_area_once"),
        ]


class SupplierOffer(models.Model):
    """A need that a supplier meets, or people whom it serves; ``by_and_for`` where it is led by those people themselves."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=24)
    by_and_for = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "kind", "code"], name="supplier_offer_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[entry.code for entry in SERVED_KIND]), name="offer_kind_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(kind="need", by_and_for=False, code__in=[entry.code for entry in NEED])
                | Q(kind="cohort", code__in=[entry.code for entry in COHORT]),
                name="offer_code_is_in_its_table",
            ),
        ]
