"""Pages of a running site against the same site's bare page of one row (`/ping-row/`).

    python -m bench.pages [--base-url URL] [--rounds N] [--user USERNAME] [--crn CRN] [--queries]

Signs in as a practitioner, as the head of that practitioner's delivery unit and as the regional director, as a
demonstration allows, and asks for the pages in turn over one kept connection. Prints medians and ratios, and with
``--queries`` the number of queries of each page, counted in this process on the same database.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode, urlsplit

from bench.measure import Result, in_turn

LIMIT = 4.0
YARDSTICK = "/ping-row/"


@dataclass(frozen=True)
class Place:
    """Who asks for which page; ``limit`` is the goal, None where there is none."""

    name: str
    username: str
    path: str
    limit: float | None


class Visitor:
    """One signed-in session over one connection."""

    def __init__(self, base_url: str, number: int) -> None:
        parts = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)
        self._cookies: dict[str, str] = {}
        page = self._ask("GET", "/sign-in/as/supplier/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise RuntimeError("no form to sign in with: is this a demonstration?")
        self._ask("POST", "/sign-in/", urlencode({"csrfmiddlewaretoken": token[1], "user": number}))

    def open(self, path: str) -> str:
        """The page at ``path``; raises ``RuntimeError`` where it does not answer 200."""
        status, text = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return text

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for cookie in response.msg.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, text


def run(options: argparse.Namespace) -> list[Result]:
    """Measure every page."""
    _use_django()
    results = []
    for place, number in places(options):
        visitor = Visitor(options.base_url, number)
        actions: dict[str, Callable[[], object]] = {
            "yardstick": partial(visitor.open, YARDSTICK), "page": partial(visitor.open, place.path),
        }  # fmt: skip
        found = in_turn(options.rounds, actions)
        note = f"{queries(number, place.path)} queries" if options.queries else ""
        results.append(Result(place.name, found["page"], found["yardstick"], place.limit, note))
    return results


def places(options: argparse.Namespace) -> list[tuple[Place, int]]:
    """The pages, with the key of whoever asks: the practitioner named, else the one with most people."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.actor', '0', false)")
        cursor.execute(_PRACTITIONER, [options.user, options.user])
        row = cursor.fetchone()
        if row is None:
            raise RuntimeError("no practitioner with a case")
        practitioner, username, unit, region = row
        crn = options.crn or _first(cursor, _PERSON, practitioner)
        head = _first(cursor, _LEADER, "head", unit, region)
        director = _first(cursor, _LEADER, "director", unit, region)
        unit_code = _first(cursor, "SELECT code FROM organisations_deliveryunit WHERE id = %s", unit)
        region_code = _first(cursor, "SELECT code FROM organisations_region WHERE id = %s", region)
    return [
        (Place("practitioner's home", username, "/", LIMIT), practitioner),
        (Place("person page", username, f"/people/{crn}/", LIMIT), practitioner),
        (Place("caseload", username, "/caseload/", None), practitioner),
        (Place("delivery unit dashboard", "", f"/units/{unit_code}/", None), head),
        (Place("region dashboard", "", f"/regions/{region_code}/", None), director),
    ]


def queries(number: int, path: str) -> int:
    """How many queries the page makes, in this process, signed in as the user with that key."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from throughcare.accounts.models import User

    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(User.objects.get(pk=number))
    client.get(YARDSTICK)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def _first(cursor: object, sql: str, *values: object) -> int:
    cursor.execute(sql, values)  # type: ignore[attr-defined]
    row = cursor.fetchone()  # type: ignore[attr-defined]
    if row is None:
        raise RuntimeError(f"nothing found by: {sql}")
    return row[0]  # type: ignore[no-any-return]


def _use_django() -> None:
    """The jobs role sees every row, so that whoever has most people can be found."""
    warnings.simplefilter("ignore")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    os.environ["THROUGHCARE_ROLE"] = "jobs"
    import django

    django.setup()


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", help="user name of a practitioner; the one with most people if left out")
    parser.add_argument("--crn", help="whose page; somebody of that practitioner if left out")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--queries", action="store_true", help="count queries too, in this process")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    for result in run(parser.parse_args()):
        print(result.line())


_PRACTITIONER = """
    SELECT who.id, who.username, unit.id, unit.region_id
    FROM accounts_user who
    JOIN workforce_staff staff ON staff.user_id = who.id
    JOIN organisations_deliveryunit unit ON unit.id = staff.delivery_unit_id
    JOIN supervision_officerspell spell ON spell.staff_id = staff.id AND spell.until IS NULL
    WHERE who.role = 'practitioner' AND who.is_active AND (%s::text IS NULL OR who.username = %s)
    GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 1 LIMIT 1
"""
_PERSON = """
    SELECT person.crn FROM supervision_officerspell spell
    JOIN workforce_staff staff ON staff.id = spell.staff_id AND staff.user_id = %s
    JOIN people_person person ON person.id = spell.person_id AND NOT person.limited
    WHERE spell.until IS NULL
    ORDER BY (SELECT count(*) FROM supervision_contact one WHERE one.person_id = person.id) DESC, 1 LIMIT 1
"""
_LEADER = """
    SELECT posting.user_id FROM organisations_posting posting JOIN accounts_user who ON who.id = posting.user_id
    WHERE who.role = %s AND who.is_active AND (posting.delivery_unit_id = %s OR posting.region_id = %s)
      AND posting.until IS NULL
    ORDER BY posting.delivery_unit_id IS NULL, posting.user_id LIMIT 1
"""

if __name__ == "__main__":
    main()
