"""The facts that `breach-threshold` is asked about: an order or licence, its failures, its warnings, its breaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Supervision = Literal[
    "community-order",
    "suspended-sentence-order",
    "supervision-default-order",
    "youth-rehabilitation-order",
    "licence",
    "post-sentence-supervision",
]
FailureState = Literal["awaiting-reason", "unacceptable", "acceptable"]
SuspendedBy = Literal["reset", "impact", "custody"]
Status = Literal["in-progress", "none", "one", "several"]
NextStep = Literal["none", "hear-reason", "warn", "decide-breach", "manager-decides", "await-outcome"]
LeftOut = Literal[
    "awaiting-reason", "acceptable", "recorded-twice", "same-day", "suspended", "before-start", "before-last-breach", "older"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureFact:
    """One failure to comply, as known on the day asked about."""

    date: Annotated[dt.date, Meta(description="The day of the failure.")]
    state: Annotated[
        FailureState, Meta(description="Whether it was without reasonable excuse, and whether that is known.")
    ]
    reference: Annotated[str | None, Meta(description="Its name; the same name twice is one failure.")] = None
    accepted_on: Annotated[dt.date | None, Meta(description="The day on which an acceptable reason was accepted.")] = (
        None
    )
    aware_on: Annotated[dt.date | None, Meta(description="The day on which the service became aware of it.")] = None
    respond_by: Annotated[dt.date | None, Meta(description="The last day on which a reason may be given.")] = None
    suspended_by: Annotated[SuspendedBy | None, Meta(description="What had suspended contact on that day.")] = None
    counts_nevertheless: Annotated[bool, Meta(description="Confirmed to count although contact was suspended.")] = False
    decided: Annotated[
        Literal["no-breach", "withdrawn"] | None,
        Meta(description="A manager decided against breach on it, or the breach begun for it was withdrawn."),
    ] = None  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningFact:
    """One warning."""

    given_on: Annotated[dt.date, Meta(description="The day on which the warning was given.")]
    reference: str | None = None
    withdrawn_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachCase:
    """An order, licence or post-sentence supervision on the day ``on`` that the question is asked."""

    on: dt.date
    sentence: Supervision
    sentence_date: Annotated[dt.date, Meta(description="The day of sentence.")]
    crn: str | None = None
    start_date: Annotated[dt.date | None, Meta(description="First day of the order, where later than sentence.")] = None
    failures: tuple[FailureFact, ...] = ()
    warnings: tuple[WarningFact, ...] = ()
    breach_since: Annotated[dt.date | None, Meta(description="The day on which the breach in progress began.")] = None
    last_breach_ended_on: Annotated[
        dt.date | None, Meta(description="The day on which a court dealt with the last one.")
    ] = None


@dataclass(frozen=True, slots=True)
class FellOut:
    """A failure that does not count, and why."""

    reference: str | None
    date: dt.date
    why: LeftOut


@dataclass(frozen=True, slots=True)
class BreachStanding:
    """How compliance stands, what counts, and what follows.

    ``counted`` are the failures that count today, ``counted_at_last`` those that count for the threshold: where a number
    of months is set, they are counted back from the last failure.
    """

    status: Annotated[
        Status, Meta(description="A breach in progress; or no, one or several failures without a breach.")
    ]
    counted: int
    counted_at_last: int
    awaiting: Annotated[int, Meta(description="Failures for which a reason may still be given.")]
    threshold: Annotated[int | None, Meta(description="Failures that bring the question of breach; null: no number.")]
    window_months: int | None
    warned_until: Annotated[
        dt.date | None, Meta(description="The last day on which the latest standing warning counts.")
    ]
    threshold_reached: bool
    referral_is_duty: Annotated[bool, Meta(description="The Act asks that the last failure be referred.")]
    next_step: NextStep
    next_by: dt.date | None
    counting: Annotated[tuple[str | None, ...], Meta(description="Names of the failures that count for the threshold.")]
    fell_out: tuple[FellOut, ...]
    flagged: Annotated[bool, Meta(description="A failure lies in time for which contact was suspended.")]
    unconfirmed: Annotated[bool, Meta(description="The answer rests on a figure that no source confirms.")]
