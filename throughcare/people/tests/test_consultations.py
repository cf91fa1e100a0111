"""Who looked at a record and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from throughcare.accounts.acting import acting
from throughcare.audit.commands import log_consultation
from throughcare.audit.models import Entry
from throughcare.people.models import LimitedAccess
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
LOG = "/people/X100001/consultations/"


def look(person, by, *, n=0, reason="Duty officer: call"):
    at = datetime(2026, 10, 1, 9, tzinfo=UTC) + timedelta(minutes=n)
    with acting(by, reach="national"):
        log_consultation(person=person.pk, subject=person.crn, page="details", reason=reason, by=by, at=at)


def test_it_lists_every_look_newest_first_with_who_and_why(person, cast, opened):
    look(person, cast.colleague, reason="From a search")
    look(person, cast.stranger, n=5)
    page = opened(cast.practitioner, LOG).content.decode()
    own, later, first = (
        page.index(words) for words in (str(cast.practitioner) + "</td>", "Duty officer: call", "From a search")
    )
    assert own < later < first
    assert str(cast.stranger) in page and "Personal details" in page


def test_it_is_paged_with_a_bounded_number_of_queries(person, cast, opened, client, django_assert_max_num_queries):
    for n in range(60):
        look(person, cast.colleague, n=n)
    client.force_login(cast.practitioner)
    with django_assert_max_num_queries(16):
        page = client.get(LOG).content.decode()
    assert "Showing 1 to 50 of 61" in page


def test_csv_has_every_look_and_no_formula(person, cast, opened):
    look(person, cast.colleague, reason="=HYPERLINK(1)")
    answer = opened(cast.practitioner, f"{LOG}?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode().splitlines()
    assert text[0] == "Date and time,Who,Page,Reason"
    assert text[2] == f"2026-10-01T10:00:00+01:00,{cast.colleague},Personal details,'=HYPERLINK(1)"


def test_an_auditor_reads_the_log_without_the_record_and_that_is_audited(person, cast, opened):
    look(person, cast.colleague)
    page = opened(cast.auditor, LOG).content.decode()
    assert "Duty officer: call" in page and "John Smith" not in page
    with as_role("owner"):
        assert Entry.objects.filter(action="people.read_consultations", actor=cast.auditor.pk).count() == 1
    assert opened(cast.auditor, "/people/X999999/consultations/").status_code == 404


def test_a_barred_user_reads_nothing(person, cast, opened):
    look(person, cast.colleague)
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=cast.practitioner, reason="Kin", start=date(2026, 1, 1)
        )
    assert opened(cast.practitioner, LOG).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "supplier", "person"])
def test_others_are_refused(person, cast, opened, role):
    assert opened(getattr(cast, role), LOG).status_code == 403
