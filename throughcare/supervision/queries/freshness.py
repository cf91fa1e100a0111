"""Whether the kept answers of the rules still hold."""

from __future__ import annotations

from datetime import date

from django.db import connection

_WAITING = "SELECT count(*) FROM supervision_contactdue WHERE holds_until <= %s"


def count_stale(*, on: date) -> int:
    """How many visible people have an answer that no longer holds on ``on``."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [on])
        (count,) = cursor.fetchone()
        return int(count)
