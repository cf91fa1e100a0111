"""A supplier's library: answers that it gives again and again, and the evidence behind them. Its own, until it is used."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
MOST_BYTES = 10_000_000
"""What the table holds at most of one file; the dated policy asks for less."""


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupplierEvidence(models.Model):
    """A certificate, a policy, accounts: of a kind, good from ``from_on`` to ``expires_on``, its last good day.

    ``shared_at`` is when it was first used in an application or for a place: from then on commissioners see it, and a
    trigger keeps it as it was. Renewing it means adding another one.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, blank=True, help_text="Its number, or where it can be seen.")
    from_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    confirmed_on = models.DateField(help_text="The last day on which somebody said that it is still true.")
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind__in=[entry.code for entry in EVIDENCE_KIND]), name="evidence_kind_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("from_on")),
                name="evidence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceFile(models.Model):
    """The file of a piece of evidence, apart from it so that lists stay light. It is never changed."""

    evidence = models.OneToOneField(SupplierEvidence, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=MOST_BYTES), name="evidence_file_is_not_too_big"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_file_hash"),
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/png", "image/jpeg"]), name="evidence_file_kind"
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupplierAnswer(models.Model):
    """What a supplier answers to conditions about a topic: met or not, in what words, resting on which evidence."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    met = models.BooleanField()
    text = models.TextField(blank=True)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    confirmed_on = models.DateField()

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "topic"], name="one_answer_on_a_topic"),
            models.CheckConstraint(
                condition=Q(topic__in=[entry.code for entry in TOPIC]), name="answer_topic_is_in_the_table"
            ),
        ]
