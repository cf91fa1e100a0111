"""Letters and packs as they were issued."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.people.models.constraints import in_table
from throughcare.supervision.models.breach import Breach
from throughcare.supervision.models.formal_warning import FormalWarning
from throughcare.supervision.rules.enforcement_codes import DOCUMENT_KIND
from throughcare.supervision.rules.enforcement_states import DOCUMENT_STATE


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["id", "person", "reference", "state", "left_on", "left_by"],
    model_name="IssuedDocumentEvent",
)
class IssuedDocument(models.Model):
    """A letter or a breach pack as issued: the data it was made from, HTML where it is a letter, PDF, and the PDF's hash.

    A trigger refuses to change anything but whether, when and by whom it was sent or printed.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    warning = models.ForeignKey(FormalWarning, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    breach = models.ForeignKey(Breach, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    source = models.JSONField()
    html = models.TextField(blank=True)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    left_on = models.DateField(null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            in_table("issued_document", "kind", DOCUMENT_KIND),
            in_table("issued_document", "state", DOCUMENT_STATE),
            models.CheckConstraint(condition=Q(language__in=("en", "cy")), name="issued_document_language"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="issued_document_hash"),
            models.CheckConstraint(
                condition=Q(state="ready", left_on__isnull=True, left_by__isnull=True)
                | (~Q(state="ready") & Q(left_on__isnull=False, left_by__isnull=False)),
                name="issued_document_left_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "-made_at"], name="issued_document_of_person")]
