"""From an event to the other system: noted with it, spread by subscription, signed, tried again, given up, sent again."""

import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.kernel.events import announcer
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.outbox.adapters import NotHandedOver
from throughcare.outbox.commands import try_again
from throughcare.outbox.commands.sending import send_due
from throughcare.outbox.models import Message
from throughcare.people.commands.details import add_other_name
from throughcare.people.models import LimitedAccess
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role
from throughcare.webhooks import sending
from throughcare.webhooks.commands.publishing import forget_happenings, publish, replay, spread
from throughcare.webhooks.commands.subscriptions import NameTaken, UnknownEvent, pause, resume, rotate, subscribe
from throughcare.webhooks.models import Happening, Secret, Subscription
from throughcare.webhooks.rules.payload import is_signed

pytestmark = pytest.mark.django_db
CHANGED = "people.person-details-changed"


class Listener(BaseHTTPRequestHandler):
    """Another system: keeps what it is told and answers as the test says."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def listener():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.heard, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}/events"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def administrator():
    return UserFactory(role="administrator")


@pytest.fixture
def person():
    with as_role("jobs"):
        return PersonFactory(delivery_unit=DeliveryUnitFactory())


@pytest.fixture
def practitioner(person):
    return PostingFactory(region=person.delivery_unit.region, user__role="practitioner").user


def subscribed(administrator, url, **given):
    facts = {"name": "Case store", "types": [CHANGED], "region": None, "shows": "ids"} | given
    with acting(administrator):
        return subscribe(url=url, **facts, by=administrator, at=timezone.now())


def happen(person, by, name="Alias"):
    with acting(by):
        add_other_name(person=person, kind="alias", forenames="A", surname=name, by=by, at=timezone.now())


def sent(at=None):
    with as_role("jobs"):
        spread(at=at or timezone.now())
        return send_due(clock=lambda: at or timezone.now())


def messages():
    with as_role("jobs"):
        return list(Message.objects.filter(channel="webhook").order_by("pk"))


def happenings():
    with as_role("jobs"):
        return Happening.objects.count()


def test_a_subscriber_is_told_signed_and_with_numbers_alone(listener, administrator, person, practitioner):
    _, secret = subscribed(administrator, listener.url)
    happen(person, practitioner)
    assert sent() == {"sent": 1}
    ((headers, body),) = listener.heard
    content = json.loads(body)
    assert content["type"] == headers["Throughcare-Event-Type"] == CHANGED
    assert content["id"] == headers["Throughcare-Event-Id"]
    assert content["data"]["person"] == person.pk and "crn" not in content["data"]
    assert content["region"] == person.delivery_unit.region.code
    now = int(timezone.now().timestamp())
    assert is_signed(headers["Throughcare-Signature"], body, secret=secret, now=now)
    assert sent() == {}


def test_what_is_undone_is_not_told(listener, administrator, person, practitioner):
    subscribed(administrator, listener.url)
    with pytest.raises(RuntimeError), acting(practitioner):
        add_other_name(person=person, kind="alias", forenames="A", surname="B", by=practitioner, at=timezone.now())
        raise RuntimeError
    assert (happenings(), sent()) == (0, {})


def test_nothing_is_noted_where_nobody_subscribes(listener, administrator, person, practitioner):
    happen(person, practitioner, "One")
    subscribed(administrator, listener.url, types=["supervision.contact-booked"])
    happen(person, practitioner, "Two")
    assert happenings() == 0


def test_a_region_and_a_scope_narrow_what_is_told(listener, administrator, person, practitioner):
    subscribed(administrator, listener.url, name="Elsewhere", region=DeliveryUnitFactory().region)
    subscribed(administrator, listener.url, name="Here", region=person.delivery_unit.region, shows="detail", types=[])
    happen(person, practitioner)
    assert sent() == {"sent": 1}
    data = json.loads(listener.heard[0][1])["data"]
    assert data["crn"] == person.crn and data["part"] == "other-name"


def test_of_a_limited_record_nobody_is_told_more_than_numbers(listener, administrator, person, practitioner):
    subscribed(administrator, listener.url, shows="detail")
    happen(person, practitioner)
    with as_role("jobs", administrator.pk):
        spread(at=timezone.now())
        LimitedAccess.objects.create(person=person, kind="exclusion", user=UserFactory(), start=timezone.localdate())
    assert sent() == {"sent": 1}
    data = json.loads(listener.heard[0][1])["data"]
    assert "crn" not in data and "part" not in data


def test_it_is_tried_again_with_growing_waits_then_given_up_and_a_person_may_try_again(
    listener, administrator, person, practitioner
):
    subscribed(administrator, listener.url)
    happen(person, practitioner)
    listener.answers = [503] * 9
    at = timezone.now()
    waits = []
    for _ in range(9):
        sent(at)
        message = messages()[0]
        waits.append(round((message.next_at - at).total_seconds() / 60))
        at = message.next_at
    assert (waits[:4], message.state, message.fault) == ([1, 4, 16, 64], "given-up", "http-503")
    with acting(administrator):
        try_again(message=message, by=administrator, at=at)
    assert sent(at + timedelta(seconds=1)) == {"sent": 1}
    ids = {json.loads(body)["id"] for _, body in listener.heard}
    assert (len(listener.heard), len(ids)) == (10, 1)


@pytest.mark.parametrize(("status", "state"), [(410, "given-up"), (422, "given-up"), (302, "failed"), (429, "failed")])
def test_an_answer_that_will_not_change_is_given_up_and_a_redirect_is_not_followed(
    listener, administrator, person, practitioner, status, state
):
    subscribed(administrator, listener.url)
    happen(person, practitioner)
    listener.answers = [status]
    sent()
    assert (messages()[0].state, messages()[0].fault, len(listener.heard)) == (state, f"http-{status}", 1)


def test_an_old_secret_signs_beside_the_new_one_until_it_ends(listener, administrator, person, practitioner):
    subscription, old = subscribed(administrator, listener.url)
    with acting(administrator):
        new = rotate(subscription=subscription, by=administrator, at=timezone.now())
    happen(person, practitioner)
    sent()
    headers, body = listener.heard[0]
    now = int(timezone.now().timestamp())
    assert all(is_signed(headers["Throughcare-Signature"], body, secret=each, now=now) for each in (old, new))
    with as_role("jobs"):
        Secret.objects.filter(until__isnull=False).update(until=timezone.now() - timedelta(hours=1))
    happen(person, practitioner, "Later")
    sent()
    headers, body = listener.heard[1]
    assert not is_signed(headers["Throughcare-Signature"], body, secret=old, now=now)
    with as_role("jobs"):
        assert not any(old in one.sealed or new in one.sealed for one in Secret.objects.all())


def test_a_paused_subscriber_is_told_nothing_until_it_is_sent_again(listener, administrator, person, practitioner):
    subscription, _ = subscribed(administrator, listener.url)
    subscribed(administrator, listener.url, name="Other", types=[])
    began = timezone.now() - timedelta(minutes=1)
    happen(person, practitioner)
    with acting(administrator):
        pause(subscription=subscription, by=administrator, at=timezone.now())
    assert sent() == {"sent": 1}
    with acting(administrator):
        resume(subscription=subscription, by=administrator, at=timezone.now())
    with as_role("jobs", administrator.pk):
        again = timezone.now()
        assert replay(subscription=subscription, since=began, until=again, by=administrator, at=again) == 1
        assert replay(subscription=subscription, since=began, until=began, by=administrator, at=again) == 0
    assert sent() == {"sent": 1}
    assert len({json.loads(body)["id"] for _, body in listener.heard}) == 1


def test_a_message_that_waits_is_given_up_where_its_subscriber_was_paused(
    listener, administrator, person, practitioner
):
    subscription, _ = subscribed(administrator, listener.url)
    happen(person, practitioner)
    with as_role("jobs"):
        spread(at=timezone.now())
    with acting(administrator):
        pause(subscription=subscription, by=administrator, at=timezone.now())
    sent()
    assert (messages()[0].state, messages()[0].fault, listener.heard) == ("given-up", "webhook-paused", [])


def test_a_name_that_stands_for_a_private_address_is_refused_when_it_is_sent(
    listener, administrator, person, practitioner, settings, monkeypatch
):
    settings.WEBHOOK_NETWORKS = []
    subscribed(administrator, "https://inside.example.org/events")
    happen(person, practitioner)

    def looked_up(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(sending.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(sending.socket, "create_connection", lambda *_: pytest.fail("it connected"))
    sent()
    assert (messages()[0].state, messages()[0].fault) == ("given-up", "address-private")


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    asked = []
    monkeypatch.setattr(
        sending.socket, "getaddrinfo",
        lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))],
    )  # fmt: skip

    def connect(address, *_):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(sending.socket, "create_connection", connect)
    letter = sending.Letter("https://example.org/events", b"{}", ("s",), "ref", CHANGED)
    with pytest.raises(NotHandedOver, match="webhook-ConnectionRefusedError") as raised:
        sending.post(letter, at=0)
    assert (asked, raised.value.fault) == ([("93.184.216.34", 443)], "temporary")


def test_loopback_is_refused_unless_the_settings_allow_it(listener, settings):
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(NotHandedOver, match="address-private"):
        sending.post(sending.Letter(listener.url, b"{}", ("s",), "ref", CHANGED), at=0)
    assert listener.heard == []


def test_news_about_sending_news_is_no_news(listener, administrator, person, practitioner):
    subscribed(administrator, listener.url, types=[])
    happen(person, practitioner)
    sent()
    before = happenings()
    assert sent() == {}
    assert happenings() == before == 1


def test_events_are_forgotten_after_a_while_but_not_before_they_were_told(
    listener, administrator, person, practitioner
):
    subscribed(administrator, listener.url)
    happen(person, practitioner)
    later = timezone.now() + timedelta(days=31)
    with as_role("jobs"):
        assert forget_happenings(at=later) == 0
        spread(at=timezone.now())
        assert forget_happenings(at=timezone.now()) == 0
        assert forget_happenings(at=later) == 1


def test_a_subscription_that_cannot_be_is_refused(administrator, listener):
    subscribed(administrator, listener.url)
    with pytest.raises(NameTaken):
        subscribed(administrator, listener.url)
    with pytest.raises(UnknownEvent):
        subscribed(administrator, listener.url, name="Other", types=["people.nothing"])
    with as_role("jobs"):
        assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    "role", ["practitioner", "senior", "head", "director", "auditor", "supplier", "person", "none"]
)
def test_the_database_shows_subscriptions_and_events_to_nobody_else(
    listener, administrator, person, practitioner, role
):
    subscribed(administrator, listener.url)
    happen(person, practitioner)
    user = PostingFactory(region=person.delivery_unit.region, user__role=role).user
    with acting(user):
        assert [model.objects.count() for model in (Subscription, Secret, Happening)] == [0, 0, 0]
    with acting(administrator):
        assert [model.objects.count() for model in (Subscription, Secret, Happening)] == [1, 1, 0]


def test_the_site_notes_every_event_of_the_catalogue_last():
    from throughcare.webhooks.rules.catalogue import by_type

    handlers = announcer._handlers
    assert all(handlers[kind][-1] is publish for kind in by_type())
