"""Addresses of market engagement."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import engagement_replies as replies
from throughcare.commissioning.web import engagement_running as running
from throughcare.commissioning.web import engagements as pages
from throughcare.commissioning.web import pipeline

ONE = "engagement/<slug:reference>/"

urlpatterns = [
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/publish/", pipeline.publish, name="publish-pipeline"),
    path("engagement/", pages.engagement_list, name="engagements"),
    path("engagement/planning/", running.planning, name="engagement-planning"),
    path("engagement/new/", running.new, name="new-engagement"),
    path(ONE, pages.engagement, name="engagement"),
    path(f"{ONE}coming/", replies.coming, name="engagement-coming"),
    path(f"{ONE}not-coming/", replies.not_coming, name="engagement-not-coming"),
    path(f"{ONE}ask/", replies.ask, name="engagement-ask"),
    path(f"{ONE}run/", running.run, name="engagement-run"),
    path(f"{ONE}change/", running.change, name="change-engagement"),
    path(f"{ONE}announce/", running.announce, name="announce-engagement"),
    path(f"{ONE}discard/", running.discard, name="discard-engagement"),
    path(f"{ONE}cancel/", running.cancel, name="cancel-engagement"),
    path(f"{ONE}invited/", running.invited, name="engagement-invited"),
    path(f"{ONE}questions/", running.questions, name="engagement-questions"),
    path(f"{ONE}questions/<int:key>/", running.answer, name="answer-engagement"),
    path(f"{ONE}held/", running.held, name="hold-engagement"),
    path(f"{ONE}notes/", running.notes, name="engagement-notes"),
]
