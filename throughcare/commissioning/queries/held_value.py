"""What suppliers hold in a market already: their contracts there, and awards of which no contract has been drafted yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from throughcare.commissioning.models import Award, Competition, Contract
from throughcare.commissioning.rules.award_problem import WHOLE
from throughcare.kernel.calendar import add_months

OVER = ("ended", "terminated", "abandoned")


def held_in_market(competition: Competition, *, on: date) -> Mapping[int, int]:
    """Pence held by each supplier, by its number, from other competitions of the market; a member holds its share."""
    held: dict[int, int] = defaultdict(int)
    for value, parts in (*_contracts(competition, on), *_awards(competition, on)):
        for supplier, share in parts.items():
            held[supplier] += value * share // WHOLE
    return held


Holding = tuple[int, dict[int, int]]
"""An amount in pence, and the shares of those who hold it."""


def _contracts(competition: Competition, on: date) -> Iterator[Holding]:
    found = (
        Contract.objects.filter(competition__market_id=competition.market_id, ends_on__gte=on)
        .exclude(competition=competition)
        .exclude(state__in=OVER)
        .prefetch_related("members")
    )
    for one in found:
        yield one.value_pence, {each.supplier_id: each.share for each in one.members.all()} or {one.supplier_id: WHOLE}


def _awards(competition: Competition, on: date) -> Iterator[Holding]:
    drafted = set(
        Contract.objects.filter(competition__market_id=competition.market_id).values_list("award_key", flat=True)
    )
    found = (
        Award.objects.filter(
            competition__market_id=competition.market_id, decision__published_at__isnull=False, decision__undone_at=None
        )
        .exclude(competition=competition)
        .exclude(competition__state="cancelled")
        .select_related("competition")
        .prefetch_related("shares")
    )
    for award in found:
        starts = award.competition.starts_on
        over = starts is not None and add_months(starts, award.competition.term_months) <= on
        if award.key not in drafted and not over:
            shares = {each.supplier_id: each.share for each in award.shares.all()}
            yield award.value_pence, shares or {award.supplier_id: WHOLE}
