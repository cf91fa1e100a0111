"""Row security of people: what a forgotten filter would show."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import LimitedAccess, Person, Sentence
from throughcare.people.tests.factories import SentenceFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return DeliveryUnitFactory()


@pytest.fixture
def practitioner(unit):
    return PostingFactory(region=unit.region).user


@pytest.fixture
def person(unit):
    with as_role("jobs"):
        return SentenceFactory(person__delivery_unit=unit).person


def seen_by(user, **acting_as):
    with acting(user, **acting_as):
        return Person.objects.count(), Sentence.objects.count()


def test_nobody_acting_sees_nothing(person):
    assert Person.objects.count() == 0


def test_a_practitioner_of_the_region_sees_the_person_and_the_sentence(person, practitioner):
    assert seen_by(practitioner) == (1, 1)


def test_another_region_sees_neither_in_lists_but_reaches_one_record(person):
    stranger = PostingFactory().user
    assert seen_by(stranger) == (0, 0)
    assert seen_by(stranger, reach="national") == (1, 1)


@pytest.mark.parametrize("role", ["none", "supplier", "person", "administrator", "auditor"])
def test_other_roles_see_nothing_at_either_reach(person, unit, role):
    user = PostingFactory(region=unit.region, user__role=role).user
    assert seen_by(user) == (0, 0)
    assert seen_by(user, reach="national") == (0, 0)


def test_an_excluded_user_sees_nothing_while_colleagues_do(person, practitioner, unit):
    colleague = PostingFactory(region=unit.region).user
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=practitioner, reason="Related", start=date(2026, 1, 1)
        )
    assert seen_by(practitioner) == (0, 0)
    assert seen_by(practitioner, reach="national") == (0, 0)
    assert seen_by(colleague) == (1, 1)


def test_a_restricted_record_is_seen_only_by_those_on_the_list(person, practitioner, unit):
    named = PostingFactory(region=unit.region).user
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=person, kind="restriction", user=named, reason="Sensitive", start=date(2026, 1, 1)
        )
    assert seen_by(practitioner) == (0, 0)
    assert seen_by(named) == (1, 1)


def test_a_line_that_has_ended_no_longer_limits(person, practitioner):
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=person,
            kind="exclusion",
            user=practitioner,
            reason="Related",
            start=date(2025, 1, 1),
            until=date(2025, 6, 1),
        )
    assert seen_by(practitioner) == (1, 1)


def test_history_of_a_hidden_record_is_hidden(person, practitioner):
    with as_role("jobs"):
        Person.objects.filter(pk=person.pk).update(preferred_name="Ro")
    history = "SELECT count(*) FROM people_personevent WHERE id = %s"
    with acting(practitioner), connection.cursor() as cursor:
        cursor.execute(history, [person.pk])
        assert cursor.fetchone() == (1,)
    with acting(PostingFactory().user), connection.cursor() as cursor:
        cursor.execute(history, [person.pk])
        assert cursor.fetchone() == (0,)


def test_a_stranger_cannot_write_to_a_record_they_do_not_see(person):
    stranger = PostingFactory().user
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stranger):
        Sentence.objects.create(
            reference="S-x",
            person_id=person.pk,
            kind="community-order",
            offence_group="theft",
            sentenced_on=date(2026, 1, 1),
            starts_on=date(2026, 1, 1),
        )
    with as_role("jobs"):
        assert Sentence.objects.filter(reference="S-x").count() == 0


def test_the_suite_does_not_run_as_a_role_that_bypasses_row_security(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)")
        assert {flag for (flag,) in cursor.fetchall()} == {False}


def test_the_log_can_be_added_to_but_not_changed(practitioner):
    from datetime import UTC, datetime

    from throughcare.audit.commands import record

    with acting(practitioner):
        record(action="test.did", by=practitioner, at=datetime(2026, 1, 1, tzinfo=UTC), answer=1)
    with acting(practitioner), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Entry.objects.update(action="test.other")
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, actor, length FROM audit_chain")
        assert cursor.fetchall() == [("entry", practitioner.pk, 1)]
        cursor.execute("SELECT * FROM audit_breaks()")
        assert cursor.fetchall() == []
    with as_role("owner"), pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
        Entry.objects.update(action="test.other")


def test_every_table_with_a_person_is_secured(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p') AND a.attname IN ('person_id', 'person') AND NOT a.attisdropped"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND NOT c.relispartition"
        )
        assert cursor.fetchall() == []
