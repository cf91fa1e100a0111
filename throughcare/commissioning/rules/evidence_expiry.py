"""When a piece of evidence runs out, and when its owner is reminded (rule A6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.panel_policy import FAMILY, panel
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "evidence-expiry", "panel"


class EvidenceCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of evidence, such as an insurance certificate."""

    on: date
    expires_on: Annotated[date | None, Meta(description="last day on which it is good; null where it never runs out")]


class EvidenceStanding(Struct, frozen=True, gc=False):
    """How the evidence stands, and the next day on which something happens to it."""

    state: Literal["valid", "expiring", "expired"]
    days_left: Annotated[
        int | None, Meta(description="0 on its last day, negative after; null where it never runs out")
    ]
    reminders: Annotated[tuple[date, ...], Meta(description="all reminder days, earliest first")]
    next_reminder_on: date | None
    lapses_on: Annotated[date | None, Meta(description="first day on which the place has lapsed")]


_REASONS = {
    "never": mark("It does not run out."),
    "valid": mark("It is good until {day}."),
    "expiring": mark("It is good until {day}, and its owner has been reminded."),
    "expired": mark("It ran out on {day}: the place lapses until it is renewed, and is not deleted."),
}


def decide_evidence(case: EvidenceCase) -> Decision[EvidenceStanding]:
    """How the evidence stands on the day, and when the reminders go out; a house standard."""
    trail = Trail(NAME, RULE_SET)
    if case.expires_on is None:
        return trail.decide(EvidenceStanding("valid", None, (), None, None), "never", _REASONS["never"])
    days = trail.use(panel("evidence-reminders", case.on))["days_before"]
    reminders = tuple(sorted(case.expires_on - timedelta(days=each) for each in days))
    left = (case.expires_on - case.on).days
    state: Literal["valid", "expiring", "expired"] = (
        "expired" if left < 0 else "expiring" if case.on >= reminders[0] else "valid"
    )
    following = next((day for day in reminders if day > case.on), None) if left >= 0 else None
    lapses = case.expires_on + ONE_DAY
    value = EvidenceStanding(state, left, reminders, following, lapses)
    until = None if state == "expired" else following or lapses
    return trail.decide(value, state, _REASONS[state], result=case.expires_on, holds_until=until, day=case.expires_on)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Evidence that runs out, and reminders of it"),
    case=EvidenceCase,
    value=EvidenceStanding,
    decide=decide_evidence,
    parameters=(FAMILY,),
    source="House standard",
    default=True,
)
