"""From a published award to its contract: drafted from it, blocked by a challenge, given up when the award is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands import challenges
from throughcare.commissioning.commands.award_contracts import draft_contracts
from throughcare.commissioning.commands.contract_signing import sign_contract, sign_for_supplier
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.commands.contracts import add_indicator
from throughcare.commissioning.models import Contract, ContractSignature, PublishedProcess
from throughcare.commissioning.queries.awards import not_before
from throughcare.commissioning.queries.ocds_contract import contract_now
from throughcare.commissioning.rules.ocds import decode
from throughcare.commissioning.tests.contract_scene import WHOLE
from throughcare.commissioning.tests.evaluation_scene import DECIDED, moderated_scene, open_prices, published
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = open_prices(moderated_scene({1: 5, 2: 4, 3: 3}), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    made.award = published(made)
    with acting(made.commissioner):
        made.contracts = draft_contracts(competition=made.competition, by=made.commissioner, at=DECIDED)
        made.first = DECIDED + (not_before(made.competition) - DECIDED.date())
        for contract in made.contracts:
            add_indicator(contract=contract, name="Still housed", by=made.commissioner, at=DECIDED, **WHOLE)
    return made


def bidder(made, contract):
    return made.scene.bidders[made.scene.suppliers.index(contract.supplier)].user


def test_its_contract_is_signed_after_the_standstill_and_told_beside_the_award(made):
    contract = made.contracts[0]
    who = bidder(made, contract)
    with acting(who), pytest.raises(ContractRefused, match="standstill"):
        sign_for_supplier(contract=contract, by=who, at=made.first - timedelta(days=1))
    with acting(who):
        sign_for_supplier(contract=contract, by=who, at=made.first)
    with acting(made.commissioner):
        sign_contract(contract=contract, by=made.commissioner, at=made.first)
    process = PublishedProcess.objects.get(ocid=made.competition.ocid)
    whole = decode(process.compiled)
    assert process.stage == "contract"
    assert {each.id for each in whole.awards} >= {each.award_id for each in whole.contracts} == {contract.award_key}
    with as_role("owner"):
        assert whole.contracts[0] == contract_now(Contract.objects.get(pk=contract.pk))
    roles = {party.id: party.roles for party in whole.parties}
    assert all("tenderer" in roles[each.id] for award in whole.awards for each in award.suppliers)


def test_nobody_signs_while_a_challenge_is_open(made):
    contract = made.contracts[0]
    who = bidder(made, contract)
    with acting(made.commissioner):
        raised = challenges.record_challenge(
            decision=made.award, supplier=made.scene.suppliers[2], received_on=DECIDED.date(), about="The score.",
            by=made.commissioner, at=DECIDED,
        )  # fmt: skip
    with acting(who), pytest.raises(ContractRefused) as why:
        sign_for_supplier(contract=contract, by=who, at=made.first)
    assert why.value.code == "challenged"
    given = {"contract": contract, "side": "supplier", "signed_by": who}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_role("owner"):
        ContractSignature.objects.create(signed_at=made.first, signed_on=made.first.date(), **given)
    assert refusal.value.__cause__.diag.constraint_name == "contract_signed_without_a_challenge"
    with acting(made.commissioner):
        challenges.settle_challenge(challenge=raised, outcome="Withdrawn.", by=made.commissioner, at=made.first)
    with acting(who):
        assert sign_for_supplier(contract=contract, by=who, at=made.first).side == "supplier"


def test_an_award_that_is_taken_back_takes_its_drafts_with_it(made):
    with acting(made.commissioner):
        challenges.take_award_back(
            decision=made.award, why="A score was mistyped.", by=made.commissioner, at=DECIDED + timedelta(days=1)
        )
        assert {each.state for each in Contract.objects.all()} == {"abandoned"}
    contract = made.contracts[0]
    with acting(bidder(made, contract)), pytest.raises(ContractRefused):
        sign_for_supplier(contract=contract, by=bidder(made, contract), at=made.first)
    with as_role("owner"):
        assert not ContractSignature.objects.exists()
