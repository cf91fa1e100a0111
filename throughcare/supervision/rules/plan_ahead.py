"""Appointments proposed from the due dates up to the next review: a proposal, which a practitioner confirms or changes.

`contact-due` is asked again and again, each time as if what has been proposed so far had been kept, until its next date lies
beyond the horizon. Each date is then given a day and a time: on a working day, at or shortly before the due date, where
neither the practitioner nor the person has something else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from throughcare.kernel.calendar import WorkingCalendar
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.period import Period
from throughcare.kernel.rulebook import Rule
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.contact_due import decide_contact_due
from throughcare.supervision.rules.contact_facts import Contact, ContactCase
from throughcare.supervision.rules.contact_policy import ContactPolicies, contact_policies
from throughcare.supervision.rules.contact_value import ContactDue, Duty
from throughcare.supervision.rules.diary_policy import FAMILY, DiaryPolicy, diary_policies
from throughcare.supervision.rules.free_time import Busy, Times, find_time

RULE, RULE_SET = "plan-ahead", "local-2026"
ONE_DAY = timedelta(days=1)
Stop = Literal[
    "horizon",
    "suspended",
    "exempt",
    "not-started",
    "ended",
    "no-standard",
    "unknown",
    "nothing-due",
    "no-room",
    "enough",
]


@dataclass(frozen=True, kw_only=True)
class PlanCase:
    """A person's sentences as `contact-due` reads them, and the diaries of practitioner and person.

    ``until`` is the last day to plan for (the next review), worked out where it is left out. ``away`` are days on which the
    practitioner is not there; ``weekday`` (Monday 0) and ``time`` are when the two usually meet.
    """

    on: date
    cases: tuple[ContactCase, ...]
    until: date | None = None
    officer_busy: tuple[Busy, ...] = ()
    person_busy: tuple[Busy, ...] = ()
    away: tuple[Period, ...] = ()
    weekday: Annotated[int, Meta(ge=0, le=6)] | None = None
    time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """One appointment. ``in_time`` says whether it lies on or before the due date; ``reason`` is why one is due."""

    date: dt.date
    time: dt.time
    type: str
    minutes: int
    due_date: dt.date
    in_time: bool
    reason: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The proposal up to ``until``, and why it ends where it does. ``next_due`` is the first date without one."""

    appointments: tuple[Proposed, ...]
    until: date
    stop: Stop
    next_due: date | None


_STOPS = {
    "horizon": mark("The next contact after these falls due beyond the last day planned for."),
    "suspended": mark("Contact is suspended from then on."),
    "exempt": mark("No contact is asked for from then on."),
    "not-started": mark("Supervision has not started."),
    "ended": mark("Supervision ends before another contact falls due."),
    "no-standard": mark("The standard sets no date: the practitioner decides."),
    "unknown": mark("The record lacks what is needed to work out a date."),
    "nothing-due": mark("Nothing but writing falls due."),
    "no-room": mark("No free time was found for the next contact that falls due."),
    "enough": mark("That is as many as can be booked at once."),
}
_DUE = mark("A contact falls due.")
_PLACED = mark("A free time was found for it.")
_BOOKED = mark("A contact that falls due is booked already.")
_LATE = mark("No time was free by the due date, so this is later.")


def decide_plan(
    case: PlanCase, *, contact: ContactPolicies, policy: DiaryPolicy, calendar: WorkingCalendar
) -> Decision[Plan]:
    """The proposal. Raises ``NoPolicyInForce`` and ``CalendarNotPublished`` as `contact-due` does for the first date."""
    return _Planner(case, contact, policy, calendar).plan()


