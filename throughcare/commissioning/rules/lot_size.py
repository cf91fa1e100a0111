"""How many small organisations of the panel could hold a lot, and into how many parts it would have to be split."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "lot-size", "competition-checks"
Amount = Annotated[int, Meta(ge=0)]


class PanelMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An admitted member of the category and area."""

    organisation: str
    income_pence: Annotated[Amount, Meta(description="income of its last year")]
    capacity: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="cases a year it can take on; null where not known")
    ] = None
    vcse: Annotated[bool, Meta(description="a voluntary, community or social enterprise")] = True


class LotCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot and who might hold it."""

    on: date
    annual_value_pence: Amount
    annual_volume: Annotated[int, Meta(ge=0, description="cases a year")] = 0
    members: tuple[PanelMember, ...] = ()


class Split(Struct, frozen=True, gc=False):
    """The lot in ``parts`` equal parts, and how many small organisations could hold one."""

    parts: int
    part_value_pence: int
    small_holders: int


class LotSize(Struct, frozen=True, gc=False):
    """Who could hold the lot whole, and the fewest parts within reach of enough small organisations."""

    holders: tuple[str, ...]
    small_holders: tuple[str, ...]
    small_members: int
    suggested_parts: Annotated[
        int | None, Meta(description="1 where it is small enough; null where no split is enough")
    ]
    splits: Annotated[tuple[Split, ...], Meta(description="every number of parts up to the suggested one")]


_REASONS = {
    "small-enough": mark("Small organisations that could hold it whole: {count}. That is enough."),
    "split": mark("Small organisations that could hold it whole: {count}. In {parts} parts of {value} a year: {then}."),
    "out-of-reach": mark("Small organisations that could hold it whole: {count}. No split is enough for {wanted}."),
    "nobody-small": mark("No small organisation has a place in this category and area."),
}  # fmt: skip
_HOW = mark(
    "Small is an income below {limit}. A lot is within reach up to {share}% of the income and up to the capacity."
)


def decide_lot_size(case: LotCase) -> Decision[LotSize]:
    """How many admitted small organisations could hold the lot, and a split; a house standard."""
    names = [each.organisation for each in case.members]
    if len(set(names)) < len(names):
        raise ImpossibleCase("a member is listed twice")
    trail = Trail(NAME, RULE_SET)
    terms = trail.use(check("lot-size", case.on))
    trail.note("how", _HOW, None, limit=pounds(terms["small_below_pence"]), share=terms["most_percent_of_income"])
    small = [each for each in case.members if each.vcse and each.income_pence < terms["small_below_pence"]]
    splits: list[Split] = []
    for parts in range(1, terms["most_parts"] + 1):
        count = sum(_can_hold(each, case, parts, terms) for each in small)
        splits.append(Split(parts, case.annual_value_pence // parts, count))
        if count >= min(terms["wanted"], max(len(small), 1)):
            break
    enough = splits[-1].small_holders >= min(terms["wanted"], max(len(small), 1))
    holders = tuple(sorted(each.organisation for each in case.members if _can_hold(each, case, 1, terms)))
    small_holders = tuple(sorted(each.organisation for each in small if _can_hold(each, case, 1, terms)))
    code = (
        "nobody-small"
        if not small
        else "out-of-reach"
        if not enough
        else "small-enough"
        if len(splits) == 1
        else "split"
    )
    suggested = splits[-1].parts if enough and small else None
    value = LotSize(holders, small_holders, len(small), suggested, tuple(splits))
    return trail.decide(
        value, code, _REASONS[code], result=suggested, count=len(small_holders), parts=splits[-1].parts,
        value=pounds(splits[-1].part_value_pence), then=splits[-1].small_holders, wanted=min(terms["wanted"], len(small)),
    )  # fmt: skip


def _can_hold(member: PanelMember, case: LotCase, parts: int, terms: dict[str, Any]) -> bool:
    """Whether the member could hold one of so many equal parts."""
    within_income = case.annual_value_pence * 100 <= member.income_pence * terms["most_percent_of_income"] * parts
    return within_income and (member.capacity is None or case.annual_volume <= member.capacity * parts)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Which small organisations could hold a lot"),
    case=LotCase,
    value=LotSize,
    decide=decide_lot_size,
    parameters=(CHECKS,),
    source="House standard",
    default=True,
)
