"""Teams and the members of staff in them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.workforce.rules.codes import GRADE


class Team(models.Model):
    """A team of a delivery unit; ``phone`` is the number that people on probation ring."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    delivery_unit = models.ForeignKey("organisations.DeliveryUnit", on_delete=models.PROTECT, related_name="+")
    # The database fills it in, because a bundle does not say.
    phone = models.CharField(max_length=30, blank=True, default="", db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Staff(models.Model):
    """A member of staff: grade, team, hours, and the user they sign in as where they do.

    ``grade_since`` is the first day in the present grade, empty where that is the first day in post: a trainee's time
    goes by it. ``contracted_hours`` hold on every day for which ``ContractedHours`` says nothing else.
    """

    code = models.CharField(max_length=20, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    forenames = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    grade = models.CharField(max_length=10)
    grade_since = models.DateField(null=True, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delivery_unit = models.ForeignKey(
        "organisations.DeliveryUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        "organisations.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contracted_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["surname", "forenames"]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("start")), name="staff_period"),
            models.CheckConstraint(
                condition=Q(grade__in=[entry.code for entry in GRADE]), name="staff_grade_is_in_the_table"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}"
