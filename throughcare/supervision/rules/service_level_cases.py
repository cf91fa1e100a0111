"""The facts that the published service levels are counted from, as the record has them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.kernel.period import Period

Kind = Literal[
    "community-order",
    "suspended-sentence-order",
    "licence",
    "post-sentence-supervision",
    "supervision-default-order",
]
Mode = Literal["in-person", "home-visit", "doorstep", "video", "phone", "digital-check-in", "letter", "other"]
Status = Literal["scheduled", "attended", "missed", "cancelled"]
Day = date
State = Literal["met", "missed", "pending", "left-out"]


class Appointment(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One appointment. ``arranged_date`` is the day it was made; unknown for old records."""

    date: Day
    mode: Mode = "in-person"
    status: Status = "scheduled"
    arranged_date: Day | None = None


class AppointmentCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence or a release, and the appointments that followed."""

    on: Annotated[date, Meta(description="the day on which it is counted")]
    sentence: Kind
    crn: str | None = None
    sentence_date: date | None = None
    release_date: date | None = None
    allocation_date: date | None = None
    appointments: tuple[Appointment, ...] = ()


class PlanCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A start of supervision, its first attended appointment, and its first plan."""

    on: Annotated[date, Meta(description="the day on which it is counted")]
    sentence: Kind
    crn: str | None = None
    start_date: Annotated[date | None, Meta(description="sentence or release")] = None
    first_attended_date: date | None = None
    plan_completed_date: date | None = None
    carried_over: Annotated[bool, Meta(description="a plan made before the start was carried over, with a reason")] = (
        False
    )


class MonthCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person in one calendar month."""

    on: Annotated[date, Meta(description="the day on which it is counted")]
    month: Annotated[date, Meta(description="any day of the month")]
    sentence: Kind
    crn: str | None = None
    supervised: Annotated[Period, Meta(description="the sentence under supervision, from and until")]
    in_custody: tuple[Period, ...] = ()
    suspended_from: Annotated[
        date | None, Meta(description="the first day on which the policy asks for no contact")
    ] = None
    appointments: tuple[Appointment, ...] = ()
    follow_ups: Annotated[
        tuple[date, ...], Meta(description="days on which something was done about a missed appointment")
    ] = ()


class BreachCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One alleged breach. Under a contract, ``referred_date`` is the day the pack went to the public service."""

    on: Annotated[date, Meta(description="the day on which it is counted")]
    sentence: Kind
    crn: str | None = None
    aware_date: Annotated[date | None, Meta(description="the day on which the service became aware")] = None
    referred_date: date | None = None
    presented_date: Annotated[date | None, Meta(description="the day on which it was laid before the court")] = None
    withdrawn: Annotated[bool, Meta(description="decided not to breach, or an error")] = False


class EndCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order or licence that ended, or should have."""

    on: Annotated[date, Meta(description="the day on which it is counted")]
    sentence: Kind
    crn: str | None = None
    end_date: Annotated[date | None, Meta(description="the day on which it ended, or was to end")] = None
    reason: Annotated[str | None, Meta(description="how it ended, by the code table; none where not recorded")] = None


class ServiceLevel(Struct, frozen=True, gc=False):
    """How one case counts. Met and missed are the denominator, met the numerator; pending cases are not counted yet."""

    measure: str
    state: State
    month: Annotated[str | None, Meta(description="the month it belongs to, as 2026-03")]
    clock_date: Annotated[date | None, Meta(description="day 0 of the clock")]
    due_date: Annotated[date | None, Meta(description="the last day in time")]
    event_date: Annotated[date | None, Meta(description="the day of what was to be done, where it was")]
    working_days: Annotated[int | None, Meta(description="from the clock to the event")]
    unconfirmed: bool
