"""The auditor's pages."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.commands import log_consultation, record
from throughcare.audit.commands.chains import make_partitions
from throughcare.audit.models import Consultation, Entry
from throughcare.audit.queries import trail
from throughcare.audit.queries.chains import breaks, months_without_partition
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    made = UserFactory(role="auditor", username="auditor")
    client.force_login(made)
    return made


@pytest.fixture
def worker():
    """Somebody who looked at two records and did something about one."""
    made = UserFactory(username="worker")
    with acting(made):
        for number, crn in ((1, "X000001"), (2, "X000002")):
            log_consultation(
                person=number, subject=crn, page="timeline", reason="In the region", by=made, at=timezone.now()
            )
        record(action="people.changed_name", by=made, at=timezone.now(), person=1, subject="name", value="=1+1")
    return made


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_finds_who_looked_at_a_person(client, auditor, worker):
    found = page(client, "/audit/consultations/?crn=x000001")
    assert "X000001" in found
    assert "X000002" not in found
    assert "worker" in found


def test_it_finds_what_was_done_to_a_person_by_whom_and_of_what_kind(client, auditor, worker):
    for query in ("crn=X000001", "user=worker", "action=people."):
        assert "people.changed_name" in page(client, f"/audit/?{query}")
    for query in ("crn=X000002", "user=somebody", "action=accounts."):
        assert "people.changed_name" not in page(client, f"/audit/?{query}")


def test_it_keeps_to_the_days_asked_for(client, auditor, worker):
    today = timezone.localdate()
    before = (today - timedelta(days=1)).isoformat()
    assert "people.changed_name" in page(client, f"/audit/?since={today}&until={today}")
    assert "people.changed_name" not in page(client, f"/audit/?since={before}&until={before}")
    assert "The last day is before the first" in page(client, f"/audit/?since={today}&until={before}")


def test_reading_the_log_is_logged_with_what_was_asked(client, auditor, worker):
    page(client, "/audit/consultations/?crn=X000001")
    with as_role("owner"):
        entry = Entry.objects.order_by("-pk").first()
    assert (entry.action, entry.actor_name, entry.subject) == ("audit.read_consultations", "auditor", "X000001")
    assert entry.detail["as_file"] is False


def test_the_csv_is_safe_to_open_and_its_making_is_logged(client, auditor, worker):
    with acting(worker):
        record(action="people.changed_name", by=worker, at=timezone.now(), subject="=cmd()")
    answer = client.get("/audit/?csv=1&user=worker")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert ",'=cmd()," in answer.content.decode()
    with as_role("owner"):
        assert Entry.objects.order_by("-pk").first().detail["as_file"] is True


def test_older_lines_are_reached_without_gap_or_repetition(client, auditor, worker):
    with acting(worker):
        for number in range(70):
            record(
                action="people.did", by=worker, at=timezone.now() - timedelta(minutes=number // 7), subject=str(number)
            )
    wanted = trail.Wanted(
        since=timezone.localdate() - timedelta(days=1), until=timezone.localdate(), action="people.did"
    )
    with acting(auditor):
        first = trail.stretch(trail.entries(wanted))
        second = trail.stretch(trail.entries(wanted), after=first.older)
    assert (len(first.lines), len(second.lines), second.older) == (50, 20, None)
    assert len({line.pk for line in (*first.lines, *second.lines)}) == 70


@pytest.mark.parametrize("after", ["x", "2026-01-01_5", "2026-01-01T00:00:00+00:00_x", "_", "9" * 40])
def test_a_place_that_says_nothing_starts_at_the_latest(client, auditor, worker, after):
    assert "people.changed_name" in page(client, f"/audit/?after={after}")


def test_the_number_of_queries_does_not_grow_with_the_log(client, auditor, worker, django_assert_max_num_queries):
    with acting(worker):
        for _ in range(40):
            record(action="people.did", by=worker, at=timezone.now())
    page(client, "/audit/")
    with django_assert_max_num_queries(14):
        page(client, "/audit/")


def test_verifying_says_that_the_logs_are_whole(client, auditor, worker):
    answer = client.post("/audit/verify/", follow=True).content.decode()
    assert "The logs are whole" in answer
    assert "Nothing was altered or taken away." in answer


def test_verifying_finds_what_was_altered(client, auditor, worker):
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_consultation DISABLE TRIGGER audit_consultation_append_only")
        cursor.execute("UPDATE audit_consultation SET reason = 'Invented' WHERE subject = 'X000001'")
        cursor.execute("ALTER TABLE audit_consultation ENABLE TRIGGER audit_consultation_append_only")
    answer = client.post("/audit/verify/", follow=True).content.decode()
    assert "1 break was found" in answer
    assert "content was changed" in answer
    assert [(one.log, one.actor, one.sequence) for one in breaks()] == [("consultation", worker.pk, 1)]


@pytest.mark.parametrize("role", [entry.code for entry in ROLE if entry.code != "auditor"])
@pytest.mark.parametrize("address", ["/audit/", "/audit/consultations/"])
def test_other_roles_are_refused_and_nothing_is_logged(client, role, address):
    client.force_login(UserFactory(role=role))
    assert client.get(address).status_code == 403
    assert client.post("/audit/verify/").status_code == 403
    with as_role("owner"):
        assert not Entry.objects.exists()


def test_who_looked_at_one_person_is_paged(auditor, worker):
    with acting(worker):
        for _ in range(55):
            log_consultation(person=7, subject="X000007", page="timeline", reason="x", by=worker, at=timezone.now())
    with acting(auditor):
        assert len(trail.consultations_of(7)) == 50
        assert len(trail.consultations_of(7, 2)) == 5
    with acting(worker):
        assert len(trail.consultations_of(7)) == 0


def test_a_partition_cannot_be_read_past_the_row_security_of_the_log(worker):
    month = timezone.now().strftime("audit_consultation_%Y_%m")
    with acting(worker), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {month}")
        assert cursor.fetchone() == (0,)
    with as_role("owner"):
        assert Consultation.objects.count() == 2


def test_partitions_are_made_once_for_the_months_ahead_and_sealed(db):
    on = date(2031, 1, 15)
    months = [date(2031, 1, 1), date(2031, 2, 1), date(2031, 3, 1), date(2031, 4, 1)]
    assert months_without_partition(on=on) == months
    assert make_partitions(on=on) == months
    assert make_partitions(on=on) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
            " WHERE inhparent = 'audit_consultation'::regclass AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert cursor.fetchone() == (0,)
