"""Which notices are due after what has happened, and by when (rules W5, W8, C3, C6 and C7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import say_not_working, working_day_until
from throughcare.commissioning.rules.packs import PACKS, Authority, PackName, pack
from throughcare.commissioning.rules.trail import Trail, pounds
from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.kernel.decision import Decision, PolicyUse, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "notices-due", "procurement-packs"
EventKind = Literal[
    "market-opening", "market-change", "market-closing", "invitation", "signing", "modification", "payment",
    "termination", "no-award",
]  # fmt: skip
When = Literal["before", "at-once", "within", "after-quarter", "after-half-year", "yearly"]


class NoticeEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened, or will; ``amount_pence`` is that of a payment."""

    kind: EventKind
    date: date
    amount_pence: Annotated[int, Meta(ge=0)] | None = None


class NoticesCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A market, competition or contract with what has happened to it."""

    on: date
    pack: PackName
    opened_on: Annotated[date, Meta(description="the day on which it was opened, which selects the figures")]
    events: tuple[NoticeEvent, ...]
    value_pence: Annotated[int, Meta(ge=0, description="value of the contract with VAT")] = 0
    light_touch: bool = True
    authority: Authority = "central"
    published: Annotated[tuple[str, ...], Meta(description="names of the notices that have been published")] = ()


class NoticeDue(Struct, frozen=True, gc=False):
    """One notice: ``due_date`` is the last day the law leaves, ``act_by`` the last working day up to it."""

    notice: str
    event: EventKind
    event_date: date
    when: When
    due_date: date
    act_by: date
    state: Literal["published", "due", "overdue"]
    unconfirmed: bool


class Notices(Struct, frozen=True, gc=False):
    """All notices, the earliest due first, and the one to publish next."""

    notices: tuple[NoticeDue, ...]
    next_notice: str | None
    next_due_date: date | None
    overdue: tuple[str, ...]


_REASONS = {
    "overdue": mark("Notices are overdue: {count}."),
    "due": mark("The next notice is due by {day}: {notice}."),
    "nothing-due": mark("No notice is due."),
}
_WHEN = {
    "before": mark("{notice}: published before {event}, {day}."),
    "at-once": mark("{notice}: published as soon as it can be after {event}, {day}."),
    "within": mark("{notice}: within {days} days, by {due}."),
    "after-quarter": mark("{notice}: within {days} days of the end of the quarter, by {due}."),
    "after-half-year": mark("{notice}: within {days} days of the end of the half-year, by {due}."),
    "yearly": mark("{notice}: at least once in every twelve months, by {due}."),
}
_EVENTS = {
    "market-opening": mark("the opening of the market"),
    "market-change": mark("the change to the market"),
    "market-closing": mark("the closing of the market"),
    "invitation": mark("the invitation"),
    "signing": mark("signing"),
    "modification": mark("the change"),
    "payment": mark("payment"),
    "termination": mark("the end of the contract"),
    "no-award": mark("the decision to award nothing"),
}
_TOO_SMALL = mark("{notice}: not due, because {amount} does not exceed {least}.")
_EXEMPT = mark("{notice}: not due for light-touch contracts.")
_EARLIER = mark("The last working day before it is {day}.")


def decide_notices(case: NoticesCase) -> Decision[Notices]:
    """The notices due after the events, with the last day for each.

    Sources: Procurement Act 2023 ss.21, 39, 44, 50, 53, 55, 69 to 71, 75, 80, 87; Public Contracts Regulations 2015 reg. 50.
    """
    trail = Trail(NAME, RULE_SET)
    found = pack(case.pack, case.opened_on)
    due = [
        notice
        for event in case.events
        for name, use in found.notices()
        if use.value["event"] == event.kind
        for notice in _notice(name, use, event, case, trail)
    ]
    due.sort(key=lambda notice: (notice.due_date, notice.notice))
    open_ = [notice for notice in due if notice.state != "published"]
    overdue = tuple(notice.notice for notice in open_ if notice.state == "overdue")
    following = open_[0] if open_ else None
    value = Notices(
        tuple(due), following.notice if following else None, following.due_date if following else None, overdue
    )
    code = "overdue" if overdue else "due" if following else "nothing-due"
    until = min((notice.due_date + ONE_DAY for notice in open_ if notice.state == "due"), default=None)
    values: dict[str, object] = {"count": len(overdue)}
    if following is not None:
        values |= {"day": following.due_date, "notice": Words(found.needed(f"notice-{following.notice}").title)}
    return trail.decide(value, code, _REASONS[code], result=value.next_due_date, holds_until=until, **values)


def _notice(name: str, use: PolicyUse, event: NoticeEvent, case: NoticesCase, trail: Trail) -> list[NoticeDue]:
    """The notice that the event calls for; empty where the pack lets it off."""
    term, title = use.value, Words(use.title)
    if term.get("exempt") == "light-touch" and case.light_touch:
        trail.use(use)
        trail.note("exempt", _EXEMPT, None, notice=title)
        return []
    least = term.get(
        "over_pence_sub_central" if case.authority == "sub-central" else "over_pence", term.get("over_pence")
    )
    amount = event.amount_pence if event.kind == "payment" and event.amount_pence is not None else case.value_pence
    if least is not None and amount <= least:
        trail.use(use)
        trail.note("too-small", _TOO_SMALL, None, notice=title, amount=pounds(amount), least=pounds(least))
        return []
    trail.use(use)
    last, days = _last_day(term, event.date, light_touch=case.light_touch, on=case.on)
    act = working_day_until(last)
    trail.note(
        term["when"], _WHEN[term["when"]], last, notice=title, event=Words(_EVENTS[event.kind]), day=event.date,
        days=days, due=last,
    )  # fmt: skip
    if say_not_working(last, trail):
        trail.note("act-by", _EARLIER, act, day=act)
    state: Literal["published", "due", "overdue"] = (
        "published" if name in case.published else "due" if case.on <= last else "overdue"
    )
    return [NoticeDue(name, event.kind, event.date, term["when"], last, act, state, use.confidence == "unconfirmed")]


def _last_day(term: dict[str, Any], day: date, *, light_touch: bool, on: date) -> tuple[date, int]:
    """The last day for the notice, and the days allowed."""
    days: int = term.get("days", 0)
    if light_touch:
        days = term.get("days_light_touch", days)
    if term["when"] == "within":
        return day + timedelta(days=days - 1 if term["first"] == "event-day" else days), days
    if term["when"] == "after-quarter":
        return _quarter_end(day) + timedelta(days=days), days
    if term["when"] == "after-half-year":
        return _half_year_end(day) + timedelta(days=days), days
    if term["when"] == "yearly":
        months = 12
        while add_months(day, months) < on:
            months += 12
        return add_months(day, months), days
    return day, days


def _quarter_end(day: date) -> date:
    """The last day of the calendar quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return add_months(first, 3) - ONE_DAY


def _half_year_end(day: date) -> date:
    """31 March or 30 September, whichever comes first from ``day`` on."""
    ends = (date(day.year, 3, 31), date(day.year, 9, 30), date(day.year + 1, 3, 31))
    return next(end for end in ends if day <= end)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Notices that are due, and by when"),
    case=NoticesCase,
    value=Notices,
    decide=decide_notices,
    parameters=PACKS,
    source="Procurement Act 2023 ss.21, 39, 44, 50, 53, 55, 69 to 71, 75, 80, 87; Public Contracts Regulations 2015 reg. 50",
    default=True,
)
