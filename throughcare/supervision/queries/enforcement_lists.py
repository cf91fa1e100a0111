"""What waits in enforcement, by area: decisions, courts, appeals, reasons, letters, and thresholds nobody was asked about.

Every list has the same columns, so that one table and one CSV show them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from throughcare.kernel.calendar import add_months
from throughcare.supervision.queries.cases import Area, of_area, values_of
from throughcare.supervision.queries.failures import FAILED, STATE_OF_OUTCOME

_HELD = """
    SELECT person.id, person.crn, person.forenames || ' ' || person.surname AS name, person.limited,
        coalesce(staff.code, '') AS staff_code, coalesce(staff.forenames || ' ' || staff.surname, '') AS officer
"""
_COLUMNS = "held.crn, held.name, held.limited, held.staff_code, held.officer"
_COUNTS = "(failure.suspended_by = '' OR failure.counts_because <> '')"
_STANDING = """EXISTS (SELECT 1 FROM supervision_warnedfailure warned
    JOIN supervision_formalwarning warning ON warning.id = warned.warning_id AND warning.state <> 'withdrawn'
    WHERE warned.failure_id = failure.id)"""
_NO_BREACH = """NOT EXISTS (SELECT 1 FROM supervision_breach open WHERE open.sentence_id = {sentence}
        AND open.state IN ('waiting', 'begun', 'presented'))
    AND NOT EXISTS (SELECT 1 FROM supervision_enforcement running WHERE running.sentence_id = {sentence}
        AND running.outcome_on IS NULL)"""
_RUNNING = """sentence.terminated_on IS NULL AND sentence.starts_on <= %(on)s
    AND (sentence.ends_on IS NULL OR sentence.ends_on > %(on)s)"""

# Per list: what follows _COLUMNS (reference, code, supervision, day, due, count), and where it comes from.
_LISTS: Mapping[str, str] = {
    "decisions": f"""
        SELECT {_COLUMNS}, breach.reference, breach.because, breach.supervision, failure.date, breach.due_on, 0
        FROM held JOIN supervision_breach breach ON breach.person_id = held.id AND breach.state = 'waiting'
        JOIN supervision_failure failure ON failure.id = breach.failure_id""",
    "court": f"""
        SELECT {_COLUMNS}, breach.reference, breach.state, breach.supervision, breach.presented_on,
            coalesce(breach.hearing_on, CASE WHEN breach.state = 'begun' THEN breach.due_on END), 0
        FROM held JOIN supervision_breach breach ON breach.person_id = held.id AND breach.state IN ('begun', 'presented')""",
    "appeals": f"""
        SELECT {_COLUMNS}, warning.reference, warning.kind, sentence.kind, warning.appealed_on, NULL::date, 0
        FROM held JOIN supervision_formalwarning warning ON warning.person_id = held.id AND warning.state = 'appealed'
        JOIN people_sentence sentence ON sentence.id = warning.sentence_id""",
    "reasons": f"""
        SELECT {_COLUMNS}, failure.reference, failure.kind, sentence.kind, failure.date, failure.respond_by, 0
        FROM held JOIN supervision_failure failure ON failure.person_id = held.id AND failure.state = 'awaiting-reason'
        JOIN people_sentence sentence ON sentence.id = failure.sentence_id AND {_RUNNING}""",
    "letters": f"""
        SELECT {_COLUMNS}, failure.reference, failure.kind, sentence.kind, failure.date, NULL::date, 0
        FROM held JOIN supervision_failure failure ON failure.person_id = held.id AND failure.state = 'unacceptable'
            AND failure.date > %(year_ago)s AND {_COUNTS} AND NOT {_STANDING}
        JOIN people_sentence sentence ON sentence.id = failure.sentence_id AND {_RUNNING}
        WHERE {_NO_BREACH.format(sentence="sentence.id")} AND NOT EXISTS (SELECT 1 FROM supervision_breach done
            WHERE done.failure_id = failure.id AND done.state IN ('declined', 'withdrawn', 'concluded'))""",
    "alerts": f"""
        SELECT {_COLUMNS}, '', '', sentence.kind, max(failed.date), NULL::date, count(DISTINCT failed.date)
        FROM held JOIN people_sentence sentence ON sentence.person_id = held.id AND {_RUNNING}
        JOIN LATERAL (
            SELECT contact.sentence_id, contact.date FROM supervision_contact contact
            WHERE contact.person_id = held.id AND contact.outcome = ANY(%(failed)s)
              AND contact.date > %(year_ago)s AND contact.date <= %(on)s
              AND NOT EXISTS (SELECT 1 FROM supervision_failure known WHERE known.contact_id = contact.id)
            UNION ALL
            SELECT failure.sentence_id, failure.date FROM supervision_failure failure
            WHERE failure.person_id = held.id AND failure.state = 'unacceptable'
              AND failure.date > %(year_ago)s AND failure.date <= %(on)s AND {_COUNTS}
        ) failed ON (failed.sentence_id IS NULL OR failed.sentence_id = sentence.id)
            AND failed.date >= greatest(sentence.starts_on, (SELECT max(ended.outcome_on) FROM supervision_enforcement ended
                WHERE ended.sentence_id = sentence.id AND ended.outcome <> 'BRE99'))
        WHERE {_NO_BREACH.format(sentence="sentence.id")}
          AND NOT EXISTS (SELECT 1 FROM supervision_breach done JOIN supervision_failure of ON of.id = done.failure_id
            WHERE done.sentence_id = sentence.id AND done.state IN ('declined', 'withdrawn') AND of.date >= failed.date)
        GROUP BY {_COLUMNS}, sentence.id, sentence.kind HAVING count(DISTINCT failed.date) >= 2""",
}
LISTS: tuple[str, ...] = tuple(_LISTS)
_ORDER = " ORDER BY 10 NULLS FIRST, 9, 1, 6"


@dataclass(frozen=True, slots=True)
class EnforcementRow:
    """One thing that waits. ``code`` is a code of the list's own table; ``day`` the failure, presentation or appeal."""

    crn: str
    name: str
    limited: bool
    staff_code: str
    officer: str
    reference: str
    code: str
    supervision: str
    day: date | None
    due: date | None
    count: int


def counts_of(area: Area, *, on: date) -> dict[str, int]:
    """How many things wait in each list, in one statement."""
    parts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM ({select}) listed" for name, select in _LISTS.items())
    return {name: int(count) for name, count in _rows(f"{_with(area)} {parts}", _values(area, on))}


def waiting(area: Area, name: str, *, on: date, first: int = 0, most: int | None = 50) -> list[EnforcementRow]:
    """``most`` things of a list from the ``first`` on, those due first at the top; without a limit the urgent ones lead."""
    statement = f"{_with(area)} {_LISTS[name]}{_ORDER} LIMIT %(most)s OFFSET %(first)s"
    return [EnforcementRow(*row) for row in _rows(statement, _values(area, on) | {"first": first, "most": most})]


def all_waiting(area: Area, *, on: date) -> Iterator[tuple[str, EnforcementRow]]:
    """Everything of every list, each with the list's name."""
    for name in LISTS:
        for row in waiting(area, name, on=on, most=None):
            yield name, row


def _with(area: Area) -> str:
    return f"WITH held AS MATERIALIZED ({_HELD}{of_area(area)})"


def _values(area: Area, on: date) -> dict[str, Any]:
    failed = [code for code in FAILED if STATE_OF_OUTCOME[code] == "unacceptable"]
    return {**values_of(area, on=on), "on": on, "year_ago": add_months(on, -12), "failed": failed}


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
