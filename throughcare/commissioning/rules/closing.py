"""Days and hours at which a competition may close, and counting days with the bank holidays named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from msgspec import Meta

from throughcare.commissioning.rules.packs import PACKAGE, regimes
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.bands import Bands
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import PolicyUse, Words, mark
from throughcare.kernel.local_time import HERE
from throughcare.policy import DatedPolicy, Family, load_family, skipped_step, working_calendar
from throughcare.policy.calendar import holiday_names

FAMILY = "competition-dates"
Moment = Annotated[
    dt.datetime,
    Meta(
        description="date and time in ISO 8601; without a zone it is a time in London",
        examples=["2026-03-30T12:00:00", "2026-03-30T11:00:00Z"],
    ),
]
"""A moment in a case."""
NOT_WORKING = mark("{day} is no working day.")
HOLIDAY = mark("{day} is a bank holiday ({name}).")
ELSEWHERE = mark("{day} is a bank holiday in Scotland or Northern Ireland, which the Act leaves out as well.")


@dataclass(frozen=True, eq=False)
class ClosingPolicy:
    """The house standards in force; ``uses`` by name of the parameter."""

    usual_days: int
    usual_below_pence: int
    closing_time: dt.time
    january_days: int
    monday_before: dt.time
    questions: Bands[int]
    answers: int
    after_a_change: int
    uses: dict[str, PolicyUse]

    def faults(self, at: dt.datetime) -> tuple[str, ...]:
        """Why a competition should not close at ``at``, a time in London; empty where it may."""
        found, day = [], last_day(at)
        if not working_calendar().is_working(day):
            found.append("not-a-working-day")
        if day.month == 1 and day.day <= self.january_days:
            found.append("first-week-of-january")
        if at.weekday() == 0 and at.time() < self.monday_before:
            found.append("monday-morning")
        return tuple(found)

    def first_allowed(self, day: dt.date, time: dt.time) -> dt.datetime:
        """The first moment at ``time`` on ``day`` or later at which a competition may close; midnight is that at its end."""
        while True:
            at = dt.datetime.combine(day if time != dt.time() else day + ONE_DAY, time, HERE)
            if not self.faults(at):
                return at
            day += ONE_DAY


def _build(family: Family, day: dt.date) -> ClosingPolicy:
    uses = {name: family[name].use(day) for name in family.parameters}
    free, usual = uses["kept-free"].value, uses["usual-period"].value
    return ClosingPolicy(
        usual_days=usual["days"],
        usual_below_pence=usual["below_pence"],
        closing_time=dt.time.fromisoformat(uses["closing-time"].value),
        january_days=free["january_days"],
        monday_before=dt.time.fromisoformat(free["monday_before"]),
        questions=Bands((band["from"], band["value"]) for band in uses["questions"].value),
        answers=uses["answers"].value,
        after_a_change=uses["after-a-change"].value,
        uses=uses,
    )


@cache
def closing_policy() -> DatedPolicy[ClosingPolicy]:
    """The house standards by day."""
    return DatedPolicy(load_family(PACKAGE, FAMILY), _build)


def last_day(at: dt.datetime) -> dt.date:
    """The last day on which a bid can come: that before, for a closing at midnight."""
    return at.date() - ONE_DAY if at.time() == dt.time() else at.date()


def in_london(at: dt.datetime) -> dt.datetime:
    """The moment as a clock in London shows it; a time without a zone is one in London."""
    return at.replace(tzinfo=HERE) if at.tzinfo is None else at.astimezone(HERE)


def working_days_on(day: dt.date, count: int, trail: Trail) -> dt.date:
    """``count`` working days after ``day``; the bank holidays left out are said."""
    found = working_calendar().add(day, count)
    trail.add(skipped_step(day, found))
    return found


def working_days_counting_first(day: dt.date, count: int, trail: Trail, *, everywhere: bool) -> dt.date:
    """The last of ``count`` working days of which ``day`` is the first, where it is one.

    ``everywhere`` leaves out days that are a bank holiday in any part of the United Kingdom.
    """
    calendar = working_calendar()
    others = _elsewhere(day) if everywhere else frozenset()
    last, left = day - ONE_DAY, count
    while left:
        last += ONE_DAY
        if last in others and calendar.is_working(last):
            trail.use(regimes()["bank-holidays-elsewhere"].use(last))
            trail.note("bank-holiday-elsewhere", ELSEWHERE, last, day=last)
        elif calendar.is_working(last):
            left -= 1
    trail.add(skipped_step(day - ONE_DAY, last))
    return last


def _elsewhere(day: dt.date) -> frozenset[dt.date]:
    values = regimes()["bank-holidays-elsewhere"].values
    return frozenset(each for value in values for each in value.value if each >= day)


def say_not_working(day: dt.date, trail: Trail) -> bool:
    """Say that ``day`` is a bank holiday or a weekend day; False, and nothing said, where it is a working day."""
    if working_calendar().is_working(day):
        return False
    name = holiday_names().get(day)
    if name is None:
        trail.note("not-a-working-day", NOT_WORKING, day, day=day)
    else:
        trail.note("bank-holiday", HOLIDAY, day, day=day, name=Words(name))
    return True


def working_day_from(day: dt.date) -> dt.date:
    """``day``, or the next working day."""
    while not working_calendar().is_working(day):
        day += ONE_DAY
    return day


def working_day_until(day: dt.date) -> dt.date:
    """``day``, or the last working day before it."""
    while not working_calendar().is_working(day):
        day -= ONE_DAY
    return day
