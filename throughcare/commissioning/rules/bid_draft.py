"""A bid while it is written, as it was typed, and whether it is ready to be submitted. No clock, no storage.

Whatever was typed is kept, so that nobody types it again: a price that is not a number too. ``finish`` makes the two
envelopes of it, or says what is missing and where.
"""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct, field

from throughcare.commissioning.rules.award_problem import WHOLE, AtLeastOrNone, AtMostOne, Condition, OnlyIf
from throughcare.commissioning.rules.bid_content import (
    BidContent,
    BidderDetails,
    BidFile,
    BidMember,
    BidPrices,
    PriceOffer,
    QualityEnvelope,
)
from throughcare.commissioning.rules.trail import percent, pounds
from throughcare.kernel.decision import Words, mark

CASES = "cases"
"""The resource that a bidder may say it has only so much of: cases in a year."""
LONG_WORD = 40
_POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{2}))?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%?", re.ASCII)


class AskedLot(Struct, frozen=True):
    """A lot that the supplier is invited to bid for; amounts in pence, ``annual_volume`` in cases."""

    title: str
    value_pence: int
    annual_volume: int
    ceiling_pence: int | None = None


class AskedQuestion(Struct, frozen=True):
    """A question; ``words`` is the most that an answer may hold, 0 for a tick or a number."""

    title: str
    words: int


class Asked(Struct, frozen=True):
    """What a competition asks of a bidder: lots by key, questions by code. At a fixed price no price is asked for."""

    lots: dict[str, AskedLot]
    questions: dict[str, AskedQuestion]
    conditional_bids: bool = False
    fixed_price: bool = False


class TypedMember(Struct, frozen=True):
    """An organisation of a consortium and its share in per cent, as typed."""

    supplier: int
    name: str
    share: str = ""


class TypedPackage(Struct, frozen=True):
    """A price for several lots that are won together or not at all."""

    lots: tuple[str, ...]
    price: str = ""


class TypedBid(Struct, frozen=True):
    """A bid as it is being written; prices by the key of the lot, conditions by the keys of offers."""

    lots: tuple[str, ...] = ()
    members: tuple[TypedMember, ...] = ()
    capacity: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    packages: tuple[TypedPackage, ...] = ()
    conditions: tuple[Condition, ...] = ()
    files: tuple[BidFile, ...] = ()


class BidFault(Struct, frozen=True):
    """What keeps the bid from being submitted: ``step`` is where it is mended, ``place`` what it is about."""

    step: str
    place: str
    says: Words


class Finished(Struct, frozen=True):
    """The two envelopes, or the faults."""

    quality: QualityEnvelope | None
    prices: BidPrices | None
    faults: tuple[BidFault, ...]


_SAYS = {
    "no-lot": mark("Choose at least one lot."),
    "lot": mark("You are not invited to bid for a lot that you chose: {lot}."),
    "share": mark("Give the share of {name} as a number above 0, in per cent."),
    "shares": mark("The shares of a consortium add up to 100%; they come to {total}."),
    "alone": mark("A consortium has at least two organisations, each once."),
    "capacity": mark("Give the cases that you can take in a year as a whole number, or leave it empty."),
    "no-answer": mark("Answer the question: {title}"),
    "words": mark("The answer has {count} words, and at most {most} are read: {title}"),
    "no-price": mark("Give a price for {title}, alone or in a package."),
    "price": mark("Give the price of {title} in pounds, as a number above 0 such as 240,000 or 1250.50."),
    "package": mark("A package has at least two of the lots that you bid for."),
    "package-twice": mark("Two packages have the same lots."),
    "conditions": mark("This competition takes no packages and no conditions."),
    "unsigned": mark("{name} has not signed the bid as it stands now."),
    "condition": mark("A condition names a price that you do not offer: {name}."),
}
_OVER = mark("{title}: you ask for {price}, and at most {ceiling} is paid, so it cannot win.")


def finish(typed: TypedBid, asked: Asked) -> Finished:
    """The envelopes of a bid, or everything that keeps it from being submitted."""
    faults: list[BidFault] = []
    _check_lots(typed, asked, faults)
    members = _members(typed, faults)
    capacity = _capacity(typed, faults)
    _check_answers(typed, asked, faults)
    offers = _offers(typed, asked, faults)
    _check_conditions(typed, asked, offers, faults)
    if faults:
        return Finished(None, None, tuple(faults))
    demand = {key: {CASES: asked.lots[key].annual_volume} for key in typed.lots} if capacity else {}
    content = BidContent(
        lots=typed.lots,
        answers={code: typed.answers[code].strip() for code in asked.questions},
        files=typed.files,
    )
    quality = QualityEnvelope(content=content, bidder=BidderDetails(members=members, capacity=capacity, demand=demand))
    return Finished(quality, BidPrices(offers=offers, conditions=typed.conditions), ())


def warnings(typed: TypedBid, asked: Asked) -> tuple[BidFault, ...]:
    """What does not keep a bid from being submitted, and should be known: prices above the ceiling."""
    found = []
    for key in typed.lots:
        lot, pence = asked.lots.get(key), read_pence(typed.prices.get(key, ""))
        if lot and pence and lot.ceiling_pence is not None and pence > lot.ceiling_pence:
            said = {"title": lot.title, "price": pounds(pence), "ceiling": pounds(lot.ceiling_pence)}
            found.append(BidFault("prices", key, Words(_OVER, said)))
    return tuple(found)


