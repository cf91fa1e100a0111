"""How messages are sent, from the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import DatedPolicy, Family, load_family

HERE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class SendingPolicy:
    """``waits`` lie between one attempt and the next, so there are as many attempts as waits and one more."""

    waits: tuple[timedelta, ...]
    in_doubt_after: timedelta
    first: time
    last: time
    kept_to_hours: frozenset[str]
    text_kept: timedelta
    retries: PolicyUse
    hours: PolicyUse

    def earliest(self, at: datetime, channel: str) -> datetime:
        """The first moment from ``at`` on at which ``channel`` may be used: the same, or the next opening hour."""
        if channel not in self.kept_to_hours:
            return at
        local = at.astimezone(HERE)
        if self.first <= local.time() < self.last:
            return at
        day = local.date() if local.time() < self.first else local.date() + timedelta(days=1)
        return datetime.combine(day, self.first, HERE).astimezone(at.tzinfo)


@cache
def sending_policies() -> DatedPolicy[SendingPolicy]:
    """The policies by day."""
    return DatedPolicy(load_family("throughcare.outbox", "sending"), _build)


def _build(family: Family, day: date) -> SendingPolicy:
    retries, hours = family["retries"].use(day), family["hours"].use(day)
    row = retries.value
    minutes = [min(row["first"] * row["factor"] ** n, row["longest"]) for n in range(row["attempts"] - 1)]
    return SendingPolicy(
        waits=tuple(timedelta(minutes=each) for each in minutes),
        in_doubt_after=timedelta(minutes=family["in-doubt-after"].on(day).value),
        first=time.fromisoformat(hours.value["first"]),
        last=time.fromisoformat(hours.value["last"]),
        kept_to_hours=frozenset(hours.value["channels"]),
        text_kept=timedelta(days=family["text-kept"].on(day).value),
        retries=retries,
        hours=hours,
    )
