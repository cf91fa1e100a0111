"""Whether a lot may end without an award, and what can follow (rule W7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "no-award", "award"
Ground = Literal["no-bids", "all-inadmissible", "unaffordable", "limits", "withdrawn"]
FollowUp = Literal["run-again", "new-price", "new-lots", "direct-award", "grant", "in-house", "none-needed"]
Block = Literal["no-ground", "ground-not-true", "no-words", "no-follow-up", "follow-up-does-not-fit"]
Count = Annotated[int, Meta(ge=0)]


class NoAwardCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot that somebody wants to end without an award."""

    on: date
    ground: Annotated[Ground | None, Meta(description="null where none is given")] = None
    bids: Count = 0
    admissible_bids: Count = 0
    lowest_price_pence: Annotated[Count | None, Meta(description="of the admissible bids")] = None
    budget_pence: Annotated[Count | None, Meta(description="what the lot may cost")] = None
    kept_out_by_limits: Annotated[
        bool, Meta(description="published limits or other lots kept every bid from winning")
    ] = False
    need_withdrawn: Annotated[bool, Meta(description="the need no longer exists, or the authority withdrew it")] = False
    words: Annotated[str, Meta(description="the reason in words, which is published")] = ""
    follow_up: FollowUp | None = None


class NoAward(Struct, frozen=True, gc=False):
    """Whether it may end so, and which steps fit the ground."""

    allowed: bool
    blocks: tuple[Block, ...]
    fitting_follow_ups: tuple[FollowUp, ...]


_FITTING: dict[Ground, tuple[FollowUp, ...]] = {
    "no-bids": ("new-price", "new-lots", "run-again", "direct-award", "grant", "in-house"),
    "all-inadmissible": ("run-again", "new-lots", "direct-award", "in-house"),
    "unaffordable": ("new-price", "new-lots", "in-house"),
    "limits": ("run-again", "new-lots", "direct-award", "in-house"),
    "withdrawn": ("none-needed", "run-again", "grant", "in-house"),
}
_REASONS = {
    "ended": mark("Nothing is awarded: {ground}. What follows is settled."),
    "no-ground": mark("Give the ground on which nothing is awarded."),
    "ground-not-true": mark("The ground does not agree with the bids that came: {ground}."),
    "no-words": mark("Write the reason, which is published."),
    "no-follow-up": mark("Say what follows."),
    "follow-up-does-not-fit": mark("What is to follow does not fit the ground: {ground}."),
}
GROUNDS: dict[Ground, str] = {
    "no-bids": mark("no bid came"),
    "all-inadmissible": mark("no bid was admissible"),
    "unaffordable": mark("every bid costs more than there is"),
    "limits": mark("what was published kept every bid from winning"),
    "withdrawn": mark("the need was withdrawn"),
}
FOLLOW_UPS: dict[FollowUp, str] = {
    "run-again": mark("run it again"),
    "new-price": mark("offer another price"),
    "new-lots": mark("cut the lots anew"),
    "direct-award": mark("award it directly"),
    "grant": mark("give a grant"),
    "in-house": mark("do it ourselves"),
    "none-needed": mark("nothing is needed"),
}


def decide_no_award(case: NoAwardCase) -> Decision[NoAward]:
    """Whether the lot may end without an award.

    Sources: Procurement Act 2023 s.55, a notice; Public Contracts Regulations 2015 reg. 55. Raises ``ImpossibleCase`` where
    more bids are admissible than came.
    """
    if case.admissible_bids > case.bids:
        raise ImpossibleCase("more bids are admissible than came")
    trail = Trail(NAME, RULE_SET)
    fitting = _FITTING[case.ground] if case.ground is not None else ()
    tests: list[tuple[Block, bool]] = [
        ("no-ground", case.ground is None),
        ("ground-not-true", case.ground is not None and not _is_true(case)),
        ("no-words", not case.words.strip()),
        ("no-follow-up", case.follow_up is None),
        (
            "follow-up-does-not-fit",
            case.ground is not None and case.follow_up is not None and case.follow_up not in fitting,
        ),
    ]
    blocks = tuple(code for code, applies in tests if applies)
    ground = Words(GROUNDS[case.ground]) if case.ground is not None else ""
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, ground=ground)
    reason = blocks[0] if blocks else "ended"
    return trail.decide(
        NoAward(not blocks, blocks, fitting), reason, _REASONS[reason], result=not blocks, ground=ground
    )


def _is_true(case: NoAwardCase) -> bool:
    """Whether the ground agrees with the bids."""
    if case.ground == "no-bids":
        return case.bids == 0
    if case.ground == "all-inadmissible":
        return case.bids > 0 and case.admissible_bids == 0
    if case.ground == "unaffordable":
        known = case.lowest_price_pence is not None and case.budget_pence is not None
        return case.admissible_bids > 0 and known and (case.lowest_price_pence or 0) > (case.budget_pence or 0)
    if case.ground == "limits":
        return case.admissible_bids > 0 and case.kept_out_by_limits
    return case.need_withdrawn


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("A lot that ends without an award"),
    case=NoAwardCase,
    value=NoAward,
    decide=decide_no_award,
    parameters=(),
    source="Procurement Act 2023 s.55; Public Contracts Regulations 2015 reg. 55",
    default=True,
)
