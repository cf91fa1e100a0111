"""Letters of enforcement through the outbox: once, to the address on them, in their language, shown where they are kept."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.outbox.commands.sending import send_due
from throughcare.outbox.models import Message
from throughcare.outbox.tests.conftest import Carrier, refused
from throughcare.people.models import ContactDetail
from throughcare.supervision.commands.document_sending import send_document
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import IssuedDocument
from throughcare.supervision.tests.enforcement_scene import enforced
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def it():
    now = timezone.now()
    scene = make_scene(timezone.localdate(now))
    case = enforced(scene)
    with as_role("jobs", 1):
        ContactDetail.objects.create(
            person=case.person, kind="address", value="1 Mill Lane, Leeds", postcode="LS1 1AA",
            start=scene.on - timedelta(days=50),
        )  # fmt: skip
    return case


def letter(it, language="en"):
    """A warning given now about an appointment missed some days ago, with its letter."""
    now = timezone.now()
    about = it.failure(it.missed(it.scene.on - timedelta(days=5), at=now))
    it.warn(about, at=now, language=language, respond_by=timezone.localdate(now) + timedelta(days=20))
    with as_role("jobs", 1):
        return IssuedDocument.objects.latest("pk")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def place(it, document, page=""):
    return f"/people/{it.person.crn}/documents/{document.reference}/{page}"


def messages():
    with as_role("jobs"):
        return list(Message.objects.order_by("pk"))


def handed_over(*answers):
    with as_role("jobs"):
        carrier = Carrier(*answers)
        send_due(clock=timezone.now, adapters=carrier)
        return carrier.taken


def test_a_letter_goes_out_with_its_pdf_to_the_address_on_it_in_its_language(it):
    document = letter(it, "cy")
    client = client_of(it.scene.owner)
    assert client.post(place(it, document, "send/"), {"channel": "letter"}).status_code == 302
    (message,) = messages()
    assert (message.channel, message.language, message.state, message.person) == (
        "letter",
        "cy",
        "waiting",
        it.person.pk,
    )
    assert message.to.splitlines() == [it.person.name, "1 Mill Lane", "Leeds", "LS1 1AA"]
    page = client.get(place(it, document)).content.decode()
    for words in ("By post", "1 Mill Lane, Leeds, LS1 1AA", "Waiting", "Welsh"):
        assert words in page
    (parcel,) = handed_over()
    import base64

    assert base64.b64decode(parcel.detail["pdf"]) == bytes(document.pdf)
    compliance = client.get(f"/people/{it.person.crn}/compliance/").content.decode()
    assert "By post" in compliance
    with as_role("jobs"):
        document.refresh_from_db()
        assert (document.state, document.left_by_id) == ("sent", it.scene.owner.pk)


def test_it_is_sent_once(it):
    document = letter(it)
    client = client_of(it.scene.owner)
    client.post(place(it, document, "send/"), {"channel": "letter"})
    again = client.post(place(it, document, "send/"), {"channel": "letter"})
    assert "not possible as things stand" in again.content.decode()
    assert client.post(place(it, document, "printed/"), follow=True).status_code == 200
    assert len(messages()) == 1


def test_it_goes_by_email_where_there_is_an_address(it):
    document = letter(it)
    client = client_of(it.scene.owner)
    refused_page = client.post(place(it, document, "send/"), {"channel": "email"}).content.decode()
    assert "The record has no address of that kind for this letter." in refused_page
    assert messages() == []
    with as_role("jobs", 1):
        ContactDetail.objects.create(person=it.person, kind="email", value="a@example.org", start=it.scene.on)
    client.post(place(it, document, "send/"), {"channel": "email"})
    (message,) = messages()
    assert (message.channel, message.to, message.subject) == ("email", "a@example.org", document.title)
    assert "Dear" in message.body and message.detail == {}


@pytest.mark.parametrize("change", [{"avoid": "unsafe"}, {"kind": "telephone"}])
def test_it_does_not_go_where_it_must_not_or_cannot(it, change):
    if change.get("kind"):
        with as_role("jobs", 1):
            ContactDetail.objects.filter(person=it.person).update(**change)
    document = letter(it)
    with as_role("jobs", 1):
        ContactDetail.objects.filter(person=it.person).update(**change)
    with acting(it.scene.owner), pytest.raises(EnforcementRefused):
        send_document(document=document, channel="letter", by=it.scene.owner, at=timezone.now())
    with as_role("jobs"):
        document.refresh_from_db()
    assert (document.state, messages()) == ("ready", [])


def test_nothing_goes_a_way_that_is_not_in_use(it, settings):
    document = letter(it)
    settings.OUTBOX = {}
    page = client_of(it.scene.owner).post(place(it, document, "send/"), {"channel": "letter"}).content.decode()
    assert "This installation sends nothing that way." in page
    assert messages() == []


def test_one_that_was_given_up_is_tried_again_by_a_person(it):
    document = letter(it)
    client = client_of(it.scene.owner)
    client.post(place(it, document, "send/"), {"channel": "letter"})
    assert handed_over(refused("notify-400")) == []
    page = client.get(place(it, document)).content.decode()
    assert "Given up (notify-400)" in page and "Try again" in page
    client.post(place(it, document, "send-again/"))
    assert len(handed_over()) == 1
    assert messages()[0].state == "sent"


@pytest.mark.parametrize("name", ["administrator", "auditor", "supplier", "person", "none"])
def test_nobody_else_sends_it(it, name):
    document = letter(it)
    client = client_of(it.scene.cast[name])
    for page in ("send/", "send-again/"):
        assert client.post(place(it, document, page), {"channel": "letter"}).status_code == 403
    assert messages() == []


# Over the API


def test_a_letter_is_listed_read_as_issued_and_sent_once_over_the_api(it):
    document = letter(it)
    caller, at = Caller(it.scene.owner), f"/people/{it.person.crn}/documents"
    (row,) = caller.get(at).json()
    assert (row["reference"], row["state"], row["language"]) == (document.reference, "ready", "en")
    assert row["warning"].startswith("WN-") and row["breach"] is None
    answer = caller.get(f"{at}/{document.reference}/pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content == bytes(document.pdf)
    assert hashlib.sha256(answer.content).hexdigest() == row["sha256"]
    sent = [
        caller.post(f"{at}/{document.reference}/send", {"channel": "letter"}, Idempotency_Key="send-1") for _ in (1, 2)
    ]
    assert sent[0].status_code == 200 and sent[0].content == sent[1].content
    assert (sent[0].json()["state"], len(messages())) == ("sent", 1)
    for path, body in (("send", {"channel": "letter"}), ("printed", None)):
        assert caller.post(f"{at}/{document.reference}/{path}", body).status_code == 422
    assert caller.post(f"{at}/{document.reference}/send", {"channel": "pigeon"}).status_code == 422
    assert len(messages()) == 1


def test_nobody_else_reads_or_sends_a_letter_over_the_api(it):
    document = letter(it)
    at = f"/people/{it.person.crn}/documents"
    paths = [at, f"{at}/{document.reference}/pdf"]
    for who in (*WITHOUT_ACCESS, "stranger"):
        caller = Caller(it.scene.cast[who])
        assert {caller.get(path).status_code for path in paths} == {403}, who
        assert caller.post(f"{at}/{document.reference}/printed").status_code == 403
    reader = Caller(it.scene.owner, "enforcement:read")
    assert reader.post(f"{at}/{document.reference}/printed").status_code == 403
    assert reader.get(f"{at}/NONE/pdf").status_code == 404
    with as_role("jobs", 1):
        assert IssuedDocument.objects.get(pk=document.pk).state == "ready"
    printed = Caller(it.scene.cast["colleague"]).post(f"{at}/{document.reference}/printed").json()
    assert (printed["state"], printed["left_on"]) == ("printed", timezone.localdate().isoformat())
