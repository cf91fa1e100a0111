"""Publishing the pipeline: the notice UK1 as a page, and each purchase in it as a process of the open data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.events import PipelinePublished
from throughcare.commissioning.models import PipelineEntry, PipelineNotice, PublishedRelease
from throughcare.commissioning.queries.ocds_pipeline import pipeline_release
from throughcare.commissioning.queries.pipeline import Purchase, pipeline_decision, purchases
from throughcare.commissioning.rules.engagement_blocks import refusal
from throughcare.commissioning.rules.pipeline_due import PipelineEntry as Listed
from throughcare.kernel.events import announcer

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('commissioning.pipeline', 0))"


@transaction.atomic
def publish_pipeline(*, spend_pence: int, smaller: Collection[str], by: User, at: datetime) -> PipelineNotice:
    """Publish what is planned: all that the law asks for, and of the rest the purchases with these codes.

    Raises ``EngagementRefused`` where nothing would stand in it; a notice of the same year is replaced, and kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    planned = {each.code: each for each in purchases()}
    on = timezone.localdate(at)
    decision = pipeline_decision(list(planned.values()), spend_pence=spend_pence, on=on)
    chosen = [
        each
        for each in decision.value.entries
        if each.place == "required" or (each.place == "voluntary" and each.code in smaller)
    ]
    if not chosen:
        raise refusal("nothing-planned")
    start = decision.value.start
    notice = PipelineNotice.objects.create(
        year_start=start, number=PipelineNotice.objects.filter(year_start=start).count() + 1, spend_pence=spend_pence,
        published_at=at, published_by=by,
    )  # fmt: skip
    for each in chosen:
        entry = _keep(notice, planned[each.code], each)
        known = PublishedRelease.objects.filter(ocid=entry.ocid).exists()
        publish(release=pipeline_release(entry, tag="planningUpdate" if known else "planning", at=at), by=by)
    record(action="commissioning.publish_pipeline", by=by, at=at, subject=f"pipeline {start}", notice=notice.pk,
           spend_pence=spend_pence, entries=[each.code for each in chosen])  # fmt: skip
    announcer.announce(PipelinePublished(notice.pk, len(chosen), by.pk, at))
    return notice


def _keep(notice: PipelineNotice, purchase: Purchase, listed: Listed) -> PipelineEntry:
    return PipelineEntry.objects.create(
        notice=notice, need=purchase.need, competition=purchase.competition, ocid=purchase.ocid, title=purchase.title,
        description=purchase.description, region=purchase.region, categories=list(purchase.categories),
        value_pence=purchase.value_pence, required=listed.place == "required", notice_on=listed.notice_on,
        starts_on=purchase.starts_on, term_months=purchase.term_months,
    )  # fmt: skip
