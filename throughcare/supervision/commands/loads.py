"""Keeping the load of officers day by day, and raising an alarm where it has been too much for too long. No nightly batch.

Whoever changes what an officer carries or can carry (a case, a tier, hours, a reduction, a task) keeps the loads of that
officer in the same transaction. What time changes by itself (a release, a reduction that begins) is noticed by the next
who reads the officer's page or, at the latest, within the hour by a job. See docs/decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db import connection

from throughcare.kernel.events import announcer
from throughcare.supervision.events import WorkloadAlarmRaised
from throughcare.supervision.models import LoadSpell
from throughcare.supervision.queries.workload import Load, loads
from throughcare.workforce.rules.workload_policy import thresholds

# One after the other for each officer, so that two changes at once both count; in order, so that neither waits for both.
_LOCK = """
    SELECT id FROM workforce_staff WHERE %(staff)s::bigint[] IS NULL OR id = ANY(%(staff)s) ORDER BY id FOR NO KEY UPDATE
"""
_COLUMNS = """staff_id bigint, points integer, available integer, percent numeric, cases integer, uncounted integer,
    problem text, over boolean"""
_VALUES = "points, available, percent, cases, uncounted, problem"
_NEW = f"jsonb_to_recordset(%(rows)s::jsonb) AS new ({_COLUMNS})"
_DIFFERS = f"""
    ({", ".join(f"spell.{name}" for name in _VALUES.split(", "))})
    IS DISTINCT FROM ({", ".join(f"new.{name}" for name in _VALUES.split(", "))})
"""
_SINCE = "CASE WHEN new.over THEN coalesce({base}, %(on)s::date) END"
# A load that fell and rose again within the day has not been interrupted.
_BEFORE = """spell.over_since, (SELECT before.over_since FROM supervision_loadspell before
    WHERE before.staff_id = spell.staff_id AND before.until = spell.start)"""
# A spell that began on the day is put right, an older one is closed and followed by another; one that began later stands.
_CORRECT = f"""
    UPDATE supervision_loadspell spell SET ({_VALUES}, over_since) = (
        {", ".join(f"new.{name}" for name in _VALUES.split(", "))}, {_SINCE.format(base=_BEFORE)})
    FROM {_NEW} WHERE spell.staff_id = new.staff_id AND spell.until IS NULL AND spell.start = %(on)s AND {_DIFFERS}
"""
_FOLLOW = f"""
    WITH closed AS (
        UPDATE supervision_loadspell spell SET until = %(on)s FROM {_NEW}
        WHERE spell.staff_id = new.staff_id AND spell.until IS NULL AND spell.start < %(on)s AND {_DIFFERS}
        RETURNING spell.staff_id, spell.over_since
    )
    INSERT INTO supervision_loadspell (staff_id, start, {_VALUES}, over_since)
    SELECT new.staff_id, %(on)s, {", ".join(f"new.{name}" for name in _VALUES.split(", "))},
           {_SINCE.format(base="closed.over_since")}
    FROM {_NEW} JOIN closed ON closed.staff_id = new.staff_id
"""
# Who has never carried anything has no spell: only the first case begins one.
_BEGIN = f"""
    INSERT INTO supervision_loadspell (staff_id, start, {_VALUES}, over_since)
    SELECT new.staff_id, %(on)s, {", ".join(f"new.{name}" for name in _VALUES.split(", "))},
           CASE WHEN new.over THEN %(on)s::date END
    FROM {_NEW}
    WHERE (new.cases > 0 OR new.points <> 0)
      AND NOT EXISTS (SELECT 1 FROM supervision_loadspell spell WHERE spell.staff_id = new.staff_id AND spell.until IS NULL)
"""
_END_ALARMS = """
    UPDATE supervision_workloadalarm alarm SET ended_on = greatest(%(on)s, alarm.raised_on)
    FROM supervision_loadspell spell
    WHERE spell.staff_id = alarm.staff_id AND spell.until IS NULL AND alarm.ended_on IS NULL
      AND (%(staff)s::bigint[] IS NULL OR alarm.staff_id = ANY(%(staff)s))
      AND spell.over_since IS DISTINCT FROM alarm.over_since
"""
_RAISE = """
    INSERT INTO supervision_workloadalarm (staff_id, over_since, raised_on, answer)
    SELECT spell.staff_id, spell.over_since, spell.over_since + %(days)s, '' FROM supervision_loadspell spell
    WHERE spell.until IS NULL AND spell.over_since <= %(on)s::date - %(days)s
      AND (%(staff)s::bigint[] IS NULL OR spell.staff_id = ANY(%(staff)s))
    ON CONFLICT (staff_id, over_since) DO UPDATE SET ended_on = NULL
    WHERE supervision_workloadalarm.ended_on IS NOT NULL
    RETURNING id, staff_id, over_since, xmax = 0
"""
_OFFICERS = """
    SELECT DISTINCT staff_id FROM supervision_officerspell
    WHERE person_id = ANY(%(people)s) AND staff_id IS NOT NULL AND (until IS NULL OR until >= %(on)s)
"""


def keep_loads(staff: Sequence[int] | None, *, on: date) -> None:
    """Keep the loads of these members of staff (None: of all) as of ``on``, and raise or end their alarms.

    Must run in a transaction, while somebody is acting.
    """
    if staff is not None and not staff:
        return
    keys = None if staff is None else sorted(set(staff))
    limit = thresholds().on(on)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"staff": keys})
        rows = [_row(load, limit.excessive_percent) for load in loads(keys, on=on, of_all=True).values()]
        values: dict[str, Any] = {
            "rows": msgspec.json.encode(rows).decode(),
            "on": on,
            "staff": keys,
            "days": limit.excessive_days,
        }
        for statement in (_CORRECT, _FOLLOW, _BEGIN, _END_ALARMS):
            cursor.execute(statement, values)
        cursor.execute(_RAISE, values)
        raised = cursor.fetchall()
    for alarm, officer, since, is_new in raised:
        if is_new:
            announcer.announce(WorkloadAlarmRaised(alarm, officer, since, on))


def keep_all_loads(*, on: date) -> None:
    """Keep the loads of everybody. The first time, the weeks before are worked out from the record for those above the
    line, so that a load that has been too much for long is known as such at once."""
    with _without_nested_loops():
        _keep_all_loads(on)


def _keep_all_loads(on: date) -> None:
    if not LoadSpell.objects.exists():
        limit = thresholds().on(on)
        above = [key for key, load in loads(None, on=on, of_all=True).items() if load.percent > limit.excessive_percent]
        weeks = -(-limit.excessive_days // 7)
        for week in range(weeks, 0, -1):
            keep_loads(above, on=on - timedelta(weeks=week))
    keep_loads(None, on=on)


@contextmanager
def _without_nested_loops() -> Iterator[None]:
    """Everybody is read at once, so every join is a hash or a merge.

    In the transaction of a first import no table has statistics, and the planner, taking a country for a handful of
    people, would compare each of them with each: an hour where this takes seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def keep_loads_of(people: Sequence[int], *, on: date) -> None:
    """Keep the loads of whoever holds these people's cases, or will."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFICERS, {"people": list(people), "on": on})
        officers = [key for (key,) in cursor.fetchall()]
    keep_loads(officers, on=on)


def _row(load: Load, limit: int) -> dict[str, Any]:
    return {
        "staff_id": load.staff,
        "points": load.points,
        "available": load.available,
        "percent": load.percent,
        "cases": load.cases,
        "uncounted": load.uncounted,
        "problem": load.problem or "",
        "over": load.percent > limit,
    }
