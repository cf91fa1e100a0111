"""Whether a contract still pays what its service costs, with the cases that came."""

from __future__ import annotations

from datetime import date

import msgspec

from throughcare.commissioning.models import Contract, LotFunding
from throughcare.commissioning.queries.competition_checks import funding_case
from throughcare.commissioning.queries.contract_cases import months_of
from throughcare.commissioning.rules.funding_review import FundingReview, ReviewCase, decide_funding_review
from throughcare.kernel.decision import Decision


def can_be_reviewed(contract: Contract, *, on: date) -> bool:
    """Whether there is anything to compare: it is in force, and has one lot whose figures of cost were published."""
    return contract.state in ("active", "varied") and _gone(contract, on) > 0 and _figures(contract) is not None


def funding_review(contract: Contract, *, cases: int, on: date) -> Decision[FundingReview] | None:
    """What the rule says of the cases that came since the first day, in months that are over; None without figures.

    The value and the volume are those of the contract as it stands, the costs those that were published with the lot.
    """
    figures, months = _figures(contract), _gone(contract, on)
    if figures is None or not months:
        return None
    term = months_of(contract) + sum(each.months for each in contract.changes.all())
    published = msgspec.structs.replace(
        funding_case(figures.lot, figures, contract.competition, on=contract.opened_on),
        value_pence=contract.value_pence, volume=max(1, round((contract.annual_volume or 0) * term / 12)),
        mobilisation_pence=contract.mobilisation_pence, term_years=term / 12,
    )  # fmt: skip
    return decide_funding_review(ReviewCase(on=on, published=published, months=min(months, term), cases=cases))


def _figures(contract: Contract) -> LotFunding | None:
    lots = [each.lot_id for each in contract.contract_lots.all()]
    return LotFunding.objects.select_related("lot").filter(lot_id__in=lots).first() if len(lots) == 1 else None


def _gone(contract: Contract, on: date) -> int:
    """Whole months since the first day."""
    start = contract.starts_on
    return max(0, (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day))
