"""How a contact is arranged: when exactly, where, beside what else, towards what, and what became of the arrangement."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table
from throughcare.supervision.rules import diary_codes as codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appointment(models.Model):
    """The arrangement of a contact; a contact that was only recorded or imported may have none.

    ``starts_at`` and ``ends_at`` are instants, empty where no time of day was agreed; the contact keeps day and time as
    a clock in London shows them, and ``second`` says which of two equal times is meant when the clocks go back. A trigger
    keeps person, member of staff and instants as the contact has them.

    ``holds`` says that it takes its time in both diaries: exclusion constraints refuse another that does, for the same
    member of staff or the same person. One that was let in beside another (``beside`` says why, ``beside_by`` who said
    so) holds its time without excluding others.

    ``ended`` says why it does not take place; the next in the chain is the one that ``replaces`` its contact. ``series`` is
    the same for appointments booked together. ``requirement`` is what it counts towards.
    """

    contact = models.OneToOneField("supervision.Contact", on_delete=models.CASCADE, related_name="appointment")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(
        "workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    second = models.BooleanField(default=False)
    place = models.CharField(max_length=120, blank=True)
    requirement = models.ForeignKey(
        "people.Requirement", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    series = models.CharField(max_length=40, blank=True)
    replaces = models.OneToOneField(
        "supervision.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    remind = models.BooleanField(default=False)
    holds = models.BooleanField(default=False)
    beside = models.CharField(max_length=12, blank=True)
    beside_note = models.CharField(max_length=300, blank=True)
    beside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    beside_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, blank=True)
    asked_by = models.CharField(max_length=12, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("appointment", "beside", codes.CLASH_REASON, blank=True),
            in_table("appointment", "ended", codes.HOW_ENDED, blank=True),
            in_table("appointment", "asked_by", codes.ASKED_BY, blank=True),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="appointment_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(holds=False) | Q(starts_at__isnull=False, ended=""), name="appointment_holds_a_time"
            ),
            models.CheckConstraint(
                condition=Q(beside="", beside_at__isnull=True) | (~Q(beside="") & Q(beside_at__isnull=False)),
                name="appointment_beside_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_at__isnull=True) | (~Q(ended="") & Q(ended_at__isnull=False)),
                name="appointment_ended_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["series"], condition=~Q(series=""), name="appointment_of_series"),
            models.Index(fields=["staff", "starts_at"], name="appointment_of_staff"),
        ]
