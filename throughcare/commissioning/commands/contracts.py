"""Drafting a contract from an award, and completing its terms until a side signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_steps import ContractRefused, locked, say
from throughcare.commissioning.models import (
    Competition,
    CompetitionLot,
    Contract,
    ContractIndicator,
    ContractInstalment,
    ContractLot,
    ContractMember,
)
from throughcare.commissioning.models.contract import WHOLE
from throughcare.commissioning.queries.reach import reaches
from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.organisations.models import Supplier

TERMS = ("title", "value_pence", "vat_percent", "annual_volume", "starts_on", "ends_on", "extension_months",
         "mobilisation_pence", "payment_days", "notice_days")  # fmt: skip
"""What ``set_terms`` sets."""


@transaction.atomic
def draft_contract(
    *, competition: Competition, lots: Sequence[CompetitionLot], supplier: Supplier, value_pence: int, award_key: str,
    reference: str, by: User, at: datetime, not_before: date | None = None,
    members: Mapping[Supplier, int] | None = None, starts_on: date | None = None, title: str = "", vat_percent: int = 0,
) -> Contract:  # fmt: skip
    """Draft the contract for ``lots`` that were awarded to ``supplier``, with the competition's term and pack.

    ``value_pence`` is without VAT over the whole term. ``members`` are the consortium with the lead, in hundredths of
    a per cent. ``not_before`` is the first day on which it may be signed: the day after the standstill. ``award_key``
    is the award's id in releases. Raises ``ContractRefused``.
    """
    if not reaches(by, competition):
        raise ContractRefused("out-of-reach")
    competition = Competition.objects.select_for_update(of=("self",)).get(pk=competition.pk)
    if not lots or any(lot.competition_id != competition.pk for lot in lots):
        raise ContractRefused("lots-elsewhere")
    if ContractLot.objects.filter(lot__in=lots).exclude(contract__state="abandoned").exists():
        raise ContractRefused("lot-taken")
    if Contract.objects.filter(reference=reference).exists():
        raise ContractRefused("reference-taken")
    first = starts_on or competition.starts_on or at.date()
    last = add_months(first, competition.term_months) - ONE_DAY
    contract = Contract.objects.create(
        competition=competition, reference=reference, title=title or competition.title, supplier=supplier,
        award_key=award_key, pack=competition.pack, opened_on=competition.opened_on, value_pence=value_pence,
        first_value_pence=value_pence, vat_percent=vat_percent, annual_volume=sum(lot.annual_volume for lot in lots),
        starts_on=first, first_ends_on=last, ends_on=last, extension_months=competition.extension_months,
        mobilisation_pence=min(sum(lot.mobilisation_pence for lot in lots), value_pence), not_before=not_before,
        drafted_by=by, drafted_at=at,
    )  # fmt: skip
    ContractLot.objects.bulk_create(ContractLot(contract=contract, lot=lot) for lot in lots)
    if members:
        _set_members(contract, members)
    say(contract, "draft", by, at, value_pence=value_pence)
    return contract


@transaction.atomic
def set_terms(*, contract: Contract, by: User, at: datetime, **terms: Any) -> Contract:
    """Set terms of a contract that nobody has signed; names are those of ``TERMS``. Raises ``ContractRefused``."""
    contract = unsigned(contract, by)
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"no terms: {', '.join(sorted(unknown))}")
    for name, value in terms.items():
        setattr(contract, name, value)
    if contract.ends_on < contract.starts_on:
        raise ContractRefused("day-order")
    contract.first_value_pence, contract.first_ends_on = contract.value_pence, contract.ends_on
    if contract.mobilisation_pence > contract.value_pence or _scheduled(contract) > contract.value_pence:
        raise ContractRefused("schedule")
    contract.save()
    say(contract, "set_terms", by, at, terms=sorted(terms))
    return contract


@transaction.atomic
def add_indicator(
    *, contract: Contract, name: str, by: User, at: datetime, definition: str = "", owner: str = "", numerator: str =
    "", denominator: str = "", gaming: str = "", measures: str = "outcome", target_percent: Decimal | None = None,
) -> ContractIndicator:  # fmt: skip
    """Add an indicator of performance. Raises ``ContractRefused`` once a side has signed."""
    contract = unsigned(contract, by)
    last = contract.indicators.order_by("place").last()
    made = ContractIndicator.objects.create(
        contract=contract, place=last.place + 1 if last else 1, name=name, definition=definition, owner=owner,
        numerator=numerator, denominator=denominator, gaming=gaming, measures=measures, target_percent=target_percent,
    )  # fmt: skip
    say(contract, "add_indicator", by, at, place=made.place)
    return made


@transaction.atomic
def remove_indicator(*, indicator: ContractIndicator, by: User, at: datetime) -> None:
    """Take an indicator out of the draft; once is enough."""
    contract = unsigned(indicator.contract, by)
    if ContractIndicator.objects.filter(pk=indicator.pk).delete()[0]:
        say(contract, "remove_indicator", by, at, place=indicator.place)


@transaction.atomic
def add_instalment(
    *, contract: Contract, due_on: date, net_pence: int, what: str, by: User, at: datetime
) -> ContractInstalment:
    """Foresee a payment, without VAT. Raises ``ContractRefused`` where all of them exceed the value."""
    contract = unsigned(contract, by)
    if _scheduled(contract) + net_pence > contract.value_pence:
        raise ContractRefused("schedule")
    made = ContractInstalment.objects.create(contract=contract, due_on=due_on, net_pence=net_pence, what=what)
    say(contract, "add_instalment", by, at, due_on=due_on, net_pence=net_pence)
    return made


@transaction.atomic
def remove_instalment(*, instalment: ContractInstalment, by: User, at: datetime) -> None:
    """Take a foreseen payment out of the draft; once is enough."""
    contract = unsigned(instalment.contract, by)
    if ContractInstalment.objects.filter(pk=instalment.pk).delete()[0]:
        say(contract, "remove_instalment", by, at, due_on=instalment.due_on)


@transaction.atomic
def set_members(*, contract: Contract, members: Mapping[Supplier, int], by: User, at: datetime) -> None:
    """Say who is in the consortium, with shares in hundredths of a per cent; empty for a supplier alone."""
    contract = unsigned(contract, by)
    contract.members.all().delete()
    if members:
        _set_members(contract, members)
    say(contract, "set_members", by, at, members=len(members))


def unsigned(contract: Contract, by: User) -> Contract:
    """The contract, locked, whose terms may be set; raises ``ContractRefused``."""
    contract = locked(contract, by)
    if contract.state != "pending":
        raise ContractRefused("not-now")
    if contract.signatures.exists():
        raise ContractRefused("frozen")
    return contract


def _set_members(contract: Contract, members: Mapping[Supplier, int]) -> None:
    if sum(members.values()) != WHOLE or len(members) < 2 or contract.supplier not in members:
        raise ContractRefused("shares")
    ContractMember.objects.bulk_create(
        ContractMember(contract=contract, supplier=each, share=share) for each, share in members.items()
    )


def _scheduled(contract: Contract) -> int:
    return int(contract.instalments.aggregate(sum=Sum("net_pence"))["sum"] or 0)
