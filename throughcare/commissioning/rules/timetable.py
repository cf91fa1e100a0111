"""When a mini-competition may close, and until when questions are taken and answered (rules M2 and M5)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import (
    FAMILY,
    ClosingPolicy,
    Moment,
    closing_policy,
    in_london,
    last_day,
    say_not_working,
    working_days_on,
)
from throughcare.commissioning.rules.packs import PACKS, Authority, PackName, pack
from throughcare.commissioning.rules.trail import Trail, pounds
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import skipped_step, working_calendar

NAME, RULE_SET = "competition-timetable", "procurement-packs"


class TimetableCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competition that is published, and its invitations sent, on the day ``on``."""

    on: dt.date
    pack: PackName
    value_pence: Annotated[int, Meta(ge=0, description="estimated value over the whole term")]
    vcse_members: Annotated[
        bool, Meta(description="the category has voluntary, community or social enterprise members")
    ] = True
    authority: Authority = "central"
    agreed_by_all: Annotated[bool, Meta(description="everybody who is invited agreed to a shorter period")] = False
    closing_time: Annotated[
        dt.time | None,
        Meta(description="the time of day wanted, in London, with seconds", examples=["12:00:00"]),
    ] = None
    closing_at: Annotated[
        Moment | None,
        Meta(description="the closing that somebody proposes; ISO 8601, in London where no zone is given"),
    ] = None
    closing_reason: Annotated[str | None, Meta(description="why it closes at a time that is usually kept free")] = None


class Timetable(Struct, frozen=True, gc=False):
    """The closing: the proposed one where somebody proposes one, else the usual one. Times are those in London."""

    allowed: bool
    closing_at: dt.datetime
    earliest_closing_at: Annotated[dt.datetime, Meta(description="after the fewest days of the pack")]
    usual_closing_at: Annotated[
        dt.datetime, Meta(description="after the days that such a competition usually stays open")
    ]
    questions_until: Annotated[dt.date, Meta(description="last day for questions")]
    answers_by: Annotated[dt.date, Meta(description="last day for answers, to everybody")]
    working_days_open: int
    blocks: tuple[str, ...]
    warnings: tuple[str, ...]


_REASONS = {
    "usual": mark("It closes after {days} working days, as is usual below {amount} with voluntary organisations in it."),
    "earliest": mark("It closes as soon as it may."),
    "proposed": mark("It may close as proposed."),
    "too-early": mark("It closes too early: the earliest closing is {earliest} at {time}."),
    "not-a-working-day": mark("It would close on a day that is no working day."),
    "first-week-of-january": mark("It would close in the first week of January."),
    "monday-morning": mark("It would close on a Monday morning."),
}  # fmt: skip
_WARN = {
    "shorter-than-usual": mark("It is open for fewer working days than is usual: {days}."),
    "not-a-working-day": mark("It closes on a day that is no working day, for the reason given."),
    "first-week-of-january": mark("It closes in the first week of January, for the reason given."),
    "monday-morning": mark("It closes on a Monday morning, for the reason given."),
}
_CALENDAR = mark("The pack asks for at least {days} days, not counting the day of the invitation.")
_WORKING = mark("The pack asks for at least {days} working days, not counting the day of the invitation.")
_AGREED = mark("Everybody invited agreed to a shorter period, so the pack sets none.")
_MOVED = mark("The first day after that is kept free, so the earliest closing moves.")
_QUESTIONS = mark("Questions are taken for {days} working days, and answered at least {before} before closing.")


def decide_timetable(case: TimetableCase) -> Decision[Timetable]:
    """The earliest and the usual closing, whether the proposed one is allowed, and the days for questions and answers.

    Source: Public Contracts Regulations 2015 reg. 34; Procurement Act 2023 s.54; house standards.
    """
    trail = Trail(NAME, RULE_SET)
    policy = closing_policy().on(case.on)
    time = case.closing_time or policy.closing_time
    if case.closing_time is None:
        trail.use(policy.uses["closing-time"])
    trail.use(policy.uses["kept-free"])
    earliest = _earliest(case, time, policy, trail)
    usual, reason = _usual(case, time, policy, trail, earliest)
    closing = in_london(case.closing_at) if case.closing_at is not None else usual
    blocks, warnings = _judge(case, closing, earliest, usual, policy)
    for code in warnings:
        trail.note(code, _WARN[code], None, days=policy.usual_days)
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True)
    code = blocks[0] if blocks else "proposed" if case.closing_at is not None else reason
    questions, answers, open_days = _questions(case, closing, policy, trail)
    value = Timetable(not blocks, closing, earliest, usual, questions, answers, open_days, blocks, warnings)
    return trail.decide(
        value,
        code,
        _REASONS[code],
        result=closing,
        earliest=earliest.date(),
        time=f"{earliest:%H:%M}",
        days=policy.usual_days,
        amount=pounds(policy.usual_below_pence),
    )


