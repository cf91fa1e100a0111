"""The figures of the diary, from ``parameters/appointments.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import DatedPolicy, Family, load_family

FAMILY = "appointments"


@dataclass(frozen=True, eq=False)
class DiaryPolicy:
    """What holds on a day. ``two_at_once`` maps ``officer`` and ``person`` to the reasons that allow a clash."""

    minutes_by_type: Mapping[str, int]
    opens: time
    closes: time
    step: timedelta
    latest_day: date
    longest_series: int
    two_at_once: Mapping[str, frozenset[str]]
    plan_weeks: timedelta
    working_days_before: int
    working_days_after: int
    types_by_form: Mapping[str, str]
    first_type: str
    told_when_booked: bool
    reminded_before: tuple[timedelta, ...]
    uses: Mapping[str, PolicyUse]

    def minutes(self, type_: str) -> int:
        """How long an appointment of that type is unless somebody says otherwise."""
        return self.minutes_by_type.get(type_, self.minutes_by_type["COAP"])


@cache
def diary_policies() -> DatedPolicy[DiaryPolicy]:
    """The policies by day."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), _build)


def _build(family: Family, day: date) -> DiaryPolicy:
    names = [name for name in family.parameters if name != "rar-days"]
    uses = {name: family[name].use(day) for name in names}
    hours, plan, told = uses["hours"].value, uses["plan-ahead"].value, uses["reminders"].value
    return DiaryPolicy(
        minutes_by_type=uses["minutes-by-type"].value,
        opens=time.fromisoformat(hours["first"]),
        closes=time.fromisoformat(hours["last"]),
        step=timedelta(minutes=hours["step"]),
        latest_day=uses["latest-day"].value[0],
        longest_series=uses["longest-series"].value,
        two_at_once={who: frozenset(reasons) for who, reasons in uses["two-at-once"].value.items()},
        plan_weeks=timedelta(weeks=plan["weeks"]),
        working_days_before=plan["working_days_before"],
        working_days_after=plan["working_days_after"],
        types_by_form=plan["types"],
        first_type=plan["first_type"],
        told_when_booked=told["when_booked"],
        reminded_before=tuple(timedelta(hours=hours) for hours in told["hours_before"]),
        uses=uses,
    )
