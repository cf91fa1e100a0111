"""Whether the bids, or their prices, may be opened now by these officers (rules B1 and B5)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.closing import Moment, in_london
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "bid-opening", "evaluation"
Block = Literal[
    "before-deadline", "too-few-officers", "author-of-a-bid", "not-declared", "conflict", "quality-not-agreed",
]  # fmt: skip


class OpeningCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An attempt to open; people are named by their user names, times without a zone are times in London."""

    on: dt.date
    at: Moment
    closing_at: Moment
    officers: Annotated[tuple[str, ...], Meta(description="who opens, together")]
    envelope: Literal["quality", "price"] = "quality"
    bid_authors: Annotated[tuple[str, ...], Meta(description="everybody who wrote or submitted a bid")] = ()
    declared: Annotated[tuple[str, ...], Meta(description="officers who signed a declaration of conflicts")] = ()
    conflicted: Annotated[tuple[str, ...], Meta(description="officers who declared a conflict")] = ()
    quality_agreed: Annotated[bool, Meta(description="the consensus on quality is locked")] = False


class Opening(Struct, frozen=True, gc=False):
    """Whether the envelopes open, and what stands in the way."""

    allowed: bool
    blocks: tuple[Block, ...]
    opens_from: Annotated[dt.datetime, Meta(description="first moment at which they may be opened, in London")]


_REASONS = {
    "opened": mark("The deadline has passed and two officers open together."),
    "prices-opened": mark("Quality has been agreed, so the prices are opened."),
    "before-deadline": mark("The deadline has not passed, so nobody can read a bid: no administrator either."),
    "too-few-officers": mark("Different officers needed: {least}. There are {count}."),
    "author-of-a-bid": mark("Somebody who wrote a bid cannot open the bids: {names}."),
    "not-declared": mark("A declaration of conflicts is missing: {names}."),
    "conflict": mark("Somebody declared a conflict: {names}."),
    "quality-not-agreed": mark("Prices are opened after the consensus on quality."),
}


def decide_opening(case: OpeningCase) -> Decision[Opening]:
    """Whether the envelopes may be opened. The deadline's own second still belongs to the bidders; a house standard."""
    trail = Trail(NAME, RULE_SET)
    least = trail.use(evaluation("opening-officers", case.on))["least"]
    opens = in_london(case.closing_at).replace(microsecond=0) + dt.timedelta(seconds=1)
    people = tuple(dict.fromkeys(name for name in case.officers if name.strip()))
    authors = [name for name in people if name in case.bid_authors]
    undeclared = [name for name in people if name not in case.declared]
    conflicted = [name for name in people if name in case.conflicted]
    tests: list[tuple[Block, bool, list[str]]] = [
        ("before-deadline", in_london(case.at) < opens, []),
        ("too-few-officers", len(people) < least, []),
        ("author-of-a-bid", bool(authors), authors),
        ("not-declared", bool(undeclared), undeclared),
        ("conflict", bool(conflicted), conflicted),
        ("quality-not-agreed", case.envelope == "price" and not case.quality_agreed, []),
    ]
    blocks = tuple(code for code, applies, _names in tests if applies)
    names: dict[str, str] = {code: ", ".join(who) for code, _applies, who in tests}
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, least=least, count=len(people), names=names[code])
    reason = blocks[0] if blocks else "prices-opened" if case.envelope == "price" else "opened"
    value = Opening(not blocks, blocks, opens)
    return trail.decide(
        value, reason, _REASONS[reason], result=opens, least=least, count=len(people), names=names.get(reason, "")
    )


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Opening bids and prices"),
    case=OpeningCase,
    value=Opening,
    decide=decide_opening,
    parameters=(EVALUATION,),
    source="House standard; Public Contracts Regulations 2015 reg. 22",
    default=True,
)
