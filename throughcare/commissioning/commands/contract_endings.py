"""The end of a contract, planned so that nobody is left without a service, then completed on its day."""

from __future__ import annotations

from datetime import date, datetime

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
from throughcare.commissioning.models import Contract, ContractEnding
from throughcare.commissioning.queries.contract_cases import ending_case
from throughcare.commissioning.queries.ocds_contract import contract_release
from throughcare.commissioning.rules.contract_ending import decide_contract_ending
from throughcare.commissioning.rules.contract_lists import ENDING, TERMINATION

VERBS = {"term": "end", "termination": "terminate"}


@transaction.atomic
def plan_ending(
    *, contract: Contract, how: str, ends_on: date, exit_plan: str, by: User, at: datetime, ground: str = "",
    ground_words: str = "", notice_on: date | None = None, people_open: int = 0, people_moved_by: date | None = None,
    transfer_plan: str = "",
) -> ContractEnding:  # fmt: skip
    """Plan how the contract ends: at its term, or by termination with ground and notice; a plan takes the place of
    one before.

    ``people_open`` have an open referral; each is referred elsewhere by ``people_moved_by``, as ``transfer_plan`` says.
    Raises ``ContractRefused``, with the decision of ``contract-ending`` where that says no.
    """
    contract = locked(contract, by)
    next_state(contract, VERBS[ENDING[how].code])
    if how == "termination" and ground not in TERMINATION:
        ground_words = ""
    if how == "term" and ends_on != contract.ends_on:
        raise ContractRefused("before-term")
    if not contract.starts_on <= ends_on <= contract.ends_on or (notice_on and notice_on > timezone.localdate(at)):
        raise ContractRefused("day-order")
    planned = ContractEnding(
        contract=contract, how=how, ground=ground if how == "termination" else "", ground_words=ground_words.strip(),
        notice_on=notice_on, ends_on=ends_on, exit_plan=exit_plan.strip(), people_open=people_open,
        people_moved_by=people_moved_by, transfer_plan=transfer_plan.strip(), planned_by=by, planned_at=at,
    )  # fmt: skip
    decision = decide_contract_ending(ending_case(contract, planned, on=timezone.localdate(at)))
    refuse_unless(decision, decision.value.allowed)
    if people_open and not planned.transfer_plan:
        raise ContractRefused("no-transfer-plan")
    planned.notice_due = decision.value.notice_due
    before = ContractEnding.objects.filter(contract=contract).first()
    planned.pk = before.pk if before else None
    planned.save()
    say(contract, "plan_ending", by, at, how=how, ends_on=ends_on, people_open=people_open)
    return planned


@transaction.atomic
def complete_ending(*, contract: Contract, by: User, at: datetime) -> Contract:
    """End the contract on or after its planned last day; published, with the ground where it was terminated."""
    contract = locked(contract, by)
    ending = ContractEnding.objects.filter(contract=contract).first()
    if ending is None:
        raise ContractRefused("no-ending")
    if timezone.localdate(at) < ending.ends_on:
        raise ContractRefused("not-over")
    contract.state = next_state(contract, VERBS[ending.how])
    contract.ended_on, contract.ended_why = ending.ends_on, ending.ground_words
    contract.save(update_fields=["state", "ended_on", "ended_why"])
    out(contract_release(contract, tag="contractTermination", at=at), by)
    say(contract, VERBS[ending.how], by, at, ended_on=ending.ends_on)
    return contract
