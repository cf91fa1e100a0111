"""How long a search among 240,000 people takes, by kind of search, under row security.

``python -m bench.people_search`` makes a database of its own on the embedded server of the tests, fills it, measures,
prints milliseconds (median and worst of several runs), and drops it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from throughcare.site import postgres
from throughcare.testing.database import template_database

PEOPLE = 240_000
RUNS = 7
NAMES = """
CREATE TEMP TABLE first_names AS SELECT row_number() OVER () - 1 AS n, name FROM unnest(string_to_array(
 'John Mary David Sarah Paul Emma Mark Laura James Claire Robert Susan Michael Karen Thomas Rhys Sian Owen Megan Gareth '
 'Mohammed Aisha Imran Fatima Daniel Rachel Steven Kelly Andrew Joanne Kevin Lisa Ryan Chloe Jordan Leanne Lee Tracy '
 'Carl Donna Craig Stacey Wayne Gemma Darren Kirsty Adrian Natalie Piotr Agnieszka Ahmed Zainab Kwame Abena Tyrone '
 'Jasmine Leroy Simone Patrick Niamh', ' ')) AS name;
CREATE TEMP TABLE last_names AS SELECT row_number() OVER () - 1 AS n, name FROM (
 SELECT unnest(string_to_array('Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans '
 'Walker White Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Price Hughes Edwards', ' ')) AS name
 UNION ALL
 SELECT initcap(a || b || c) FROM unnest(ARRAY['ash','black','brad','car','dun','ever','fair','green','hart','hol','kings',
 'lang','mar','nor','old','pem','rad','sher','thorn','under','wal','whit','wood','york']) a,
 unnest(ARRAY['','ing','en','er']) b, unnest(ARRAY['ton','ley','field','ford','wood','bridge','by','more','worth','ham']) c
) every;
"""
FILL = """
INSERT INTO organisations_region (code, name, name_cy) SELECT 'R' || n, 'Region ' || n, '' FROM generate_series(1, 12) n;
INSERT INTO organisations_deliveryunit (code, name, name_cy, region_id)
 SELECT 'U' || n, 'Unit ' || n, '', (SELECT id FROM organisations_region WHERE code = 'R' || (n %% 12 + 1))
 FROM generate_series(1, 109) n;
INSERT INTO accounts_user (username, password, first_name, last_name, email, is_staff, is_active, is_superuser, role,
  language, date_joined) VALUES ('bench', '', 'Sam', 'Bench', '', false, true, false, 'practitioner', 'en-gb', now());
INSERT INTO organisations_posting (user_id, region_id, start)
 SELECT u.id, r.id, '2020-01-01' FROM accounts_user u, organisations_region r WHERE u.username = 'bench' AND r.code = 'R1';
INSERT INTO people_person (crn, forenames, surname, preferred_name, date_of_birth, sex, language, delivery_unit_id, limited)
 SELECT chr(65 + i / 100000) || lpad((i %% 100000)::text, 6, '0'), f.name, l.name, '',
        date '1950-01-01' + (hashint4(i) & 2147483647) %% 20000, 'M', 'en', u.id, false
 FROM generate_series(1, {people}) g (i)
 JOIN first_names f ON f.n = (hashint4(i * 7) & 2147483647) %% (SELECT count(*) FROM first_names)
 JOIN last_names l ON l.n = CASE WHEN i %% 4 = 0 THEN (hashint4(i * 3) & 2147483647) %% 28
                                 ELSE (hashint4(i * 13) & 2147483647) %% (SELECT count(*) FROM last_names) END
 JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM organisations_deliveryunit) u ON u.n = i %% 109;
INSERT INTO people_identifier (person_id, kind, value)
 SELECT id, 'PNC', '2004/' || lpad(id::text, 7, '0') || 'A' FROM people_person;
INSERT INTO people_limitedaccess (person_id, kind, user_id, reason, start)
 SELECT p.id, 'exclusion', u.id, 'Bench', '2020-01-01' FROM people_person p, accounts_user u WHERE p.id %% 400 = 0;
ANALYZE;
"""
SEARCHES = {
    "name, spelt right": ("John Smith", None, []),
    "name, spelt otherwise": ("Jon Smyth", None, []),
    "surname alone, common": ("Smith", None, []),
    "forename alone, common": ("Mohammed", None, []),
    "rare name, misspelt": ("Agnieshka Thornenforth", None, []),
    "name and date of birth": ("John Smith", ["1961-03-13"], []),
    "date of birth": ("", ["1961-03-13"], []),
    "police number": ("", None, ["20040012345A"]),
    "nobody": ("Xzqwv Kjhgf", None, []),
}
QUERY = (
    "SELECT p.crn FROM throughcare_search_people(%s, %s::date[], %s::text[], 501) found"
    " JOIN people_person p ON p.id = found.person ORDER BY found.score DESC LIMIT 50"
)


def main() -> None:
    """Measure and print."""
    with _filled() as connection:
        print(f"{PEOPLE:,} people; milliseconds, median and worst of {RUNS}")
        for name, arguments in SEARCHES.items():
            median, worst, found = _time(connection, arguments)
            print(f"{name:26} {median:7.1f} {worst:7.1f}   {found} shown")


def _time(
    connection: psycopg.Connection[tuple[object, ...]], arguments: tuple[object, ...]
) -> tuple[float, float, int]:
    taken, found = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        found = len(connection.execute(QUERY, arguments).fetchall())
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), max(taken), found


@contextmanager
def _filled() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    cluster = postgres.embedded("testing", durable=False)
    cluster.start()
    cluster.execute("DROP DATABASE IF EXISTS throughcare_bench WITH (FORCE)")
    cluster.execute(f"CREATE DATABASE throughcare_bench TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
    try:
        with psycopg.connect(cluster.url("throughcare_owner", "throughcare_bench")) as owner:
            owner.execute("SET pg_trgm.similarity_threshold = 0.45")
            for statement in (NAMES + FILL.format(people=PEOPLE).replace("%%", "%")).split(";\n"):
                if statement.strip():
                    owner.execute(statement.encode())
        with psycopg.connect(cluster.url("throughcare_web", "throughcare_bench")) as connection:
            connection.execute(
                "SELECT set_config('throughcare.actor', (SELECT id::text FROM accounts_user), false),"
                " set_config('throughcare.reach', 'national', false)"
            )
            yield connection
    finally:
        cluster.execute("DROP DATABASE IF EXISTS throughcare_bench WITH (FORCE)")


if __name__ == "__main__":
    main()
