"""What the rules about contracts are asked of one contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import cast

from django.db.models import Sum

from throughcare.commissioning.models import Contract, ContractChange, ContractEnding
from throughcare.commissioning.rules.contract_change import ContractChangeCase
from throughcare.commissioning.rules.contract_ending import EndingCase
from throughcare.commissioning.rules.contract_money import gross_of
from throughcare.commissioning.rules.contract_spend import SpendCase
from throughcare.commissioning.rules.contract_terms import Indicator, TermsCase
from throughcare.commissioning.rules.notices_due import NoticeEvent, NoticesCase
from throughcare.commissioning.rules.packs import Authority, PackName
from throughcare.kernel.calendar import ONE_DAY


def is_light_touch(contract: Contract) -> bool:
    """Whether the contract is of the light-touch kind: services of a panel are, whatever their pack is called."""
    return contract.pack != "below-threshold"


def months_of(contract: Contract) -> int:
    """The months of the first term, the last one counted whole."""
    until = contract.first_ends_on + ONE_DAY
    months = (until.year - contract.starts_on.year) * 12 + until.month - contract.starts_on.month
    return max(1, months + (until.day > contract.starts_on.day))


def terms_case(contract: Contract, *, on: date) -> TermsCase:
    """Whether the terms are complete."""
    return TermsCase(
        on=on,
        pack=cast(PackName, contract.pack),
        opened_on=contract.opened_on,
        value_pence=contract.gross_pence,
        lots=tuple(each.lot.key for each in contract.contract_lots.select_related("lot")),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        extension_months=contract.extension_months,
        volume=contract.annual_volume,
        indicators=tuple(
            Indicator(
                name=each.name,
                definition=each.definition,
                owner=each.owner,
                numerator=each.numerator,
                denominator=each.denominator,
                gaming=each.gaming,
                measures=each.measures,  # type: ignore[arg-type]
            )
            for each in contract.indicators.all()
        ),
        payment_days=contract.payment_days,
    )


def spent_on(contract: Contract) -> int:
    """What was paid under the contract, without VAT."""
    found = contract.invoices.filter(paid_on__isnull=False).aggregate(spent=Sum("net_pence"))["spent"]
    return int(found or 0)


def spend_case(contract: Contract, *, on: date, spent: int, invoice: int = 0) -> SpendCase:
    """How much of the value is spent, with an invoice that is to be paid."""
    return SpendCase(on=on, value_pence=contract.value_pence, spent_pence=spent, invoice_pence=invoice)


def change_case(
    contract: Contract, earlier: Sequence[ContractChange], *, on: date, ground: str, added_pence: int, months: int,
    material: bool ) -> ContractChangeCase:  # fmt: skip
    """Whether a change is allowed: with VAT, because the thresholds are; every change before it counts, extensions
    too.
    """
    first, percent = contract.first_value_pence, contract.vat_percent
    values = [first, *(each.value_after_pence for each in earlier)]
    whole = [gross_of(each, percent) for each in (*values, contract.value_pence + added_pence)]
    return ContractChangeCase(
        on=on,
        pack=cast(PackName, contract.pack),
        opened_on=contract.opened_on,
        ground=ground,
        value_pence=whole[0],
        change_pence=whole[-1] - whole[-2],
        earlier_changes_pence=tuple(after - before for before, after in pairwise(whole[:-1])),
        term_months=months_of(contract),
        change_months=months,
        earlier_change_months=sum(each.months for each in earlier),
        material=material,
        light_touch=is_light_touch(contract),
        authority=authority_of(contract),
    )


def authority_of(contract: Contract) -> Authority:
    """What kind of authority buys."""
    return cast(Authority, contract.competition.market.authority)


def ending_case(contract: Contract, ending: ContractEnding, *, on: date) -> EndingCase:
    """Whether the contract may end as planned."""
    return EndingCase(
        on=on,
        pack=cast(PackName, contract.pack),
        opened_on=contract.opened_on,
        how=ending.how,  # type: ignore[arg-type]
        ends_on=ending.ends_on,
        ground=ending.ground_words,
        notice_on=ending.notice_on,
        notice_days=contract.notice_days,
        exit_plan=bool(ending.exit_plan.strip()),
        people_open=ending.people_open,
        people_moved_by=ending.people_moved_by,
    )


_OTHERS = ("payments-compliance",)
"""Notices about the whole authority, not about one contract."""


def notices_case(contract: Contract, *, on: date) -> NoticesCase:
    """The notices that signing, changes, payments and the end call for, with those that are out.

    What is published as a release is out with its event; a copy of the contract is out once somebody has recorded
    where. The yearly notice of performance is out for the twelve months after a review.
    """
    events = [NoticeEvent(kind="signing", date=contract.signed_on)] if contract.signed_on else []
    events += [NoticeEvent(kind="modification", date=each.decided_at.date()) for each in contract.changes.all()]
    events += [
        NoticeEvent(kind="payment", date=each.paid_on, amount_pence=each.gross_pence)
        for each in contract.invoices.all()
        if each.paid_on is not None
    ]
    ended = contract.ended_on
    if ended is not None and contract.state == "terminated":
        events.append(NoticeEvent(kind="termination", date=ended))
    published = {"contract-award", "contract-details", "contract-change", "payment", "grant-award", *_OTHERS}
    published |= {each.name for each in contract.notices.all()}
    if contract.state == "terminated":
        published.add("termination")
    if any((on - each.held_on).days < 365 for each in contract.reviews.all()):
        published.add("performance")
    return NoticesCase(
        on=on,
        pack=cast(PackName, contract.pack),
        opened_on=contract.opened_on,
        events=tuple(events),
        value_pence=contract.gross_pence,
        light_touch=is_light_touch(contract),
        authority=authority_of(contract),
        published=tuple(sorted(published)),
    )
