"""Whether a published competition may be changed, and how far the change pushes the closing (rule M3)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import FAMILY, Moment, closing_policy, in_london, last_day, working_days_on
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import working_calendar

NAME, RULE_SET = "competition-change", "competition-dates"


class ChangeCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to a published competition; times without a zone are times in London."""

    on: Annotated[dt.date, Meta(description="selects the house standards")]
    changed_at: Annotated[
        Moment, Meta(description="when the change is sent to everybody; ISO 8601, in London where no zone is given")
    ]
    closing_at: Annotated[
        Moment, Meta(description="when it closes as published; ISO 8601, in London where no zone is given")
    ]
    sent_to_all: Annotated[bool, Meta(description="the change goes to everybody invited")] = True


class Change(Struct, frozen=True, gc=False):
    """Whether the change is allowed, and the closing after it, in London."""

    allowed: bool
    closing_at: dt.datetime
    pushed: bool
    working_days_left: Annotated[int, Meta(description="from the change to the closing as published")]
    blocks: tuple[str, ...]


_REASONS = {
    "closed": mark("The competition has closed, so it cannot be changed. It can be cancelled."),
    "not-to-all": mark("A change is sent to everybody who was invited, or it is not made."),
    "enough-left": mark("Working days left after the change: {left}. That is enough."),
    "pushed": mark("Working days left after the change: {left}. At least {least} are needed, so it closes on {day}."),
}


def decide_change(case: ChangeCase) -> Decision[Change]:
    """Whether the change is allowed and when the competition closes after it; a house standard."""
    trail = Trail(NAME, RULE_SET)
    policy = closing_policy().on(case.on)
    changed, closing = in_london(case.changed_at), in_london(case.closing_at)
    left = working_calendar().between(changed.date(), last_day(closing))
    refusal = "closed" if changed >= closing else None if case.sent_to_all else "not-to-all"
    if refusal is not None:
        return trail.decide(Change(False, closing, False, left, (refusal,)), refusal, _REASONS[refusal])
    least = trail.use(policy.uses["after-a-change"])
    if left >= least:
        value = Change(True, closing, False, left, ())
        return trail.decide(value, "enough-left", _REASONS["enough-left"], result=closing, left=left)
    trail.use(policy.uses["kept-free"])
    pushed = policy.first_allowed(working_days_on(changed.date(), least, trail), closing.time())
    value = Change(True, pushed, True, left, ())
    return trail.decide(value, "pushed", _REASONS["pushed"], result=pushed, left=left, least=least, day=pushed.date())


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("A change to a competition that is open"),
    case=ChangeCase,
    value=Change,
    decide=decide_change,
    parameters=(FAMILY,),
    source="House standard; Procurement Act 2023 s.31 for changes before the deadline",
    default=True,
)
