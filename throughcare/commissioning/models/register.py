"""Contracts as a published register tells them: read here, never changed here."""

from django.db import models
from django.db.models import F, Q

from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.rules.supplier_codes import NEED


class RegisteredContract(models.Model):
    """A contract of a register that was imported: what it is for, where, for whom, and with whom.

    ``police_area`` is empty for the whole region. Ages are in years, both included. It is offered to practitioners from
    ``visible_from`` until ``visible_until``, which may be open.
    """

    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    type = models.CharField(max_length=50)
    need = models.CharField(max_length=24)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    police_area = models.CharField(max_length=40, blank=True)
    women = models.BooleanField()
    men = models.BooleanField()
    minimum_age = models.PositiveSmallIntegerField()
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    visible_from = models.DateField()
    visible_until = models.DateTimeField(null=True, blank=True)
    prime = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]*$") & ~Q(title=""),
                name="registered_contract_is_named",
            ),
            models.CheckConstraint(
                condition=Q(need__in=[entry.code for entry in NEED]), name="registered_contract_need_is_in_the_table"
            ),
            models.CheckConstraint(condition=Q(women=True) | Q(men=True), name="registered_contract_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(maximum_age__isnull=True) | Q(maximum_age__gte=F("minimum_age")),
                name="registered_contract_ages",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RegisteredSubcontractor(models.Model):
    """An organisation below the prime provider of a contract, in the order of the register."""

    contract = models.ForeignKey(RegisteredContract, on_delete=models.CASCADE, related_name="subcontractors")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "supplier"], name="registered_subcontractor_once"),
            models.UniqueConstraint(fields=["contract", "place"], name="registered_subcontractors_in_order"),
        ]
