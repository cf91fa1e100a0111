"""What is known about a person beside who they are."""

import pghistory
from django.db import models

from throughcare.people.models.constraints import in_table, ordered
from throughcare.people.models.identity import Person
from throughcare.people.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Characteristic(models.Model):
    """A protected characteristic as the person gave it, when, and to whom; "prefer not to say" is a value.

    ``recorded_by`` is a staff code.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="characteristics")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=30)
    recorded_on = models.DateField()
    recorded_by = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "recorded_on", "value"], name="characteristic_once"),
            in_table("characteristic", "kind", codes.CHARACTERISTIC_KIND),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContactDetail(models.Model):
    """An address, telephone number or email, on ``[start, until)``; ``avoid`` says why it is not to be used."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_details")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    # The database fills it in, because a bundle does not say.
    avoid = models.CharField(max_length=10, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value", "start"], name="contact_detail_once"),
            in_table("contact_detail", "avoid", codes.AVOID, blank=True),
            in_table("contact_detail", "kind", codes.CONTACT_DETAIL_KIND),
            ordered("contact_detail", "start", "until"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Circumstance(models.Model):
    """A personal circumstance that changes how the person is supervised, on ``[start, until)``."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="circumstances")
    kind = models.CharField(max_length=15)
    description = models.CharField(max_length=500)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "start", "description"], name="circumstance_once"),
            in_table("circumstance", "kind", codes.CIRCUMSTANCE_KIND),
            ordered("circumstance", "start", "until"),
        ]
