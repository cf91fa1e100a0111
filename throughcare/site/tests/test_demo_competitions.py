"""The competitions of the demonstration are made by the product's own commands, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import (
    Competition,
    CompetitionEnquiry,
    CompetitionInvitation,
    Contract,
    PublishedProcess,
)
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.site.demo_awards import award_one, score_one
from throughcare.site.demo_competitions import hold_competitions
from throughcare.site.demo_panels import make_panels
from throughcare.site.demo_suppliers import register_some
from throughcare.testing.acting import as_role

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]
AT = datetime(2026, 6, 6, 9, 0, tzinfo=UTC)  # a Saturday


@pytest.fixture
def cast():
    """Everybody who acts in the demonstration."""
    with as_role("owner"):
        RegionFactory(code="N50")
        for username in ("demo.commissioner", "demo.commissioner2"):
            UserFactory(username=username, role="commissioner")
        for role in ("director", "senior", "head"):
            UserFactory(role=role)
        for username in ("demo.supplier", "demo.supplier2", "demo.supplier3"):
            UserFactory(username=username, role="supplier")
    with as_role("jobs"), nobody_acting():
        register_some(region="N50", at=AT)
        make_panels(region="N50", at=AT)


def test_one_is_open_one_waits_and_one_is_drafted(cast):
    with as_role("jobs"), nobody_acting():
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


def test_earlier_ones_were_bid_for_scored_awarded_and_became_a_contract(cast):
    with as_role("jobs"), nobody_acting():
        for _ in range(2):
            hold_competitions(at=AT, earlier={award_one: 170, score_one: 45})
    with as_role("owner"):
        states = dict(Competition.objects.values_list("reference", "state"))
        assert states["fictional-rooms-and-tenancies"] == "concluded"
        assert states["fictional-support-in-a-first-home"] == "individual-scoring"
        assert states["fictional-mentoring-once-more"] == "draft"
        contract = Contract.objects.get(reference="fictional-rooms-1")
        assert (contract.state, contract.supplier.known_as, contract.value_pence) == ("varied", "Doorstep", 240_000_00)
        assert [invoice.paid_on is None for invoice in contract.invoices.order_by("dated_on")] == [False, True, True]
        assert Contract.objects.exclude(pk=contract.pk).get().state == "pending"
        process = PublishedProcess.objects.get(ocid=contract.competition.ocid)
        assert (process.stage, process.suppliers) == ("contract", ["Fictional Doorstep Housing Trust"])
