"""What people are told of their appointments: in their language, the way they chose, and nothing that no longer holds."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from throughcare.accounts.acting import acting
from throughcare.kernel.events import announcer
from throughcare.outbox.commands.sending import send_due
from throughcare.outbox.models import Message
from throughcare.outbox.tests.conftest import Carrier, Clock
from throughcare.people.commands.details import add_contact_detail, change_person, end_contact_detail
from throughcare.people.commands.reach import avoid_contact_detail, choose_messages
from throughcare.people.events import PersonDetailsChanged
from throughcare.people.models import ContactDetail, MessageChoice, Person
from throughcare.supervision.commands.appointments import Wanted, book_appointments, reschedule
from throughcare.supervision.commands.arranging import Arrangement
from throughcare.supervision.commands.contacts import book_contact
from throughcare.supervision.commands.ending import Change, cancel, strike_out
from throughcare.supervision.commands.reminder_words import Meeting, compose
from throughcare.supervision.commands.reminders import review_reminders
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY, DAY, TEN = NOW.date(), date(2026, 6, 17), time(10, 0)
START = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)
REMINDED = START - timedelta(hours=48)
ASKED = Change("service", "Office closed")


@pytest.fixture(autouse=True)
def subscribed():
    before = dict(announcer._handlers)
    announcer.subscribe({PersonDetailsChanged: (review_reminders,)})
    yield
    announcer.subscribe(before)


@pytest.fixture
def scene():
    return make_scene(TODAY)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        ContactDetail.objects.create(person=found, kind="mobile", value="07700 900001", start=date(2025, 1, 1))
        MessageChoice.objects.create(person=found, channel="sms", asked_on=TODAY)
    return found


def book(scene, person, reference="W-1", day=DAY, at=TEN, **how):
    with acting(scene.owner):
        return book_contact(
            person=person, type="COAP", date=day, time=at, notes="Talk of the drinking", reference=reference,
            by=scene.owner, at=NOW, how=Arrangement(**how),
        ).contact  # fmt: skip


def messages(*fields, **only):
    with as_role("jobs", 1):
        found = Message.objects.filter(**only).order_by("id")
        return list(found.values_list(*(fields or ("template", "state", "next_at"))))


def send(at):
    carrier = Carrier()
    with as_role("jobs"):
        send_due(clock=Clock(at), adapters=carrier)
    return carrier.taken


def test_the_person_is_told_at_once_and_reminded_two_days_before(scene, person):
    book(scene, person, place="Salford office")
    assert messages() == [
        ("appointment-booked", "waiting", NOW),
        ("appointment-reminder", "waiting", REMINDED),
    ]
    ((to, body, about, useful),) = messages("to", "body", "about", "useful_until", template="appointment-reminder")
    assert (to, about, useful) == ("07700 900001", "contact:W-1", START)
    assert body == (
        f"{person.called}, please remember your appointment with {scene.staff}: Wednesday 17 June, 10am. "
        "Where: Salford office. If you cannot come, please tell us before then."
    )


def test_no_message_says_what_it_is_about(scene, person):
    book(scene, person)
    for body, subject in messages("body", "subject"):
        assert not any(
            word in (body + subject).lower() for word in ("probation", "drinking", "offend", person.crn.lower())
        )


def test_it_is_written_in_welsh_for_who_reads_welsh(scene, person):
    with as_role("jobs", 1):
        Person.objects.filter(pk=person.pk).update(language="cy")
    book(scene, person, at=time(14, 30))
    bodies = [body for (body,) in messages("body", language="cy")]
    assert len(bodies) == 2
    assert all("Dydd Mercher 17 Mehefin, 2:30yp" in body for body in bodies)
    assert "apwyntiad" in bodies[0]


@pytest.mark.parametrize("template", ["booked", "reminder", "moved", "cancelled"])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", ["COAP", "COPT", "COVC", "CHVS", "ESCI"])
def test_every_message_is_whole_and_short(template, language, kind):
    meeting = Meeting("Rowan", "Priya Officer", START, kind, "Salford office")
    subject, body = compose(f"appointment-{template}", meeting, language=language)
    assert not {"{", "}", "%"} & set(subject + body)
    assert len(body) < 300 and len(subject) < 100
    english = compose(f"appointment-{template}", meeting, language="en")
    assert (language == "en") == ((subject, body) == english)


@pytest.mark.parametrize(("hour", "utc", "said"), [(1, 0, "1:30am (BST)"), (1, 1, "1:30am (GMT)"), (12, 12, "12:30pm")])
def test_the_clock_is_read_as_people_say_it(hour, utc, said):
    at = datetime(2026, 10, 25, utc, 30, tzinfo=UTC)
    assert said in compose("appointment-booked", Meeting("R", "", at, "COAP", ""), language="en")[1]


@pytest.mark.parametrize("how", ["not asked", "declined", "no number", "practitioner", "no time", "not in use"])
def test_nothing_is_written_to_who_is_not_to_be_told(scene, person, settings, how):
    with as_role("jobs", 1):
        if how == "not asked":
            MessageChoice.objects.all().delete()
        elif how == "declined":
            MessageChoice.objects.update(channel="none")
        elif how == "no number":
            ContactDetail.objects.update(avoid="unsafe")
    if how == "not in use":
        settings.OUTBOX = {}
    book(scene, person, remind=how != "practitioner", at=None if how == "no time" else TEN)
    assert messages() == []


def test_an_email_has_a_subject(scene, person):
    with as_role("jobs", 1):
        ContactDetail.objects.create(person=person, kind="email", value="a@example.org", start=TODAY)
        MessageChoice.objects.update(channel="email")
    book(scene, person)
    assert messages("to", "subject")[0] == ("a@example.org", "Your appointment: Wednesday 17 June")


def test_of_a_series_the_person_is_told_once_and_reminded_of_each(scene, person):
    wanted = [Wanted("COAP", DAY + timedelta(weeks=week), TEN) for week in range(3)]
    with acting(scene.owner):
        book_appointments(
            person=person, wanted=wanted, notes="", reference="W-s", by=scene.owner, at=NOW, how=Arrangement()
        )
    assert [row[0] for row in messages("template")] == ["appointment-booked", *["appointment-reminder"] * 3]


def move(scene, contact, day=DAY + timedelta(days=2)):
    with acting(scene.owner):
        to = Wanted("COAP", day, TEN)
        return reschedule(contact=contact, to=to, change=ASKED, reference="W-2", by=scene.owner, at=NOW).contact


def test_what_waits_about_a_moved_appointment_is_withdrawn(scene, person):
    move(scene, book(scene, person))
    assert messages("template", "state", "unwanted", "about") == [
        ("appointment-booked", "cancelled", "moved", "contact:W-1"),
        ("appointment-reminder", "cancelled", "moved", "contact:W-1"),
        ("appointment-booked", "waiting", "", "contact:W-2"),
        ("appointment-reminder", "waiting", "", "contact:W-2"),
    ]
    assert [parcel.template for parcel in send(NOW)] == ["appointment-booked"]


def test_who_was_told_is_told_that_it_moved(scene, person):
    contact = book(scene, person)
    send(NOW)
    move(scene, contact)
    assert [parcel.body.startswith(f"{person.called}, your appointment with") for parcel in send(NOW)] == [True]
    assert messages("template", "state")[2:] == [("appointment-moved", "sent"), ("appointment-reminder", "waiting")]


@pytest.mark.parametrize("told", [True, False])
def test_who_was_told_is_told_that_it_is_cancelled(scene, person, told):
    contact = book(scene, person)
    if told:
        send(NOW)
    with acting(scene.owner):
        cancel(contact=contact, change=ASKED, by=scene.owner, at=NOW)
    assert [parcel.template for parcel in send(NOW)] == (["appointment-cancelled"] if told else [])
    assert ("appointment-reminder", "cancelled") in messages("template", "state")
    assert send(REMINDED) == []


def test_what_was_entered_in_error_is_taken_back(scene, person):
    contact = book(scene, person)
    with acting(scene.owner):
        strike_out(contact=contact, why="The wrong person", by=scene.owner, at=NOW)
    assert [parcel.template for parcel in send(NOW)] == []


def test_a_number_that_must_not_be_used_any_more_stops_what_waits(scene, person):
    book(scene, person)
    with as_role("jobs", 1):
        detail = ContactDetail.objects.get(person=person)
    with acting(scene.owner):
        avoid_contact_detail(detail=detail, avoid="unsafe", by=scene.owner, at=NOW)
    assert {(state, unwanted) for state, unwanted in messages("state", "unwanted")} == {("cancelled", "no-contact")}
    assert send(REMINDED) == []


def test_a_new_number_gets_what_waits(scene, person):
    book(scene, person)
    send(NOW)
    with acting(scene.owner):
        add_contact_detail(person=person, kind="mobile", value="07700 900002", by=scene.owner, on=TODAY, at=NOW)
    assert [(parcel.to, parcel.template) for parcel in send(REMINDED)] == [("07700 900002", "appointment-reminder")]


def test_a_change_of_language_is_followed(scene, person):
    book(scene, person)
    with acting(scene.owner):
        change_person(person=person, changes={"language": "cy"}, by=scene.owner, at=NOW)
    assert set(messages("language", state="waiting")) == {("cy",)}
    assert len(messages(state="waiting")) == 2


def test_who_agrees_later_is_reminded_of_what_is_booked_and_who_declines_is_not(scene, person):
    with as_role("jobs", 1):
        MessageChoice.objects.all().delete()
    book(scene, person)
    with acting(scene.owner):
        choose_messages(person=person, channel="sms", by=scene.owner, on=TODAY, at=NOW)
        assert messages() == [("appointment-reminder", "waiting", REMINDED)]
        choose_messages(person=person, channel="none", by=scene.owner, on=TODAY, at=NOW)
    assert messages("state", "unwanted") == [("cancelled", "no-contact")]


def test_a_number_that_ends_ends_what_waits(scene, person):
    book(scene, person)
    with as_role("jobs", 1):
        detail = ContactDetail.objects.get(person=person)
    with acting(scene.owner):
        end_contact_detail(detail=detail, by=scene.owner, on=TODAY, at=NOW)
    assert messages("state")[0] == ("cancelled",)


def test_the_same_appointment_booked_twice_is_told_of_once(scene, person):
    book(scene, person)
    book(scene, person)
    assert len(messages()) == 2
