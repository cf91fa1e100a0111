"""Signing a contract by both sides, its coming into force, and giving it up before that."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_steps import (
    ContractRefused,
    constraint_of,
    locked,
    next_state,
    out,
    refuse_unless,
    say,
)
from throughcare.commissioning.models import AwardDecision, Contract, ContractSignature, PublishedProcess
from throughcare.commissioning.queries.contract_cases import terms_case
from throughcare.commissioning.queries.ocds_contract import contract_release
from throughcare.commissioning.rules.contract_terms import decide_terms
from throughcare.organisations.models import SupplierUser

_OF_CONSTRAINT = {
    "contract_signed_without_a_challenge": "challenged",
    "contract_of_an_award_that_stands": "award-taken-back",
    "contract_signed_after_standstill": "standstill",
    "contract_signed_once_by_each": "signed-already",
}


@transaction.atomic
def sign_for_supplier(*, contract: Contract, by: User, at: datetime) -> ContractSignature:
    """The supplier's signature, by somebody who acts for it; the terms are frozen from now on. Raises
    ``ContractRefused``.

    Whoever acts for a supplier does not change contracts, so the contract is not locked here: the database holds to
    the rest.
    """
    if not SupplierUser.objects.filter(user=by, supplier=contract.supplier_id, ended_at__isnull=True).exists():
        raise ContractRefused("not-yours")
    contract = Contract.objects.select_related("competition__market", "supplier").get(pk=contract.pk)
    return _sign(contract, "supplier", by, at)


@transaction.atomic
def sign_contract(*, contract: Contract, by: User, at: datetime) -> Contract:
    """The commissioner's signature, after the supplier's: the contract is signed, published, and in force from its
    first day.

    Raises ``ContractRefused``: terms incomplete, supplier not signed, standstill not over, award not published.
    """
    contract = locked(contract, by)
    if not contract.signatures.filter(side="supplier").exists():
        raise ContractRefused("not-signed")
    _sign(contract, "commissioner", by, at)
    contract.signed_on = timezone.localdate(at)
    contract.save(update_fields=["signed_on"])
    if contract.starts_on <= contract.signed_on:
        _activate(contract, contract.signed_on)
    out(contract_release(contract, tag="contract", at=at), by)
    say(contract, "sign", by, at, state=contract.state)
    return contract


@transaction.atomic
def return_to_draft(*, contract: Contract, by: User, at: datetime) -> Contract:
    """Take the supplier's signature back so that terms can be put right; refused once both have signed."""
    contract = locked(contract, by)
    if contract.signed_on is not None or not contract.signatures.exists():
        raise ContractRefused("not-now")
    contract.signatures.all().delete()
    say(contract, "return_to_draft", by, at)
    return contract


@transaction.atomic
def activate_contract(*, contract: Contract, by: User | None, at: datetime) -> Contract:
    """Bring a signed contract into force on its first day or after. ``by`` None is the clock."""
    contract = locked(contract, by)
    if contract.signed_on is None:
        raise ContractRefused("not-signed")
    on = timezone.localdate(at)
    if on < contract.starts_on:
        raise ContractRefused("not-begun")
    _activate(contract, contract.starts_on)
    out(contract_release(contract, tag="contractUpdate", at=at), by)
    say(contract, "activate", by, at)
    return contract


def activate_due(*, at: datetime) -> int:
    """Bring every signed contract into force whose first day has come; how many. Run by the clock, as the role
    ``jobs``.
    """
    on = timezone.localdate(at)
    waiting = Contract.objects.filter(state="pending", signed_on__isnull=False, starts_on__lte=on).order_by("pk")
    for contract in waiting:
        activate_contract(contract=contract, by=None, at=at)
    return len(waiting)


@transaction.atomic
def abandon_contract(*, contract: Contract, why: str, by: User, at: datetime) -> Contract:
    """Give up a contract that has not come into force; published where it was signed. Raises ``ContractRefused``."""
    contract = locked(contract, by)
    contract.state = next_state(contract, "abandon")
    contract.ended_on, contract.ended_why = timezone.localdate(at), why
    contract.save(update_fields=["state", "ended_on", "ended_why"])
    if contract.signed_on is not None:
        out(contract_release(contract, tag="contractTermination", at=at), by)
    say(contract, "abandon", by, at)
    return contract


@transaction.atomic
def abandon_drafts(*, decision: AwardDecision, why: str, by: User, at: datetime) -> None:
    """Give up the contracts of an award that was taken back; none of them is signed, for the standstill was not over."""
    found = Contract.objects.filter(
        competition=decision.competition_id,
        award_key__startswith=f"award-{decision.pk}-",
        state="pending",
        signed_on=None,
    )
    for contract in found:
        abandon_contract(contract=contract, why=why, by=by, at=at)


def award_is_published(contract: Contract) -> bool:
    """Whether the award that the contract rests on is public."""
    process = PublishedProcess.objects.filter(ocid=contract.competition.ocid).only("compiled").first()
    awards = process.compiled.get("awards", ()) if process else ()
    return any(award["id"] == contract.award_key and award["status"] == "active" for award in awards)


def _sign(contract: Contract, side: str, by: User, at: datetime) -> ContractSignature:
    on = timezone.localdate(at)
    if contract.state != "pending" or contract.signed_on is not None:
        raise ContractRefused("not-now")
    if contract.signatures.filter(side=side).exists():
        raise ContractRefused("signed-already")
    terms = decide_terms(terms_case(contract, on=on))
    refuse_unless(terms, terms.value.complete)
    if contract.not_before is not None and on < contract.not_before:
        raise ContractRefused("standstill")
    if not award_is_published(contract):
        raise ContractRefused("award-not-published")
    try:
        with transaction.atomic():
            made = ContractSignature.objects.create(
                contract=contract, side=side, signed_by=by, signed_at=at, signed_on=on
            )
    except IntegrityError as refused:
        raise ContractRefused(_OF_CONSTRAINT[constraint_of(refused, _OF_CONSTRAINT)]) from refused
    if side == "supplier":
        say(contract, "sign_for_supplier", by, at)
    return made


def _activate(contract: Contract, on: date) -> None:
    contract.state = next_state(contract, "activate")
    contract.activated_on = max(on, contract.starts_on)
    contract.save(update_fields=["state", "activated_on"])