def count_words(text: str) -> int:
    """How many words an answer has: what stands between blanks, and one more for every 40 signs without a blank."""
    return sum(1 + (len(word) - 1) // LONG_WORD for word in text.split())


def read_pence(text: str) -> int | None:
    """An amount in pounds as pence; None where it is not plainly one: a formula, a minus, three decimals."""
    found = _POUNDS.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def read_share(text: str) -> int | None:
    """A share in per cent as hundredths of a per cent; None where it is no share above nothing."""
    found = _PERCENT.fullmatch(text.strip())
    share = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    return share if 0 < share <= WHOLE else None


def encode_typed(typed: TypedBid) -> bytes:
    """As it is encrypted."""
    return msgspec.json.encode(typed)


def encode_to_sign(typed: TypedBid) -> bytes:
    """The same whatever the order in which it was typed."""
    return msgspec.json.encode(typed, order="sorted")


def unsigned_faults(members: tuple[TypedMember, ...]) -> tuple[BidFault, ...]:
    """What keeps the bid of a consortium from being submitted while these have not signed it."""
    return tuple(_fault("unsigned", "members", str(each.supplier), name=each.name) for each in members)


def decode_typed(body: bytes) -> TypedBid:
    """What was encoded."""
    return msgspec.json.decode(body, type=TypedBid)


def _fault(code: str, step: str, place: str = "", **said: object) -> BidFault:
    return BidFault(step, place, Words(_SAYS[code], said))


def _check_lots(typed: TypedBid, asked: Asked, faults: list[BidFault]) -> None:
    if not typed.lots:
        faults.append(_fault("no-lot", "lots"))
    faults += [_fault("lot", "lots", key, lot=key) for key in typed.lots if key not in asked.lots]


def _members(typed: TypedBid, faults: list[BidFault]) -> tuple[BidMember, ...]:
    if not typed.members:
        return ()
    if len(typed.members) < 2 or len({each.supplier for each in typed.members}) < len(typed.members):
        faults.append(_fault("alone", "members"))
    read = [(each, read_share(each.share)) for each in typed.members]
    faults += [_fault("share", "members", str(each.supplier), name=each.name) for each, share in read if share is None]
    members = tuple(
        BidMember(supplier=each.supplier, name=each.name, share=share) for each, share in read if share is not None
    )
    total = sum(each.share for each in members)
    if len(members) == len(read) and total != WHOLE:
        faults.append(_fault("shares", "members", total=percent(total / 100)))
    return members


def _capacity(typed: TypedBid, faults: list[BidFault]) -> dict[str, int]:
    text = typed.capacity.strip().replace(",", "")
    if not text:
        return {}
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**7 and len(text) < 8):
        faults.append(_fault("capacity", "members", "capacity"))
        return {}
    return {CASES: int(text)}


def _check_answers(typed: TypedBid, asked: Asked, faults: list[BidFault]) -> None:
    for code, question in asked.questions.items():
        answer = typed.answers.get(code, "").strip()
        most = question.words or 1
        if not answer:
            faults.append(_fault("no-answer", "answers", code, title=question.title))
        elif (count := count_words(answer)) > most:
            faults.append(_fault("words", "answers", code, title=question.title, count=count, most=most))


def _offers(typed: TypedBid, asked: Asked, faults: list[BidFault]) -> tuple[PriceOffer, ...]:
    lots = [key for key in typed.lots if key in asked.lots]
    if asked.fixed_price:
        return tuple(PriceOffer(key=key, lots=(key,), pence=asked.lots[key].value_pence) for key in lots)
    offers: list[PriceOffer] = []
    within = {key for package in typed.packages for key in package.lots}
    for key in lots:
        text = typed.prices.get(key, "").strip()
        if text:
            _offer(key, (key,), text, asked.lots[key].title, offers, faults)
        elif key not in within:
            faults.append(_fault("no-price", "prices", key, title=asked.lots[key].title))
    seen: set[frozenset[str]] = set()
    for number, package in enumerate(typed.packages, start=1):
        place, held = f"package-{number}", frozenset(package.lots)
        if len(held) < 2 or not held <= set(lots):
            faults.append(_fault("package", "prices", place))
        elif held in seen:
            faults.append(_fault("package-twice", "prices", place))
        else:
            title = " + ".join(asked.lots[key].title for key in package.lots)
            _offer(place, package.lots, package.price.strip(), title, offers, faults)
        seen.add(held)
    return tuple(offers)


def _offer(
    key: str, lots: tuple[str, ...], text: str, title: str, offers: list[PriceOffer], faults: list[BidFault]
) -> None:
    pence = read_pence(text)
    if not pence:
        faults.append(_fault("price", "prices", key, title=title))
    else:
        offers.append(PriceOffer(key=key, lots=lots, pence=pence))


def _check_conditions(typed: TypedBid, asked: Asked, offers: tuple[PriceOffer, ...], faults: list[BidFault]) -> None:
    if (typed.packages or typed.conditions) and not asked.conditional_bids:
        faults.append(_fault("conditions", "prices", "conditions"))
    keys = {offer.key for offer in offers}
    missing = {name for condition in typed.conditions for name in _names(condition)} - keys
    faults += [_fault("condition", "prices", "conditions", name=name) for name in sorted(missing)]


def _names(condition: Condition) -> tuple[str, ...]:
    match condition:
        case OnlyIf():
            return (condition.bid, *condition.also)
        case AtMostOne() | AtLeastOrNone():
            return condition.bids
    return ()


def without_lots(typed: TypedBid, kept: tuple[str, ...]) -> TypedBid:
    """The same for these lots alone; prices of lots left out stay typed, packages and conditions about them go."""
    packages = tuple(package for package in typed.packages if set(package.lots) <= set(kept))
    keys = {*kept, *(f"package-{number}" for number in range(1, len(packages) + 1))}
    gone = packages != typed.packages
    conditions = tuple(each for each in typed.conditions if not gone and set(_names(each)) <= keys)
    return msgspec.structs.replace(typed, lots=kept, packages=packages, conditions=conditions)
