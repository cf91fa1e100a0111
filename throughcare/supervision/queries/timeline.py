"""Everything that is known to have happened to a person, or is planned, as one line of dated entries in one query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from django.db import connection

PAGE = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry. ``code`` and ``outcome`` are codes of the reference table of its ``kind`` and ``event``.

    ``text`` is as it was typed (an offence, a note, a wording); ``number`` a length or a share; ``staff`` who acted.
    """

    on: date
    at: time | None
    kind: str
    event: str
    code: str
    outcome: str
    text: str
    staff: str
    reference: str


@dataclass(frozen=True)
class TimelinePage:
    """Entries of one page up to today, the latest first, and how many there are in all of these.

    ``coming`` are the entries after today, the soonest first; they belong to the first page and are not counted.
    """

    entries: tuple[Happening, ...]
    total: int
    page: int
    coming: tuple[Happening, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


_EMPTY_TIME = "NULL::time"

# Per kind: one SELECT for each event, of day, time, kind, event, code, outcome, text, staff, reference.
_SOURCES: dict[str, tuple[str, ...]] = {
    "sentence": (
        f"SELECT sentenced_on, {_EMPTY_TIME}, 'sentence', 'made', kind, '', concat_ws(' · ', NULLIF(offence, ''),"
        " NULLIF(court, '')), '', reference FROM people_sentence WHERE person_id = %(person)s",
        f"SELECT terminated_on, {_EMPTY_TIME}, 'sentence', 'ended', kind, termination_reason, '', '', reference"
        " FROM people_sentence WHERE person_id = %(person)s AND terminated_on IS NOT NULL",
    ),
    "requirement": (
        f"SELECT start, {_EMPTY_TIME}, 'requirement', 'made', category, unit, coalesce(length::text, ''), '', reference"
        " FROM people_requirement WHERE person_id = %(person)s",
        f"SELECT terminated_on, {_EMPTY_TIME}, 'requirement', 'ended', category, termination_reason, '', '', reference"
        " FROM people_requirement WHERE person_id = %(person)s AND terminated_on IS NOT NULL",
    ),
    "licence-condition": (
        f"SELECT start, {_EMPTY_TIME}, 'licence-condition', 'made', category, '', wording, '', reference"
        " FROM people_licencecondition WHERE person_id = %(person)s",
    ),
    "custody": (
        f"SELECT start, {_EMPTY_TIME}, 'custody', 'made', kind, '', '', '', '' FROM people_custodyspell"
        " WHERE person_id = %(person)s",
        f"SELECT until, {_EMPTY_TIME}, 'custody', 'ended', kind, '', '', '', '' FROM people_custodyspell"
        " WHERE person_id = %(person)s AND until IS NOT NULL",
    ),
    "registration": (
        f"SELECT registered_on, {_EMPTY_TIME}, 'registration', 'made', type, level, note, '', reference"
        " FROM supervision_registration WHERE person_id = %(person)s",
        f"SELECT ended_on, {_EMPTY_TIME}, 'registration', 'ended', type, end_reason, end_note, '', reference"
        " FROM supervision_registration WHERE person_id = %(person)s AND ended_on IS NOT NULL",
        f"SELECT review.reviewed_on, {_EMPTY_TIME}, 'registration', 'reviewed', registration.type, registration.level,"
        " review.note, '', registration.reference FROM supervision_registrationreview review"
        " JOIN supervision_registration registration ON registration.id = review.registration_id"
        " WHERE review.person_id = %(person)s",
    ),
    "assessment": (
        f"SELECT completed_on, {_EMPTY_TIME}, 'assessment', 'made', kind, '', '', '', reference"
        " FROM supervision_assessment WHERE person_id = %(person)s",
        f"SELECT withdrawn_on, {_EMPTY_TIME}, 'assessment', 'ended', kind, '', withdrawn_why, '', reference"
        " FROM supervision_assessment WHERE person_id = %(person)s AND withdrawn_on IS NOT NULL",
    ),
    "enforcement": (
        f"SELECT started_on, {_EMPTY_TIME}, 'enforcement', 'made', '', '', '', '', reference"
        " FROM supervision_enforcement WHERE person_id = %(person)s",
        f"SELECT outcome_on, {_EMPTY_TIME}, 'enforcement', 'ended', '', outcome, '', '', reference"
        " FROM supervision_enforcement WHERE person_id = %(person)s AND outcome_on IS NOT NULL",
    ),
    "officer": (
        f"SELECT spell.start, {_EMPTY_TIME}, 'officer', 'made', spell.status, '', spell.reason,"
        " coalesce(staff.forenames || ' ' || staff.surname, ''), '' FROM supervision_officerspell spell"
        " LEFT JOIN workforce_staff staff ON staff.id = spell.staff_id WHERE spell.person_id = %(person)s",
    ),
    "tier": (
        f"SELECT decided_on, {_EMPTY_TIME}, 'tier', 'made', scheme, CASE WHEN provisional THEN 'provisional' ELSE '' END,"
        " label, '', '' FROM supervision_tier WHERE person_id = %(person)s",
    ),
    "contact": (
        "SELECT contact.date, contact.time, 'contact', 'made', contact.type, contact.outcome, contact.notes,"
        " coalesce(staff.forenames || ' ' || staff.surname, ''), contact.reference FROM supervision_contact contact"
        " LEFT JOIN workforce_staff staff ON staff.id = contact.staff_id WHERE contact.person_id = %(person)s",
    ),
}  # fmt: skip
KINDS: tuple[str, ...] = tuple(_SOURCES)


def timeline_of(person: int, *, on: date, kinds: Collection[str] = (), page: int = 1) -> TimelinePage:
    """One page of the timeline of ``person`` (a primary key) as of ``on``; ``kinds`` narrows it to some of ``KINDS``.

    A page beyond the last gives the last.
    """
    entries = _entries(kinds)
    values: dict[str, int | date] = {"person": person, "on": on, "page": max(1, page), "size": PAGE}
    with connection.cursor() as cursor:
        cursor.execute(
            f"{entries}, measure AS (SELECT count(*) AS total FROM entry WHERE day <= %(on)s), chosen AS ("
            " SELECT total, LEAST(%(page)s, GREATEST(1, CEIL(total::numeric / %(size)s)::int)) AS page FROM measure)"
            " SELECT chosen.total, chosen.page, entry.* FROM chosen LEFT JOIN LATERAL (SELECT * FROM entry"
            " WHERE day <= %(on)s ORDER BY day DESC, at DESC NULLS LAST, kind, code, reference"
            " LIMIT %(size)s OFFSET (chosen.page - 1) * %(size)s) entry ON true",
            values,
        )
        rows = cursor.fetchall()
        happened = tuple(Happening(*row[2:]) for row in rows if row[2] is not None)
        total, shown = rows[0][:2]
        if shown > 1:
            return TimelinePage(happened, total, shown)
        cursor.execute(
            f"{entries} SELECT * FROM entry WHERE day > %(on)s ORDER BY day, at, kind, code, reference", values
        )
        return TimelinePage(happened, total, shown, tuple(Happening(*row) for row in cursor.fetchall()))


def whole_timeline(person: int, *, kinds: Collection[str] = ()) -> list[Happening]:
    """Every entry of ``person`` (a primary key), planned ones among them, the latest first; ``kinds`` as above."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_entries(kinds)} SELECT * FROM entry ORDER BY day DESC, at DESC NULLS LAST, kind, code, reference",
            {"person": person},
        )
        return [Happening(*row) for row in cursor.fetchall()]


def _entries(kinds: Collection[str]) -> str:
    wanted = [kind for kind in KINDS if kind in kinds] or list(KINDS)
    everything = " UNION ALL ".join(select for kind in wanted for select in _SOURCES[kind])
    return f"WITH entry (day, at, kind, event, code, outcome, text, staff, reference) AS ({everything})"
