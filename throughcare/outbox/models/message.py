"""Messages that leave the system."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q

from throughcare.outbox.rules import codes
from throughcare.outbox.rules.message_states import MESSAGE, TO_SEND


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["to", "subject", "body", "detail"])
class Message(models.Model):
    """One message, written in the transaction of the command that wants it sent.

    ``key`` says what makes it the same message, so that it is written once. ``about`` names what it is about, so that it can
    be withdrawn with it. ``person`` is the number of the person it concerns, whose row security it shares. ``next_at`` is
    when it goes out or is tried again; ``useful_until`` when it no longer helps anybody. ``reference`` is how the service
    that carries it knows it. Words and address are blanked some time after it ended (``forgotten_at``).
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="en")
    to = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)
    person = models.BigIntegerField(null=True, blank=True)
    about = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=MESSAGE.start)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True, blank=True)
    next_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    unwanted = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=100, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[entry.code for entry in codes.CHANNEL]), name="message_channel_is_in_the_table"
            ),
            models.CheckConstraint(condition=Q(state__in=list(MESSAGE.table)), name="message_state_is_in_the_table"),
            models.CheckConstraint(
                condition=Q(unwanted__in=["", *(entry.code for entry in codes.CANCEL_REASON)]),
                name="message_unwanted_is_in_the_table",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("sent", "given-up", "cancelled"), ended_at__isnull=False)
                | Q(state__in=("waiting", "sending", "failed"), ended_at__isnull=True),
                name="message_ended_when_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(useful_until__isnull=True) | Q(made_at__lt=F("useful_until")),
                name="message_useful_when_made",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=TO_SEND), name="message_to_send"),
            models.Index(fields=["taken_at"], condition=Q(state="sending"), name="message_being_sent"),
            models.Index(fields=["about"], condition=~Q(about=""), name="message_about"),
            models.Index(fields=["person", "-made_at"], condition=Q(person__isnull=False), name="message_of_person"),
        ]

    def __str__(self) -> str:
        """No word of what it says."""
        return f"message {self.pk}"
