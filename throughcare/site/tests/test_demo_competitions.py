"""The competitions of the demonstration are made by the product's own commands, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Competition, CompetitionEnquiry, CompetitionInvitation
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.site.demo_competitions import hold_competitions
from throughcare.site.demo_panels import make_panels
from throughcare.site.demo_suppliers import register_some
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 6, 9, 0, tzinfo=UTC)  # a Saturday


def test_one_is_open_one_waits_and_one_is_drafted():
    with as_role("owner"):
        RegionFactory(code="N50")
        UserFactory(username="demo.commissioner", role="commissioner")
        UserFactory(role="director")
        for username in ("demo.supplier", "demo.supplier2", "demo.supplier3"):
            UserFactory(username=username, role="supplier")
    with as_role("jobs"), nobody_acting():
        register_some(region="N50", at=AT)
        make_panels(region="N50", at=AT)
        for _ in range(2):
            hold_competitions(at=AT)
    with as_role("owner"):
        assert dict(Competition.objects.values_list("reference", "state")) == {
            "fictional-homes-after-prison": "published",
            "fictional-advice-on-money": "approved",
            "fictional-help-to-find-work": "draft",
            "fictional-mentoring-for-young-adults": "draft",
        }
        assert Competition.objects.get(state="published").closes_at > AT
        assert Competition.objects.exclude(offered_at=None).get().reference == "fictional-help-to-find-work"
        assert (CompetitionInvitation.objects.count(), CompetitionEnquiry.objects.count()) == (3, 2)
