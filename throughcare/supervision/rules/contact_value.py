"""What `contact-due` answers: the duties that are open, which falls due first, and the ceiling beside the floor."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

DutyKind = Literal[
    "first-appointment",
    "initial-plan",
    "contact",
    "minimum-meetings",
    "mid-point-follow-up",
    "first-contact-in-custody",
]
State = Literal["due", "overdue", "suspended", "exempt", "not-started", "ended", "no-standard", "unknown"]


class Duty(Struct, frozen=True, gc=False):
    """One thing that must be done by ``due_date``. ``reason`` is the code of the step that says why."""

    kind: DutyKind
    due_date: date
    form: Annotated[
        str, Meta(description="in-person, face-to-face, physical-or-video, any or plan, or with -or-digital")
    ]
    reason: str
    sentence: str
    clock: Annotated[str, Meta(description="the event the limit is counted from")]
    clock_date: date
    overdue: bool
    days_left: Annotated[int, Meta(description="calendar days from the day asked to the due date; negative when late")]
    working_days_left: Annotated[int | None, Meta(description="the same in working days; none beyond the known years")]
    booked_for: date | None
    booked_in_time: bool | None
    unconfirmed: bool


class FirstAppointment(Struct, frozen=True, gc=False):
    """The measure and the practice of the first appointment: arranged in time is not attended."""

    due_date: date
    arranged_for: date | None
    arranged_in_time: bool
    attended_date: date | None
    attended_in_time: bool


class Ceiling(Struct, frozen=True, gc=False):
    """The most contacts allowed in ``[window_start, window_end)``; ``remaining`` is never below zero."""

    allowance: int
    used: int
    remaining: int
    over: int
    window_start: date
    window_end: date | None
    reason: str
    unconfirmed: bool


class ContactDue(Struct, frozen=True, gc=False):
    """The answer. ``next`` is the duty that falls due first; ``flags`` are doubts about the facts it stands on."""

    state: State
    next: Duty | None
    duties: tuple[Duty, ...]
    first_appointment: FirstAppointment | None
    last_seen: date | None
    ceiling: Ceiling | None
    suspended_from: date | None
    standard_set: str
    flags: tuple[str, ...]
    unconfirmed: bool
