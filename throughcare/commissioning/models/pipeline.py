"""The pipeline: what was published of what is to be bought, each notice as it went out."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from throughcare.commissioning.models.competition import Competition
from throughcare.commissioning.models.need import Need
from throughcare.organisations.models import Region

USER = settings.AUTH_USER_MODEL


class PipelineNotice(models.Model):
    """A pipeline notice of the financial year that begins on ``year_start``; a later one of the year replaces it.

    ``spend_pence`` is what was expected to be paid under contracts in the year. Never changed once it is out.
    """

    year_start = models.DateField()
    number = models.PositiveSmallIntegerField(help_text="Counts the notices of the year.")
    spend_pence = models.BigIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-year_start", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year_start", "number"], name="pipeline_notice_once"),
            models.CheckConstraint(condition=Q(number__gte=1, spend_pence__gte=0), name="pipeline_notice_is_numbered"),
        ]


class PipelineEntry(models.Model):
    """One purchase as the notice told it: of a need, or of a competition. Money over the whole term, in pence."""

    notice = models.ForeignKey(PipelineNotice, on_delete=models.PROTECT, related_name="entries")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    competition = models.ForeignKey(Competition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ocid = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    categories = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    value_pence = models.BigIntegerField()
    required = models.BooleanField(help_text="Its value exceeds the amount of the law; others stand in it voluntarily.")
    notice_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    term_months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["notice_on", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "ocid"], name="pipeline_entry_once"),
            models.CheckConstraint(
                condition=Q(need__isnull=True, competition__isnull=False) | Q(need__isnull=False, competition__isnull=True),
                name="pipeline_entry_is_one_thing",
            ),
            models.CheckConstraint(condition=Q(value_pence__gt=0) & ~Q(title=""), name="pipeline_entry_has_a_value"),
        ]  # fmt: skip
