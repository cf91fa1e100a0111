"""Whether a place may be suspended or removed, and from when (rules S1 to S4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import working_days_on
from throughcare.commissioning.rules.panel_policy import FAMILY, panel
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "panel-sanction", "panel"
Block = Literal[
    "no-ground", "no-evidence", "no-notice", "reply-open", "no-end", "end-before-start", "not-a-ground-for-removal",
    "same-person",
]  # fmt: skip


class SanctionCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A suspension or removal that somebody wants to begin on ``on``."""

    on: date
    action: Literal["suspend", "remove"]
    ground: Annotated[str, Meta(description="the ground in words; empty where none is given")]
    supplier: Annotated[
        Literal["neither", "excludable", "excluded"],
        Meta(description="whether a ground of exclusion applies: one that must exclude, or one that may"),
    ] = "neither"
    evidence: Annotated[bool, Meta(description="evidence is attached")] = False
    notice_on: Annotated[date | None, Meta(description="the day on which the member was told")] = None
    replied_on: Annotated[date | None, Meta(description="the day of the member's reply")] = None
    until: Annotated[date | None, Meta(description="first day on which a suspension is over")] = None
    decided_by: str = ""
    proposed_by: str = ""


class Sanction(Struct, frozen=True, gc=False):
    """Whether it may begin, what stands in the way, and the days."""

    allowed: bool
    must_remove: Annotated[bool, Meta(description="the law leaves no choice")]
    blocks: tuple[Block, ...]
    reply_until: Annotated[date | None, Meta(description="last day for the member's reply")]
    begins_from: Annotated[date | None, Meta(description="first day on which it may begin")]


_REASONS = {
    "may": mark("It may begin. The member can ask somebody who was not involved to look at it again."),
    "must-remove": mark("The supplier is excluded, so the place must be removed."),
    "no-ground": mark("Give the ground."),
    "no-evidence": mark("Attach the evidence."),
    "no-notice": mark("Tell the member first, and give time to reply."),
    "reply-open": mark("The member can reply until {day}, so it cannot begin before."),
    "no-end": mark("A suspension needs a day on which it ends."),
    "end-before-start": mark("The suspension would end before it begins."),
    "not-a-ground-for-removal": mark(
        "A place is removed only where a ground of exclusion applies: suspend it instead."
    ),
    "same-person": mark("Whoever proposed it cannot decide it."),
}


def decide_sanction(case: SanctionCase) -> Decision[Sanction]:
    """Whether the place may be suspended or removed on ``on``.

    Sources: Procurement Act 2023 s.37, an excluded supplier must be removed and an excludable one may be; house standards
    for notice and reply.
    """
    trail = Trail(NAME, RULE_SET)
    reply_until = begins = None
    if case.notice_on is not None:
        days = trail.use(panel("reply-days", case.notice_on))
        reply_until = working_days_on(case.notice_on, days, trail)
        begins = reply_until + ONE_DAY
        if case.replied_on is not None and case.notice_on <= case.replied_on <= case.on:
            begins = min(begins, case.replied_on)
    blocks = tuple(code for code, applies in _blocks(case, begins) if applies)
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, day=reply_until)
    must = case.action == "remove" and case.supplier == "excluded"
    reason = blocks[0] if blocks else "must-remove" if must else "may"
    waits = blocks == ("reply-open",)
    return trail.decide(
        Sanction(not blocks, must, blocks, reply_until, begins), reason, _REASONS[reason], result=begins,
        holds_until=begins if waits else None, day=reply_until,
    )  # fmt: skip


def _blocks(case: SanctionCase, begins: date | None) -> list[tuple[Block, bool]]:
    suspend = case.action == "suspend"
    return [
        ("no-ground", not case.ground.strip()),
        ("no-evidence", not case.evidence),
        ("no-notice", case.notice_on is None or case.notice_on > case.on),
        ("reply-open", begins is not None and case.notice_on is not None and case.notice_on <= case.on < begins),
        ("no-end", suspend and case.until is None),
        ("end-before-start", suspend and case.until is not None and case.until <= case.on),
        ("not-a-ground-for-removal", not suspend and case.supplier == "neither"),
        ("same-person", bool(case.decided_by) and case.decided_by == case.proposed_by),
    ]


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Suspending or removing a place in the panel"),
    case=SanctionCase,
    value=Sanction,
    decide=decide_sanction,
    parameters=(FAMILY,),
    source="Procurement Act 2023 s.37; house standard",
    default=True,
)
