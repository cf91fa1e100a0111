"""Whether a contract may be changed without a new competition, with the cumulative test (rule C4)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.packs import PACKS, Authority, PackName, pack, threshold
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, percent, percent_beside, pounds, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "contract-change", "procurement-packs"
Block = Literal[
    "no-ground", "over-ground-limit", "over-aggregate", "above-threshold", "term-too-long", "material",
    "becomes-public-contract",
]  # fmt: skip


class ContractChangeCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change that somebody proposes on ``on`` to a contract whose competition was opened on ``opened_on``."""

    on: date
    pack: PackName
    opened_on: date
    ground: Annotated[str, Meta(description="code of the ground; empty for none")] = ""
    value_pence: Annotated[int, Meta(gt=0, description="value when it was signed, with VAT")]
    change_pence: Annotated[int, Meta(description="what the change adds; negative where it takes away")] = 0
    earlier_changes_pence: Annotated[
        tuple[int, ...], Meta(description="what each change before it added, earliest first")
    ] = ()
    term_months: Annotated[int, Meta(gt=0, description="length when it was signed")] = 12
    change_months: Annotated[int, Meta(ge=0, description="months that the change adds")] = 0
    earlier_change_months: Annotated[int, Meta(ge=0)] = 0
    material: Annotated[
        bool,
        Meta(description="it changes the scope or the economic balance materially, or could have drawn other bidders"),
    ] = False
    light_touch: bool = True
    authority: Authority = "central"


class ContractChangeAnswer(Struct, frozen=True, gc=False):
    """Whether it is allowed; the value before is kept beside the value after."""

    allowed: bool
    test: Literal["free", "below-threshold", "not-substantial", "ground"]
    notice: Annotated[
        bool, Meta(description="a change notice is published, before the change where the law asks for that")
    ]
    value_before_pence: int
    value_after_pence: int
    this_change_percent: Annotated[float, Meta(description="of the value before the change")]
    all_changes_percent: Annotated[float, Meta(description="of the value when it was signed, this change included")]
    term_percent: Annotated[float, Meta(description="months added by all changes, of the first length")]
    blocks: tuple[Block, ...]


_REASONS = {
    "free": mark("Contracts of this kind may be changed freely. The old value is kept."),
    "below-threshold": mark("All changes together come to {all}, so it may be changed. The old value is kept."),
    "not-substantial": mark("The change is not substantial, so it is allowed. The old value is kept."),
    "ground": mark("A ground applies: {ground}. The old value is kept."),
    "no-ground": mark("No ground is given that the law knows."),
    "over-ground-limit": mark("This ground allows {limit} at a time, and the change comes to {this}."),
    "over-aggregate": mark("All changes together come to {all}, and at most {limit} are allowed on this ground."),
    "at-aggregate": mark("All changes together come to {all}, and this ground allows less than {limit}."),
    "above-threshold": mark("All changes together come to {added}, and this ground ends at the threshold of {threshold}."),
    "term-too-long": mark("All changes lengthen it by {term}, and at most {limit} are allowed on this ground."),
    "material": mark("The change alters the contract materially, which this ground does not allow."),
    "becomes-public-contract": mark(
        "The change lifts the value to {after}, and the threshold is {threshold}: it must pass the full tests."
    ),
}  # fmt: skip
_SUMS = mark("This change is {this} of the value before it; all changes are {all} of the first value of {first}.")


