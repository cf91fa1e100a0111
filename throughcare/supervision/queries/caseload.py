"""A practitioner's caseload: one row per person, with tier, what is due, last seen and next booked, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db import connection

WEEK = timedelta(days=7)
NEW_CASE = timedelta(days=7)
ENDING = timedelta(days=28)
OPEN_STATES = ("due", "overdue")
NO_TIER = "MISSING"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as lists show it. ``tier`` is by the single-axis scheme, ``axes`` by the two-axis one; None: not known.

    ``due_date`` and ``form`` say what is due next and are empty where nothing is; ``booked_on`` is the next
    appointment of any kind; ``sentence_ends_on`` is the first day after the last of the current sentences.
    """

    person_id: int
    crn: str
    forenames: str
    surname: str
    preferred_name: str
    limited: bool
    tier: str | None
    provisional: bool | None
    axes: str | None
    state: str | None
    duty: str | None
    form: str | None
    due_date: date | None
    last_seen: date | None
    reason_code: str | None
    unconfirmed: bool | None
    allocated_on: date
    booked_on: date | None
    booked_at: time | None
    booked_type: str | None
    sentence_kind: str | None
    sentence_ends_on: date | None

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}"

    @property
    def is_open(self) -> bool:
        """Whether something is due by a date."""
        return self.state in OPEN_STATES and self.due_date is not None

    @property
    def has_firm_tier(self) -> bool:
        """Whether the single-axis tier is known and not provisional."""
        return self.tier not in (None, NO_TIER) and not self.provisional

    def is_overdue(self, on: date) -> bool:
        """Whether the due date has passed on ``on``."""
        return self.is_open and self.due_date is not None and self.due_date < on

    def is_due_within(self, first: date, until: date) -> bool:
        """Whether the due date lies in ``[first, until)``."""
        return self.is_open and self.due_date is not None and first <= self.due_date < until


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; an empty field narrows nothing. ``state`` is a key of ``STATES``."""

    tier: str = ""
    state: str = ""
    sentence: str = ""
    name: str = ""


COLUMNS = """person.id, person.crn, person.forenames, person.surname, person.preferred_name, person.limited,
    tier.label, tier.provisional, axes.label,
    due.state, due.duty, due.form, due.due_date, due.last_seen, due.reason_code, due.unconfirmed,
    spell.start, booked.date, booked.time, booked.type, sentence.kind, sentence.ends_on"""

# The answers of the rules about a person.
ANSWERS = """
LEFT JOIN supervision_contactdue due ON due.person_id = person.id
LEFT JOIN supervision_tier tier
       ON tier.person_id = person.id AND tier.scheme = 'a-to-g-2026' AND tier.superseded_at IS NULL
"""

# What a list shows beside them: dear for many people, so counts go without.
DETAILS = """
LEFT JOIN supervision_tier axes
       ON axes.person_id = person.id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
LEFT JOIN LATERAL (
    SELECT contact.date, contact.time, contact.type FROM supervision_contact contact
    WHERE contact.person_id = person.id AND contact.outcome = '' AND contact.date >= %(on)s
    ORDER BY contact.date, contact.time, contact.id LIMIT 1
) booked ON true
LEFT JOIN LATERAL (
    SELECT running.kind, running.starts_on, running.ends_on FROM people_sentence running
    WHERE running.person_id = person.id AND running.terminated_on IS NULL
    ORDER BY running.ends_on DESC NULLS FIRST, running.id LIMIT 1
) sentence ON true
"""

_SELECT = f"""
SELECT {COLUMNS}
FROM supervision_officerspell spell
JOIN people_person person ON person.id = spell.person_id AND person.merged_into_id IS NULL
{ANSWERS}{DETAILS}
WHERE spell.until IS NULL AND spell.status = 'allocated' AND spell.staff_id = %(staff)s
"""

OPEN = "due.state IN ('due', 'overdue')"
WITHOUT_TIER = "(tier.label IS NULL OR tier.label = 'MISSING')"
STATES: Mapping[str, str] = {
    "overdue": f"{OPEN} AND due.due_date < %(on)s",
    "this-week": f"{OPEN} AND due.due_date >= %(on)s AND due.due_date < %(week)s",
    "booked": "booked.date IS NOT NULL",
    "not-booked": f"{OPEN} AND booked.date IS NULL",
    "suspended": "due.state IN ('suspended', 'exempt')",
    "tier-missing": WITHOUT_TIER,
    "tier-provisional": "tier.provisional",
    "new": "spell.start > %(new)s",
    "ending": "sentence.ends_on >= %(on)s AND sentence.ends_on < %(ending)s",
}
_SORTS: Mapping[str, str] = {
    "due": f"CASE WHEN {OPEN} THEN due.due_date END",
    "name": "person.surname",
    "tier": "tier.label",
    "seen": "due.last_seen",
    "booked": "booked.date",
}
SORTS: tuple[str, ...] = tuple(_SORTS)


def caseload_of(staff: int, *, on: date, only: CaseFilter | None = None, sort: str = "due") -> list[CaseRow]:
    """The cases that ``staff`` (a primary key) is responsible for on ``on``, by one query.

    ``sort`` is one of ``SORTS``, descending with a minus sign; an unknown one sorts by due date. Names break ties.
    """
    conditions, values = narrowed(only or CaseFilter(), STATES)
    values |= {"staff": staff, **days(on)}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + conditions + ordered(sort), values)
        return [CaseRow(*row) for row in cursor.fetchall()]


def caseload_statement(sort: str = "due") -> str:
    """What ``caseload_of`` asks where nothing is narrowed; its values are ``staff`` and ``days``."""
    return _SELECT + ordered(sort)


def days(on: date) -> dict[str, date]:
    """The days that the conditions of ``STATES`` name, as of ``on``."""
    return {"on": on, "week": on + WEEK, "new": on - NEW_CASE, "ending": on + ENDING}


def narrowed(only: CaseFilter, states: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """SQL of the filter, to follow a WHERE, and its values; ``states`` says what each state means."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if only.state in states:
        conditions.append(states[only.state])
    if only.tier:
        conditions.append("tier.label = %(tier)s")
        values["tier"] = only.tier
    if only.sentence:
        conditions.append("sentence.kind = %(sentence)s")
        values["sentence"] = only.sentence
    for place, word in enumerate(only.name.split()):
        conditions.append(
            f"concat_ws(' ', person.forenames, person.surname, person.preferred_name, person.crn) ILIKE %(name{place})s"
        )
        values[f"name{place}"] = f"%{_literally(word)}%"
    return "".join(f" AND ({condition})" for condition in conditions), values


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def ordered(sort: str) -> str:
    """The ORDER BY of a list sorted by one of ``SORTS``."""
    column, direction = _SORTS.get(sort.removeprefix("-")), "DESC" if sort.startswith("-") else "ASC"
    if column is None:
        column, direction = _SORTS["due"], "ASC"
    return f" ORDER BY {column} {direction} NULLS LAST, person.surname, person.forenames, person.crn"
