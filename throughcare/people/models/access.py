"""Limited access: who is barred from a record, and to whom it is restricted."""

import pghistory
from django.conf import settings
from django.db import models

from throughcare.people.models.constraints import in_table, ordered
from throughcare.people.models.identity import Person
from throughcare.people.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LimitedAccess(models.Model):
    """One line of a record's exclusion or restriction list, on ``[start, until)``.

    A user on the exclusion list never sees the record. Where the restriction list has a line, only users on it do. Row
    security reads this table; nothing in Python repeats it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="limited_access")
    kind = models.CharField(max_length=12)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "user", "start"], name="limited_access_once"),
            in_table("limited_access", "kind", codes.ACCESS_KIND),
            ordered("limited_access", "start", "until"),
        ]