def _earliest(case: TimetableCase, time: dt.time, policy: ClosingPolicy, trail: Trail) -> dt.datetime:
    use = pack(case.pack, case.on).term("tender-period")
    if use is None:
        first = working_days_on(case.on, 1, trail)
        return policy.first_allowed(first, time)
    term = trail.use(use)
    if case.agreed_by_all and term.get("by_agreement") == case.authority:
        trail.note("agreed", _AGREED, None)
        first = case.on + dt.timedelta(days=1)
    elif term["count"] == "working":
        trail.note("fewest-days", _WORKING, term["days"], days=term["days"])
        first = working_days_on(case.on, term["days"], trail)
    else:
        trail.note("fewest-days", _CALENDAR, term["days"], days=term["days"])
        first = case.on + dt.timedelta(days=term["days"])
    found = policy.first_allowed(first, time)
    if last_day(found) != first:
        say_not_working(first, trail)
        trail.note("moved", _MOVED, found.date())
    return found


def _usual(
    case: TimetableCase, time: dt.time, policy: ClosingPolicy, trail: Trail, earliest: dt.datetime
) -> tuple[dt.datetime, Literal["usual", "earliest"]]:
    use = policy.uses["usual-period"]
    trail.use(use)
    if case.value_pence >= policy.usual_below_pence or not case.vcse_members:
        return earliest, "earliest"
    day = working_days_on(case.on, policy.usual_days, trail)
    return max(earliest, policy.first_allowed(day, time)), "usual"


def _judge(
    case: TimetableCase, closing: dt.datetime, earliest: dt.datetime, usual: dt.datetime, policy: ClosingPolicy
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands in the way of the proposed closing, and what is only unusual."""
    if case.closing_at is None:
        return (), ()
    house = policy.faults(closing)
    last = last_day(closing)
    excused = bool(case.closing_reason and case.closing_reason.strip())
    early = last < last_day(earliest) and not (excused and last >= _pack_day(case))
    blocks = (("too-early",) if early else ()) + (() if excused else house)
    short = not early and last < last_day(usual)
    return blocks, (("shorter-than-usual",) if short else ()) + (house if excused else ())


def _pack_day(case: TimetableCase) -> dt.date:
    """The first day on which the pack alone lets it close."""
    term = pack(case.pack, case.on).value("tender-period")
    if term is None or (case.agreed_by_all and term.get("by_agreement") == case.authority):
        return case.on + dt.timedelta(days=1)
    if term["count"] == "working":
        return working_calendar().add(case.on, term["days"])
    return case.on + dt.timedelta(days=term["days"])


def _questions(
    case: TimetableCase, closing: dt.datetime, policy: ClosingPolicy, trail: Trail
) -> tuple[dt.date, dt.date, int]:
    """The last day for questions, the last day for answers, and the working days from publishing to closing."""
    calendar = working_calendar()
    open_days = calendar.between(case.on, last_day(closing))
    days = policy.questions[max(0, open_days)]
    trail.use(policy.uses["questions"])
    trail.use(policy.uses["answers"])
    trail.note("questions", _QUESTIONS, days, days=days, before=policy.answers)
    until = calendar.add(case.on, days)
    answers = last_day(closing)
    for _ in range(policy.answers):
        answers -= dt.timedelta(days=1)
        while not calendar.is_working(answers):
            answers -= dt.timedelta(days=1)
    trail.add(skipped_step(case.on, until))
    return min(until, answers), max(answers, case.on), open_days


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("When a competition may close, and the days for questions"),
    case=TimetableCase,
    value=Timetable,
    decide=decide_timetable,
    parameters=(FAMILY, *PACKS),
    source="Public Contracts Regulations 2015 reg. 34; Procurement Act 2023 s.54; house standards",
    default=True,
)
