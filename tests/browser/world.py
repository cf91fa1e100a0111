"""A small fictional region, loaded as a real one would be, and a site that serves it on a free port.

Everything goes through the product's own commands (`migrate`, `synth`, `import`, `demo-roles`, `serve`), each in a
process of its own, with the database roles of a real installation.
"""

from __future__ import annotations

import ast
import contextlib
import csv
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import psycopg

from throughcare.organisations.rules.geography import regions
from throughcare.site import postgres
from throughcare.testing.database import template_database

ROOT = Path(__file__).resolve().parents[2]
HOME_REGION, OTHER_REGION = "N50", "N53"
PEOPLE, OTHER_PEOPLE = 120, 24
START_SECONDS = 120
_CATALOGUE = ROOT / "throughcare/locale/cy/LC_MESSAGES/django.po"


@dataclass(frozen=True)
class Member:
    """Somebody to sign in as."""

    number: int
    username: str
    name: str
    role: str


@dataclass(frozen=True)
class World:
    """The site, its database and whom one finds in it."""

    base_url: str
    database_url: str
    folder: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> None:
        """Run a `throughcare` command beside the site."""
        run(self.environment, *arguments)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What the database holds, seen as the jobs role sees it, with an actor set."""
        with psycopg.connect(self.database_url) as connection:
            connection.execute("SELECT set_config('throughcare.actor', '0', true)")
            return connection.execute(sql.encode(), values).fetchall()

    @cached_property
    def cast(self) -> dict[str, Member]:
        """One member for each role; those of the unit with the busiest practitioner where a role has a place."""
        return {row[0]: Member(row[1], row[2], row[3], row[0]) for row in self.rows(_CAST)}  # type: ignore[misc]

    @cached_property
    def person(self) -> str:
        """The number of somebody whom the practitioner is responsible for, with a contact due."""
        return str(self.rows(_PERSON, self.cast["practitioner"].number)[0][0])

    @cached_property
    def due_by_frequency(self) -> str:
        """The number of somebody whose next regular contact is due soon or was, in the practitioner's region."""
        return str(self.rows(_DUE_BY_FREQUENCY, self.person)[0][0])

    @cached_property
    def other_region_person(self) -> str:
        """The number of somebody in the other region, without limited access."""
        return str(self.rows(_OTHER_PERSON, OTHER_REGION)[0][0])

    @cached_property
    def unit(self) -> str:
        """The code of the delivery unit of the head in the cast."""
        return str(self.rows(_UNIT, self.cast["head"].number)[0][0])

    @cached_property
    def excluded(self) -> tuple[Member, str, str]:
        """A user, and the number and surname of somebody of their own region whom that user must not see."""
        number, username, name, role, crn, surname = self.rows(_EXCLUDED, HOME_REGION)[0]
        return Member(number, username, name, role), str(crn), str(surname)  # type: ignore[arg-type]

    @cached_property
    def duplicates(self) -> tuple[str, str]:
        """The numbers of two records that look like one person."""
        one, other = self.rows(_DUPLICATES, HOME_REGION)[0]
        return str(one), str(other)

    @cached_property
    def contact(self) -> str:
        """The reference of a contact of ``person`` that is a meeting with an outcome."""
        return str(self.rows(_CONTACT, self.person)[0][0])

    @cached_property
    def with_circumstance(self) -> tuple[str, int]:
        """The number of somebody of the home region with a circumstance that still holds, and its key."""
        crn, key = self.rows(_CIRCUMSTANCE, HOME_REGION)[0]
        return str(crn), int(key)  # type: ignore[call-overload]

    @cached_property
    def subscription(self) -> int:
        """The key of a subscription of another system."""
        return int(self.rows("SELECT id FROM webhooks_subscription ORDER BY id LIMIT 1")[0][0])  # type: ignore[call-overload]

    @cached_property
    def own(self) -> dict[str, object]:
        """The person of the cast: their number, what they asked, and an appointment about which they may ask."""
        crn, asked, reference = self.rows(_OWN, self.cast["person"].number)[0]
        return {"crn": crn, "asked": asked, "reference": reference}

    @cached_property
    def officer(self) -> str:
        """The staff code of the practitioner."""
        return str(
            self.rows("SELECT code FROM workforce_staff WHERE user_id = %s", self.cast["practitioner"].number)[0][0]
        )

    @cached_property
    def team(self) -> str:
        """The code of the practitioner's team."""
        sql = (
            "SELECT team.code FROM workforce_team team JOIN workforce_staff s ON s.team_id = team.id WHERE s.code = %s"
        )
        return str(self.rows(sql, self.officer)[0][0])

    @cached_property
    def reduction(self) -> tuple[str, int]:
        """The staff code of somebody with an active reduction, and its key."""
        sql = """SELECT staff.code, taken.id FROM workforce_reduction taken
                 JOIN workforce_staff staff ON staff.id = taken.staff_id
                 WHERE taken.start <= current_date AND (taken.until IS NULL OR taken.until > current_date)
                 ORDER BY taken.id LIMIT 1"""
        code, key = self.rows(sql)[0]
        return str(code), int(key)  # type: ignore[call-overload]

    @cached_property
    def alarm(self) -> int:
        """The key of an alarm about a load that is still too much: made here, for nobody in so small a region has one."""
        return int(self.rows(_ALARM)[0][0])  # type: ignore[call-overload]

    @cached_property
    def allocation_plan(self) -> int:
        """The key of an allocation plan of the home region with lines that wait."""
        sql = """SELECT plan.id FROM supervision_allocationplan plan
                 JOIN supervision_allocationplanline line ON line.plan_id = plan.id AND line.state = 'proposed'
                 JOIN organisations_deliveryunit unit ON unit.id = plan.delivery_unit_id
                 JOIN organisations_region region ON region.id = unit.region_id
                 WHERE region.code = %s ORDER BY plan.id LIMIT 1"""
        return int(self.rows(sql, HOME_REGION)[0][0])  # type: ignore[call-overload]

    @cached_property
    def sentence(self) -> str:
        """The reference of a sentence of ``person`` that runs."""
        sql = """SELECT sentence.reference FROM people_sentence sentence
                 JOIN people_person person ON person.id = sentence.person_id
                 WHERE person.crn = %s ORDER BY sentence.terminated_on NULLS FIRST, sentence.id LIMIT 1"""
        return str(self.rows(sql, self.person)[0][0])

    @cached_property
    def after_licence(self) -> tuple[str, str]:
        """The number of somebody whose short sentence goes on after its licence, and the sentence's reference.

        Who is released after the reform of 2026 has none, so the record is made so; who was released before comes first.
        """
        sql = """UPDATE people_sentence made SET ends_on = greatest(made.ends_on, made.licence_ends_on + 200)
                 FROM (SELECT sentence.id, person.crn FROM people_sentence sentence
                       JOIN people_person person ON person.id = sentence.person_id AND NOT person.limited
                       JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
                       JOIN people_custodyspell spell ON spell.sentence_id = sentence.id AND spell.kind = 'sentence'
                       WHERE sentence.kind = 'custody-short' AND sentence.terminated_on IS NULL
                         AND sentence.licence_ends_on > current_date - 150 AND unit.code LIKE 'N50%%'
                       ORDER BY coalesce(spell.until, 'infinity') >= '2026-09-02', sentence.id LIMIT 1) chosen
                 WHERE made.id = chosen.id RETURNING chosen.crn, made.reference"""
        crn, reference = self.rows(sql)[0]
        return str(crn), str(reference)

    @cached_property
    def transfer(self) -> tuple[str, int]:
        """The number of somebody whose transfer waits for an answer, and its key."""
        sql = """SELECT person.crn, transfer.id FROM supervision_transfer transfer
                 JOIN people_person person ON person.id = transfer.person_id
                 WHERE transfer.state = 'offered' ORDER BY transfer.id LIMIT 1"""
        crn, key = self.rows(sql)[0]
        return str(crn), int(key)  # type: ignore[call-overload]

    @cached_property
    def registration(self) -> tuple[str, str]:
        """The number of somebody with a registration in force in the home region, and its reference."""
        crn, reference = self.rows(_REGISTRATION, HOME_REGION)[0]
        return str(crn), str(reference)

    @cached_property
    def assessment(self) -> tuple[str, str]:
        """The number of somebody with a full assessment in the home region, and its reference."""
        crn, reference = self.rows(_ASSESSMENT, HOME_REGION)[0]
        return str(crn), str(reference)

    def enforced(self, table: str, where: str = "TRUE") -> tuple[str, str]:
        """The number of somebody with a row of enforcement in ``table``, and the reference of that row."""
        sql = f"""SELECT person.crn, one.reference FROM {table} one JOIN people_person person ON person.id = one.person_id
                  WHERE {where} ORDER BY one.id LIMIT 1"""
        crn, reference = self.rows(sql)[0]
        return str(crn), str(reference)

    @cached_property
    def reason_to_decide(self) -> tuple[str, int]:
        """The number of somebody who gave a reason that was not decided on, and its key."""
        sql = """SELECT person.crn, one.id FROM supervision_reasonoffered one
                 JOIN people_person person ON person.id = one.person_id WHERE one.decision = '' LIMIT 1"""
        crn, key = self.rows(sql)[0]
        return str(crn), int(key)  # type: ignore[call-overload]

    @cached_property
    def plan(self) -> dict[str, object]:
        """Somebody whose plan has two versions: their number, the plan's key, the latest number, the key of a step."""
        names = ("crn", "plan", "number", "step")
        return dict(zip(names, self.rows(_PLAN)[0], strict=True))

    @cached_property
    def draft(self) -> dict[str, object]:
        """Somebody whose plan is being written: their number, the keys of an objective and of a step."""
        return dict(zip(("crn", "objective", "step"), self.rows(_DRAFT)[0], strict=True))

    def key_of_person(self, table: str, where: str) -> int:
        """The key of the first row of ``table`` about ``person``."""
        sql = f"""SELECT one.id FROM {table} one JOIN people_person person ON person.id = one.person_id
                  WHERE person.crn = %s AND {where} ORDER BY one.id LIMIT 1"""
        return int(self.rows(sql, self.person)[0][0])  # type: ignore[call-overload]

    def application(self, state: str) -> int:
        """The number of an application to a panel in this state, of the supplier of the cast where it is a draft."""
        sql = "SELECT id FROM commissioning_marketapplication WHERE state = %s ORDER BY id LIMIT 1"
        return int(self.rows(sql, state)[0][0])  # type: ignore[call-overload]

    @cached_property
    def letter(self) -> int:
        """The key of a letter that tells a bidder the result of its bid."""
        return int(self.rows("SELECT id FROM commissioning_feedbackletter ORDER BY id LIMIT 1")[0][0])  # type: ignore[call-overload]

    @cached_property
    def place(self) -> int:
        """The number of a place in a panel with something held against it."""
        sql = "SELECT membership_id FROM commissioning_placesanction ORDER BY id LIMIT 1"
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    @cached_property
    def own_place(self) -> int:
        """The number of a place in a panel of the supplier of the cast."""
        sql = "SELECT id FROM commissioning_membership WHERE supplier_id = %s ORDER BY id LIMIT 1"
        return int(self.rows(sql, self.supplier)[0][0])  # type: ignore[call-overload]

    @cached_property
    def supplier(self) -> int:
        """The number of the supplier of which most is known, for which the supplier of the cast acts."""
        sql = "SELECT id FROM organisations_supplier WHERE known_as = 'Doorstep'"
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    @cached_property
    def invoice(self) -> int:
        """The key of an invoice that waits for its payment."""
        sql = "SELECT id FROM commissioning_contractinvoice WHERE number = 'DOOR-2'"
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    def of_draft_need(self, part: str) -> int:
        """The key of a ``party`` or a ``line`` of the need that is a draft."""
        sql = f"""SELECT min(one.id) FROM commissioning_need{part} one JOIN commissioning_need need ON need.id = one.need_id
            WHERE need.state = 'draft'"""
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    @cached_property
    def asked_about(self) -> int:
        """The number of a question about a market-engagement event to come that waits for an answer."""
        sql = """SELECT one.id FROM commissioning_engagementquestion one JOIN commissioning_engagement event
            ON event.id = one.engagement_id
            WHERE one.answered_at IS NULL AND event.reference = 'fictional-talk-about-homes-aft' ORDER BY one.id LIMIT 1"""
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    @cached_property
    def enquiry(self) -> int:
        """The key of a question about the open competition that waits for an answer."""
        sql = "SELECT id FROM commissioning_competitionenquiry WHERE answered_at IS NULL ORDER BY id LIMIT 1"
        return int(self.rows(sql)[0][0])  # type: ignore[call-overload]

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The sentences that the demonstration has people say, longest first: data too, wherever a page quotes them."""
        found: set[str] = set()
        for file in (ROOT / "throughcare/site").glob("demo_*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.update(line for line in node.value.split("\n") if len(line.split()) >= 3)
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def data_words(self) -> str:
        """Everything that the bundles say: what a page shows of it is data, in whatever language it was written."""
        parts = {place.name for region in regions() for place in (region, *region.delivery_units)}
        for region in regions():
            names = {region.name, region.name_cy}
            parts |= {f"{name}: {unit.name}" for unit in region.delivery_units for name in names}
        parts |= {str(row[0]) for row in self.rows(_TEAMS)}
        for file in self.folder.glob("bundle-*/*.csv"):
            with file.open(newline="", encoding="utf-8") as lines:
                for row in csv.reader(lines):
                    parts.update(row)
        return "\n".join(sorted(parts))


@contextlib.contextmanager
def world(shared: Path | None = None, *, settings: str = "", called: str = "") -> Iterator[World]:
    """Make the database, load it, serve it; stop the server by its own number and drop the database at the end.

    Processes that name the same ``shared`` folder load one database between them: each serves a copy of its own. Another
    world of the same process is ``called`` something; ``settings`` is a module to serve it with.
    """
    cluster = postgres.embedded("testing", durable=False)
    cluster.start()
    name = f"throughcare_browser_{os.getpid()}{called}"
    with tempfile.TemporaryDirectory(prefix="throughcare-browser-") as folder:
        environment = _environment(cluster, name, folder)
        try:
            with _loaded(cluster, shared or Path(folder) / "loaded") as (loaded, files):
                cluster.execute(f"CREATE DATABASE {name} TEMPLATE {loaded} OWNER throughcare_owner")
                shutil.copytree(files, folder, dirs_exist_ok=True)
                environment |= {"DJANGO_SETTINGS_MODULE": settings} if settings else {}
                with serving(Path(folder), environment) as base_url:
                    yield World(base_url, cluster.url("throughcare_jobs", name), Path(folder), environment)
        finally:
            cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _loaded_name(shared: Path) -> str:
    """A name for the database of this folder: two worlds of one process that share nothing have one each."""
    return f"throughcare_loaded_{os.getpid()}_{zlib.crc32(str(shared).encode())}"


@contextlib.contextmanager
def _loaded(cluster: postgres.Cluster, shared: Path) -> Iterator[tuple[str, Path]]:
    """A loaded database to copy, and the folder of its files: made by whoever comes first, dropped by the last to leave."""
    shared.mkdir(parents=True, exist_ok=True)
    noted, files = shared / "database", shared / "files"
    with _alone(shared):
        name, users = noted.read_text().split() if noted.exists() else (_loaded_name(shared), "0")
        if users == "0":
            cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
            try:
                shutil.rmtree(files, ignore_errors=True)
                files.mkdir()
                load(files, _environment(cluster, name, str(files)))
            except BaseException:
                cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                raise
        noted.write_text(f"{name} {int(users) + 1}")
    try:
        yield name, files
    finally:
        with _alone(shared):
            users = int(noted.read_text().split()[1]) - 1
            noted.write_text(f"{name} {users}")
            if users == 0:
                cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def _alone(shared: Path) -> Iterator[None]:
    """One process at a time."""
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def load(folder: Path, environment: dict[str, str]) -> None:
    """Two regions, the second small: made, imported, given roles."""
    compiled = _CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < _CATALOGUE.stat().st_mtime:
        run(environment, "messages", "--compile")
    today = date.today().isoformat()  # noqa: DTZ011
    bundles = []
    with ThreadPoolExecutor(1) as beside:
        # What is synthesised needs no database.
        migrated = beside.submit(run, environment, "migrate")
        for region, people, seed in ((HOME_REGION, PEOPLE, 1), (OTHER_REGION, OTHER_PEOPLE, 2)):
            bundles.append(str(folder / f"bundle-{region}"))
            run(environment, "synth", "--region", region, "--people", str(people), "--seed", str(seed), "--as-of", today,
                "--out", bundles[-1])  # fmt: skip
        migrated.result()
    for bundle in bundles:
        run(environment, "import", bundle, "--as-of", today)
    run(environment, "demo-roles", "--region", HOME_REGION)
    run(environment, "demo-work", "--region", HOME_REGION)


def run(environment: dict[str, str], *arguments: str) -> None:
    """One `throughcare` command; raises ``RuntimeError`` with what it said where it fails."""
    command = [sys.executable, "-m", "throughcare", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"throughcare {' '.join(arguments)} failed\n{done.stdout}\n{done.stderr}")


@contextlib.contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """`throughcare serve` on a free port of loopback, its log in ``folder``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "throughcare", "serve", "--address", address, "--workers", "1", "--threads", "4"]
    log = folder / f"server-{address.rpartition(':')[2]}.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(f"http://{address}/sign-in/", server, log)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(60)


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url} answers {error.code}\n{log.read_text()}") from error
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}\n{log.read_text()}")


