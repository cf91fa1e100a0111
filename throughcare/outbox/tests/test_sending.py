"""Messages from the command that writes them to their end."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.kernel.transitions import NotAllowed
from throughcare.outbox.commands import queue, try_again, withdraw
from throughcare.outbox.commands.sending import forget_texts, send_due, settle_doubts
from throughcare.outbox.events import MessageGivenUp, MessageSent
from throughcare.outbox.models import Message
from throughcare.outbox.queries.messages import backlog
from throughcare.outbox.tests.conftest import NOW, Carrier, refused, unreachable
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(role="administrator")


def put(user, **given):
    message = {
        "key": "k1",
        "channel": "sms",
        "template": "reminder",
        "to": "07700900001",
        "body": "Tomorrow at ten.",
        "about": "contact:1",
    }
    with acting(user):
        return queue(**(message | given), by=user, at=NOW)


def send(carrier, clock):
    with as_role("jobs"):
        return dict(send_due(clock=clock, adapters=carrier))


def settle(carrier, clock):
    with as_role("jobs"):
        return dict(settle_doubts(clock=clock, adapters=carrier))


def messages(*fields):
    with as_role("jobs", 1):
        return list(Message.objects.order_by("id").values_list(*(fields or ("state",)), flat=len(fields) < 2))


def entries():
    with as_role("owner"):
        return list(Entry.objects.order_by("id").values_list("action", flat=True))


def test_a_message_is_sent_once_and_noted(user, clock, announced):
    carrier = Carrier()
    assert put(user)
    assert send(carrier, clock) == {"sent": 1}
    assert send(carrier, clock) == {}
    assert [(parcel.to, parcel.body) for parcel in carrier.taken] == [("07700900001", "Tomorrow at ten.")]
    assert messages("state", "receipt", "attempts") == [("sent", "receipt-1", 1)]
    assert [type(event) for event in announced] == [MessageSent]
    assert entries() == ["outbox.sent"]


def test_the_same_message_is_written_once_whatever_became_of_the_first(user, clock):
    assert put(user)
    assert not put(user, body="Other words")
    send(Carrier(), clock)
    assert not put(user)
    assert messages("body") == ["Tomorrow at ten."]


def test_what_is_undone_is_not_sent(user, clock):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        put(user)
        raise Undone
    assert send(Carrier(), clock) == {}


def test_it_waits_for_its_time(user, clock):
    put(user, send_from=NOW + timedelta(hours=2))
    assert send(Carrier(), clock) == {}
    clock.pass_(hours=2)
    assert send(Carrier(), clock) == {"sent": 1}


def test_a_text_written_at_night_waits_for_the_morning(user, clock):
    put(user, send_from=NOW + timedelta(hours=10))
    clock.pass_(hours=19, minutes=59)
    assert send(Carrier(), clock) == {}
    clock.pass_(minutes=1)
    assert send(Carrier(), clock) == {"sent": 1}


def test_a_fault_that_passes_is_tried_again_after_its_wait(user, clock):
    carrier = Carrier(unreachable(), unreachable())
    put(user)
    assert send(carrier, clock) == {"failed": 1}
    assert send(carrier, clock) == {}
    clock.pass_(minutes=1)
    assert send(carrier, clock) == {"failed": 1}
    clock.pass_(minutes=3)
    assert send(carrier, clock) == {}
    clock.pass_(minutes=1)
    assert send(carrier, clock) == {"sent": 1}
    assert messages("attempts", "fault") == [(3, "")]


def test_an_attempt_that_arrived_although_it_failed_is_not_repeated(user, clock):
    put(user)

    class AnswerLost(Carrier):
        def send(self, parcel):
            super().send(parcel)
            raise unreachable("notify-ReadTimeout")

    carrier = AnswerLost()
    assert send(carrier, clock) == {"failed": 1}
    clock.pass_(minutes=1)
    assert send(carrier, clock) == {"sent": 1}
    assert len(carrier.taken) == 1


def test_a_refusal_is_given_up_and_can_be_tried_again_by_a_person(user, clock, announced):
    put(user)
    assert send(Carrier(refused("bad-number")), clock) == {"given-up": 1}
    assert messages("state", "fault") == [("given-up", "bad-number")]
    assert [(type(event), event.fault) for event in announced] == [(MessageGivenUp, "bad-number")]
    with acting(user):
        try_again(message=Message.objects.get(), by=user, at=clock())
    assert send(Carrier(), clock) == {"sent": 1}
    assert entries() == ["outbox.gave_up", "outbox.try_again", "outbox.sent"]
    with acting(user), pytest.raises(NotAllowed):
        try_again(message=Message.objects.get(), by=user, at=clock())


def test_an_adapter_that_breaks_keeps_nothing_else_from_going_out(user, clock, caplog):
    put(user, to="07700900001 Rowan Secret")
    put(user, key="k2")
    assert send(Carrier(RuntimeError("07700900001 Rowan Secret")), clock) == {"failed": 1, "sent": 1}
    assert messages("fault") == ["adapter-RuntimeError", ""]
    assert "Secret" not in caplog.text and "07700" not in caplog.text


def test_what_is_withdrawn_is_not_sent(user, clock):
    put(user)
    put(user, key="k2", about="contact:2")
    with acting(user):
        assert withdraw(about="contact:1", reason="moved", at=clock()) == 1
        assert withdraw(about="contact:1", reason="moved", at=clock()) == 0
    assert send(Carrier(), clock) == {"sent": 1}
    assert messages("state", "unwanted") == [("cancelled", "moved"), ("sent", "")]


def test_only_the_kinds_named_are_withdrawn(user, clock):
    put(user)
    put(user, key="k2", template="moved")
    with acting(user):
        assert withdraw(about="contact:1", reason="moved", at=clock(), templates=["reminder"]) == 1
    assert messages("template", "state") == [("reminder", "cancelled"), ("moved", "waiting")]


def test_what_is_withdrawn_while_it_goes_out_is_not_tried_again(user, clock):
    put(user)

    class Slow(Carrier):
        def send(self, parcel):
            with acting(user):
                assert withdraw(about="contact:1", reason="moved", at=clock()) == 1
            raise unreachable()

    with as_role("jobs"):
        assert dict(send_due(clock=clock, adapters=Slow())) == {"cancelled": 1}
    assert messages("state", "unwanted") == [("cancelled", "moved")]


def test_a_message_that_has_become_useless_is_not_sent(user, clock):
    assert not put(user, send_from=NOW + timedelta(hours=1), useful_until=NOW + timedelta(hours=1))
    put(user, useful_until=NOW + timedelta(hours=1))
    clock.pass_(hours=1)
    assert send(Carrier(), clock) == {"cancelled": 1}
    assert messages("state", "unwanted") == [("cancelled", "too-late")]


class Died(BaseException):
    """The worker is killed."""


def interrupted(carrier, clock):
    with as_role("jobs"), pytest.raises(Died):
        send_due(clock=clock, adapters=carrier)


def test_a_worker_that_dies_after_handing_over_sends_nothing_twice(user, clock):
    put(user)

    class Dies(Carrier):
        def send(self, parcel):
            super().send(parcel)
            raise Died

    carrier = Dies()
    interrupted(carrier, clock)
    assert messages() == ["sending"]
    assert (send(carrier, clock), settle(carrier, clock)) == ({}, {})
    clock.pass_(minutes=10)
    assert settle(carrier, clock) == {"sent": 1}
    assert len(carrier.taken) == 1
    assert messages("state", "receipt") == [("sent", "receipt-1")]


def test_a_worker_that_dies_before_handing_over_leaves_it_to_the_next(user, clock):
    put(user)
    interrupted(Carrier(Died()), clock)
    clock.pass_(minutes=10)
    assert settle(Carrier(doubts=[unreachable()]), clock) == {"in-doubt": 1}
    assert messages() == ["sending"]
    clock.pass_(minutes=10)
    assert settle(Carrier(), clock) == {"failed": 1}
    clock.pass_(minutes=1)
    assert send(Carrier(), clock) == {"sent": 1}


def test_the_first_written_is_sent_first_and_not_more_than_asked(user, clock):
    for number in range(3):
        put(user, key=f"k{number}", body=str(number))
    carrier = Carrier()
    with as_role("jobs"):
        assert dict(send_due(clock=clock, adapters=carrier, most=2)) == {"sent": 2}
    assert [parcel.body for parcel in carrier.taken] == ["0", "1"]


def test_words_and_address_are_forgotten_after_a_while(user, clock):
    put(user)
    send(Carrier(), clock)
    clock.pass_(days=90)
    with as_role("jobs"):
        assert forget_texts(at=clock()) == 0
        clock.pass_(seconds=1)
        assert forget_texts(at=clock()) == 1
        assert forget_texts(at=clock()) == 0
    assert messages("to", "body", "state") == [("", "", "sent")]
    assert entries() == ["outbox.sent", "outbox.forget_texts"]


def test_its_history_holds_states_and_no_words(user, clock):
    put(user)
    send(Carrier(), clock)
    with as_role("jobs", 1), connection.cursor() as cursor:
        cursor.execute("SELECT state FROM outbox_messageevent ORDER BY pgh_id")
        assert [state for (state,) in cursor.fetchall()] == ["sending", "sent"]
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'outbox_messageevent'")
        assert {"to", "body", "subject", "detail"}.isdisjoint(name for (name,) in cursor.fetchall())


def test_the_counts_are_there_for_those_who_see_no_message(user):
    put(user)
    with acting(UserFactory(role="practitioner")):
        assert Message.objects.count() == 0
        assert [(row.channel, row.state, row.messages) for row in backlog()] == [("sms", "waiting", 1)]


@pytest.mark.parametrize("channel", ["fax", ""])
def test_an_unknown_channel_is_a_fault_of_the_caller(user, channel):
    with pytest.raises(KeyError):
        put(user, channel=channel)
