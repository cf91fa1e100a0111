"""Why each lot of an award went where it did: the best bid for it alone, the bid that won, and what stood between them.

``limits`` of a lot are those that the award would break with the best bid in place of what it displaces. What a limit costs
is the difference to an award made without it, everything else as published. Where two limits keep a bid out, each by itself
may cost nothing; ``TOGETHER`` is the award without any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from throughcare.commissioning.rules.award_check import AwardBreach, limits_broken, minimums_missed
from throughcare.commissioning.rules.award_problem import (
    Award,
    AwardBid,
    AwardLot,
    AwardRound,
    draw_places,
)

REASONS: Mapping[str, str] = {
    "best": "the best bid for this lot",
    "same-score": "as many points as the best; the tie was settled",
    "limited": "the best bid would break what was published",
    "elsewhere": "nothing forbids the best bid by itself, but the awards together bring more, or leave fewer lots open",
    "no-bids": "nobody bid",
    "unaffordable": "every bid asks for more than the ceiling",
    "limits": "what was published, or other lots, kept every bid from winning",
}
"""Codes of reasons, each with its sentence."""


TOGETHER = "all together"
"""The name under which all limits that bound are left out at once."""


class LotReason(Struct, frozen=True, kw_only=True):
    """One lot. Bids and suppliers are keys, empty where there is none; scores are hundredths; ``below`` is the value in
    pence times the score that the winner has less than the best."""

    lot: str
    reason: str
    best: str = ""
    best_supplier: str = ""
    best_score: int | None = None
    awarded: str = ""
    supplier: str = ""
    score: int | None = None
    below: int = 0
    limits: tuple[str, ...] = ()


class LimitCost(Struct, frozen=True, kw_only=True):
    """A limit that bound, on which lots, and what an award without it would gain.

    ``points`` (of the round, pence times hundredths) and ``open`` (lots more awarded) are None where it was not solved
    again; ``is_proven`` says that both awards are proven best.
    """

    limit: str
    lots: tuple[str, ...]
    points: int | None = None
    open: int | None = None
    is_proven: bool = False


class AwardExplanation(Struct, frozen=True):
    """A line for every lot, in the order of keys, and every limit that bound."""

    lots: tuple[LotReason, ...]
    limits: tuple[LimitCost, ...]


def reasons_of(given: AwardRound, award: Award) -> tuple[LotReason, ...]:
    """The reason of every lot, by the round and the award alone."""
    best = _best_by_lot(given)
    bids = {bid.key: bid for bid in given.bids}
    won = {key: bids[chosen] for chosen in award.chosen for key in bids[chosen].lots}
    there = {bid.key: bid for bid in (*won.values(), *best.values())}
    few = replace(given, bids=tuple(there.values()))
    lots = sorted(given.lots, key=lambda lot: lot.key)
    return tuple(_reason(few, award, lot, best.get(lot.key), won.get(lot.key)) for lot in lots)


def limits_of(lots: Iterable[LotReason]) -> tuple[LimitCost, ...]:
    """The limits that bound, those on most lots first."""
    found: dict[str, list[str]] = {}
    for line in lots:
        for limit in line.limits:
            found.setdefault(limit, []).append(line.lot)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(LimitCost(limit=limit, lots=tuple(bound)) for limit, bound in ordered)


def limit_name(breach: AwardBreach) -> str:
    """How a limit is named: ``cap:OWNER``, ``lots:SUPPLIER``, ``capacity:SUPPLIER``, ``condition:NUMBER`` from 0.

    Minimums are ``suppliers:NEED`` and ``vcse:NUMBER``.
    """
    return f"{breach.code}:{breach.about}"


def _best_by_lot(given: AwardRound) -> dict[str, AwardBid]:
    """The best affordable bid of each lot: its score there, then the order of ties."""
    places = draw_places(given.draw, tuple(bid.key for bid in given.bids))
    ceilings = {lot.key: lot.ceiling_pence for lot in given.lots}
    best: dict[str, tuple[tuple[int, int, int, int], AwardBid]] = {}
    for bid in given.bids:
        most = [ceilings[key] for key in bid.lots]
        if None not in most and bid.price_pence > sum(one or 0 for one in most):
            continue
        for key, score in zip(bid.lots, bid.scores, strict=True):
            rank = (score, bid.quality, bid.social_value, -places[bid.key])
            if key not in best or rank > best[key][0]:
                best[key] = (rank, bid)
    return {key: bid for key, (_, bid) in best.items()}


def _reason(few: AwardRound, award: Award, lot: AwardLot, best: AwardBid | None, won: AwardBid | None) -> LotReason:
    if best is None:
        return LotReason(lot=lot.key, reason=award.open[lot.key])
    top, own = _score(best, lot.key), _score(won, lot.key) if won is not None else None
    limits: tuple[str, ...] = ()
    if best is won:
        reason = "best"
    elif own == top:
        reason = "same-score"
    else:
        limits = _limits(few, award, best)
        reason = "limits" if won is None else "limited" if limits else "elsewhere"
    return LotReason(
        lot=lot.key, reason=reason, best=best.key, best_supplier=best.supplier, best_score=top,
        awarded=won.key if won is not None else "", supplier=won.supplier if won is not None else "", score=own,
        below=lot.value_pence * (top - (own or 0)), limits=limits,
    )  # fmt: skip


def _limits(few: AwardRound, award: Award, best: AwardBid) -> tuple[str, ...]:
    """What the award would break, or lack, with ``best`` in place of the bids for its lots, and did not before."""
    bids = {bid.key: bid for bid in few.bids}
    kept = tuple(key for key in award.chosen if set(bids[key].lots).isdisjoint(best.lots))
    before = {limit_name(breach) for breach in limits_broken(few, kept)}
    after = [name for breach in limits_broken(few, (*kept, best.key)) if (name := limit_name(breach)) not in before]
    lacked, lacks = minimums_missed(few, award.chosen), minimums_missed(few, (*kept, best.key))
    return (*after, *(name for name, count in lacks.items() if count > lacked[name]))


def _score(bid: AwardBid, lot: str) -> int:
    return bid.scores[bid.lots.index(lot)]