class _Planner:
    """One proposal being put together."""

    def __init__(
        self, case: PlanCase, contact: ContactPolicies, policy: DiaryPolicy, calendar: WorkingCalendar
    ) -> None:
        self._case, self._contact, self._policy = case, contact, policy
        self._until = case.until or case.on + policy.plan_weeks
        self._cases = [_as_if_kept(each, case.on) for each in case.cases]
        self._times = Times(case.officer_busy + case.person_busy, case.away, policy, calendar)
        self._proposed: list[Proposed] = []
        self._steps: list[Step] = []

    def plan(self) -> Decision[Plan]:
        """Go on from contact to contact."""
        day = self._case.on
        while len(self._proposed) < self._policy.longest_series:
            duty, stop = self._next_duty(day)
            if duty is None:
                return self._decision(stop, None)
            if duty.due_date > self._until:
                return self._decision("horizon", duty.due_date)
            if duty.booked_for is not None and day < duty.booked_for <= max(duty.due_date, day + ONE_DAY):
                self._steps.append(Step("booked", Words(_BOOKED), duty.booked_for))
                day = duty.booked_for
                continue
            proposed = self._place(duty, day)
            if proposed is None:
                return self._decision("no-room", duty.due_date)
            self._propose(proposed)
            day = proposed.date
        return self._decision("enough", None)

    def _next_duty(self, day: date) -> tuple[Duty | None, Stop]:
        """The meeting that falls due first, as things will stand at the end of ``day``."""
        found = [decide_contact_due(replace(each, on=day), policies=self._contact).value for each in self._cases]
        duties = [duty for value in found for duty in value.duties if duty.form != "plan"]
        if duties:
            return min(duties, key=lambda duty: duty.due_date), "horizon"
        return None, _stop_of(found)

    def _place(self, duty: Duty, day: date) -> Proposed | None:
        type_ = self._type_of(duty)
        minutes = self._policy.minutes(type_)
        # What is due on the day of a contact that is kept falls on a later one; what is late comes first thing.
        first = self._case.on if not self._proposed and day == self._case.on else day + ONE_DAY
        found = find_time(
            self._times, first=first, due=duty.due_date, minutes=minutes, weekday=self._case.weekday, at=self._case.time
        )
        if found is None:
            return None
        on, at = found
        return Proposed(on, at, type_, minutes, duty.due_date, on <= duty.due_date, duty.reason, duty.unconfirmed)

    def _type_of(self, duty: Duty) -> str:
        if duty.kind == "first-appointment":
            return self._policy.first_type
        return self._policy.types_by_form.get(duty.form.removesuffix("-or-digital"), self._policy.first_type)

    def _propose(self, proposed: Proposed) -> None:
        self._proposed.append(proposed)
        self._times.take(proposed.date, proposed.time, proposed.minutes)
        kept = _kept(proposed)
        self._cases = [_with_contact(each, kept) for each in self._cases]
        self._steps.append(Step(proposed.reason, Words(_DUE), proposed.due_date))
        found = Words(_PLACED if proposed.in_time else _LATE)
        self._steps.append(Step("placed" if proposed.in_time else "late", found, proposed.date))

    def _decision(self, stop: Stop, next_due: date | None) -> Decision[Plan]:
        words = Words(_STOPS[stop])
        plan = Plan(tuple(self._proposed), self._until, stop, next_due)
        steps = (*self._steps, Step(stop, words, next_due, True))
        uses: tuple[PolicyUse, ...] = tuple(
            self._policy.uses[name] for name in ("plan-ahead", "hours", "minutes-by-type")
        )
        return Decision(RULE, RULE_SET, plan, Reason(stop, words), steps, uses, self._case.on + ONE_DAY)


def _stop_of(found: list[ContactDue]) -> Stop:
    states = [value.state for value in found]
    for state in ("suspended", "exempt", "no-standard", "not-started", "unknown", "ended"):
        if state in states:
            return state
    return "nothing-due" if states else "unknown"


def _as_if_kept(case: ContactCase, on: date) -> ContactCase:
    """The case in which what is booked for a day to come will have been attended."""
    contacts = tuple(
        replace(each, status="attended") if each.status == "scheduled" and each.date >= on else each
        for each in case.contacts
    )
    return replace(case, contacts=contacts)


def _with_contact(case: ContactCase, contact: Contact) -> ContactCase:
    return replace(case, contacts=(*case.contacts, contact))


def _kept(proposed: Proposed) -> Contact:
    facts = CONTACT_TYPE[proposed.type].facts
    kind: Any = "initial" if facts.get("initial") else "supervision"
    mode: Any = facts["mode"]
    return Contact(proposed.date, "attended", mode, kind, bool(facts["standard"]), True)


def _decide(case: PlanCase) -> Decision[Plan]:
    return decide_plan(
        case, contact=contact_policies(), policy=diary_policies().on(case.on), calendar=working_calendar()
    )


PLAN_AHEAD = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("Appointments planned ahead"),
    case=PlanCase,
    value=Plan,
    decide=_decide,
    parameters=(FAMILY,),
    source="Local rule on top of the National Standards",
    default=True,
)
