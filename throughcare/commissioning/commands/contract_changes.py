"""Changing a signed contract by a ground of the law, and extending it by its option; what was before is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_steps import (
    ContractRefused,
    locked,
    next_state,
    out,
    refuse_unless,
    say,
)
from throughcare.commissioning.models import Contract, ContractChange
from throughcare.commissioning.queries.contract_cases import change_case, spent_on
from throughcare.commissioning.queries.ocds_contract import contract_release
from throughcare.commissioning.rules.contract_change import ContractChangeAnswer, decide_contract_change
from throughcare.commissioning.rules.trail import ImpossibleCase
from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.kernel.decision import Decision


def ask_change(
    contract: Contract, *, added_pence: int, months: int, ground: str, material: bool, at: datetime
) -> Decision[ContractChangeAnswer]:
    """Whether a change would be allowed, all changes before it counted; nothing is written."""
    case = change_case(
        contract, list(contract.changes.all()), on=timezone.localdate(at), ground=ground, added_pence=added_pence,
        months=months, material=material,
    )  # fmt: skip
    return decide_contract_change(case)


@transaction.atomic
def change_contract(
    *, contract: Contract, what: str, why: str, ground: str, by: User, at: datetime, added_pence: int = 0, months: int
    = 0, material: bool = False,
) -> ContractChange:  # fmt: skip
    """Change value (without VAT, in pence), length or what is delivered; published with what was before.

    Raises ``ContractRefused``, with the decision of ``contract-change`` where that says no.
    """
    contract = locked(contract, by)
    state = next_state(contract, "vary")
    try:
        decision = ask_change(contract, added_pence=added_pence, months=months, ground=ground, material=material, at=at)
    except ImpossibleCase as impossible:
        raise ContractRefused("below-spent") from impossible
    refuse_unless(decision, decision.value.allowed)
    change = _kept(
        contract, kind="change", ground=ground, what=what, why=why, material=material, added_pence=added_pence,
        months=months, percent=decision.value.all_changes_percent, by=by, at=at,
    )  # fmt: skip
    return _apply(contract, change, state, by, at)


@transaction.atomic
def extend_contract(
    *, contract: Contract, months: int, why: str, by: User, at: datetime, added_pence: int = 0
) -> ContractChange:
    """Take months of the option that the contract was signed with, and the value that they add.

    An option is part of what was competed for, so no ground is needed. Raises ``ContractRefused`` beyond the option.
    """
    contract = locked(contract, by)
    state = next_state(contract, "vary")
    if months <= 0 or contract.extended_months + months > contract.extension_months:
        raise ContractRefused("beyond-option")
    if added_pence < 0:
        raise ContractRefused("amount")
    change = _kept(
        contract, kind="extension", ground="", what="The contract is extended by its option.", why=why, material=False,
        added_pence=added_pence, months=months, percent=0, by=by, at=at,
    )  # fmt: skip
    contract.extended_months += months
    return _apply(contract, change, state, by, at)


def _kept(
    contract: Contract, *, kind: str, ground: str, what: str, why: str, material: bool, added_pence: int, months: int,
    percent: float, by: User, at: datetime,
) -> ContractChange:  # fmt: skip
    after = contract.value_pence + added_pence
    if after <= 0 or after < spent_on(contract):
        raise ContractRefused("below-spent")
    ends = add_months(contract.ends_on + ONE_DAY, months) - ONE_DAY if months else contract.ends_on
    return ContractChange.objects.create(
        contract=contract, number=contract.changes.count() + 1, kind=kind, ground=ground, what=what, why=why,
        material=material, value_before_pence=contract.value_pence, value_after_pence=after,
        ended_before_on=contract.ends_on, ends_after_on=ends, months=months, all_percent=percent, decided_by=by,
        decided_at=at,
    )  # fmt: skip


def _apply(contract: Contract, change: ContractChange, state: str, by: User, at: datetime) -> ContractChange:
    contract.state, contract.value_pence, contract.ends_on = state, change.value_after_pence, change.ends_after_on
    contract.save(update_fields=["state", "value_pence", "ends_on", "extended_months"])
    out(contract_release(contract, tag="contractAmendment", at=at, changes=[change]), by)
    say(
        contract, "extend" if change.kind == "extension" else "change", by, at, number=change.number,
        ground=change.ground, value_before=change.value_before_pence, value_after=change.value_after_pence,
        months=change.months, )  # fmt: skip
    return change
