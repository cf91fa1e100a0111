"""Since when people have been supervised in the community."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

# The first day in the community under a running sentence; nothing while the person is held under all of them.
_STARTED = """SELECT running.person_id, min(CASE WHEN NOT coalesce(held.now, false)
          THEN greatest(running.starts_on, held.out) END)
    FROM people_sentence running LEFT JOIN LATERAL (
        SELECT bool_or(spell.until IS NULL OR spell.until > %(on)s) AS now,
          max(spell.until) FILTER (WHERE spell.until <= %(on)s) AS out
        FROM people_custodyspell spell WHERE spell.sentence_id = running.id AND spell.start <= %(on)s) held ON true
    WHERE running.person_id = ANY(%(people)s) AND running.terminated_on IS NULL AND running.sentenced_on <= %(on)s
      AND (running.ends_on IS NULL OR running.ends_on > %(on)s) GROUP BY 1"""


def starts_of(people: Iterable[int], *, on: date) -> dict[int, date | None]:
    """The first day in the community of those (primary keys) with a running sentence; None while they are held."""
    with connection.cursor() as cursor:
        cursor.execute(_STARTED, {"people": list(people), "on": on})
        return dict(cursor.fetchall())
