"""The demonstration's market engagement: events at every stage, made by the commands, and only once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Engagement, EngagementQuestion, EngagementReply
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.site.demo_engagement import make_engagements
from throughcare.site.demo_panels import make_panels
from throughcare.site.demo_suppliers import register_some
from throughcare.testing.acting import as_role

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]
AT = datetime(2026, 6, 6, 9, 0, tzinfo=UTC)  # a Saturday


def test_there_is_one_event_at_each_stage_and_it_is_made_once():
    with as_role("owner"):
        RegionFactory(code="N50")
        UserFactory(username="demo.commissioner", role="commissioner")
        for username in ("demo.supplier", "demo.supplier2", "demo.supplier3"):
            UserFactory(username=username, role="supplier")
    with as_role("jobs"), nobody_acting():
        register_some(region="N50", at=AT.replace(year=2025))
        make_panels(region="N50", at=AT)
        for _ in range(2):
            make_engagements(region="N50", at=AT)
    with as_role("owner"):
        assert dict(Engagement.objects.values_list("reference", "state")) == {
            "fictional-talk-about-homes-aft": "announced",
            "fictional-talk-about-womens-se": "reported",
            "fictional-talk-about-mentoring": "held",
            "fictional-talk-about-advice-on": "draft",
        }
        assert Engagement.objects.get(state="announced").invitations.exists()
        assert (EngagementReply.objects.count(), EngagementQuestion.objects.filter(answered_at=None).count()) == (2, 2)
