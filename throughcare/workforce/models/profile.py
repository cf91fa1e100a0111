"""What allocation needs to know beside grade and hours: languages and sex of a practitioner, where a team's office is."""

import pghistory
from django.db import models
from django.db.models import Q

from throughcare.workforce.models.staff import Staff, Team


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StaffProfile(models.Model):
    """What a member of staff told about themselves, so that what a person asked for can be met; none is compulsory."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+", primary_key=True)
    speaks_welsh = models.BooleanField(default=False)
    sex = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sex__in=["", "F", "M"]), name="staff_profile_sex")]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TeamOffice(models.Model):
    """Where a team works: the postcode that travel is reckoned from."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="+", primary_key=True)
    postcode = models.CharField(max_length=8)
