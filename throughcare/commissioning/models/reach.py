"""Which regions a competition is of, as the database works it out: what a commissioner of a region sees rests on it."""

from django.db import models

from throughcare.commissioning.models.competition import Competition
from throughcare.organisations.models import Region


class CompetitionReach(models.Model):
    """A region that a competition is of. Triggers alone write it; nobody reads rows of other regions than their own.

    The region of its market and those of its lots; while it has neither, those of whoever drafted it.
    """

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="reach")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["competition", "region"], name="competition_reach_once")]
