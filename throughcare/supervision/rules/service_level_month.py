"""Whether somebody under supervision all month was offered contact, and what was done where they did not come.

Assurance metric AK of the amended contracts of 2019 asks that a face-to-face appointment was offered in the calendar month
and either attended or followed up within five working days.
"""

from __future__ import annotations

from datetime import date

from throughcare.kernel.calendar import ONE_DAY, add_months, days_in_month
from throughcare.kernel.period import Period
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.rules.service_level_cases import Appointment, MonthCase
from throughcare.supervision.rules.service_levels import Draft, Level


def decide_month(case: MonthCase, *, rule: str, measure: str) -> Level:
    """How one person counts in one month. Raises ``NoPolicyInForce`` where the measure was not in use in that month."""
    month = whole_month(case.month)
    draft = Draft(rule, measure, month.start)
    draft.month = draft.clock_date = month.start
    left_out = _left_out(case, draft, month)
    if left_out is not None:
        return left_out
    offered = sorted((each for each in case.appointments if each.date in month and _is_offer(each, draft)), key=_by_day)
    for each in offered:
        if each.status == "attended":
            draft.event_date = each.date
            return draft.answer("met", "attended", day=each.date)
    return _without_attendance(case, draft, month, offered)


def whole_month(day: date) -> Period:
    """The calendar month of a day."""
    first = day.replace(day=1)
    return Period(first, first.replace(day=days_in_month(first.year, first.month)) + ONE_DAY)


def _left_out(case: MonthCase, draft: Draft, month: Period) -> Level | None:
    assert month.until is not None
    if case.sentence not in draft.terms["sentences"]:
        return draft.answer("left-out", "other-sentence")
    if case.supervised.start > month.start or (
        case.supervised.until is not None and case.supervised.until < month.until
    ):
        return draft.answer("left-out", "not-whole-month")
    months = draft.terms.get("first_months")
    if months is not None and month.start >= add_months(case.supervised.start, months):
        return draft.answer("left-out", "after-first-months", months=months)
    if any(spell.overlaps(month) for spell in case.in_custody):
        return draft.answer("left-out", "in-custody")
    if case.suspended_from is not None and case.suspended_from < month.until:
        return draft.answer("left-out", "suspended")
    return None


def _without_attendance(case: MonthCase, draft: Draft, month: Period, offered: list[Appointment]) -> Level:
    """Nobody came: what was done about each absence, and whether there is still time."""
    assert month.until is not None
    waits: date | None = None
    for each in offered:
        if each.status != "missed":
            continue
        limit = working_calendar().add(each.date, draft.terms["follow_up"])
        done = min((day for day in case.follow_ups if each.date <= day <= limit), default=None)
        if done is not None:
            draft.event_date = done
            return draft.answer("met", "followed-up", missed=each.date, day=done)
        if case.on <= limit and waits is None:
            waits = limit
            draft.due_date = limit
            draft.note_skipped(each.date, limit)
            missed = each.date
    if waits is not None:
        return draft.answer("pending", "follow-up-awaited", holds_until=waits + ONE_DAY, missed=missed, day=waits)
    if case.on < month.until:
        ahead = next((each.date for each in offered if each.status == "scheduled" and each.date >= case.on), None)
        if ahead is not None:
            return draft.answer("pending", "not-attended-yet", holds_until=ahead + ONE_DAY, day=ahead)
        return draft.answer("pending", "not-offered-yet", holds_until=month.until)
    if not offered:
        return draft.answer("missed", "not-offered")
    last = offered[-1]
    if last.status == "scheduled":
        return draft.answer("missed", "outcome-missing", day=last.date)
    return draft.answer("missed", "not-followed-up", missed=last.date)


def _is_offer(each: Appointment, draft: Draft) -> bool:
    if each.mode not in draft.terms["modes"]:
        draft.step("wrong-form", day=each.date)
        return False
    if each.status == "cancelled":
        draft.step("cancelled", day=each.date)
        return False
    return True


def _by_day(appointment: Appointment) -> date:
    return appointment.date
