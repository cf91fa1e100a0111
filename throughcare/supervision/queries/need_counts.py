"""How many people of an area and a group are on probation, and how many of them have a need: counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection


class NeedCounts(NamedTuple):
    """People today, of the last twelve months, begun in these and in the twelve before, assessed, with the need."""

    today: int = 0
    year: int = 0
    began: int = 0
    began_before: int = 0
    assessed: int = 0
    in_need: int = 0


def need_counts(
    *,
    region: str,
    on: date,
    units: Sequence[str] = (),
    sections: Sequence[str] = (),
    sex: str = "",
    born_after: date | None = None,
    born_by: date | None = None,
    known_as: Sequence[str] = (),
) -> NeedCounts:
    """The counts for a commissioner or a director who acts; of nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM supervision_counts_for_a_need(%s, %s::text[], %s::text[], %s, %s, %s, %s, %s::text[])",
            [region, list(units), list(sections), on, sex, born_after, born_by, list(known_as)],
        )
        row = cursor.fetchone()
    return NeedCounts(*row) if row else NeedCounts()
