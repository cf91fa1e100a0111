"""Appointments and other contacts."""

import pghistory
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table
from throughcare.supervision.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contact(models.Model):
    """One contact, past or planned: type, day, with whom, and its outcome once it is known (empty until then)."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    sentence = models.ForeignKey(
        "people.Sentence", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    type = models.CharField(max_length=5)
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    staff = models.ForeignKey(
        "workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    arranged_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=5, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        constraints = [
            in_table("contact", "type", codes.CONTACT_TYPE),
            in_table("contact", "outcome", codes.OUTCOME, blank=True),
            models.CheckConstraint(
                condition=Q(arranged_on__isnull=True) | Q(date__gte=models.F("arranged_on")),
                name="contact_arranged_before_its_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 1440)), name="contact_minutes"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-date"], name="contact_of_person"),
            models.Index(fields=["staff", "date"], condition=Q(outcome=""), name="contact_without_outcome"),
        ]
