"""Whether an appeal against a decision about the panel is heard, by whom not, and by when (rule S4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import working_days_on
from throughcare.commissioning.rules.panel_policy import FAMILY, panel
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "panel-appeal", "panel"


class AppealCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appeal against declining, suspending or removing; people are named by their user names."""

    on: date
    decided_on: date
    appealed_on: date
    heard_by: Annotated[str, Meta(description="who is to hear it; empty where nobody is named yet")] = ""
    involved: Annotated[
        tuple[str, ...], Meta(description="everybody who proposed, assessed or decided what is appealed against")
    ] = ()


class Appeal(Struct, frozen=True, gc=False):
    """Whether it goes ahead as proposed, and the days."""

    heard: bool
    blocks: tuple[Literal["too-late", "was-involved", "nobody-named"], ...]
    appeal_until: Annotated[date, Meta(description="last day for the appeal")]
    answer_due: Annotated[date, Meta(description="last day for the answer")]


_REASONS = {
    "heard": mark("The appeal is heard by somebody who was not involved, and answered by {due}."),
    "too-late": mark("The appeal came after {last}, the last day for it."),
    "was-involved": mark("Somebody who was involved cannot hear the appeal."),
    "nobody-named": mark("Name somebody who was not involved to hear the appeal."),
}


def decide_appeal(case: AppealCase) -> Decision[Appeal]:
    """Whether the appeal is heard as proposed; a house standard. Raises ``ImpossibleCase`` for one before the decision."""
    if case.appealed_on < case.decided_on:
        raise ImpossibleCase(f"appealed_on {case.appealed_on} lies before decided_on {case.decided_on}")
    trail = Trail(NAME, RULE_SET)
    days = trail.use(panel("appeal-days", case.decided_on))
    last = working_days_on(case.decided_on, days["ask"], trail)
    due = working_days_on(case.appealed_on, days["decide"], trail)
    tests: list[tuple[Literal["too-late", "was-involved", "nobody-named"], bool]] = [
        ("too-late", case.appealed_on > last),
        ("was-involved", bool(case.heard_by) and case.heard_by in case.involved),
        ("nobody-named", not case.heard_by),
    ]
    blocks = tuple(code for code, applies in tests if applies)
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True)
    reason = blocks[0] if blocks else "heard"
    return trail.decide(Appeal(not blocks, blocks, last, due), reason, _REASONS[reason], result=due, due=due, last=last)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("An appeal about a place in the panel"),
    case=AppealCase,
    value=Appeal,
    decide=decide_appeal,
    parameters=(FAMILY,),
    source="House standard",
    default=True,
)
