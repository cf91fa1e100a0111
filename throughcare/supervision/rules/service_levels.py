"""The published service levels, case by case: whether it counts, whether it was met, and why.

Six things differ between measures of the same name, so each version says them in ``parameters/service-levels.yaml``: the
event that starts the clock, the time allowed, the form, whether arranged or attended counts, who is in the base, and the
years of use. The month of the event that starts the clock is the month that the case belongs to. Day 0 is that event;
weekends and the bank holidays of England and Wales do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import Family, load_family
from throughcare.policy.calendar import skipped_step, working_calendar
from throughcare.supervision.rules.service_level_cases import (
    Appointment,
    AppointmentCase,
    BreachCase,
    EndCase,
    PlanCase,
    ServiceLevel,
    State,
)
from throughcare.supervision.rules.service_level_words import CLOCKS, REASONS, STEPS

FAMILY = "service-levels"
Level = Decision[ServiceLevel]
Decide = Callable[..., Level]


class ImpossibleDates(ValueError):
    """The dates of a case contradict one another."""


@cache
def family() -> Family:
    """The parameters of every measure."""
    return load_family("throughcare.supervision", FAMILY)


class Draft:
    """An answer in the making, under the version of a measure in force on the day its clock starts."""

    def __init__(self, rule: str, measure: str, day: date) -> None:
        self.rule, self.measure = rule, measure
        self.use: PolicyUse = family()[measure].use(day)
        self.terms: dict[str, Any] = self.use.value
        self.clock_date: date | None = None
        self.due_date: date | None = None
        self.event_date: date | None = None
        self.steps: list[Step] = []
        self.month: date | None = None

    def start(self, clock: str, day: date) -> date:
        """Start the clock on ``day``; returns the last day in time."""
        limit = self.terms["limit"]
        due = working_calendar().add(day, limit)
        self.clock_date, self.due_date, self.month = day, due, day
        self.steps.append(Step("clock", Words(CLOCKS[clock], {"day": day}), day))
        self.steps.append(Step("limit", Words(CLOCKS["limit"], {"limit": limit, "day": due}), due, True))
        self.note_skipped(day, due)
        return due

    def note_skipped(self, first: date, last: date) -> None:
        """Name the bank holidays that a count of working days from ``first`` to ``last`` left out."""
        skipped = skipped_step(first, last)
        if skipped is not None:
            self.steps.append(skipped)

    def step(self, code: str, **values: object) -> None:
        """Note what was looked at and does not count."""
        self.steps.append(Step(code, Words(STEPS[code], values)))

    def answer(self, state: State, code: str, *, holds_until: date | None = None, **values: object) -> Level:
        """The decision."""
        words = Words(REASONS[code], values)
        event, clock = self.event_date, self.clock_date
        return Decision(
            self.rule,
            self.measure,
            ServiceLevel(
                measure=self.measure,
                state=state,
                month=f"{self.month:%Y-%m}" if self.month else None,
                clock_date=clock,
                due_date=self.due_date,
                event_date=event,
                working_days=working_calendar().between(clock, event) if clock and event else None,
                unconfirmed=self.use.confidence == "unconfirmed",
            ),
            Reason(code, words),
            (*self.steps, Step(code, words, event, True)),
            (self.use,),
            holds_until,
        )


def decide_appointment(case: AppointmentCase, *, rule: str, measure: str) -> Level:
    """Whether a first appointment was arranged for a day in time (SL004, SL005 and their forerunners).

    Raises ``NoPolicyInForce`` where the measure was not in use on the day its clock starts.
    """
    draft = Draft(rule, measure, _first_day(case))
    if case.sentence not in draft.terms["sentences"]:
        return draft.answer("left-out", "other-sentence")
    clock = draft.terms["clock"]
    day = {"sentence": case.sentence_date, "release": case.release_date, "allocation": case.allocation_date}[clock]
    if day is None:
        waits = clock == "allocation"
        return draft.answer("pending" if waits else "left-out", "not-allocated" if waits else "clock-date-missing")
    due = draft.start(clock, day)
    counting = [each for each in sorted(case.appointments, key=_by_day) if _counts(each, draft, day, due)]
    if counting:
        draft.event_date = counting[0].date
        return draft.answer("met", "arranged-in-time", day=counting[0].date)
    if case.on > due:
        return draft.answer("missed", "not-arranged")
    return draft.answer("pending", "not-arranged-yet", holds_until=due + _ONE_DAY, day=due)


def decide_plan(case: PlanCase, *, rule: str, measure: str) -> Level:
    """Whether the first plan was completed in time, counted from attending the first appointment (SL006, CRC SL003).

    Raises ``NoPolicyInForce`` where the measure was not in use on that day.
    """
    attended = case.first_attended_date
    draft = Draft(rule, measure, attended or case.start_date or case.on)
    if case.sentence not in draft.terms["sentences"]:
        return draft.answer("left-out", "other-sentence")
    if attended is None:
        return draft.answer("pending", "not-attended")
    due = draft.start("attendance", attended)
    planned = case.plan_completed_date
    if planned and case.start_date and planned < case.start_date and not case.carried_over:
        draft.step("plan-before-start", day=planned)
        planned = None
    if planned is None:
        late = case.on > due
        holds = None if late else due + _ONE_DAY
        return draft.answer(
            "missed" if late else "pending", "plan-missing" if late else "plan-awaited", holds_until=holds, day=due
        )
    draft.event_date = planned
    in_time = planned <= due
    return draft.answer("met" if in_time else "missed", "plan-in-time" if in_time else "plan-late", day=planned)


def decide_breach(case: BreachCase, *, rule: str, measure: str) -> Level:
    """Whether an alleged breach was presented to the court, or referred, in time (NPS SL014, CRC AE and today's).

    Raises ``ImpossibleDates`` where it was presented before anybody was aware, and ``NoPolicyInForce``.
    """
    draft = Draft(rule, measure, case.aware_date or case.on)
    if case.sentence not in draft.terms["sentences"]:
        return draft.answer("left-out", "other-sentence")
    if case.withdrawn:
        return draft.answer("left-out", "withdrawn")
    if case.aware_date is None:
        return draft.answer("left-out", "clock-date-missing")
    done = case.referred_date if draft.terms["ends"] == "referred" else case.presented_date
    if done is not None and done < case.aware_date:
        raise ImpossibleDates(f"presented on {done}, before anybody was aware on {case.aware_date}")
    due = draft.start("aware", case.aware_date)
    if done is None:
        late = case.on > due
        holds = None if late else due + _ONE_DAY
        code = "not-presented" if late else "presentation-awaited"
        return draft.answer("missed" if late else "pending", code, holds_until=holds, day=due)
    draft.event_date = done
    in_time = done <= due
    return draft.answer("met" if in_time else "missed", "presented-in-time" if in_time else "presented-late", day=done)


def decide_completion(case: EndCase, *, rule: str, measure: str) -> Level:
    """Whether an order or licence that ended was completed. Raises ``NoPolicyInForce``."""
    draft = Draft(rule, measure, case.end_date or case.on)
    if case.sentence not in draft.terms["sentences"]:
        return draft.answer("left-out", "other-sentence")
    draft.month = ended = case.end_date
    if ended is None or ended > case.on:
        return draft.answer("pending", "runs-on", holds_until=ended)
    if not case.reason:
        return draft.answer("pending", "end-not-recorded", day=ended)
    draft.event_date = ended
    if case.reason in draft.terms["left_out"]:
        return draft.answer("left-out", "end-left-out")
    completed = case.reason in draft.terms["completed"]
    return draft.answer("met" if completed else "missed", "completed" if completed else "not-completed", day=ended)


def _first_day(case: AppointmentCase) -> date:
    """The event from which the version is chosen: release, else sentence."""
    return case.release_date or case.sentence_date or case.allocation_date or case.on


def _by_day(appointment: Appointment) -> date:
    return appointment.date


def _counts(each: Appointment, draft: Draft, start: date, due: date) -> bool:
    if each.date < start:
        return False
    if each.mode not in draft.terms["modes"]:
        if each.date <= due:
            draft.step("wrong-form", day=each.date)
        return False
    if each.status == "cancelled":
        draft.step("cancelled", day=each.date)
        return False
    if each.date > due:
        draft.step("outside", day=each.date)
        return False
    if each.arranged_date is not None and each.arranged_date > due:
        draft.step("arranged-after", day=each.date, arranged=each.arranged_date)
        return False
    return True


_ONE_DAY = date.resolution


def rules_of(rule: str, case: type, decide: Decide, *versions: str, source: str) -> list[Rule]:
    """One rule with a rule set for each version of the measure; the first is the default."""
    return [
        Rule(
            name=rule,
            rule_set=version,
            title=family()[version].title,
            case=case,
            value=ServiceLevel,
            decide=partial(decide, rule=rule, measure=version),
            parameters=(FAMILY,),
            source=source,
            default=version == versions[0],
        )
        for version in versions
    ]
