"""Whether a contract may end on a day, with nobody left without a service (rule C7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.packs import PACKS, PackName, pack
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "contract-ending", "procurement-packs"
Block = Literal["no-ground", "no-notice", "notice-too-short", "no-exit-plan", "people-without-service"]


class EndingCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contract that is to end on ``ends_on``, its last day: at its term, or terminated before."""

    on: date
    pack: PackName
    opened_on: Annotated[
        date, Meta(description="the day on which the competition was opened, which selects the figures")
    ]
    how: Literal["term", "termination"]
    ends_on: date
    ground: Annotated[str, Meta(description="the ground of a termination, in words; empty for none")] = ""
    notice_on: Annotated[date | None, Meta(description="the day on which notice was given")] = None
    notice_days: Annotated[int, Meta(ge=0, le=3660, description="days of notice that the contract asks for")] = 0
    exit_plan: bool = False
    people_open: Annotated[int, Meta(ge=0, description="people with an open referral under the contract")] = 0
    people_moved_by: Annotated[
        date | None,
        Meta(description="the day by which every one of them is referred elsewhere; null where not planned"),
    ] = None


class Ending(Struct, frozen=True, gc=False):
    """Whether it may end so; ``notice_due`` is the last day for the published notice."""

    allowed: bool
    blocks: tuple[Block, ...]
    earliest_end: Annotated[date | None, Meta(description="first day on which the notice lets it end")]
    move_people_by: Annotated[date | None, Meta(description="last day for referring people elsewhere")]
    notice_due: Annotated[date | None, Meta(description="null where the pack asks for no notice")]


_REASONS = {
    "may-end": mark("The contract may end on {day}, and nobody is left without a service."),
    "no-ground": mark("Give the ground on which it is terminated."),
    "no-notice": mark("Give notice to the supplier first. Days of notice that the contract asks for: {days}."),
    "notice-too-short": mark("The notice lets it end on {earliest} at the earliest."),
    "no-exit-plan": mark("There is no plan for handing over."),
    "people-without-service": mark("People with an open referral: {count}. Each is referred elsewhere by {day}."),
}
_NOTICE = mark("The end is published by {due}.")


def decide_contract_ending(case: EndingCase) -> Decision[Ending]:
    """Whether the contract may end on the day. Source: Procurement Act 2023 ss.78 and 80; house standard."""
    trail = Trail(NAME, RULE_SET)
    use = pack(case.pack, case.opened_on).term("notice-termination")
    due = None
    if use is not None:
        term = trail.use(use)
        due = case.ends_on + timedelta(days=term["days"] - (term["first"] == "event-day"))
        trail.note("notice", _NOTICE, due, due=due)
    terminated = case.how == "termination"
    earliest = None if case.notice_on is None else case.notice_on + timedelta(days=case.notice_days)
    late = case.people_moved_by is None or case.people_moved_by > case.ends_on
    tests: list[tuple[Block, bool]] = [
        ("no-ground", terminated and not case.ground.strip()),
        ("no-notice", terminated and (case.notice_on is None or case.notice_on > case.on)),
        ("notice-too-short", terminated and earliest is not None and case.ends_on < earliest),
        ("no-exit-plan", not case.exit_plan),
        ("people-without-service", case.people_open > 0 and late),
    ]
    blocks = tuple(code for code, applies in tests if applies)
    said: dict[str, object] = {
        "day": case.ends_on, "days": case.notice_days, "earliest": earliest, "count": case.people_open,
    }  # fmt: skip
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, **said)
    reason = blocks[0] if blocks else "may-end"
    move_by = case.ends_on if case.people_open else None
    value = Ending(not blocks, blocks, earliest if terminated else None, move_by, due)
    return trail.decide(value, reason, _REASONS[reason], result=not blocks, holds_until=None, **said)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("The end of a contract"),
    case=EndingCase,
    value=Ending,
    decide=decide_contract_ending,
    parameters=PACKS,
    source="Procurement Act 2023 ss.78 and 80; house standard",
    default=True,
)
