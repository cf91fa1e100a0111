"""A purchase of the pipeline as the Open Contracting Data Standard tells it: planned, with the notices it stood in."""

from __future__ import annotations

from datetime import datetime

from throughcare.commissioning.models import PipelineEntry, PublishedRelease
from throughcare.commissioning.queries.ocds_shared import buyer_in
from throughcare.commissioning.rules.ocds import Document, Milestone, Period, Planning, Release, Tag, Tender, Value
from throughcare.commissioning.rules.ocds.parts import first_instant
from throughcare.kernel.calendar import add_months
from throughcare.kernel.local_time import HERE


def pipeline_release(entry: PipelineEntry, *, tag: Tag, at: datetime) -> Release:
    """A release that says all of a purchase as its latest notice tells it."""
    buyer = buyer_in(entry.region)
    number = PublishedRelease.objects.filter(ocid=entry.ocid).count() + 1
    starts = entry.starts_on
    return Release(
        ocid=entry.ocid, id=f"{entry.ocid}-{number}", date=at, tag=(tag,), initiation_type="tender", language="en",
        title=entry.title, parties=(buyer,), buyer=buyer.reference, planning=_planning(entry),
        tender=Tender(
            id=entry.ocid, title=entry.title, status="planning", description=entry.description or None,
            procuring_entity=buyer.reference, value=Value.of_pence(entry.value_pence), main_procurement_category="services",
            contract_period=Period.of_days(starts, add_months(starts, entry.term_months)) if starts else None,
        ),
    )  # fmt: skip


def _planning(entry: PipelineEntry) -> Planning:
    """The notices in which it stood, and when its tender notice is expected."""
    stood = PipelineEntry.objects.filter(ocid=entry.ocid).select_related("notice").order_by("notice__pk")
    documents = tuple(
        Document(
            id=f"pipeline-{each.notice.year_start.year}-{each.notice.number}", document_type="procurementPlan",
            notice_type="UK1", title="Pipeline notice", date_published=each.notice.published_at.astimezone(HERE),
            language="en",
        )
        for each in stood
    )  # fmt: skip
    expected = entry.notice_on
    milestone = Milestone(
        id="notice", title="Tender notice", type="preProcurement", due_date=first_instant(expected), status="scheduled"
    ) if expected else None  # fmt: skip
    return Planning(documents=documents, milestones=(milestone,) if milestone else ())
