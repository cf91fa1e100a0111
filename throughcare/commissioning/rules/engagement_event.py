"""Whether a market-engagement event can be announced for a time, and what of that time keeps people away."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import Moment, in_london, say_not_working, working_days_on
from throughcare.commissioning.rules.engagement_policy import FAMILY, engagement
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.local_time import day_bounds, instants
from throughcare.kernel.rulebook import Rule
from throughcare.policy import working_calendar

NAME, RULE_SET = "engagement-event", "engagement"
Blocked = Literal["no-such-time", "comes-twice", "in-the-past", "ends-before-it-starts", "too-far-ahead"]
Warned = Literal["not-a-working-day", "outside-hours", "short-notice", "clocks-change"]
DAY = dt.timedelta(days=1)


class EventCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that is announced at ``asked_at``, on the day ``on`` in London."""

    on: dt.date
    starts_at: Moment
    ends_at: Moment
    asked_at: Annotated[
        Moment | None, Meta(description="when it is asked; the beginning of the day where it is not said")
    ] = None


class EventDays(Struct, frozen=True, gc=False):
    """Whether it can be announced, and the days that hang on it. Times are those in London."""

    allowed: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: Annotated[Literal["GMT", "BST"], Meta(description="what a clock in London shows when it starts")]
    notice_working_days: Annotated[int | None, Meta(description="from the day of asking; null where it lies too far")]
    questions_until: Annotated[dt.date | None, Meta(description="last day for questions about what was said")]
    notes_by: Annotated[dt.date | None, Meta(description="last day for publishing what was said")]
    blocks: tuple[Blocked, ...]
    warnings: tuple[Warned, ...]


BLOCKS: dict[Blocked, str] = {
    "no-such-time": mark("The clocks go forward over that time, so that it does not exist on that day."),
    "comes-twice": mark("The clocks go back over that time, so that it comes twice on that day."),
    "in-the-past": mark("It has begun already, or is over."),
    "ends-before-it-starts": mark("It ends before it starts, or on a later day."),
    "too-far-ahead": mark("It lies beyond the years whose bank holidays are known."),
}
_REASONS = {
    "announced-in-good-time": mark("It can be announced. Working days until it: {days}."),
    "announced-with-warnings": mark("It can be announced; think again about the time first."),
    "cannot-be-announced": mark("It cannot be announced for that time."),
}
_SHORT = mark("Working days until it: {days}. Small organisations need {least}.")
_HOURS = mark("It lies outside {first} to {last}, in which most people can come.")
_CLOCKS = mark("The clocks change in the night to that day, or during it. Say in the announcement which time is meant.")
_AFTER = mark("Questions about it until {questions}; what was said is published by {notes}.")


def decide_event(case: EventCase) -> Decision[EventDays]:
    """Whether the event can be announced, and what to think of first; house standards."""
    trail = Trail(NAME, RULE_SET)
    starts, ends = in_london(case.starts_at), in_london(case.ends_at)
    blocks = _blocks(case, starts, ends)
    for each in blocks:
        trail.note(each, BLOCKS[each])
    known = "too-far-ahead" not in blocks
    warnings = _warnings(case, starts, ends, trail) if known else []
    questions = notes = days = None
    if known:
        days = working_calendar().between(case.on, starts.date())
        questions = working_days_on(ends.date(), trail.use(engagement("questions-after", case.on)), trail)
        notes = working_days_on(ends.date(), trail.use(engagement("notes-within", case.on)), trail)
        trail.note("after-it", _AFTER, notes, questions=questions, notes=notes)
    value = EventDays(
        not blocks, starts, ends, "BST" if starts.dst() else "GMT", days, questions, notes, tuple(blocks), tuple(warnings)
    )  # fmt: skip
    code = "cannot-be-announced" if blocks else "announced-with-warnings" if warnings else "announced-in-good-time"
    return trail.decide(value, code, _REASONS[code], result=starts.date(), days=days or 0)


def _blocks(case: EventCase, starts: dt.datetime, ends: dt.datetime) -> list[Blocked]:
    """Why it cannot be announced, whatever anybody thinks of it."""
    found: list[Blocked] = []
    for given in (case.starts_at, case.ends_at):
        if given.tzinfo is None and (count := len(instants(given.date(), given.time()))) != 1:
            found.append("no-such-time" if count == 0 else "comes-twice")
    asked = in_london(case.asked_at) if case.asked_at else None
    if starts <= asked if asked else starts.date() < case.on:
        found.append("in-the-past")
    if ends <= starts or ends.date() != starts.date():
        found.append("ends-before-it-starts")
    calendar = working_calendar()
    if not (calendar.start <= starts.date() < calendar.until - 60 * DAY and ends.date() < calendar.until - 60 * DAY):
        found.append("too-far-ahead")
    return list(dict.fromkeys(found))


def _warnings(case: EventCase, starts: dt.datetime, ends: dt.datetime, trail: Trail) -> list[Warned]:
    """What keeps people away, each said as a step."""
    found: list[Warned] = []
    if say_not_working(starts.date(), trail):
        found.append("not-a-working-day")
    hours = trail.use(engagement("usual-hours", case.on))
    first, last = dt.time.fromisoformat(hours["from"]), dt.time.fromisoformat(hours["until"])
    if not (first <= starts.time() and ends.time() <= last):
        trail.note("outside-hours", _HOURS, None, first=hours["from"], last=hours["until"])
        found.append("outside-hours")
    least = trail.use(engagement("notice-days", case.on))
    days = working_calendar().between(case.on, starts.date())
    if days < least:
        trail.note("short-notice", _SHORT, days, days=days, least=least)
        found.append("short-notice")
    begins, over = day_bounds(starts.date())
    if over - begins != DAY:
        trail.note("clocks-change", _CLOCKS)
        found.append("clocks-change")
    return found


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("When a market-engagement event can be announced"),
    case=EventCase,
    value=EventDays,
    decide=decide_event,
    parameters=(FAMILY,),
    source="House standard; Procurement Act 2023 ss.16 and 17 for preliminary market engagement",
    default=True,
)
