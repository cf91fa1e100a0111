"""``throughcare import`` and ``export`` as whole processes on a database of their own, one of them killed half-way."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from throughcare.site import postgres
from throughcare.testing.database import template_database
from throughcare.transition.rules.bundle_format import BY_NAME
from throughcare.transition.tests.bundles import change, valid, write

PLACES = """
INSERT INTO organisations_region (code, name, name_cy) VALUES ('Z1', 'Region', '');
INSERT INTO organisations_deliveryunit (code, name, name_cy, region_id) SELECT 'ZU1', 'Unit', '', id
FROM organisations_region;
"""
KEPT = """
SELECT person.crn, due.duty, coalesce(due.due_date::text, ''), coalesce(due.last_seen::text, '')
FROM supervision_contactdue due JOIN people_person person ON person.id = due.person_id
WHERE due.state <> 'ended' ORDER BY person.id
"""


@pytest.fixture(scope="module")
def cluster():
    return postgres.embedded("testing", durable=False)


@pytest.fixture
def address(cluster):
    name = f"throughcare_command_{os.getpid()}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
    with psycopg.connect(cluster.url("throughcare_owner", name)) as connection:
        connection.execute(PLACES.encode())
    yield lambda role: cluster.url(role, name)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def start(address, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": address("throughcare_web"),
        "DATABASE_JOBS_URL": address("throughcare_jobs"),
        "DATABASE_OWNER_URL": address("throughcare_owner"),
        "PYTHONPATH": str(Path.cwd()),
        "THROUGHCARE_UPLOADS": str(tmp_path / "uploads"),
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
    }

    def started(*arguments):
        command = [sys.executable, "-m", "throughcare", *map(str, arguments)]
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=-1, text=True)

    return started


@pytest.fixture
def run(start):
    def done(*arguments):
        process = start(*arguments)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    return done


@pytest.fixture
def counts(address):
    def counted():
        with psycopg.connect(address("throughcare_owner")) as connection:
            tables = ("people_person", "workforce_staff", "accounts_user", "supervision_contact", "audit_entry")
            return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}

    return counted


def test_import_and_export_say_what_they_did(run, counts, tmp_path):
    write(valid(), tmp_path / "bundle")
    status, out, err = run("import", "bundle", "--as-of", "2026-11-20")
    assert status == 0, err
    assert out.startswith("bundle: 36 rows read, ")
    assert re.search(r"^checking people \(\d+%\)$", err, re.MULTILINE), err
    assert not (tmp_path / "faults.csv").exists()
    assert counts() == {"people_person": 3, "workforce_staff": 3, "accounts_user": 3, "supervision_contact": 3,
                        "audit_entry": 1}  # fmt: skip
    status, out, err = run("export", "out.zip")
    assert (status, out) == (0, "out.zip: 36 rows, 3 people\n"), err
    assert run("import", "out.zip")[:2] == (0, "out.zip: 36 rows read, 0 changed in the database\n")


@pytest.mark.nightly
def test_what_was_changed_here_is_kept_shown_and_written(run, address, tmp_path):
    write(valid(), tmp_path / "bundle")
    assert run("import", "bundle", "--no-derive")[0] == 0
    with psycopg.connect(address("throughcare_owner")) as connection:
        connection.execute("UPDATE people_person SET surname = 'Married' WHERE crn = 'X000001'")
    status, out, err = run("import", "bundle", "--no-derive")
    assert (status, out) == (0, "bundle: 36 rows read, 0 changed in the database\n")
    assert err.endswith(
        "1 value changed here since the last import, kept as changed here; the bundle's were not loaded:\n"
        "  people.csv, row 2, column surname: 'Married' here, 'Example' in the bundle\n"
        "All of them: changed-here.csv\n"
    )
    assert (tmp_path / "changed-here.csv").read_text() == (
        "file,row,column,here,bundle,kept\npeople.csv,2,surname,Married,Example,here\n"
    )
    status, out, err = run("import", "bundle", "--no-derive", "--take-bundle", "--changed-here", "taken.csv")
    assert (status, "changed: people 1" in out, "taken from the bundle:" in err) == (0, True, True)
    assert (tmp_path / "taken.csv").read_text().endswith("Married,Example,bundle\n")


@pytest.mark.nightly
def test_faults_are_shown_counted_and_written_and_the_status_is_one(run, counts, tmp_path):
    bundle = valid()
    change(bundle, "people", 2, "sex", "=Q")
    write(bundle, tmp_path / "bundle")
    before = counts()
    status, out, err = run("import", "bundle", "--faults", "found.csv")
    assert (status, out) == (1, "")
    assert "people.csv, row 2, column sex: '=Q': expected: A code of the table sex: M, F, X [code]" in err
    assert "1 fault:\n          1  code\n" in err
    assert err.endswith("All of them: found.csv\nNothing was loaded.\n")
    assert (tmp_path / "found.csv").read_text().splitlines() == [
        "file,row,column,value,kind,expected",
        'people.csv,2,sex,\'=Q,code,"A code of the table sex: M, F, X"',
    ]
    assert counts() == before
    status, out, err = run("import", "bundle", "--accept-partial")
    assert status == 1
    assert "1 person was left out:\n  X000001 (people.csv, row 2)\n" in out
    assert "people.csv,2,crn,X000001,left-out," in (tmp_path / "faults.csv").read_text()
    assert counts()["people_person"] == 2


@pytest.mark.nightly
def test_what_cannot_be_done_has_status_two_and_changes_nothing(run, counts, tmp_path):
    before = counts()
    write(valid(), tmp_path / "bundle")
    assert "throughcare import: nowhere cannot be read" in run("import", "nowhere")[2]
    assert run("import", "nowhere")[0] == 2
    status, _, err = run("import", "bundle", "--by", "nobody")
    assert (status, "there is no user named 'nobody'" in err) == (2, True)
    assert counts() == before


ASK = """
INSERT INTO accounts_user (username, first_name, last_name, email, password, role, language, is_active, is_staff,
    is_superuser, date_joined) VALUES ('ad', '', '', '', '!', 'administrator', 'en-gb', true, false, false, now());
