"""Who may see and write messages that concern a person."""

import pytest
from django.db import DatabaseError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.outbox.commands import queue, withdraw
from throughcare.outbox.commands.sending import send_due
from throughcare.outbox.models import Message
from throughcare.outbox.queries.messages import messages_of
from throughcare.outbox.tests.conftest import NOW, Carrier, Clock
from throughcare.people.models import LimitedAccess
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    with as_role("jobs", 1):
        return PersonFactory(delivery_unit=DeliveryUnitFactory())


@pytest.fixture
def practitioner(person):
    return PostingFactory(region=person.delivery_unit.region, user__role="practitioner").user


def put(user, person, **given):
    message = {"key": "k", "channel": "email", "template": "t", "to": "a@example.org", "body": "b", "about": "x"}
    with acting(user):
        return queue(**(message | given), person=person, by=user, at=NOW)


def seen(user):
    with acting(user):
        return Message.objects.count()


def test_who_sees_the_person_sees_the_message(person, practitioner):
    put(practitioner, person.pk)
    stranger = PostingFactory(user__role="practitioner").user
    others = [UserFactory(role=role) for role in ("administrator", "auditor", "supplier", "person", "none")]
    assert [seen(user) for user in (practitioner, stranger, *others)] == [1, 0, 0, 0, 0, 0, 0]
    with acting(practitioner):
        assert [message.template for message in messages_of(person.pk)] == ["t"]


def test_a_message_about_nobody_is_seen_by_administrators_alone(practitioner):
    assert put(practitioner, None)
    assert [seen(user) for user in (practitioner, UserFactory(role="administrator"))] == [0, 1]


def test_an_exclusion_hides_the_messages_too_and_their_history(person, practitioner):
    put(practitioner, person.pk)
    with as_role("jobs"):
        send_due(clock=Clock(), adapters=Carrier())
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=practitioner, reason="Kin", start="2026-01-01"
        )
    assert seen(practitioner) == 0
    with acting(practitioner), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_messageevent")
        assert cursor.fetchone() == (0,)


def test_nobody_writes_to_a_person_whom_they_do_not_see(person):
    stranger = PostingFactory(user__role="practitioner").user
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        put(stranger, person.pk)


def test_what_is_not_seen_is_not_withdrawn(person, practitioner):
    put(practitioner, person.pk)
    stranger = PostingFactory(user__role="practitioner").user
    with acting(stranger):
        assert withdraw(about="x", reason="moved", at=NOW) == 0
    with acting(practitioner):
        assert withdraw(about="x", reason="moved", at=NOW) == 1


def test_no_message_is_removed(person, practitioner):
    put(practitioner, person.pk)
    with acting(practitioner):
        assert Message.objects.all()._raw_delete("default") == 0
    assert seen(practitioner) == 1
