"""The pages of subscriptions: for administrators alone; the secret once; what was given up first."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role
from throughcare.webhooks.models import Secret, Subscription

pytestmark = pytest.mark.django_db
FORM = {"name": "Case store", "url": "https://example.org/events", "shows": "ids", "region": "", "types": []}


@pytest.fixture
def administrator():
    return UserFactory(role="administrator")


def desk(user):
    client = Client()
    client.force_login(user)
    return client


def made(administrator):
    page = desk(administrator).post("/webhooks/add/", FORM).content.decode()
    with acting(administrator):
        return Subscription.objects.get(), re.search(r"<code>(whsec_[\w-]+)</code>", page)[1]


def test_the_secret_is_shown_once(administrator):
    subscription, secret = made(administrator)
    client = desk(administrator)
    for page in ("/webhooks/", f"/webhooks/{subscription.pk}/"):
        shown = client.get(page).content.decode()
        assert "Case store" in shown and secret not in shown
    other = client.post(f"/webhooks/{subscription.pk}/rotate/").content.decode()
    assert "whsec_" in other and secret not in other
    with acting(administrator):
        assert Secret.objects.count() == 2


@pytest.mark.parametrize(("change", "said"), [
    ({"url": "http://example.org/"}, "The address must begin with https://"),
    ({"url": "https://10.0.0.1/"}, "private network"),
    ({"name": ""}, "Enter name of the system"),
    ({"types": ["people.nothing"]}, "Select a valid choice"),
])  # fmt: skip
def test_a_form_that_fails_keeps_what_was_typed_and_subscribes_nobody(administrator, change, said):
    page = desk(administrator).post("/webhooks/add/", FORM | change).content.decode()
    assert said in page or "is not one of the available choices" in page
    assert 'value="Case store"' in page or change.get("name") == ""
    with acting(administrator):
        assert Subscription.objects.count() == 0


def test_it_is_paused_resumed_and_sent_again(administrator):
    subscription, _ = made(administrator)
    client, place = desk(administrator), f"/webhooks/{subscription.pk}/"
    client.post(f"{place}pause/")
    assert "Paused" in client.get(place).content.decode()
    client.post(f"{place}resume/")
    assert "Active" in client.get(place).content.decode()
    assert client.post(f"{place}replay/", {"since": ""}).status_code == 200
    assert client.post(f"{place}replay/", {"since": timezone.localdate().isoformat()}).status_code == 302
    with as_role("jobs"):
        job = ProcrastinateJob.objects.get(task_name="webhooks.replay")
    assert (job.args["subscription"], job.args["by"]) == (subscription.pk, administrator.pk)


def test_what_was_given_up_stands_first_and_is_tried_again(administrator):
    subscription, _ = made(administrator)
    now = timezone.now()
    with as_role("jobs"):
        message = Message.objects.create(
            key="k", channel="webhook", template="people.people-merged", about=f"webhook:{subscription.pk}",
            state="given-up", made_at=now, next_at=now, ended_at=now, fault="http-410", attempts=1,
        )  # fmt: skip
    client, place = desk(administrator), f"/webhooks/{subscription.pk}/"
    page = client.get(place).content.decode()
    assert page.index("Given up") < page.index("Address that takes events")
    assert "http-410" in page
    client.post(f"{place}messages/{message.pk}/again/")
    client.post(f"{place}messages/{message.pk}/again/")
    with as_role("jobs"):
        message.refresh_from_db()
    assert message.state == "waiting"
    assert client.post(f"{place}messages/0/again/").status_code == 404


@pytest.mark.parametrize(
    "role", ["practitioner", "senior", "head", "director", "auditor", "supplier", "person", "none"]
)
def test_nobody_else_opens_them(administrator, role):
    subscription, _ = made(administrator)
    client, place = desk(UserFactory(role=role)), f"/webhooks/{subscription.pk}/"
    assert [client.get(page).status_code for page in ("/webhooks/", "/webhooks/add/", place)] == [403] * 3
    for page in ("pause/", "resume/", "rotate/", "replay/"):
        assert client.post(place + page).status_code == 403
    assert client.post("/webhooks/add/", FORM).status_code == 403
    assert Client().get("/webhooks/").url.startswith("/sign-in/")
    with acting(administrator):
        assert (Subscription.objects.get().paused_at, Secret.objects.count()) == (None, 1)
