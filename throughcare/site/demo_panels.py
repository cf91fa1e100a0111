"""Panels of the demonstration: one that is open, with members, and one that is announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import markets
from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.models import Market
from throughcare.organisations.models import Region

NEEDS = (("accommodation", ""), ("employment", ""), ("mentoring", "young-adults"), ("womens-services", "women"))
CONDITIONS = (
    ConditionDetails(
        "safeguarding", "Safeguarding", "A safeguarding policy that the board reviewed in the last two years.",
        "Adopt a policy, or have the board review it.", "safeguarding-policy",
    ),
    ConditionDetails(
        "insurance", "Public liability", "Public liability insurance of at least five million pounds.",
        "Take out cover; some insurers confirm it within a day.", "public-liability",
    ),
    ConditionDetails(
        "data-protection", "Data protection", "Registered with the Information Commissioner, with somebody responsible.",
        "Register, and name somebody.",
    ),
)  # fmt: skip


def make_panels(*, region: str, at: datetime) -> None:
    """Make them as a commissioner would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None or Market.objects.exists():
        return
    begun = at - timedelta(days=260)
    with acting(by, why="demonstration"):
        place = Region.objects.get(code=region)
        opened = _panel("Fictional rehabilitation", place, by, begun)
        for days, verb in ((1, "announce"), (30, "open")):
            markets.move_market(market=opened, verb=verb, by=by, at=begun + timedelta(days=days))
        coming = _panel("Fictional peer support", place, by, begun)
        markets.move_market(market=coming, verb="announce", by=by, at=begun + timedelta(days=2))


def _panel(title: str, region: Region, by: User, at: datetime) -> Market:
    purpose = "Services for people on probation in the region, from organisations of every size."
    market = markets.draft_market(details=MarketDetails(title, purpose, region), by=by, at=at)
    for need, cohort in NEEDS:
        markets.add_category(market=market, need=need, cohort=cohort, region=region, by=by, at=at)
    for condition in CONDITIONS:
        markets.add_condition(market=market, details=condition, by=by, at=at)
    return market
