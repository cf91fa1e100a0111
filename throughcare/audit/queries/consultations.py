"""Reading the consultation log. Row security shows an entry to whoever sees the person, and to auditors."""

from __future__ import annotations

from django.db.models import QuerySet

from throughcare.audit.models import Consultation


def consultations_of(*, person: int) -> QuerySet[Consultation]:
    """Every look at one person's record, newest first."""
    return Consultation.objects.filter(person=person).order_by("-at", "-pk")


def consultations_of_subject(*, subject: str) -> QuerySet[Consultation]:
    """Every look at the record with that case reference number, newest first; for those who do not see people."""
    return Consultation.objects.filter(subject=subject).order_by("-at", "-pk")
