"""How a person wants to be written to."""

import pghistory
from django.db import models

from throughcare.people.models.constraints import in_table
from throughcare.people.models.identity import Person
from throughcare.people.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MessageChoice(models.Model):
    """What the person answered when asked whether they want reminders, when, and to whom (a staff code).

    No row means that nobody has asked yet, and nothing is sent.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="message_choice")
    channel = models.CharField(max_length=10)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [in_table("message_choice", "channel", codes.MESSAGE_CHANNEL)]
