"""What came of a contract: measurements of its indicators, reviews with a rating of each, and notices that are out
elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_steps import ContractRefused, locked, out, say
from throughcare.commissioning.models import (
    Contract,
    ContractIndicator,
    ContractMeasurement,
    ContractNotice,
    ContractRating,
    ContractReview,
)
from throughcare.commissioning.queries.ocds_contract import contract_release
from throughcare.commissioning.rules.contract_lists import RATING
from throughcare.commissioning.rules.packs import PackName, pack


@transaction.atomic
def record_measurement(
    *, indicator: ContractIndicator, start: date, until: date, numerator: int, denominator: int, by: User, at: datetime,
    note: str = "",
) -> ContractMeasurement:  # fmt: skip
    """Record an indicator over ``[start, until)``, as so many of so many; published. Raises ``ContractRefused``."""
    contract = _in_force(indicator.contract, by)
    if not start < until or until > timezone.localdate(at):
        raise ContractRefused("day-order")
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ContractRefused("part-of-whole")
    if indicator.measurements.filter(start__lt=until, until__gt=start).exists():
        raise ContractRefused("measured-already")
    made = ContractMeasurement.objects.create(
        indicator=indicator, start=start, until=until, numerator=numerator, denominator=denominator, note=note,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    out(contract_release(contract, tag="implementation", at=at, seen=[made]), by)
    say(contract, "measure", by, at, indicator=indicator.place, percent=made.percent)
    return made


@transaction.atomic
def record_review(
    *,
    contract: Contract,
    held_on: date,
    findings: str,
    ratings: Mapping[ContractIndicator, str],
    by: User,
    at: datetime,
) -> ContractReview:
    """Record a review of performance since the last one, with a rating of every indicator; the ratings are published.

    Raises ``ContractRefused``: an indicator without rating, a day that has not come, a second review of a day.
    """
    contract = _in_force(contract, by)
    last = contract.reviews.order_by("held_on").last()
    start = last.held_on if last else cast(date, contract.activated_on)
    if not start <= held_on <= timezone.localdate(at):
        raise ContractRefused("day-order")
    if last and last.held_on == held_on:
        raise ContractRefused("reviewed-already")
    if set(ratings) != set(contract.indicators.all()) or any(each not in RATING for each in ratings.values()):
        raise ContractRefused("not-all-rated")
    made = ContractReview.objects.create(
        contract=contract, held_on=held_on, start=start, findings=findings, recorded_by=by, recorded_at=at
    )
    rated = [
        ContractRating.objects.create(review=made, indicator=indicator, rating=rating)
        for indicator, rating in sorted(ratings.items(), key=lambda each: each[0].place)
    ]
    out(contract_release(contract, tag="implementation", at=at, seen=rated), by)
    say(contract, "review", by, at, held_on=held_on)
    return made


@transaction.atomic
def record_notice(
    *, contract: Contract, name: str, published_on: date, where: str, by: User, at: datetime
) -> ContractNotice:
    """Record that a notice of the contract's pack, such as a copy of the contract, was published elsewhere."""
    contract = locked(contract, by)
    if name not in {each for each, _use in pack(cast(PackName, contract.pack), contract.opened_on).notices()}:
        raise ContractRefused("unknown-notice")
    if published_on > timezone.localdate(at):
        raise ContractRefused("day-order")
    if contract.notices.filter(name=name, published_on=published_on).exists():
        raise ContractRefused("noted-already")
    made = ContractNotice.objects.create(
        contract=contract, name=name, published_on=published_on, where=where, recorded_by=by, recorded_at=at
    )
    say(contract, "note_notice", by, at, name=name, published_on=published_on)
    return made


def _in_force(contract: Contract, by: User) -> Contract:
    contract = locked(contract, by)
    if contract.activated_on is None:
        raise ContractRefused("not-in-force")
    return contract
