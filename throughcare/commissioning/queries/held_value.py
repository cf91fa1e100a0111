"""What suppliers hold in a market already: the value of what they were awarded there and that has not run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from throughcare.commissioning.models import Award, Competition
from throughcare.commissioning.rules.award_problem import WHOLE
from throughcare.kernel.calendar import add_months


def held_in_market(competition: Competition, *, on: date) -> Mapping[int, int]:
    """Pence held by each supplier, by its number, from other competitions of the market; a member holds its share."""
    held: dict[int, int] = defaultdict(int)
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
        if starts is not None and add_months(starts, award.competition.term_months) <= on:
            continue
        parts = {each.supplier_id: each.share for each in award.shares.all()} or {award.supplier_id: WHOLE}
        for supplier, share in parts.items():
            held[supplier] += award.value_pence * share // WHOLE
    return held
