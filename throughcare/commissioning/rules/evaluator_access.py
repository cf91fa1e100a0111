"""Whether an evaluator may see the bids of a lot, and what becomes of scores already given (rules E2 and E3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "evaluator-access", "evaluation"
Block = Literal["not-declared", "bidders-added", "conflict", "wrote-for-a-bidder", "manages-incumbent"]


class AccessCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An evaluator and the bidders of the lot."""

    on: date
    bidders: tuple[str, ...]
    declared_about: Annotated[
        tuple[str, ...], Meta(description="bidders that the signed declaration names; empty where none is signed")
    ] = ()
    conflicts: Annotated[tuple[str, ...], Meta(description="bidders with whom a conflict was declared or found")] = ()
    wrote_for: Annotated[
        tuple[str, ...], Meta(description="bidders for whom the evaluator wrote the specification")
    ] = ()
    manages: Annotated[tuple[str, ...], Meta(description="bidders whose present contract the evaluator manages")] = ()
    mitigation: Annotated[str, Meta(description="what was recorded to keep it fair; empty for nothing")] = ""
    has_scored: bool = False


class Access(Struct, frozen=True, gc=False):
    """Whether the bids are shown; scores given under a conflict are set aside and somebody else scores."""

    allowed: bool
    set_scores_aside: bool
    reassign: bool
    blocks: tuple[Block, ...]


_REASONS = {
    "open": mark("A declaration about every bidder is signed, and nothing stands against it."),
    "mitigated": mark("What was recorded keeps it fair, so the bids are shown."),
    "not-declared": mark("Sign a declaration of conflicts first."),
    "bidders-added": mark("The declaration does not name every bidder: {names}."),
    "conflict": mark("There is a conflict with a bidder, so the bids are not shown: {names}."),
    "wrote-for-a-bidder": mark("The evaluator wrote the specification for a bidder, and nothing keeps it fair: {names}."),
    "manages-incumbent": mark("The evaluator manages the contract of a bidder, and nothing keeps it fair: {names}."),
}  # fmt: skip
_ASIDE = mark("The scores that were given are set aside and kept; somebody else scores.")


def decide_access(case: AccessCase) -> Decision[Access]:
    """Whether the evaluator sees the bids.

    Sources: Procurement Act 2023 ss.81 to 83 and Public Contracts Regulations 2015 reg. 24, conflicts of interest.
    """
    trail = Trail(NAME, RULE_SET)
    mitigated = bool(case.mitigation.strip())

    def among(names: tuple[str, ...]) -> list[str]:
        return [name for name in case.bidders if name in names]

    missing = [name for name in case.bidders if name not in case.declared_about]
    conflicts, wrote, manages = among(case.conflicts), among(case.wrote_for), among(case.manages)
    tests: list[tuple[Block, bool, list[str]]] = [
        ("conflict", bool(conflicts), conflicts),
        ("not-declared", not case.declared_about, []),
        ("bidders-added", bool(case.declared_about) and bool(missing), missing),
        ("wrote-for-a-bidder", bool(wrote) and not mitigated, wrote),
        ("manages-incumbent", bool(manages) and not mitigated, manages),
    ]
    blocks = tuple(code for code, applies, _who in tests if applies)
    names: dict[str, str] = {code: ", ".join(who) for code, _applies, who in tests}
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, names=names[code])
    lasting = any(code not in ("not-declared", "bidders-added") for code in blocks)
    aside = lasting and case.has_scored
    if aside:
        trail.note("scores-set-aside", _ASIDE, None, decisive=True)
    reason = blocks[0] if blocks else "mitigated" if wrote or manages else "open"
    value = Access(not blocks, aside, lasting, blocks)
    return trail.decide(
        value, reason, _REASONS[reason], result=not blocks, holds_until=None, names=names.get(reason, "")
    )


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Whether an evaluator may see the bids"),
    case=AccessCase,
    value=Access,
    decide=decide_access,
    parameters=(),
    source="Procurement Act 2023 ss.81 to 83; Public Contracts Regulations 2015 reg. 24",
    default=True,
)
