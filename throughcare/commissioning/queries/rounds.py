"""Next rounds: which lots of a competition that is over may be competed for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from throughcare.commissioning.models import Competition, CompetitionLot, DirectAward, NoAward
from throughcare.commissioning.rules.competition_blocks import block
from throughcare.kernel.decision import Reason

ENDED_WHOLE = ("withdrawn", "cancelled")
"""States in which a competition ended before anything of it was awarded."""


def lots_for_next_round(competition: Competition) -> list[CompetitionLot]:
    """The lots that ended without an award, and are in no next round yet."""
    lots = list(competition.lots.all())
    taken, left = _rounds_of(lots), _without_award(competition, lots)
    return [lot for lot in lots if lot.pk in left and lot.pk not in taken]


def blocks_of_next_round(competition: Competition, lots: Sequence[CompetitionLot]) -> list[Reason]:
    """Why these lots of the competition cannot all go to a next round; empty where they can."""
    taken, left = _rounds_of(lots), _without_award(competition, lots)
    blocks = [block("lot-awarded", lot=lot.number) for lot in lots if lot.pk not in left]
    return blocks + [
        block("lot-in-a-next-round", lot=lot.number, title=taken[lot.pk]) for lot in lots if lot.pk in taken
    ]


def _without_award(competition: Competition, lots: Sequence[CompetitionLot]) -> frozenset[int]:
    """Those that were given to nobody, not directly either."""
    keys = [lot.pk for lot in lots]
    if competition.state in ENDED_WHOLE:
        return frozenset(keys)
    ended = set(NoAward.objects.filter(lot__in=keys).values_list("lot", flat=True))
    return frozenset(ended - set(DirectAward.objects.filter(lot__in=keys).values_list("lot", flat=True)))


def _rounds_of(lots: Sequence[CompetitionLot]) -> Mapping[int, str]:
    """The title of the next round that each lot is in; one that was withdrawn counts no more."""
    found = CompetitionLot.objects.filter(again_of__in=[lot.pk for lot in lots]).exclude(competition__state="withdrawn")
    return {
        before: title for before, title in found.values_list("again_of", "competition__title") if before is not None
    }