def _environment(cluster: postgres.Cluster, name: str, folder: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "THROUGHCARE_ROLE"))}
    return {
        **kept,
        "THROUGHCARE_HOME": folder,
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
        "DATABASE_URL": cluster.url("throughcare_web", name),
        "DATABASE_JOBS_URL": cluster.url("throughcare_jobs", name),
        "DATABASE_OWNER_URL": cluster.url("throughcare_owner", name),
    }


_BUSIEST = """
    SELECT staff.user_id, staff.delivery_unit_id, staff.team_id, count(*) AS people
    FROM supervision_officerspell spell
    JOIN workforce_staff staff ON staff.id = spell.staff_id
    JOIN accounts_user who ON who.id = staff.user_id AND who.role = 'practitioner'
    JOIN supervision_contactdue due ON due.person_id = spell.person_id AND due.state = 'due'
    WHERE spell.until IS NULL
    GROUP BY 1, 2, 3 ORDER BY people DESC, 1 LIMIT 1
"""
_CAST = f"""
    WITH busiest AS ({_BUSIEST})
    SELECT DISTINCT ON (who.role)
           who.role, who.id, who.username, btrim(who.first_name || ' ' || who.last_name)
    FROM accounts_user who LEFT JOIN workforce_staff staff ON staff.user_id = who.id
    CROSS JOIN busiest
    WHERE who.role <> 'none' AND who.is_active AND who.username <> 'import'
    ORDER BY who.role, (who.id = busiest.user_id) DESC, (staff.team_id = busiest.team_id) DESC NULLS LAST,
             (staff.delivery_unit_id = busiest.delivery_unit_id) DESC NULLS LAST, who.id
"""
_PERSON = """
    SELECT person.crn FROM supervision_officerspell spell
    JOIN workforce_staff staff ON staff.id = spell.staff_id
    JOIN people_person person ON person.id = spell.person_id
    JOIN supervision_contactdue due ON due.person_id = person.id AND due.state = 'due' AND due.due_date IS NOT NULL
    WHERE spell.until IS NULL AND staff.user_id = %s AND NOT person.limited
    ORDER BY (SELECT count(*) FROM supervision_contact c WHERE c.person_id = person.id) DESC, person.crn
"""
_DUE_BY_FREQUENCY = """
    SELECT person.crn FROM people_person person
    JOIN supervision_contactdue due ON due.person_id = person.id
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    WHERE person.crn <> %s AND NOT person.limited AND due.state = 'due' AND due.duty = 'contact'
      AND due.reason_code = 'contact-frequency' AND due.due_date < current_date + 7 AND due.last_seen < current_date - 7
      AND unit.code LIKE 'N50%%'
    ORDER BY due.due_date, person.crn
"""
_OTHER_PERSON = """
    SELECT person.crn FROM people_person person
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE region.code = %s AND NOT person.limited ORDER BY person.crn
"""
_UNIT = """
    SELECT unit.code FROM workforce_staff staff JOIN organisations_deliveryunit unit ON unit.id = staff.delivery_unit_id
    WHERE staff.user_id = %s
"""
_EXCLUDED = """
    SELECT who.id, who.username, btrim(who.first_name || ' ' || who.last_name), who.role, person.crn, person.surname
    FROM people_limitedaccess barred
    JOIN people_person person ON person.id = barred.person_id
    JOIN accounts_user who ON who.id = barred.user_id
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE barred.kind = 'exclusion' AND barred.until IS NULL AND region.code = %s
      AND who.role IN ('practitioner', 'senior', 'head')
    ORDER BY person.crn, who.id
"""
_DUPLICATES = """
    SELECT one.crn, other.crn FROM people_person one
    JOIN people_person other ON other.date_of_birth = one.date_of_birth AND other.surname = one.surname
         AND other.crn > one.crn
    JOIN organisations_deliveryunit unit ON unit.id = one.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE region.code = %s AND NOT one.limited AND NOT other.limited ORDER BY one.crn
"""
_ALARM = """
    WITH officer AS (
        SELECT spell.staff_id FROM supervision_loadspell spell JOIN workforce_staff staff ON staff.id = spell.staff_id
        JOIN workforce_team team ON team.id = staff.team_id
        JOIN organisations_deliveryunit unit ON unit.id = team.delivery_unit_id
        WHERE spell.until IS NULL AND spell.points > 200 AND staff.grade = 'PO' AND unit.code LIKE 'N50%%'
          AND NOT EXISTS (SELECT 1 FROM workforce_reduction away WHERE away.staff_id = staff.id)
        ORDER BY spell.points, spell.staff_id LIMIT 1
    ), usual AS (
        UPDATE workforce_staff SET contracted_hours = 2 FROM officer WHERE id = officer.staff_id
    ), dated AS (
        UPDATE workforce_contractedhours dated SET hours = 2 FROM officer WHERE dated.staff_id = officer.staff_id
    ), load AS (
        UPDATE supervision_loadspell spell SET over_since = current_date - 40, percent = 150
        FROM officer WHERE spell.staff_id = officer.staff_id AND spell.until IS NULL
    )
    INSERT INTO supervision_workloadalarm (staff_id, over_since, raised_on, answer)
    SELECT staff_id, current_date - 40, current_date - 12, '' FROM officer RETURNING id
"""
_CONTACT = """
    SELECT contact.reference FROM supervision_contact contact JOIN people_person person ON person.id = contact.person_id
    WHERE person.crn = %s AND contact.outcome <> '' ORDER BY contact.date DESC, contact.id DESC
"""
_OWN = """
    SELECT person.crn, asked.id, contact.reference FROM own_account account
    JOIN people_person person ON person.id = account.person_id
    JOIN own_asked asked ON asked.person_id = person.id AND asked.state = 'waiting'
    JOIN supervision_contact contact ON contact.person_id = person.id AND contact.id <> asked.contact_id
         AND contact.outcome = '' AND contact.date > current_date AND contact.type <> 'NOTE'
    WHERE account.user_id = %s ORDER BY contact.date
"""
_CIRCUMSTANCE = """
    SELECT person.crn, one.id FROM people_circumstance one JOIN people_person person ON person.id = one.person_id
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE region.code = %s AND one.until IS NULL AND NOT person.limited ORDER BY person.crn, one.id
"""
_OF_REGION = """ JOIN people_person person ON person.id = one.person_id
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE region.code = %s AND NOT person.limited AND person.merged_into_id IS NULL"""
_REGISTRATION = f"""SELECT person.crn, one.reference FROM supervision_registration one {_OF_REGION}
    AND one.ended_on IS NULL AND one.type = 'MAPP' ORDER BY person.crn, one.id"""
_ASSESSMENT = f"""SELECT person.crn, one.reference FROM supervision_assessment one {_OF_REGION}
    AND one.kind <> 'RSR' AND one.withdrawn_on IS NULL ORDER BY person.crn, one.id"""
_PLAN = """
    SELECT person.crn, version.plan_id, version.number, step.key::text FROM supervision_planversion version
    JOIN people_person person ON person.id = version.person_id
    JOIN supervision_planstep step ON step.version_id = version.id
    WHERE version.state = 'agreed' AND version.number = 2 ORDER BY person.crn, step.id
"""
_TEAMS = """
    SELECT unit.name || ': ' || team.name FROM workforce_team team
    JOIN organisations_deliveryunit unit ON unit.id = team.delivery_unit_id
"""
_DRAFT = """
    SELECT person.crn, objective.id, step.id FROM supervision_planversion version
    JOIN people_person person ON person.id = version.person_id
    JOIN supervision_planobjective objective ON objective.version_id = version.id
    JOIN supervision_planstep step ON step.objective_id = objective.id
    WHERE version.state = 'draft' ORDER BY person.crn, objective.id, step.id
"""
