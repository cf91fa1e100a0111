"""A contract in force: paid, changed, extended, measured, reviewed, ended; each step published, or refused whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands.contract_changes import change_contract, extend_contract
from throughcare.commissioning.commands.contract_endings import complete_ending, plan_ending
from throughcare.commissioning.commands.contract_payments import (
    check_invoice,
    pay_invoice,
    record_invoice,
    return_invoice,
)
from throughcare.commissioning.commands.contract_reviews import record_measurement, record_notice, record_review
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract, ContractChange, ContractEnding, ContractInvoice, PublishedRelease
from throughcare.commissioning.tests.contract_scene import checked, day, in_force, told
from throughcare.commissioning.tests.factories import competition_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAID = day("2026-08-20")


@pytest.fixture
def made():
    return in_force()


def database_refuses(constraint, work):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_role("owner"):
        work()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def refused(made, command, **given):
    with acting(made.commissioner), pytest.raises(ContractRefused) as why:
        command(by=made.commissioner, **given)
    return why.value


def done(made, command, **given):
    with acting(made.commissioner):
        return command(by=made.commissioner, **given)


def invoiced(made, number="INV-1", net=10_000_00, vat=0, at=None, by=None, check=True):
    who, at = by or made.supplier, at or day("2026-08-01")
    with acting(who):
        invoice = record_invoice(
            contract=made.contract,
            number=number,
            what="July",
            dated_on=at.date(),
            net_pence=net,
            vat_pence=vat,
            by=who,
            at=at,
        )
    return checked(made, invoice) if check else invoice


def kept(model, **narrowed):
    with as_role("owner"):
        return list(model.objects.filter(**narrowed))


def agrees(made):
    said, now = told(made)
    assert said == now
    return said


def test_a_supplier_sends_an_invoice_and_its_payment_is_published_with_pence_and_vat(made):
    invoice = invoiced(made, net=10_000_05, vat=2_000_01)
    assert (invoice.received_on, invoice.due_on) == (date(2026, 8, 1), date(2026, 8, 31))
    done(made, pay_invoice, invoice=invoice, paid_on=PAID.date(), at=PAID)
    (paid,) = agrees(made)["implementation"]["transactions"]
    assert paid["value"] == {"amount": 10_000.05, "amountGross": 12_000.06, "currency": "GBP"}
    assert refused(made, pay_invoice, invoice=invoice, paid_on=PAID.date(), at=PAID).code == "settled"
    database_refuses("invoice_settled_is_kept", lambda: ContractInvoice.objects.update(paid_on=None))


def test_one_person_checks_an_invoice_and_another_one_pays_it(made):
    invoice = invoiced(made, check=False)
    pay = {"invoice": invoice, "paid_on": PAID.date(), "at": PAID}
    assert refused(made, pay_invoice, **pay).code == "unchecked"
    done(made, check_invoice, invoice=invoice, at=PAID)
    assert refused(made, check_invoice, invoice=invoice, at=PAID).code == "checked-already"
    assert refused(made, pay_invoice, **pay).code == "same-payer"
    settled = {"paid_on": PAID.date(), "settled_by": made.commissioner, "settled_at": PAID}
    alone = lambda: ContractInvoice.objects.filter(pk=invoice.pk).update(**settled)  # noqa: E731
    database_refuses("invoice_paid_by_somebody_else", alone)
    database_refuses(
        "invoice_paid_by_somebody_else",
        lambda: ContractInvoice.objects.filter(pk=invoice.pk).update(checked_by=None, checked_at=None, **settled),
    )
    assert [each.paid_on for each in kept(ContractInvoice)] == [None]
    with as_role("owner"):
        other = UserFactory(role="commissioner")
    with acting(other):
        assert pay_invoice(by=other, **pay).settled_by == other


def test_a_number_comes_once_unless_the_invoice_was_returned(made):
    first = invoiced(made)
    with pytest.raises(ContractRefused, match="this number"):
        invoiced(made, number=" INV-1 ")
    assert len(kept(ContractInvoice)) == 1
    done(made, return_invoice, invoice=first, why="It names another contract", at=PAID)
    again = invoiced(made, at=day("2026-08-25"))
    assert (again.due_on, len(kept(ContractInvoice, number="INV-1"))) == (date(2026, 9, 24), 2)


def test_payments_up_to_the_last_penny_and_none_above(made):
    done(made, pay_invoice, invoice=invoiced(made, "A", net=239_999_99), paid_on=PAID.date(), at=PAID)
    over = invoiced(made, "B", net=2, vat=1)
    why = refused(made, pay_invoice, invoice=over, paid_on=PAID.date(), at=PAID)
    assert (why.code, why.decision.value.left_pence) == ("stopped", -1)
    database_refuses("contract_spend_within_value", lambda: ContractInvoice.objects.filter(pk=over.pk).update(
        paid_on=PAID.date(), settled_by=made.commissioner, settled_at=PAID))  # fmt: skip
    done(made, pay_invoice, invoice=invoiced(made, "C", net=1), paid_on=PAID.date(), at=PAID + timedelta(hours=1))
    assert len(agrees(made)["implementation"]["transactions"]) == 2


def test_an_invoice_is_of_the_supplier_of_a_contract_in_force(made):
    other = made.scene.bidders[1].user
    with pytest.raises(ProgrammingError, match="row-level security"):
        invoiced(made, by=other)
    late = {"contract": made.contract, "number": "X", "what": "x", "dated_on": date(2026, 8, 2), "vat_pence": 0}
    assert refused(made, record_invoice, net_pence=1, at=day("2026-08-01"), **late).code == "day-order"
    database_refuses("invoice_of_a_contract_in_force", lambda: ContractInvoice.objects.create(
        contract=made.contract, supplier=made.scene.suppliers[1], number="X", what="x", dated_on=PAID.date(),
        received_on=PAID.date(), due_on=PAID.date(), net_pence=1, recorded_by=other, recorded_at=PAID))  # fmt: skip
    assert not kept(ContractInvoice)


def test_a_change_keeps_the_old_value_and_is_published(made):
    change = done(made, change_contract, contract=made.contract, what="Ten more places.", why="Demand", ground="light-touch",
                  added_pence=20_000_50, months=2, at=PAID)  # fmt: skip
    contract = made.again()
    assert (contract.state, contract.value_pence, contract.first_value_pence) == ("varied", 260_000_50, 240_000_00)
    assert (change.ended_before_on, contract.ends_on) == (date(2028, 7, 13), date(2028, 9, 13))
    (told_change,) = agrees(made)["amendments"]
    assert "before: £240,000; after: £260,000.50" in told_change["description"]
    database_refuses("contract_change_kept", lambda: ContractChange.objects.update(value_before_pence=1))


def test_small_changes_that_pass_the_limit_together_are_refused():
    with as_role("owner"):
        scene = competition_scene(
            pack="pcr2015-light-touch-dps", opened_on=date(2024, 5, 1), starts_on=date(2026, 7, 1)
        )
    made = in_force(scene=scene)
    small = {"contract": made.contract, "what": "More", "why": "Demand", "ground": "below-threshold"}
    for number in (1, 2, 3):
        done(made, change_contract, added_pence=7_000_00, at=PAID + timedelta(days=number), **small)
    why = refused(made, change_contract, added_pence=7_000_00, at=PAID + timedelta(days=4), **small)
    assert why.code == "at-aggregate" and why.decision.value.all_changes_percent == 11.67
    assert (made.again().value_pence, len(kept(ContractChange))) == (261_000_00, 3)
    assert len(agrees(made)["amendments"]) == 3


def test_a_value_is_not_changed_below_what_was_paid(made):
    done(made, pay_invoice, invoice=invoiced(made, net=100_000_00), paid_on=PAID.date(), at=PAID)
    less = {"contract": made.contract, "what": "Less", "why": "Less demand", "ground": "light-touch", "at": PAID}
    assert refused(made, change_contract, added_pence=-140_000_01, **less).code == "below-spent"
    assert refused(made, change_contract, added_pence=-240_000_01, **less).code == "below-spent"
    assert made.again().value_pence == 240_000_00


def test_an_extension_ends_with_the_option(made):
    done(made, extend_contract, contract=made.contract, months=8, why="It works", added_pence=80_000_00, at=PAID)
    assert (made.again().ends_on, made.again().value_pence) == (date(2029, 3, 13), 320_000_00)
    assert agrees(made)["period"]["maxExtentDate"].startswith("2029-07-13")
    assert refused(made, extend_contract, contract=made.contract, months=5, why="More", at=PAID).code == "beyond-option"
    database_refuses("contract_within_its_option", lambda: Contract.objects.update(extended_months=13))
    done(made, extend_contract, contract=made.contract, months=4, why="To the end", at=PAID + timedelta(days=1))
    assert made.again().ends_on == date(2029, 7, 13)


def test_measurements_and_ratings_are_published_in_the_order_in_which_they_came(made):
    with as_role("owner"):
        indicator = made.contract.indicators.get()
    first = {
        "indicator": indicator,
        "start": date(2026, 7, 14),
        "until": date(2026, 8, 14),
        "numerator": 7,
        "denominator": 9,
    }
    done(made, record_measurement, at=PAID, **first)
    assert refused(made, record_measurement, at=PAID, **first).code == "measured-already"
    rated = {"contract": made.contract, "findings": "On the way", "held_on": date(2026, 9, 1)}
    assert refused(made, record_review, ratings={}, at=day("2026-09-01"), **rated).code == "not-all-rated"
    done(made, record_review, ratings={indicator: "approaching-target"}, at=day("2026-09-01"), **rated)
    later = first | {"start": date(2026, 8, 14), "until": date(2026, 9, 14), "denominator": 8}
    done(made, record_measurement, at=day("2026-09-15"), **later)
    (metric,) = agrees(made)["implementation"]["metrics"]
    assert [each["measure"] for each in metric["observations"]] == ["77.78", "approaching-target", "87.50"]


def test_a_termination_needs_ground_notice_and_a_plan_for_handing_over(made):
    whole = {
        "contract": made.contract, "how": "termination", "ends_on": date(2026, 12, 31), "ground": "breach",
        "ground_words": "The service was not delivered.", "notice_on": date(2026, 8, 20), "exit_plan": "Records go back.",
        "people_open": 12, "people_moved_by": date(2026, 12, 20), "transfer_plan": "Each to the other supplier.", "at": PAID,
    }  # fmt: skip
    for less, code in (
        ({"exit_plan": " "}, "no-exit-plan"), ({"ground": ""}, "no-ground"), ({"notice_on": None}, "no-notice"),
        ({"ends_on": date(2026, 9, 1)}, "notice-too-short"), ({"people_moved_by": None}, "people-without-service"),
        ({"transfer_plan": ""}, "no-transfer-plan"),
    ):  # fmt: skip
        assert refused(made, plan_ending, **whole | less).code == code
    assert not kept(ContractEnding)
    done(made, plan_ending, **whole)
    database_refuses("ending_has_an_exit_plan", lambda: ContractEnding.objects.update(exit_plan=""))
    assert refused(made, complete_ending, contract=made.contract, at=PAID).code == "not-over"
    done(made, complete_ending, contract=made.contract, at=day("2026-12-31"))
    said = agrees(made)
    assert said["status"] == "terminated" and said["period"]["endDate"].startswith("2026-12-31")
    assert said["terminationRationaleClassifications"][0]["id"] == "breach"
    # What was delivered before the end is still paid.
    done(
        made, pay_invoice, invoice=invoiced(made, at=day("2027-01-05")), paid_on=date(2027, 1, 6), at=day("2027-01-06")
    )
    assert agrees(made)["status"] == "terminated"


def test_a_contract_ends_at_its_term_on_its_last_day(made):
    term = {"contract": made.contract, "how": "term", "exit_plan": "Nothing is left.", "at": day("2028-06-01")}
    assert refused(made, plan_ending, ends_on=date(2028, 7, 1), **term).code == "before-term"
    assert refused(made, complete_ending, contract=made.contract, at=day("2028-07-14")).code == "no-ending"
    done(made, plan_ending, ends_on=date(2028, 7, 13), **term)
    done(made, complete_ending, contract=made.contract, at=day("2028-07-13"))
    assert (made.again().state, agrees(made)["status"]) == ("ended", "terminated")


def test_a_notice_elsewhere_is_one_that_the_pack_knows(made):
    given = {"contract": made.contract, "published_on": PAID.date(), "where": "https://example.org/copy", "at": PAID}
    assert refused(made, record_notice, name="tea", **given).code == "unknown-notice"
    done(made, record_notice, name="contract-copy", **given)
    assert refused(made, record_notice, name="contract-copy", **given).code == "noted-already"


def test_a_refused_step_publishes_nothing(made):
    before = len(kept(PublishedRelease))
    refused(made, extend_contract, contract=made.contract, months=13, why="More", at=PAID)
    assert len(kept(PublishedRelease)) == before
