"""From an award to a contract in force: who signs when, and what the database holds to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands.contract_signing import (
    abandon_contract,
    activate_due,
    return_to_draft,
    sign_contract,
    sign_for_supplier,
)
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.commands.contracts import (
    add_indicator,
    add_instalment,
    draft_contract,
    set_members,
    set_terms,
)
from throughcare.commissioning.models import (
    Contract,
    ContractIndicator,
    ContractSignature,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.tests.contract_scene import (
    AWARDED,
    BEGUN,
    MAY_SIGN,
    SIGNED,
    day,
    drafted,
    sign,
    signed,
    told,
)
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def database_refuses(constraint, work):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_role("owner"):
        work()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def refused(code, made, command, by=None, **given):
    by = by or made.commissioner
    with acting(by), pytest.raises(ContractRefused) as why:
        command(contract=made.contract, by=by, **given)
    assert why.value.code == code


def tags(made):
    with as_role("owner"):
        rows = PublishedRelease.objects.filter(ocid=made.scene.competition.ocid).order_by("number")
        return [tag for row in rows for tag in row.tags]


def test_a_draft_takes_over_pack_day_term_and_volume():
    made = drafted()
    contract, competition = made.again(), made.scene.competition
    assert (contract.pack, contract.opened_on) == (competition.pack, competition.opened_on)
    assert (contract.starts_on, contract.ends_on) == (date(2026, 10, 1), date(2028, 9, 30))
    assert (contract.annual_volume, contract.extension_months, contract.mobilisation_pence) == (100, 12, 10_000_00)
    assert (contract.state, contract.first_value_pence) == ("pending", 240_000_00)


def test_both_sign_and_the_clock_brings_it_into_force():
    made = signed()
    contract = made.again()
    assert (contract.state, contract.signed_on, contract.activated_on) == ("pending", SIGNED.date(), None)
    assert tags(made) == ["award", "contract"]
    said, now = told(made)
    assert said == now and said["status"] == "pending" and said["value"]["amount"] == 240_000
    assert said["agreedMetrics"][0]["observations"] == [{"id": "target", "measure": "80.00", "notes": "Per cent"}]
    with as_role("jobs"):
        assert activate_due(at=BEGUN - timedelta(days=1)) == 0
        assert activate_due(at=BEGUN) == 1
        assert activate_due(at=BEGUN) == 0
    contract = made.again()
    assert (contract.state, contract.activated_on) == ("active", date(2026, 10, 1))
    said, now = told(made)
    assert said == now and said["status"] == "active"
    assert tags(made) == ["award", "contract", "contractUpdate"]


def test_a_contract_that_has_begun_is_in_force_when_it_is_signed():
    made = signed(starts_on=date(2026, 7, 1))
    assert (made.again().state, made.again().activated_on) == ("active", SIGNED.date())


def test_two_contracts_of_one_process_begin_at_the_same_moment():
    one = drafted()
    two = drafted(number=2, scene=one.scene)
    for made in (one, two):
        sign(made)
    with as_role("jobs"):
        assert activate_due(at=BEGUN) == 2
    for made in (one, two):
        said, now = told(made)
        assert said == now and said["status"] == "active"


def test_nobody_signs_before_the_standstill_is_over():
    made = drafted()
    early = day("2026-07-12", 22)
    refused("standstill", made, sign_for_supplier, by=made.supplier, at=early)
    given = {"contract": made.contract, "side": "supplier", "signed_by": made.supplier}
    database_refuses(
        "contract_signed_after_standstill",
        lambda: ContractSignature.objects.create(signed_at=early, signed_on=early.date(), **given),
    )
    # 23:30 by the clock of Greenwich is the next day in London, on which it may be signed.
    with acting(made.supplier):
        sign_for_supplier(contract=made.contract, by=made.supplier, at=day("2026-07-12", 23))
    refused("standstill", made, sign_contract, at=early)
    database_refuses(
        "contract_signed_by_both", lambda: Contract.objects.filter(pk=made.contract.pk).update(signed_on=MAY_SIGN)
    )
    database_refuses(
        "contract_standstill_not_shortened",
        lambda: Contract.objects.filter(pk=made.contract.pk).update(not_before=date(2026, 7, 1)),
    )
    assert made.again().signed_on is None and tags(made) == ["award"]


def test_incomplete_terms_are_not_signed_and_the_rule_says_what_is_missing():
    made = drafted()
    with acting(made.commissioner):
        add_indicator(contract=made.contract, name="Calls answered", by=made.commissioner, at=AWARDED)
    with acting(made.supplier), pytest.raises(ContractRefused) as why:
        sign_for_supplier(contract=made.contract, by=made.supplier, at=SIGNED)
    assert why.value.decision.value.incomplete_indicators == ("Calls answered",)
    assert not ContractSignature.objects.exists()


def test_a_contract_whose_award_is_not_public_is_not_signed():
    made = drafted()
    with as_role("owner"):
        PublishedProcess.objects.update(compiled={})
    refused("award-not-published", made, sign_for_supplier, by=made.supplier, at=SIGNED)


def test_only_the_supplier_signs_for_the_supplier_and_the_commissioner_after_it():
    made = drafted()
    other = made.scene.bidders[1].user
    refused("not-yours", made, sign_for_supplier, by=other, at=SIGNED)
    refused("not-signed", made, sign_contract, at=SIGNED)
    with acting(other), pytest.raises(ProgrammingError), transaction.atomic():
        ContractSignature.objects.create(
            contract_id=made.contract.pk, side="supplier", signed_by=other, signed_at=SIGNED, signed_on=SIGNED.date()
        )
    with acting(made.supplier):
        sign_for_supplier(contract=made.contract, by=made.supplier, at=SIGNED)
    refused("signed-already", made, sign_for_supplier, by=made.supplier, at=SIGNED)


def test_terms_are_frozen_from_the_first_signature_until_it_is_taken_back():
    made = drafted()
    with acting(made.commissioner):
        set_terms(contract=made.contract, vat_percent=20, by=made.commissioner, at=AWARDED)
        add_instalment(contract=made.contract, due_on=date(2026, 11, 1), net_pence=20_000_05, what="October",
                       by=made.commissioner, at=AWARDED)  # fmt: skip
    refused("schedule", made, add_instalment, due_on=date(2026, 12, 1), net_pence=219_999_96, what="Rest", at=AWARDED)
    assert made.again().gross_pence == 288_000_00
    with acting(made.supplier):
        sign_for_supplier(contract=made.contract, by=made.supplier, at=SIGNED)
    refused("frozen", made, set_terms, value_pence=1, at=SIGNED)
    here = Contract.objects.filter(pk=made.contract.pk)
    database_refuses("contract_terms_frozen", lambda: here.update(vat_percent=0))
    database_refuses("contract_changed_by_a_change", lambda: here.update(value_pence=250_000_00))
    database_refuses("contract_terms_frozen", lambda: ContractIndicator.objects.all().delete())
    with acting(made.commissioner):
        return_to_draft(contract=made.contract, by=made.commissioner, at=SIGNED)
        set_terms(contract=made.contract, value_pence=230_000_00, by=made.commissioner, at=SIGNED)
    assert made.again().first_value_pence == 230_000_00


def test_a_consortium_has_its_lead_in_it_and_shares_that_make_a_whole():
    made = drafted()
    one, two, three = made.scene.suppliers
    refused("shares", made, set_members, members={one: 6_000, two: 3_999}, at=AWARDED)
    refused("shares", made, set_members, members={two: 6_000, three: 4_000}, at=AWARDED)
    with acting(made.commissioner):
        set_members(contract=made.contract, members={one: 6_000, two: 4_000}, by=made.commissioner, at=AWARDED)
    with acting(made.supplier):
        sign_for_supplier(contract=made.contract, by=made.supplier, at=SIGNED)
    with acting(made.commissioner):
        sign_contract(contract=made.contract, by=made.commissioner, at=SIGNED)
    names = {each["name"] for each in PublishedProcess.objects.get().compiled["parties"]}
    assert {one.legal_name, two.legal_name} < names


def test_a_lot_is_in_one_living_contract():
    made = drafted()
    given = {"competition": made.scene.competition, "lots": [made.scene.lots[0]], "supplier": made.scene.suppliers[1],
             "value_pence": 1, "award_key": "award-9", "by": made.commissioner, "at": AWARDED}  # fmt: skip
    with acting(made.commissioner):
        with pytest.raises(ContractRefused, match="another contract"):
            draft_contract(reference="again", **given)
        abandon_contract(contract=made.contract, why="The supplier withdrew", by=made.commissioner, at=SIGNED)
        assert draft_contract(reference="again", **given).state == "pending"
    assert tags(made) == ["award"]


def test_a_signed_contract_that_is_given_up_is_published_as_cancelled():
    made = signed()
    with acting(made.commissioner):
        abandon_contract(contract=made.contract, why="The supplier closed", by=made.commissioner, at=BEGUN)
    said, now = told(made)
    assert said == now and said["status"] == "cancelled"
    refused("not-now", made, abandon_contract, why="Again", at=BEGUN)


def test_a_draft_is_seen_by_its_two_sides_and_a_signed_contract_by_all():
    made = drafted()
    seen = {}
    for who in (made.commissioner, made.scene.director, made.supplier, made.scene.bidders[1].user):
        with acting(who):
            seen[who] = Contract.objects.count()
    assert list(seen.values()) == [1, 1, 1, 0]
    with acting(made.supplier):
        assert Contract.objects.update(title="Mine") == 0
        sign_for_supplier(contract=made.contract, by=made.supplier, at=SIGNED)
    with acting(made.commissioner):
        sign_contract(contract=made.contract, by=made.commissioner, at=SIGNED)
    with acting(made.scene.bidders[1].user):
        assert Contract.objects.get().title == "Finding and keeping a home"
