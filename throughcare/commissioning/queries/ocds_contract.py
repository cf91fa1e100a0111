"""A contract as its releases tell it: as it was signed, what was changed, paid and measured, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from throughcare.commissioning.models import (
    Contract,
    ContractChange,
    ContractInvoice,
    ContractMeasurement,
    ContractRating,
    PublishedRelease,
)
from throughcare.commissioning.queries.ocds_parties import party_of
from throughcare.commissioning.queries.ocds_shared import buyer_of
from throughcare.commissioning.rules import ocds
from throughcare.commissioning.rules.contract_lists import TERMINATION
from throughcare.commissioning.rules.ocds.parts import first_instant
from throughcare.commissioning.rules.trail import pounds
from throughcare.kernel.calendar import ONE_DAY, add_months

_STATUS = {"pending": "pending", "active": "active", "varied": "active", "ended": "terminated",
           "terminated": "terminated", "abandoned": "cancelled"}  # fmt: skip
NO_MEASURES = "The contract names no indicators."
Seen = ContractMeasurement | ContractRating


def contract_release(
    contract: Contract, *, tag: ocds.Tag | tuple[ocds.Tag, ...], at: datetime, changes: Iterable[ContractChange] = (),
    paid: Sequence[ContractInvoice] = (), seen: Sequence[Seen] = (),
) -> ocds.Release:  # fmt: skip
    """What an event makes public: how the contract stands, and what is new.

    Where another release of the process carries the same instant, this one carries the second after it.
    """
    earlier = list(PublishedRelease.objects.filter(ocid=contract.competition.ocid).order_by("number"))
    known = {party["id"] for each in earlier for party in each.body.get("parties", ())}
    if earlier:
        at = max(at, earlier[-1].published_at + timedelta(seconds=1))
    return ocds.Release(
        ocid=contract.competition.ocid, id=f"{contract.competition.ocid}-{len(earlier) + 1}", date=at,
        tag=(tag,) if isinstance(tag, str) else tag, initiation_type="tender", language="en",
        parties=tuple(each for each in parties_of(contract) if each.id not in known),
        contracts=(_contract(contract, changes=changes, paid=paid, seen=seen),),
    )  # fmt: skip


def contract_now(contract: Contract) -> ocds.Contract:
    """The contract as all its releases together must tell it: the projection of its current state."""
    paid = contract.invoices.filter(paid_on__isnull=False).order_by("settled_at", "pk")
    measured = ContractMeasurement.objects.filter(indicator__contract=contract).select_related("indicator")
    rated = ContractRating.objects.filter(review__contract=contract).select_related("indicator", "review")
    seen: list[Seen] = sorted((*measured, *rated), key=_when)
    return _contract(contract, changes=contract.changes.all(), paid=list(paid), seen=seen)


def parties_of(contract: Contract) -> tuple[ocds.Organization, ...]:
    """The buyer, the supplier and the members of its consortium."""
    suppliers = {each.supplier_id: each.supplier for each in contract.members.select_related("supplier")}
    suppliers[contract.supplier_id] = contract.supplier
    return (
        buyer_of(contract.competition.market),
        *(party_of(each, "supplier") for each in suppliers.values()),
    )


def _contract(
    contract: Contract, *, changes: Iterable[ContractChange], paid: Sequence[ContractInvoice], seen: Sequence[Seen]
) -> ocds.Contract:
    longest = add_months(contract.first_ends_on, contract.extension_months) if contract.extension_months else None
    signed = contract.signatures.order_by("signed_at").last()
    agreed = tuple(
        ocds.Metric(
            id=each.key, title=each.name, description=each.definition or None,
            observations=() if each.target_percent is None else (
                ocds.Observation(id="target", measure=f"{each.target_percent:.2f}", notes="Per cent"),
            ),
        )
        for each in contract.indicators.all()
    )  # fmt: skip
    last = contract.ended_on or contract.ends_on
    return ocds.Contract(
        id=contract.key, award_id=contract.award_key, status=_STATUS[contract.state],  # type: ignore[arg-type]
        title=contract.title, date_signed=signed.signed_at if signed else None,
        period=ocds.Period.of_days(
            contract.starts_on, max(last, contract.starts_on) + ONE_DAY,
            at_most_until=longest + ONE_DAY if longest else None,
        ),
        value=ocds.Value.of_pence(contract.value_pence, gross=contract.gross_pence),
        agreed_metrics=agreed, no_agreed_metrics_rationale=None if agreed else NO_MEASURES,
        amendments=tuple(_amendment(each) for each in changes),
        implementation=_implementation(contract, paid, seen),
        termination_rationale_classifications=_grounds(contract),
    )  # fmt: skip


def _amendment(change: ContractChange) -> ocds.Amendment:
    before, after = pounds(change.value_before_pence), pounds(change.value_after_pence)
    said = [change.what]
    if change.added_pence:
        said.append(f"Value without VAT before: {before}; after: {after}.")
    if change.months:
        said.append(f"Last day before: {change.ended_before_on}; after: {change.ends_after_on}.")
    law = ocds.Classification(scheme="XI-CHANGE-GROUND", id=change.ground or change.kind)
    return ocds.Amendment(
        id=change.key, date=change.decided_at, description=" ".join(said), rationale=change.why,
        rationale_classifications=(law,),
    )  # fmt: skip


def _implementation(
    contract: Contract, paid: Sequence[ContractInvoice], seen: Sequence[Seen]
) -> ocds.Implementation | None:
    if not paid and not seen:
        return None
    payer = buyer_of(contract.competition.market).reference
    payee = party_of(contract.supplier, "supplier").reference
    transactions = tuple(
        ocds.Transaction(
            id=each.key, date=first_instant(each.paid_on), value=ocds.Value.of_pence(each.net_pence,
            gross=each.gross_pence), payer=payer, payee=payee,
        )
        for each in paid
        if each.paid_on is not None
    )  # fmt: skip
    indicators = {each.indicator_id: each.indicator for each in seen}
    metrics = tuple(
        ocds.Metric(
            id=indicator.key, title=indicator.name,
            observations=tuple(_observation(each) for each in seen if each.indicator_id == key),
        )
        for key, indicator in indicators.items()
    )  # fmt: skip
    return ocds.Implementation(transactions=transactions, metrics=metrics)


def _observation(seen: Seen) -> ocds.Observation:
    if isinstance(seen, ContractRating):
        review = seen.review
        return ocds.Observation(
            id=f"rated-{seen.pk}", measure=seen.rating, dimensions={"of": "rating"},
            period=ocds.Period.of_days(review.start, review.held_on + ONE_DAY),
        )  # fmt: skip
    return ocds.Observation(
        id=f"measured-{seen.pk}", measure=seen.percent, dimensions={"of": "per cent"},
        period=ocds.Period.of_days(seen.start, seen.until), notes=seen.note or None,
    )  # fmt: skip


def _when(seen: Seen) -> tuple[datetime, int]:
    at = seen.review.recorded_at if isinstance(seen, ContractRating) else seen.recorded_at
    return at, seen.pk


def _grounds(contract: Contract) -> tuple[ocds.Classification, ...]:
    if contract.state != "terminated":
        return ()
    ending = contract.ending
    words = f"{TERMINATION.label(ending.ground)}: {ending.ground_words}"
    return (ocds.Classification(scheme="XI-TERMINATION-GROUND", id=ending.ground, description=words),)