INSERT INTO transition_bundlerun (direction, state, asked_by_id, asked_at, name, file, accept_partial, phase_file, rows,
    share, counts, fault_count, left_out)
SELECT 'export', 'waiting', id, now(), 'out.zip', 'out.zip', false, '', 0, 0, '{}', 0, 0 FROM accounts_user
WHERE username = 'ad';
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)
SELECT 'imports', 'transition.work_off_run', 0, 'transition.work_off_run', jsonb_build_object('run', id)
FROM transition_bundlerun;
"""


@pytest.mark.nightly
def test_a_worker_does_what_waits(run, address):
    with psycopg.connect(address("throughcare_owner")) as connection:
        connection.execute(ASK.encode())
    status, _, err = run("worker", "--once")
    assert status == 0, err
    with psycopg.connect(address("throughcare_owner")) as connection:
        assert connection.execute("SELECT state FROM transition_bundlerun").fetchone() == ("done",), err


def gone(number, seconds=30):
    """Whether the process of that number ends within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.nightly
def test_a_killed_import_leaves_the_database_as_it_was_and_no_process(start, run, counts, tmp_path):
    bundle = valid()
    columns = len(BY_NAME["contacts"].columns)
    bundle["contacts"] += [
        [f"K{n}", "X000001", "SN1", "NOTE", "2026-02-01", *[""] * (columns - 5)] for n in range(120_000)
    ]
    write(bundle, tmp_path / "bundle")
    before = counts()
    process = start("import", "bundle", "--no-derive")
    for line in process.stderr:
        if line.startswith("checking contacts"):
            break
    helpers = [int(number) for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close(), process.stderr.close()
    assert len(helpers) == 1
    assert gone(helpers[0])
    assert counts() == before
    status, _, err = run("import", "bundle", "--no-derive")
    assert status == 0, err
    assert counts()["supervision_contact"] == 120_003


@pytest.mark.nightly
def test_due_answers_for_everybody_by_the_kept_answers_whatever_the_number_of_processes(run, address, tmp_path):
    write(valid(), tmp_path / "bundle")
    assert run("import", "bundle", "--as-of", "2026-11-20")[0] == 0
    lists = [run("due", "--as-of", "2026-11-20", "--processes", number) for number in (1, 2, 3)]
    assert [(status, err) for status, _, err in lists] == [(0, "")] * 3
    assert len({out for _, out, _ in lists}) == 1
    found = list(csv.DictReader(io.StringIO(lists[0][1])))
    places = ("delivery_unit", "team", "practitioner_code")
    order = [(*(row[name] for name in places), row["due_date"] or "~", row["crn"]) for row in found]
    assert order == sorted(order)
    with psycopg.connect(address("throughcare_owner")) as connection:
        connection.execute("SELECT set_config('throughcare.actor', '0', true)")
        kept = connection.execute(KEPT.encode()).fetchall()
    assert [(row["crn"], row["duty"], row["due_date"], row["last_seen"]) for row in found] == kept
    assert kept


@pytest.mark.nightly
def test_due_says_so_where_a_process_fails_and_leaves_no_list_that_looks_whole(run, address, tmp_path):
    write(valid(), tmp_path / "bundle")
    assert run("import", "bundle", "--as-of", "2026-11-20", "--no-derive")[0] == 0
    status, out, err = run("due", "--as-of", "2006-01-01", "--processes", 2)
    assert status == 1
    assert "a part failed; the list is not complete" in err
    assert len(out.splitlines()) == 1
