"""The door to a record: who is let in, who is asked why, and what the log says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from throughcare.audit.models import Consultation
from throughcare.people.models import LimitedAccess, Person
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DETAILS = "/people/X100001/details/"


def looks():
    with as_role("owner"):
        return list(Consultation.objects.order_by("pk").values_list("actor", "page", "reason"))


def bar(person, user):
    with as_role("jobs"):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=user, reason="Kin", start=date(2026, 1, 1))


def give_reason(opened, user, **changes):
    form = {"reason": "duty", "more": "Called the duty line", "next": DETAILS} | changes
    return opened(user, "/people/X100001/reason/", **form)


def test_a_colleague_of_the_region_is_let_in_and_logged(person, cast, opened):
    assert opened(cast.practitioner, DETAILS).status_code == 200
    assert looks() == [(cast.practitioner.pk, "details", "Own region's caseload")]


@pytest.mark.parametrize(
    ("token", "reason"),
    [("search", "From a search"), ("caseload", "From the caseload"), ("x", "Own region's caseload")],
)
def test_the_log_says_where_the_user_came_from(person, cast, opened, token, reason):
    opened(cast.practitioner, f"{DETAILS}?from={token}")
    assert looks() == [(cast.practitioner.pk, "details", reason)]


def test_a_user_of_another_region_is_asked_first(person, cast, opened):
    answer = opened(cast.stranger, DETAILS)
    assert (answer.status_code, answer.url) == (302, "/people/X100001/reason/?next=%2Fpeople%2FX100001%2Fdetails%2F")
    page = opened(cast.stranger, answer.url).content.decode()
    assert "Why do you need this record?" in page and "John" not in page
    assert looks() == []


def test_with_a_reason_the_record_opens_and_the_log_keeps_it(person, cast, opened):
    answer = give_reason(opened, cast.stranger)
    assert (answer.status_code, answer.url) == (302, DETAILS)
    assert "John Smith" in opened(cast.stranger, DETAILS).content.decode()
    assert looks() == [(cast.stranger.pk, "details", "Duty officer: Called the duty line")]


def test_a_reason_without_words_is_refused_and_opens_nothing(person, cast, opened):
    page = give_reason(opened, cast.stranger, more="").content.decode()
    assert "Enter what you need the record for" in page and 'value="duty" checked' in page
    assert opened(cast.stranger, DETAILS).status_code == 302
    assert looks() == []


def test_a_reason_stands_for_a_limited_time(person, cast, opened, client, monkeypatch):
    give_reason(opened, cast.stranger)
    later = timezone.now() + timedelta(minutes=121)
    monkeypatch.setattr("throughcare.people.web.records.timezone.now", lambda: later)
    assert client.get(DETAILS).status_code == 302
    assert looks() == []


def test_a_reason_given_for_one_record_does_not_open_another(person, cast, opened, client):
    with as_role("jobs"):
        PersonFactory(crn="X100002", delivery_unit=person.delivery_unit)
    give_reason(opened, cast.stranger)
    assert client.get("/people/X100002/details/").url.startswith("/people/X100002/reason/")


def test_the_reason_page_leads_nowhere_else(person, cast, opened):
    answer = give_reason(opened, cast.stranger, next="https://elsewhere.example/people/X100001/")
    assert answer.url == "/people/X100001/"


def test_hidden_and_absent_answer_alike(person, cast, opened, django_assert_num_queries):
    bar(person, cast.practitioner)
    bar(person, cast.stranger)
    for user in (cast.practitioner, cast.stranger):
        for page in ("details", "reason", "consultations"):
            hidden = opened(user, f"/people/X100001/{page}/")
            absent = opened(user, f"/people/X999999/{page}/")
            assert (hidden.status_code, absent.status_code) == (404, 404)
            assert hidden.content.split(b"<main")[1] == absent.content.split(b"<main")[1]
    assert looks() == []


def test_hidden_and_absent_cost_the_same(person, cast, opened, client, django_assert_num_queries):
    bar(person, cast.stranger)
    client.force_login(cast.stranger)
    client.get("/people/X999999/details/")
    with django_assert_num_queries(9):
        client.get("/people/X999999/details/")
    with django_assert_num_queries(9):
        client.get(DETAILS)


def test_a_merged_record_leads_to_the_one_that_remains(person, cast, opened):
    with as_role("jobs"):
        PersonFactory(crn="X100003", delivery_unit=person.delivery_unit)
        Person.objects.filter(crn="X100003").update(merged_into=person)
    answer = opened(cast.practitioner, "/people/X100003/details/?from=search")
    assert (answer.status_code, answer.url) == (302, f"{DETAILS}?from=search")


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person"])
@pytest.mark.parametrize("page", ["details/", "details/person/", "reason/", "access/"])
def test_other_roles_are_refused(person, cast, opened, role, page):
    assert opened(getattr(cast, role), f"/people/X100001/{page}").status_code == 403
    assert looks() == []


@pytest.mark.parametrize("page", ["details/", "reason/", "access/", "consultations/"])
def test_anonymous_is_sent_to_sign_in(person, opened, page):
    answer = opened(None, f"/people/X100001/{page}")
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/")
