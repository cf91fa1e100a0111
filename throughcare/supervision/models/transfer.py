"""Moving a case to another delivery unit or team, with the receiving side's acceptance."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table
from throughcare.supervision.rules.transfer_states import OFFICER_REASON, OPEN, TRANSFER_STATE


def _user(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Transfer(models.Model):
    """A case offered to another unit. Until ``moves_on`` the sending side stays responsible; a person has one open transfer.

    ``to_team`` and ``to_staff`` are the receiving side's choice. Whoever answered says why in ``answer``.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default="offered")
    reason = models.CharField(max_length=20)
    words = models.TextField()
    from_unit = models.ForeignKey("organisations.DeliveryUnit", on_delete=models.PROTECT, related_name="+")
    from_spell = models.ForeignKey("supervision.OfficerSpell", null=True, on_delete=models.SET_NULL, related_name="+")
    to_unit = models.ForeignKey("organisations.DeliveryUnit", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("workforce.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_staff = models.ForeignKey("workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField()
    offered_by = _user()
    wanted_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = _user(null=True, blank=True)
    answer = models.TextField(blank=True)
    moves_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("transfer", "state", TRANSFER_STATE),
            in_table("transfer", "reason", OFFICER_REASON),
            models.UniqueConstraint(fields=["person"], condition=Q(state__in=OPEN), name="one_open_transfer"),
            models.CheckConstraint(condition=Q(wanted_on__gte=F("offered_on")), name="transfer_wanted_from_then_on"),
            models.CheckConstraint(condition=~Q(words=""), name="transfer_says_why"),
            models.CheckConstraint(
                condition=Q(state="offered", answered_on__isnull=True)
                | (~Q(state="offered") & Q(answered_on__gte=F("offered_on"), answered_by__isnull=False)),
                name="transfer_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "withdrawn", "called-off")) | ~Q(answer=""),
                name="transfer_ended_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "moved")) | Q(moves_on__isnull=False, to_team__isnull=False),
                name="transfer_accepted_into_a_team",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit"], condition=Q(state__in=OPEN), name="transfer_coming"),
            models.Index(fields=["from_unit"], condition=Q(state__in=OPEN), name="transfer_going"),
            models.Index(fields=["moves_on"], condition=Q(state="accepted"), name="transfer_to_move"),
        ]
