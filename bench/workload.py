"""The workload ledger of every officer against one SQL aggregate over the same rows.

    python -m bench.workload [--rounds N] [--as-of DAY]

Both run in this process, as the jobs role on the database that ``DATABASE_JOBS_URL`` names (the embedded one of the
working folder where it is not set), under the same row security. Ours is every case and task with its points, added up by
officer and set against capacity; beside it, the loads alone. The yardstick joins the same rows and counts them by
officer, and weighs nothing. In turn; prints the
ratio of the medians (at most 3).
"""

from __future__ import annotations

import argparse
from datetime import date

from bench.measure import Result, in_turn

LIMIT = 3.0
# The rows that weigh a case, each table once, counted by officer.
AGGREGATE = """
    SELECT spell.staff_id, count(*), sum(sentence.count), sum(custody.count), sum(entry.count), sum(assessed.count),
           sum(required.count), count(axes.label)
    FROM supervision_officerspell spell
    JOIN people_person person ON person.id = spell.person_id AND person.merged_into_id IS NULL
    LEFT JOIN (SELECT person_id, count(*) FROM people_sentence WHERE sentenced_on <= %(on)s GROUP BY 1) sentence
           ON sentence.person_id = person.id
    LEFT JOIN (SELECT person_id, count(*) FROM people_custodyspell WHERE kind <> 'remand' AND start <= %(on)s GROUP BY 1)
           custody ON custody.person_id = person.id
    LEFT JOIN (SELECT person_id, count(*) FROM supervision_registration WHERE registered_on <= %(on)s GROUP BY 1) entry
           ON entry.person_id = person.id
    LEFT JOIN (SELECT person_id, count(*) FROM supervision_assessment WHERE completed_on <= %(on)s GROUP BY 1) assessed
           ON assessed.person_id = person.id
    LEFT JOIN (SELECT person_id, count(*) FROM people_requirement WHERE start <= %(on)s GROUP BY 1) required
           ON required.person_id = person.id
    LEFT JOIN supervision_tier axes
           ON axes.person_id = person.id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
    WHERE spell.status = 'allocated' AND spell.start <= %(on)s AND (spell.until IS NULL OR spell.until > %(on)s)
    GROUP BY 1
"""


def run(options: argparse.Namespace) -> list[Result]:
    """The ledger, and the loads alone."""
    from throughcare.site.cli.process import use_django

    use_django("jobs")
    from throughcare.accounts.acting import acting_by_itself
    from throughcare.supervision.queries.workload import ledgers, loads

    on = date.fromisoformat(options.as_of)
    with acting_by_itself(why="bench"):
        officers, cases = _size(on)
        found = in_turn(
            options.rounds,
            {
                "aggregate": lambda: _aggregate(on),
                "ledger": lambda: sum(len(one.cases) for one in ledgers(None, on=on).values()),
                "loads": lambda: loads(None, on=on),
            },
        )
    note = f"{cases:,} cases of {officers:,} officers"
    return [
        Result("workload ledger, all officers", found["ledger"], found["aggregate"], LIMIT, note),
        Result("loads alone, all officers", found["loads"], found["aggregate"], None, note),
    ]


def _aggregate(on: date) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(AGGREGATE, {"on": on})
        rows: list[tuple[object, ...]] = cursor.fetchall()
        return rows


def _size(on: date) -> tuple[int, int]:
    """How many officers hold cases, and how many cases."""
    rows = _aggregate(on)
    return len(rows), sum(int(str(row[1])) for row in rows)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as-of", default=date.today().isoformat(), help="day to answer for")  # noqa: DTZ011


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    for result in run(parser.parse_args()):
        print(result.line())


if __name__ == "__main__":
    main()
