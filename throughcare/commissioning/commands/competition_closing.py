"""Closing competitions: by the clock alone, never early, and for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from throughcare.commissioning.events import CompetitionClosed
from throughcare.commissioning.models import Competition
from throughcare.commissioning.queries.competitions import is_due
from throughcare.kernel.events import announcer


@transaction.atomic
def close_due(*, at: datetime) -> Sequence[str]:
    """Close every competition whose last second has passed at ``at``; returns their references.

    The deadline's own second still counts. What is closed stays closed, whatever the clock shows later. Whoever looks may
    set it off, so the database does it for them and logs it, in nobody's name.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_close_due(%s)", [at])
        closed = cursor.fetchall()
    for number, _reference in closed:
        announcer.announce(CompetitionClosed(number, at))
    return [reference for _number, reference in closed]


def close_if_due(competition: Competition, *, at: datetime) -> Competition:
    """The competition as it stands at ``at``: closed, where its last second has passed and nobody noticed yet."""
    if is_due(competition, at=at):
        close_due(at=at)
        competition.refresh_from_db(fields=["state"])
    return competition
