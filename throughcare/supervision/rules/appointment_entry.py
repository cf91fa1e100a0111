"""Which appointments can be booked, moved and cancelled: what the clock and the calendar allow, and who must say why.

Pure, beside ``contact_entry``, which judges contacts of any kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from throughcare.kernel.local_time import NoSuchTime, TimeComesTwice, instant
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.contact_entry import Fault, refusal
from throughcare.supervision.rules.diary_policy import DiaryPolicy


@dataclass(frozen=True, slots=True)
class Span:
    """The instants between which an appointment takes place, in UTC, and which of two equal times of day it begins at."""

    starts_at: datetime
    ends_at: datetime
    second: bool = False

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a moment in common; one that ends when the other begins has not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def span_of(day: date, at: time, minutes: int, *, second: bool | None) -> Span | Fault:
    """The span of an appointment at a time of day in London, or what is wrong with that time."""
    try:
        starts_at = instant(day, at, second=second)
    except NoSuchTime:
        return refusal("no-such-time")
    except TimeComesTwice:
        return refusal("which-of-two")
    return Span(starts_at, starts_at + timedelta(minutes=minutes), bool(second))


def faults_of_day(day: date, *, policy: DiaryPolicy) -> tuple[Fault, ...]:
    """What is wrong with the day of an appointment to be booked."""
    return (refusal("too-far"),) if day > policy.latest_day else ()


def faults_of_ending(*, asked_by: str, why: str, ended: str, has_outcome: bool) -> tuple[Fault, ...]:
    """What is wrong with moving, cancelling or striking out an appointment.

    ``ended`` says how it has ended already (empty: it has not), ``has_outcome`` whether something has come of it.
    """
    if ended:
        return (refusal("already-ended"),)
    faults = [refusal("has-outcome")] if has_outcome else []
    if not asked_by:
        faults.append(refusal("who-asked"))
    if not why.strip():
        faults.append(refusal("say-why"))
    return tuple(faults)


def faults_of_outcome(outcome: str, *, why: str) -> tuple[Fault, ...]:
    """What is wrong with saying of an appointment that has passed that ``outcome`` came of it.

    That it was called off needs a reason; moving and striking out are acts of their own, which keep a chain and a reason.
    """
    facts = OUTCOME[outcome].facts
    if facts.get("moved"):
        return (refusal("reschedule-instead"),)
    if facts.get("error"):
        return (refusal("strike-out-instead"),)
    if facts.get("cancelled") and not why.strip():
        return (refusal("say-why"),)
    return ()
