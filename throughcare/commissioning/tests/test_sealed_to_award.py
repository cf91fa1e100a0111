"""From bids that were really sealed to a proposed award: opened, evaluated and priced by their own commands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands.evaluators import appoint_evaluator
from throughcare.commissioning.commands.scoring import moderate
from throughcare.commissioning.models import OpenedBid, OpenedBidder
from throughcare.commissioning.queries.awards import latest_proposal
from throughcare.commissioning.rules.bid_draft import TypedMember
from throughcare.commissioning.tests.bid_scene import AFTER, bid_of, opened, sealed_scene
from throughcare.commissioning.tests.evaluation_scene import (
    Evaluation,
    agree_all,
    proposed,
    score_all,
    start,
)
from throughcare.commissioning.tests.test_evaluators import refused
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def test_sealed_bids_are_opened_evaluated_priced_and_proposed_for_award():
    sealed = sealed_scene()
    lead, partner, _third = sealed.scene.suppliers
    members = (TypedMember(lead.pk, "Lead", "60"), TypedMember(partner.pk, "Partner", "40"))
    bid_of(sealed, 0, lots=("lot-1", "lot-2"), prices={"lot-1": "230,000", "lot-2": "235,000"}, members=members)
    bid_of(sealed, 2, prices={"lot-1": "225,000"})
    assert opened(sealed).outcome == "opened"
    with as_role("owner"):
        bids = list(OpenedBid.objects.all())
        behind = {
            each.opened.number: each.supplier for each in OpenedBidder.objects.select_related("opened", "supplier")
        }
        people = [UserFactory(role=role) for role in ("senior", "head", "commissioner")]
    made = Evaluation(sealed.scene, bids, people)
    with acting(made.commissioner):
        refused("opening-officer", appoint_evaluator, competition=made.competition, user=sealed.officers[0],
                by=made.commissioner, at=AFTER)  # fmt: skip
        for place, user in enumerate(people):
            appoint_evaluator(
                competition=made.competition, user=user, by=made.commissioner, at=AFTER, is_chair=place == 0
            )
    start(made, at=AFTER)
    worth = {number: 5 if supplier == lead else 3 for number, supplier in behind.items()}
    for place in range(3):
        score_all(made, place, worth, at=AFTER)
    agree_all(made, worth, at=AFTER)
    assert opened(sealed, envelope="price", at=AFTER).outcome != "opened"
    with acting(made.commissioner):
        moderate(competition=made.competition, note="Read through.", by=made.commissioner, at=AFTER)
    assert opened(sealed, envelope="price", at=AFTER + timedelta(hours=1)).outcome == "opened"
    assert proposed(made, at=AFTER + timedelta(hours=2)).is_proven
    with acting(made.commissioner):
        found = latest_proposal(made.competition)
    number = next(number for number, supplier in behind.items() if supplier == lead)
    assert found.award.chosen == (f"bidder-{number}.lot-1", f"bidder-{number}.lot-2")
    assert [each.share for each in found.round.bids[0].members or found.round.bids[-1].members] == [6000, 4000]
