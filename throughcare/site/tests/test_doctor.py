"""The doctor and the accounts command."""

from datetime import date

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from django.utils import timezone

from throughcare.accounts.commands.users import invited_user
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.commands import record
from throughcare.audit.models import Entry
from throughcare.site import doctor
from throughcare.site.cli import accounts as accounts_command
from throughcare.site.cli import doctor as doctor_command
from throughcare.site.cli import main
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    """Run the command in this process, on this test's database."""
    for module in (doctor_command, accounts_command):
        monkeypatch.setattr(module, "use_django", lambda _role: None)
    return lambda *arguments: CliRunner().invoke(main, arguments)


def faults(on=None):
    found = doctor.examine(on=on or timezone.localdate())
    return {finding.what: finding.fault for finding in found if finding.fault}


def test_nothing_is_wrong_with_a_fresh_installation(run):
    assert faults() == {}
    done = run("doctor")
    assert done.exit_code == 0
    assert done.output.count("  ok     ") == 16
    assert "Nothing is wrong." in done.output


def test_it_finds_an_altered_log(run):
    user = UserFactory()
    with as_role("owner", user.pk), connection.cursor() as cursor:
        record(action="test.did", by=user, at=timezone.now())
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        cursor.execute("UPDATE audit_entry SET action = 'test.other'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")
    done = run("doctor")
    assert done.exit_code == 1
    assert f"1 breaks; the first: entry {user.pk}/1, content was changed" in done.output
    assert "Treat as an incident" in done.output


def test_it_finds_a_table_about_people_without_row_security():
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_identifier NO FORCE ROW LEVEL SECURITY")
        cursor.execute("CREATE TABLE forgotten (id int, person_id bigint)")
    assert faults() == {"Every table about people has row security, forced": "forgotten, people_identifier"}


def test_it_finds_months_without_room():
    (fault,) = faults(on=date(2035, 11, 5)).values()
    assert fault == "no partition for 2035-11, 2035-12, 2036-01, 2036-02"


def test_it_finds_a_migration_that_was_not_applied():
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0003_search_and_seal'")
    assert faults() == {"The database is up to date": "1 not applied, the first is audit.0003_search_and_seal"}


HALF_WAY = """
DELETE FROM django_migrations WHERE app IN ('audit', 'procrastinate', 'supervision');
DROP FUNCTION audit_breaks CASCADE;
DROP TABLE procrastinate_periodic_defers CASCADE;
REVOKE SELECT ON procrastinate_jobs FROM throughcare_web;
"""


def test_of_a_database_left_half_way_it_names_what_is_missing_and_goes_on(run):
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute(HALF_WAY)
    done = run("doctor")
    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert "WRONG  The database is up to date" in done.output
    assert "The chains of both logs are whole: cannot be told: function audit_breaks() does not exist" in done.output
    assert "Jobs are worked off: cannot be told: " in done.output
    assert done.output.count("The database is not up to date. Run: throughcare migrate") == 2
    assert done.output.count("  ok     ") == 13
    assert done.stderr == "\n3 to put right.\n"


def test_of_a_database_without_a_note_of_its_migrations_it_says_so():
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_migrations")
    assert faults() == {"The database is up to date": "no migration was ever applied"}


def test_a_database_that_is_too_busy_to_say_is_sent_to_its_log(monkeypatch):
    def give_up(_on: date) -> tuple[str, str]:
        raise OperationalError("canceling statement due to statement timeout\nCONTEXT: more")

    found = doctor._looked_at("The chains of both logs are whole", give_up, timezone.localdate())
    assert found.fault == "cannot be told: canceling statement due to statement timeout"
    assert found.remedy == "See the log of the database server"


def test_it_finds_a_process_that_sees_past_row_security():
    with as_role("owner"):
        assert "owns the tables" in faults()["This process is held by row security"]


def test_it_finds_settings_of_a_demonstration_on_a_site_for_others(settings):
    settings.ALLOWED_HOSTS = ["throughcare.example.org"]
    settings.DEBUG = True
    assert faults() == {
        "Sign-in without a password is for this machine alone": "it is on, and the site answers to throughcare.example.org",
        "Errors do not show the inside": "DEBUG is on",
    }


def test_it_finds_the_owners_password_beside_the_web_server(settings, monkeypatch):
    settings.REFUSE_UNSAFE_DATABASE = True
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://throughcare_owner@db/throughcare")
    assert list(faults()) == ["The owner's password is not with the web server"]


def test_it_finds_a_variable_that_nothing_reads(monkeypatch):
    monkeypatch.setenv("THROUGHCARE_HOST", "throughcare.example.org")
    assert faults() == {"Every variable of the environment is one that is read": "nothing reads THROUGHCARE_HOST"}


def test_it_finds_what_keeps_a_backup_from_being_whole(monkeypatch):
    with monkeypatch.context() as without:
        without.setenv("PG_BIN", "/nowhere")
        assert "no pg_dump of version" in faults()["A backup can be made, whole"]
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("DROP POLICY people_person_owner ON people_person")
    assert faults()["A backup can be made, whole"] == "the owner does not see every row of people_person"


def test_it_finds_jobs_that_nobody_works_off():
    with as_role("jobs"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_defer_periodic_job_v2('q', NULL, NULL, 'site.test', 0, '', 1::bigint, '{}')"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '2 hours'")
    found = faults()
    assert found == {
        "Jobs are worked off": "1 jobs have waited for more than 1 hour; the nightly work was not asked for in two days"
    }


def test_it_finds_a_folder_of_uploads_that_is_open_or_cannot_be(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    assert faults() == {}
    settings.UPLOADS.mkdir(mode=0o755)
    settings.UPLOADS.chmod(0o755)
    (fault,) = faults().values()
    assert fault.endswith("uploads is open to other users")


def test_the_first_administrator_is_added_from_the_command_line(run):
    done = run("accounts", "add", "ada", "--role", "administrator", "--site", "https://t.example.org/")
    assert done.exit_code == 0, done.output
    user = User.objects.get(username="ada")
    assert (user.role, user.has_usable_password()) == ("administrator", False)
    _, _, who, token, _ = done.output.split("https://t.example.org")[1].strip().split("/")
    assert invited_user(who, token) == user
    with as_role("owner"):
        acts = list(Entry.objects.order_by("pk").values_list("action", "actor", "subject"))
    assert acts == [("accounts.created_user", 0, "ada"), ("accounts.invited_user", 0, "ada")]


def test_a_taken_user_name_and_an_unknown_role_are_refused(run):
    UserFactory(username="ada")
    taken = run("accounts", "add", "Ada", "--role", "auditor")
    assert (taken.exit_code, "somebody has the user name Ada already" in taken.output) == (1, True)
    assert run("accounts", "add", "ben", "--role", "emperor").exit_code == 2
    assert run("accounts", "invite", "nobody").exit_code == 1
    assert User.objects.count() == 1


def test_users_are_listed_by_role(run):
    UserFactory(username="ada", role="auditor", last_name="Roe")
    UserFactory(username="ben", role="senior")
    assert run("accounts", "list", "--role", "auditor").output == "ada\tauditor\topen\tSam Roe\n"
