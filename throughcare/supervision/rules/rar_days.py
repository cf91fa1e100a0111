"""How many days of a rehabilitation activity requirement have been used: one for each calendar day with an activity."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated

from msgspec import Meta

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import Family, load_family
from throughcare.supervision.rules.diary_policy import FAMILY

RULE, RULE_SET = "rar-days", "sentencing-act-2020"


@dataclass(frozen=True, slots=True)
class Activity:
    """An appointment that was to count towards the requirement. ``attended`` is null while that is not known."""

    date: date
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class RarCase:
    """A requirement with its activities. ``length`` is the most days the court set, null where the record has none."""

    on: date
    length: Annotated[int, Meta(ge=0)] | None = None
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class RarDays:
    """``used`` of ``length``. ``remaining`` is never below zero, ``over`` is what went beyond; ``booked`` lies ahead."""

    used: int
    length: int | None
    remaining: int | None
    over: int
    booked: int
    last_day: date | None


_SENTENCES = {
    "none-yet": mark("No day has been used yet."),
    "used": mark("Days used: {used}."),
    "used-of": mark("Days used: {used} of {length}."),
    "over": mark("Days used: {used}, which is more than the {length} that the court set."),
    "same-day": mark("Activities on the same day as another use no further day: {count}."),
    "not-attended": mark("Activities that were not attended use no day: {count}."),
    "no-outcome": mark("Activities in the past without an outcome are not counted yet: {count}."),
    "length-missing": mark("The record does not say how many days the court set."),
}


def decide_rar_days(case: RarCase) -> Decision[RarDays]:
    """The days used up to ``case.on``; raises ``NoPolicyInForce`` for a day before the requirement existed."""
    use = _family()["rar-days"].use(case.on)
    most: int = use.value["most_in_a_day"]
    attended = Counter(each.date for each in case.activities if each.attended and each.date <= case.on)
    used = sum(min(count, most) for count in attended.values())
    booked = {each.date for each in case.activities if each.attended is None and each.date > case.on} - set(attended)
    length = case.length
    value = RarDays(
        used=used,
        length=length,
        remaining=None if length is None else max(0, length - used),
        over=0 if length is None else max(0, used - length),
        booked=len(booked),
        last_day=max(attended, default=None),
    )
    return _decision(value, case, attended, use)


def _decision(value: RarDays, case: RarCase, attended: Counter[date], use: PolicyUse) -> Decision[RarDays]:
    past = [each for each in case.activities if each.date <= case.on]
    counts = {
        "same-day": attended.total() - value.used,
        "not-attended": sum(each.attended is False for each in past),
        "no-outcome": sum(each.attended is None for each in past),
    }
    steps = [Step(code, Words(_SENTENCES[code], {"count": count})) for code, count in counts.items() if count]
    if value.length is None:
        steps.append(Step("length-missing", Words(_SENTENCES["length-missing"])))
    code = "over" if value.over else "none-yet" if not value.used else "used" if value.length is None else "used-of"
    values = {} if code == "none-yet" else {"used": value.used, "length": value.length}
    words = Words(_SENTENCES[code], values)
    steps.append(Step(code, words, value.used, True))
    ahead = [each.date for each in case.activities if each.date > case.on]
    return Decision(RULE, RULE_SET, value, Reason(code, words), tuple(steps), (use,), min(ahead, default=None))


@cache
def _family() -> Family:
    return load_family("throughcare.supervision", FAMILY)


RAR_DAYS = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("Rehabilitation activity days used"),
    case=RarCase,
    value=RarDays,
    decide=decide_rar_days,
    parameters=(FAMILY,),
    source="Sentencing Act 2020 Sch. 9 paras 4 and 5",
    default=True,
)
