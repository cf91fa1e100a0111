"""A competition as a round for the planner of awards: from its lots, its priced bids and what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from msgspec.structs import replace

from throughcare.commissioning.models import Competition, CompetitionLot, OpenedBidder
from throughcare.commissioning.queries.bid_prices import PricedOffer, lot_prices, offer_key, offers_of, prices
from throughcare.commissioning.queries.held_value import held_in_market
from throughcare.commissioning.rules.award_problem import (
    Amounts,
    AtMostOne,
    AwardBid,
    AwardLimits,
    AwardLot,
    AwardMember,
    AwardRound,
    AwardSupplier,
    Condition,
    OnlyIf,
    SupplierMinimum,
)
from throughcare.commissioning.rules.bid_content import BidderDetails, bidder_of
from throughcare.organisations.models import Supplier


def supplier_key(number: int) -> str:
    """How a round names a supplier."""
    return f"supplier-{number}"


def supplier_number(key: str) -> int:
    """The supplier of a key of a round."""
    return int(key.removeprefix("supplier-"))


def round_of(competition: Competition, *, on: date) -> AwardRound:
    """The round, with what suppliers hold on ``on``; the same record gives the same round."""
    lots = list(competition.lots.select_related("category__region"))
    offers = offers_of(competition)
    behind = _behind(offers)
    held = held_in_market(competition, on=on)
    bids = _bids(competition, offers, behind)
    people = {number for _bidder, details in behind.values() for number in (m.supplier for m in details.members)}
    people |= {bidder.supplier_id for bidder, _details in behind.values()}
    bids, conditions = _conditions(competition, bids)
    needs = sorted({lot.category.need for lot in lots})
    least = competition.suppliers_per_need
    return AwardRound(
        reference=competition.reference,
        on=competition.opened_on,
        draw=competition.draw,
        lots=tuple(_lot(lot) for lot in lots),
        suppliers=tuple(_suppliers(people, behind.values(), held)),
        bids=tuple(sorted(bids, key=lambda bid: bid.key)),
        conditions=conditions,
        limits=AwardLimits(
            market_share_cap=competition.market_share_cap,
            market_held_pence=sum(held.values()),
            lot_limit=competition.lot_limit,
            conditional_bids=competition.conditional_bids,
            supplier_minimums=tuple(SupplierMinimum(need=need, suppliers=least) for need in needs) if least else (),
        ),
    )


def _lot(lot: CompetitionLot) -> AwardLot:
    return AwardLot(
        key=lot.key, need=lot.category.need, area=lot.category.area, value_pence=lot.value_pence,
        ceiling_pence=lot.ceiling_pence,
    )  # fmt: skip


Behind = Mapping[object, tuple[OpenedBidder, BidderDetails]]


def _behind(offers: Iterable[PricedOffer]) -> Behind:
    """Who stands behind the bids, by the key of the opened bid."""
    found = OpenedBidder.objects.filter(opened__in={each.opened.pk for each in offers}).select_related("supplier")
    return {each.opened_id: (each, bidder_of(each.who) if each.who else BidderDetails()) for each in found}


def _bids(competition: Competition, offers: Sequence[PricedOffer], behind: Behind) -> list[AwardBid]:
    totals: dict[tuple[str, str], int] = {}
    for priced in lot_prices(competition):
        for one in priced.scores.value.scores:
            totals[priced.lot.key, one.bid] = round(one.total * 100)
    made = []
    for each in offers:
        bidder, details = behind[each.opened.pk]
        made.append(
            AwardBid(
                key=each.key,
                supplier=supplier_key(bidder.supplier_id),
                lots=each.offer.lots,
                scores=tuple(totals[lot, each.key] for lot in each.offer.lots),
                price_pence=each.offer.pence,
                quality=round(each.quality.quality * 100),
                social_value=round(each.quality.social_value * 100),
                demand={} if details.members else _demand(details, each.offer.lots),
                members=_members(bidder, details, each.offer.lots),
            )
        )
    return made


def _demand(details: BidderDetails, lots: Sequence[str]) -> Amounts:
    total: Counter[str] = Counter()
    for lot in lots:
        total.update(details.demand.get(lot, {}))
    return dict(total)


def _members(bidder: OpenedBidder, details: BidderDetails, lots: Sequence[str]) -> tuple[AwardMember, ...]:
    """The consortium; what the lead needs is said lot by lot, what the others need as a whole."""
    return tuple(
        AwardMember(
            supplier=supplier_key(each.supplier),
            share=each.share,
            demand=each.demand or (_demand(details, lots) if each.supplier == bidder.supplier_id else {}),
        )
        for each in details.members
    )


def _suppliers(
    people: Iterable[int], behind: Iterable[tuple[OpenedBidder, BidderDetails]], held: Mapping[int, int]
) -> Iterable[AwardSupplier]:
    capacity = {bidder.supplier_id: details.capacity for bidder, details in behind}
    found = Supplier.objects.in_bulk(list(people))
    roots = {number: _root(supplier) for number, supplier in found.items()}
    shared = {root for number, root in roots.items() if root != number}
    for number in sorted(found):
        root = roots[number]
        yield AwardSupplier(
            key=supplier_key(number),
            group=supplier_key(root) if root in shared else "",
            vcse=found[number].voluntary is True,
            held_pence=_held_together(number, root, held, roots),
            capacity=capacity.get(number, {}),
        )


def _held_together(number: int, root: int, held: Mapping[int, int], roots: Mapping[int, int]) -> int:
    """What it holds; the first of a group holds as well what those of the group hold who do not bid here."""
    own = held.get(number, 0)
    if min(one for one, its in roots.items() if its == root) != number:
        return own
    others = Supplier.objects.filter(Q(pk__in=set(held) - set(roots)))
    return own + sum(held[each.pk] for each in others if _root(each) == root)


def _root(supplier: Supplier) -> int:
    """Whoever owns it in the end; the database refuses a circle."""
    while supplier.owned_by is not None:
        supplier = supplier.owned_by
    return supplier.pk


def _conditions(competition: Competition, bids: list[AwardBid]) -> tuple[list[AwardBid], tuple[Condition, ...]]:
    """The conditions that bids came with, by the names of the round; a bid that hangs on one that is out is out too."""
    behind = OpenedBidder.objects.filter(opened__competition=competition).select_related("opened")
    opened = {each.opened_id: each for each in behind}
    said = sorted(prices(competition).items(), key=lambda item: opened[item[0]].opened.number)
    named = [_named(one, opened[number]) for number, asked in said for one in asked.conditions]
    there, before = {bid.key for bid in bids}, -1
    while len(there) != before:
        before = len(there)
        there -= {one.bid for one in named if isinstance(one, OnlyIf) and there.isdisjoint(one.also)}
    return [bid for bid in bids if bid.key in there], tuple(_kept(named, there))


def _kept(named: Iterable[Condition], there: set[str]) -> Iterator[Condition]:
    """The conditions about bids that are there."""
    for one in named:
        if isinstance(one, OnlyIf):
            if one.bid in there:
                yield replace(one, also=tuple(key for key in one.also if key in there))
            continue
        kept = tuple(key for key in one.bids if key in there)
        if len(kept) > (1 if isinstance(one, AtMostOne) else 0):
            yield replace(one, bids=kept)


def _named(one: Condition, bidder: OpenedBidder) -> Condition:
    if isinstance(one, OnlyIf):
        also = tuple(offer_key(bidder.opened, key) for key in one.also)
        return replace(one, bid=offer_key(bidder.opened, one.bid), also=also)
    return replace(one, bids=tuple(offer_key(bidder.opened, key) for key in one.bids))
