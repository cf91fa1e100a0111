"""The panels of the demonstration are made by the product's own commands, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Market, MarketApplication, PublishedRelease
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.site.demo_panels import make_panels
from throughcare.site.demo_suppliers import register_some
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def test_they_are_made_once():
    with as_role("owner"):
        RegionFactory(code="N50")
        UserFactory(username="demo.commissioner", role="commissioner")
        for username in ("demo.supplier", "demo.supplier2", "demo.supplier3"):
            UserFactory(username=username, role="supplier")
        register_some(region="N50", at=AT - timedelta(days=300))
    for _ in range(2):
        # As in life: the role of jobs, which sees nothing while nobody acts.
        with as_role("jobs"), nobody_acting():
            make_panels(region="N50", at=AT)
    with as_role("owner"):
        told = sorted(MarketApplication.objects.values_list("supplier__known_as", "state"))
        assert told == [
            ("Doorstep", "admitted"), ("Kiln Lane", "under-review"), ("Lantern", "admitted"), ("Lantern", "draft"),
            ("Millrace", "draft"), ("Second Start", "admitted"),
        ]  # fmt: skip
        assert dict(Market.objects.values_list("reference", "state")) == {
            "fictional-rehabilitation": "open", "fictional-peer-support": "intended",
        }  # fmt: skip
        assert PublishedRelease.objects.count() == 6
