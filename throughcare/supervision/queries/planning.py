"""What the rule about planning ahead is asked with: the sentences, both diaries, when the two usually meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from throughcare.kernel.decision import Decision
from throughcare.kernel.local_time import day_bounds, local
from throughcare.kernel.period import Period
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.models import Contact, Engagement, OfficerSpell
from throughcare.supervision.queries.diary import AWAY, meetings_of
from throughcare.supervision.queries.plan_reviews import plan_review
from throughcare.supervision.queries.records import records
from throughcare.supervision.rules.cases import contact_cases
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.contact_policy import contact_policies
from throughcare.supervision.rules.diary_policy import DiaryPolicy, diary_policies
from throughcare.supervision.rules.free_time import Busy
from throughcare.supervision.rules.plan_ahead import Plan, PlanCase, decide_plan
from throughcare.supervision.rules.standing import decide_answers, tier_for_contact
from throughcare.workforce.models import Staff

ONE_DAY = timedelta(days=1)
LATEST = 8
MARGIN = timedelta(days=35)
_GONE = list(OUTCOME.having("cancelled"))
_MEETINGS = [entry.code for entry in CONTACT_TYPE if entry.facts["mode"] != "none"]


@dataclass(frozen=True, slots=True)
class Usual:
    """When a person usually comes: the weekday (Monday 0) and the time of most of the latest appointments kept."""

    weekday: int | None
    time: time | None


def propose(person: int, staff: int | None, *, at: datetime) -> Decision[Plan] | None:
    """The appointments to the next review, for ``person`` in the diary of ``staff`` (primary keys).

    None lies before ``at``: what has passed of the day is taken. Returns None where the record is not visible or has no
    sentence. Raises ``NoPolicyInForce`` and ``CalendarNotPublished``.
    """
    on = local(at).day
    policies, policy = contact_policies(), diary_policies().on(on)
    found = records([person], on=on)
    if not found:
        return None
    answers = decide_answers(found[0], on=on, policies=policies)
    tier = tier_for_contact(
        found[0],
        two_axis=answers.two_axis.value.tier if answers.two_axis else None,
        a_to_g=answers.a_to_g.value.tier if answers.a_to_g else None,
        provisional=answers.a_to_g.value.provisional if answers.a_to_g else False,
        holds_until=None,
    )
    cases = contact_cases(found[0], label=tier.label, scheme=tier.scheme, provisional=tier.provisional, on=on)
    if not cases:
        return None
    until = _next_review(person, on)
    usual = usual_time(person, on=on)
    last = (until or on + policy.plan_weeks) + MARGIN
    case = PlanCase(
        on=on,
        cases=tuple(cases),
        until=until,
        person_busy=(Busy(day_bounds(on)[0], at), *_busy_with(person, on, last, policy)),
        weekday=usual.weekday,
        time=usual.time,
        **_diary(staff, on, last, policy),
    )
    return decide_plan(case, contact=policies, policy=policy, calendar=working_calendar())


def in_whose_diary(person: int) -> Staff | None:
    """The responsible officer of a person (a primary key), in whose diary is planned; None without one."""
    spell = OfficerSpell.objects.filter(person=person, until__isnull=True).select_related("staff__team").first()
    return spell.staff if spell is not None else None


def usual_time(person: int, *, on: date) -> Usual:
    """The weekday and time of most of the latest appointments that were kept."""
    rows = Contact.objects.filter(person=person, type__in=_MEETINGS, time__isnull=False, date__lte=on)
    kept = rows.exclude(outcome__in=[*_GONE, ""]).order_by("-date").values_list("date", "time")[:LATEST]
    days, times = Counter[int](), Counter[time]()
    for day, at in kept:
        days[day.weekday()] += 1
        if at is not None:
            times[at] += 1
    return Usual(_most(days), _most(times))


def _most(counted: Counter[Any]) -> Any:
    return min(counted, key=lambda each: (-counted[each], each), default=None)


def _next_review(person: int, on: date) -> date | None:
    review = plan_review(person, on=on)
    due = review.value.due_date if review else None
    return due if due is not None and due > on else None


def _diary(staff: int | None, on: date, last: date, policy: DiaryPolicy) -> dict[str, Any]:
    """What takes the time of the member of staff, and the days on which they are not there."""
    if staff is None:
        return {}
    meetings = meetings_of([staff], first=on, until=last)
    busy = [_busy(each.date, each.time, each.minutes or policy.minutes(each.type)) for each in meetings if each.time]
    away: list[Period] = []
    begins, ends = day_bounds(on)[0], day_bounds(last)[0]
    rows = Engagement.objects.filter(staff=staff, removed_at__isnull=True, starts_at__lt=ends, ends_at__gt=begins)
    for row in rows:
        if row.whole_days and row.kind in AWAY:
            away.append(Period(local(row.starts_at).day, local(row.ends_at - timedelta(seconds=1)).day + ONE_DAY))
        else:
            busy.append(Busy(row.starts_at, row.ends_at))
    return {"officer_busy": tuple(busy), "away": tuple(away)}


def _busy_with(person: int, on: date, last: date, policy: DiaryPolicy) -> Iterable[Busy]:
    rows = Contact.objects.filter(person=person, type__in=_MEETINGS, outcome="", time__isnull=False)
    for row in rows.filter(date__gte=on, date__lt=last):
        assert row.time is not None
        yield _busy(row.date, row.time, row.minutes or policy.minutes(row.type))


def _busy(day: date, at: time, minutes: int) -> Busy:
    start = datetime.combine(day, at)
    return Busy(start, start + timedelta(minutes=minutes))
