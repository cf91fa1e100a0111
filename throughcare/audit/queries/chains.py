"""Whether the logs are whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True)
class Break:
    """One place where a chain does not hold: the log, whose chain, which line of it, and what is wrong."""

    log: str
    actor: int
    sequence: int
    fault: str


def breaks() -> list[Break]:
    """Every break of every chain, by reading both logs whole; an empty list means that nothing was altered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, actor, sequence, fault FROM audit_breaks() ORDER BY 1, 2, 3, 4")
        return [Break(*row) for row in cursor.fetchall()]


def months_without_partition(*, on: date, ahead: int = 3) -> list[date]:
    """The months from ``on`` to ``ahead`` months later whose consultations have no partition of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month::date FROM generate_series(date_trunc('month', %(on)s::date),"
            " date_trunc('month', %(on)s::date) + %(ahead)s * interval '1 month', interval '1 month') AS month"
            " WHERE to_regclass('audit_consultation_' || to_char(month, 'YYYY_MM')) IS NULL ORDER BY 1",
            {"on": on, "ahead": ahead},
        )
        return [month for (month,) in cursor.fetchall()]
