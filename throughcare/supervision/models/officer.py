"""Who is responsible for a person, day by day."""

import pghistory
from django.db import models
from django.db.models import F, Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OfficerSpell(models.Model):
    """The responsible officer on ``[start, until)``: allocated to a practitioner, not yet allocated, or ended.

    The spells of a person form one chain from the first day of supervision on, without overlap and without gap. Four
    constraints say so together: no spell is empty; no two begin on one day; a spell that ends is followed by one that
    begins on that day (a deferred foreign key from ``until`` to ``start``); and no two end on one day or are both open
    (deferred). For then each spell but one, the open one, has a successor of its own, which begins later. The last two
    constraints are made in migrations.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12)
    staff = models.ForeignKey("workforce.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("workforce.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "start"], name="officer_spell_start"),
            in_table("officer_spell", "status", codes.OFFICER_STATUS),
            ordered("officer_spell", "start", "until"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("start")), name="officer_spell_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(status="allocated", staff__isnull=False) | (~Q(status="allocated") & Q(staff__isnull=True)),
                name="officer_spell_names_staff_when_allocated",
            ),
        ]
        indexes = [
            models.Index(fields=["staff"], condition=Q(until__isnull=True), name="officer_spell_current"),
            models.Index(fields=["team"], condition=Q(until__isnull=True), name="officer_spell_team"),
        ]
