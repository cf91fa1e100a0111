"""A lot that nobody could be given: awarded directly on a ground with a notice first, or competed for again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands import direct_awards, no_awards
from throughcare.commissioning.models import Competition, Contract, DirectAward, PublishedRelease
from throughcare.commissioning.queries.ocds_direct import direct_release
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.evaluation_scene import AGREED, DECIDED, evaluation_scene
from throughcare.commissioning.tests.test_evaluation_pages import page
from throughcare.commissioning.tests.test_evaluators import refused
from throughcare.organisations.tests.factories import SupplierFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended():
    """Nobody bid for either lot: one is to be awarded directly, the other is run again."""
    made = evaluation_scene(bids=0)
    with acting(made.commissioner):
        for lot, step in zip(made.scene.lots, ("direct-award", "run-again"), strict=True):
            no_awards.end_lot(
                lot=lot, ground="no-bids", words="Nobody bid.", follow_up=step, by=made.commissioner, at=AGREED
            )
        no_awards.award_nothing(competition=made.competition, by=made.commissioner, at=AGREED)
    return made


def propose(made, **given):
    said = {"lot": made.scene.lots[0], "supplier": made.scene.suppliers[0], "ground": "no-suitable-tenders",
            "reason": "Nobody bid for it.", "value_pence": 230_000_00, "by": made.commissioner, "at": DECIDED}  # fmt: skip
    return direct_awards.propose_direct_award(**{**said, **given})


def test_it_needs_a_ground_that_the_law_knows_a_member_and_words(ended):
    with as_role("owner"):
        stranger = SupplierFactory()
    with acting(ended.commissioner):
        refused("no-such-ground", propose, ended, ground="no-tenders")
        refused("no-such-ground", propose, ended, ground="")
        refused("not-a-member", propose, ended, supplier=stranger)
        refused("no-words", propose, ended, reason=" ")
        refused("not-to-award-directly", propose, ended, lot=ended.scene.lots[1])
        propose(ended)
        refused("awarded-directly-already", propose, ended)
    with acting(ended.scene.bidders[0].user):
        assert not DirectAward.objects.exists()


def test_two_people_a_notice_and_then_a_contract_after_the_standstill(ended):
    buyer, director = ended.commissioner, ended.director
    with acting(buyer):
        direct = propose(ended)
        refused("own-recommendation", direct_awards.approve_direct_award, direct=direct, by=buyer, at=DECIDED)
        refused("wrong-stage", direct_awards.publish_transparency_notice, direct=direct, by=buyer, at=DECIDED)
        refused("no-notice", direct_awards.draft_direct_contract, direct=direct, by=buyer, at=DECIDED)
    with acting(director):
        direct_awards.approve_direct_award(direct=direct, by=director, at=DECIDED)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            DirectAward.objects.update(value_pence=1)
        assert refusal.value.__cause__.diag.constraint_name == "direct_award_is_kept"
    with acting(buyer):
        direct = direct_awards.publish_transparency_notice(direct=direct, by=buyer, at=DECIDED)
        contract = direct_awards.draft_direct_contract(direct=direct, by=buyer, at=DECIDED)
        assert contract.not_before >= DECIDED.date() + timedelta(days=8) and contract.award_key == direct.key
        (body,) = PublishedRelease.objects.filter(ocid=direct.ocid).values_list("body", flat=True)
        projected, compiled = encode(direct_release(direct, at=DECIDED)), compile_releases([decode(body)])
    release = decode(body)
    assert (release.tender.procurement_method, release.awards[0].status) == ("direct", "pending")
    assert release.related_processes[0].identifier == ended.competition.ocid
    for name in ("id", "date", "tag"):
        projected.pop(name), compiled.pop(name)
    assert compiled == projected
    with as_role("web"):
        assert DirectAward.objects.get().reason == "Nobody bid for it."


def test_in_the_browser_a_lot_is_awarded_directly_and_the_other_goes_to_a_next_round(client, ended):
    base = f"/competitions/{ended.competition.reference}/award/"
    address, buyer = base + "lots/1/direct/", ended.commissioner
    told = page(client, buyer, base)
    assert "Draft the next round" in told and address in told
    data = {
        "supplier": ended.scene.suppliers[0].pk,
        "ground": "no-suitable-tenders",
        "words": "Nobody bid.",
        "pounds": "0",
    }
    assert "Nobody bid." in page(client, buyer, address, data=data)
    page(client, buyer, address, status=302, data={**data, "pounds": "230000.00"})
    page(client, ended.director, address + "approve/", status=302, data={})
    page(client, buyer, address + "notice/", status=302, data={})
    page(client, buyer, address + "contract/", status=302, data={})
    with as_role("owner"):
        contract = Contract.objects.get()
    told = page(client, buyer, address)
    assert contract.reference in told and "When the contract may be signed, and why" in told
    page(client, buyer, base + "again/", status=302, data={})
    with as_role("owner"):
        following = Competition.objects.get(round_of=ended.competition)
        assert [lot.title for lot in following.lots.all()] == [ended.scene.lots[1].title]
    assert "Next round:" in page(client, buyer, base)
    assert "It was not said of this lot" in page(client, buyer, base + "lots/2/direct/")
