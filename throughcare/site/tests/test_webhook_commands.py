"""Events to other systems from the command line, and the generated page of the catalogue."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from throughcare.site.cli import main
from throughcare.site.event_page import events_page
from throughcare.webhooks.rules.catalogue import catalogue

pytestmark = pytest.mark.nightly


def test_the_page_names_every_event_and_field():
    page = events_page()
    for kind in catalogue().values():
        assert f"### `{kind.name}`" in page
        assert all(f"| `{field.name}` |" in page for field in kind.fields)


def test_the_command_line_lists_the_events():
    listed = CliRunner().invoke(main, ["webhooks", "events"])
    assert listed.exit_code == 0
    assert "supervision.contact-booked\tAn appointment was arranged for a day to come." in listed.output


def test_a_stale_page_of_events_is_found(tmp_path):
    runner = CliRunner()
    assert runner.invoke(main, ["docs", "--folder", str(tmp_path)]).exit_code == 0
    page = tmp_path / "events.md"
    page.write_text(page.read_text("utf-8").replace("person", "somebody", 1), encoding="utf-8")
    checked = runner.invoke(main, ["docs", "--check", "--folder", str(tmp_path)])
    assert (checked.exit_code, "events.md" in checked.stderr) == (1, True)


@pytest.fixture
def command(own_database):
    """A function that runs a `throughcare webhooks` command in a process of its own, on this test's database."""
    import os

    from django.db import connections

    from throughcare.site import postgres

    name = connections["default"].settings_dict["NAME"]
    cluster = postgres.embedded("testing", durable=False)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
        "DATABASE_URL": cluster.url("throughcare_web", name),
        "DATABASE_JOBS_URL": cluster.url("throughcare_jobs", name),
    }

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "throughcare", "webhooks", *arguments], env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.mark.django_db
def test_a_system_is_subscribed_paused_given_another_secret_and_sent_events_again(command):
    code, secret, _ = command("add", "Store", "https://example.org/in", "--event", "people.people-merged")
    assert (code, secret.startswith("whsec_")) == (0, True)
    code, _, fault = command("add", "Other", "http://10.0.0.1/")
    assert (code, "no address that events may be sent to" in fault) == (1, True)
    assert command("pause", "Store")[0] == 0
    _, listed, _ = command("list")
    assert listed == "Store\thttps://example.org/in\tids\tall\tpaused\tpeople.people-merged\n"
    assert command("rotate", "Store")[1].startswith("whsec_")
    assert command("replay", "Store", "--since", "2026-01-01")[1] == "Events put into the outbox: 0\n"
    assert "there is no subscription Nobody" in command("resume", "Nobody")[2]