def decide_contract_change(case: ContractChangeCase) -> Decision[ContractChangeAnswer]:
    """Whether the change is allowed.

    Sources: Public Contracts Regulations 2015 reg. 72; Procurement Act 2023 ss.74 to 77 and Schedule 8. Raises
    ``ImpossibleCase`` where the change takes the value below nothing.
    """
    trail = Trail(NAME, RULE_SET)
    before = case.value_pence + sum(case.earlier_changes_pence)
    after = before + case.change_pence
    if before <= 0 or after < 0:
        raise ImpossibleCase("the changes take the value of the contract below nothing")
    terms = trail.use(pack(case.pack, case.opened_on).needed("modification"))
    this = Fraction(100 * case.change_pence, before)
    every = Fraction(100 * (after - case.value_pence), case.value_pence)
    longer = Fraction(100 * (case.change_months + case.earlier_change_months), case.term_months)
    bounds = [terms[name] for name in ("value_percent", "term_percent", "ground_percent") if name in terms]
    said: dict[str, object] = {
        "this": percent_beside(this, *bounds), "all": percent_beside(every, *bounds),
        "term": percent_beside(longer, *bounds),
        "first": pounds(case.value_pence),
        "after": pounds(after), "added": pounds(after - case.value_pence), "ground": case.ground,
    }  # fmt: skip
    trail.note("sums", _SUMS, rounded(every), decisive=False, **said)
    free = terms["rule"] == "free" or (terms.get("free_if") == "light-touch" and case.light_touch)
    test, blocks, more = _free(case, terms, after, trail) if free else _tests(case, terms, this, every, longer, trail)
    notice = not free and _needs_notice(case, terms, every, longer, test)
    value = ContractChangeAnswer(
        not blocks, test, notice and not blocks, before, after, rounded(this), rounded(every), rounded(longer), blocks
    )
    code: str = blocks[0] if blocks else test
    if code == "over-aggregate" and terms.get("bound") == "below":
        code = "at-aggregate"
    return trail.decide(value, code, _REASONS[code], holds_until=None, **{**said, **more})


Found = tuple[Literal["free", "below-threshold", "not-substantial", "ground"], tuple[Block, ...], dict[str, object]]


def _free(case: ContractChangeCase, terms: dict[str, Any], after: int, trail: Trail) -> Found:
    """A contract that may be changed freely, as long as it stays below the threshold where it was let there."""
    if terms.get("stays_below") != "threshold":
        return "free", (), {}
    use = threshold(case.on, light_touch=case.light_touch, authority=case.authority)
    least = trail.use(use)
    blocks: tuple[Block, ...] = ("becomes-public-contract",) if after >= least else ()
    return "free", blocks, {"threshold": pounds(least)}


def _tests(
    case: ContractChangeCase, terms: dict[str, Any], this: Fraction, every: Fraction, longer: Fraction, trail: Trail
) -> Found:
    if case.ground == "below-threshold":
        return _below_threshold(case, terms, every, trail)
    if case.ground == "not-substantial":
        most = terms.get("term_percent")
        blocks: list[Block] = []
        if case.material:
            blocks.append("material")
        if most is not None and longer > most:
            blocks.append("term-too-long")
        return "not-substantial", tuple(blocks), {"limit": percent(most or 0)}
    if case.ground in terms["limited"]:
        limit = terms["ground_percent"]
        if terms["ground_of"] == "first-value":
            this = Fraction(100 * case.change_pence, case.value_pence)
        said: dict[str, object] = {"limit": percent(limit), "this": percent_beside(this, limit)}
        return "ground", (("over-ground-limit",) if this > limit else ()), said
    return "ground", (() if case.ground in terms["unlimited"] else ("no-ground",)), {}


def _needs_notice(
    case: ContractChangeCase, terms: dict[str, Any], every: Fraction, longer: Fraction, test: str
) -> bool:
    """Under the older rules for the grounds with a limit; under the Act where value or term change by more than a share."""
    if terms["notice"] == "limited-grounds":
        limited: list[str] = terms["limited"]
        return test == "ground" and case.ground in limited
    most: int = terms["notice_percent"]
    return abs(every) > most or longer > most


def _below_threshold(case: ContractChangeCase, terms: dict[str, Any], every: Fraction, trail: Trail) -> Found:
    """All changes together against the share of the first value and, where the law says so, the threshold."""
    limit = terms["value_percent"]
    said: dict[str, object] = {"limit": percent(limit)}
    blocks: list[Block] = []
    if abs(every) > limit or (terms["bound"] == "below" and abs(every) == limit):
        blocks.append("over-aggregate")
    if terms.get("ceiling") == "threshold":
        least = trail.use(threshold(case.on, light_touch=case.light_touch, authority=case.authority))
        said["threshold"] = pounds(least)
        if sum(case.earlier_changes_pence) + case.change_pence >= least:
            blocks.append("above-threshold")
    if case.material:
        blocks.append("material")
    return "below-threshold", tuple(blocks), said


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("A change to a contract"),
    case=ContractChangeCase,
    value=ContractChangeAnswer,
    decide=decide_contract_change,
    parameters=("procurement-regimes", *PACKS),
    source="Public Contracts Regulations 2015 reg. 72; Procurement Act 2023 ss.74 to 77 and Schedule 8",
    default=True,
)
