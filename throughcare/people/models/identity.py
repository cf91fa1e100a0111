"""Who a person on probation is."""

import pghistory
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table
from throughcare.people.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Person(models.Model):
    """A person on probation.

    ``limited`` says that an exclusion or a restriction names the record; a trigger keeps it. ``merged_into`` is set on
    the duplicate when two records turn out to be one person; such a record is no longer listed. ``offered_unit`` is the
    delivery unit that the case is offered to while a transfer is open: its region sees the record as well.
    """

    crn = models.CharField(max_length=7, unique=True)
    forenames = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1)
    language = models.CharField(max_length=2, default="en")
    delivery_unit = models.ForeignKey("organisations.DeliveryUnit", on_delete=models.PROTECT, related_name="+")
    offered_unit = models.ForeignKey(
        "organisations.DeliveryUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    limited = models.BooleanField(default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", editable=False
    )

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["surname", "forenames"]), models.Index(fields=["date_of_birth"])]
        constraints = [
            models.CheckConstraint(condition=Q(crn__regex=r"^[A-Z][0-9]{6}$"), name="person_crn_form"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="person_not_merged_into_self",
            ),
            in_table("person", "sex", codes.SEX),
            in_table("person", "language", codes.LANGUAGE),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Forenames and surname, as the record has them."""
        return f"{self.forenames} {self.surname}"

    @property
    def called(self) -> str:
        """What the person likes to be called."""
        return self.preferred_name or self.forenames.split(" ")[0]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OtherName(models.Model):
    """An alias or a former name."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="other_names")
    kind = models.CharField(max_length=10)
    forenames = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "forenames", "surname"], name="other_name_once"),
            in_table("other_name", "kind", codes.NAME_KIND),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Identifier(models.Model):
    """A number by which another system knows the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=30)

    class Meta:
        indexes = [models.Index(fields=["value"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="identifier_once"),
            in_table("identifier", "kind", codes.IDENTIFIER_KIND),
        ]
