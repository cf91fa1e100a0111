"""``throughcare due`` over a database against COPY of the same people, sentences and contacts out of PostgreSQL.

    python -m bench.contact_due [--rounds N] [--as-of DAY] [--by USERNAME]

Both read the database that ``DATABASE_JOBS_URL`` names, the embedded one of the working folder where it is not set, as the
jobs role. Ours is the whole command, start included, writing to the null device; the yardstick is one process with one
connection that copies the three tables to the null device. In turn; prints the ratio of the medians (at most 8).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import date

from bench.measure import Result, in_turn
from throughcare.site.settings import database

LIMIT = 8.0
COPY = """
import sys, psycopg
TABLES = (
    ("people_person", "id, crn, forenames, surname, date_of_birth, delivery_unit_id"),
    ("people_sentence", "*"),
    ("supervision_contact", "id, person_id, date, type, outcome"),
)
with psycopg.connect(sys.argv[1]) as connection, open("/dev/null", "wb") as nowhere:
    connection.execute("SELECT set_config('throughcare.actor', '0', true)")
    for table, columns in TABLES:
        with connection.cursor().copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT") as rows:
            for block in rows:
                nowhere.write(block)
"""


def run(options: argparse.Namespace) -> list[Result]:
    """The one measure."""
    due = ["due", "--out", os.devnull, "--as-of", options.as_of, *(["--by", options.by] if options.by else [])]
    url = database.address("jobs")
    found = in_turn(
        options.rounds,
        {
            "copy": lambda: _run([sys.executable, "-c", COPY, url]),
            "due": lambda: _run([sys.executable, "-m", "throughcare", *due]),
        },
    )
    return [Result("next contact due, everybody", found["due"], found["copy"], LIMIT, size(url))]


def size(url: str) -> str:
    """How many people and contacts the database has."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('throughcare.actor', '0', true)")
        people, contacts = (
            connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            for table in ("people_person", "supervision_contact")
        )
    return f"{people[0]:,} people, {contacts[0]:,} contacts" if people and contacts else ""


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as-of", default=date.today().isoformat(), help="day to answer for")  # noqa: DTZ011
    parser.add_argument("--by", help="user name to act as")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    for result in run(parser.parse_args()):
        print(result.line())


if __name__ == "__main__":
    main()
