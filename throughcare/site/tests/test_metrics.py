"""What the database knows, measured."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.site.operation.addresses import parse_address
from throughcare.site.operation.gauges import GAUGES, gauges_for
from throughcare.site.operation.metrics import DatabaseCollector
from throughcare.site.operation.readiness import readiness
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role
from throughcare.transition.commands.runs import ask_export

OPERATING = Path(__file__).resolve().parents[3] / "docs/operating.md"


def measured(role: str, monkeypatch) -> dict[str, dict[tuple[str, ...], float]]:
    """Every measure by name, and by the values of its labels."""
    monkeypatch.setenv("THROUGHCARE_ROLE", role)
    with as_role(role):
        families = list(DatabaseCollector().collect())
    return {one.name: {tuple(s.labels.values()): s.value for s in one.samples} for one in families}


@pytest.mark.django_db
def test_the_queue_and_the_exports_asked_for_are_measured(monkeypatch, tmp_path, settings):
    settings.UPLOADS = tmp_path
    administrator = UserFactory(role="administrator")
    with acting(administrator):
        ask_export(by=administrator, at=timezone.now())
    with as_role("jobs"), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds'")
    found = measured("web", monkeypatch)
    assert found["throughcare_database_up"] == {(): 1.0}
    assert found["throughcare_jobs"] == {("imports", "todo"): 1.0}
    assert 89 < found["throughcare_job_waiting_seconds"]["imports",] < 120
    assert found["throughcare_bundle_runs"] == {("export", "waiting"): 1.0}
    assert found["throughcare_consultation_log_months_ahead"][()] >= 12
    assert found["throughcare_workers"] == {(): 0.0}


@pytest.mark.django_db
def test_answers_overtaken_by_time_are_measured_by_the_role_that_sees_them_all(monkeypatch):
    today = timezone.localdate()
    scene = make_scene(today)
    case(scene, holds_until=today - timedelta(days=2))
    case(scene, holds_until=today + timedelta(days=1))
    found = measured("jobs", monkeypatch)
    assert found["throughcare_stale_answers"] == {(): 1.0}
    assert 2 * 86400 <= found["throughcare_stale_answer_oldest_seconds"][()] < 3.1 * 86400
    assert "throughcare_stale_answers" not in measured("web", monkeypatch)


@pytest.mark.django_db
def test_it_is_ready_while_the_database_is_further_on_and_not_while_it_is_behind():
    assert readiness() == {"database": True, "migrations": True, "queue": True}
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_next', now())")
    assert readiness()["migrations"] is True
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0003_search_and_seal'")
    assert readiness() == {"database": True, "migrations": False, "queue": True}


@pytest.mark.parametrize("text", ["", "9464", "localhost:", "localhost:x", "localhost:70000", ":9464"])
def test_an_address_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is not HOST:PORT"):
        parse_address(text)


def test_an_address_is_host_and_port():
    assert parse_address("[::1]:9464") == ("::1", 9464)


def test_every_measure_is_in_the_operating_notes():
    text = OPERATING.read_text(encoding="utf-8")
    assert [one.name for one in GAUGES if f"`throughcare_{one.name}`" not in text] == []
    assert len(gauges_for("web")) == len(GAUGES) - 2
