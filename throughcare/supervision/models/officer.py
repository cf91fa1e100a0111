"""Who is responsible for a person, day by day."""

import pghistory
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table, ordered
from throughcare.supervision.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OfficerSpell(models.Model):
    """The responsible officer on ``[start, until)``: allocated to a practitioner, not yet allocated, or ended.

    The spells of a person form one chain from the first day of supervision on. They cannot overlap (exclusion constraint)
    and leave no gap: a spell that ends must be followed by one that starts on that day (a deferred foreign key from
    ``until`` to ``start``), so that exactly one spell, the last, is open. Both constraints are made in the migration.
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
                condition=Q(status="allocated", staff__isnull=False) | (~Q(status="allocated") & Q(staff__isnull=True)),
                name="officer_spell_names_staff_when_allocated",
            ),
        ]
        indexes = [
            models.Index(fields=["staff"], condition=Q(until__isnull=True), name="officer_spell_current"),
            models.Index(fields=["team"], condition=Q(until__isnull=True), name="officer_spell_team"),
        ]
