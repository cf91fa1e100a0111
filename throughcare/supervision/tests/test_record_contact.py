"""Putting contacts on a record."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.people.models import CustodySpell
from throughcare.supervision.commands.contacts import ContactRefused, book_contact, record_contact, record_outcome
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.events import ContactBooked, ContactRecorded, OutcomeRecorded
from throughcare.supervision.models import Contact
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def scene():
    return make_scene(TODAY)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with acting(scene.owner):
        derive([found.pk], on=TODAY, cause="test")
    return found


@pytest.fixture
def announced():
    heard = []
    events = (ContactBooked, ContactRecorded, OutcomeRecorded)
    before = dict(announcer._handlers)
    announcer.subscribe(dict.fromkeys(events, (heard.append,)))
    yield heard
    announcer.subscribe(before)


def record(scene, person, **given):
    entry = {"type": "COAP", "date": TODAY, "outcome": "ATTC", "notes": "Talked about work.", "reference": "W-1"}
    with acting(scene.owner):
        return record_contact(person=person, by=scene.owner, at=NOW, **(entry | given))


def entries(scene):
    with acting(scene.cast["auditor"]):
        return list(Entry.objects.order_by("id").values_list("action", "subject", "person"))


def all_contacts():
    with as_role("jobs", 1):
        return list(Contact.objects.values_list("reference", "outcome", "notes"))


def test_it_writes_the_contact_an_audit_entry_and_an_event_and_moves_the_due_date(scene, person, announced):
    saved = record(scene, person, minutes=30, time=time(9, 15))
    contact = saved.contact
    assert (contact.staff, contact.outcome, contact.minutes) == (scene.staff, "ATTC", 30)
    assert entries(scene) == [("supervision.record_contact", "W-1", person.pk)]
    assert announced == [ContactRecorded(contact.pk, person.pk, "COAP", TODAY, "ATTC", scene.owner.pk)]
    assert saved.before.last_seen is None
    assert (saved.after.last_seen, saved.after.decided_on) == (TODAY, TODAY)
    assert saved.before.due_date < saved.after.due_date
    assert not saved.repeated


def test_an_appointment_to_come_is_booked_and_moves_no_due_date(scene, person, announced):
    with acting(scene.owner):
        saved = book_contact(
            person=person, type="COAP", date=date(2026, 6, 17), notes="", reference="W-2", by=scene.owner, at=NOW
        )
    assert (saved.contact.arranged_on, saved.contact.outcome) == (TODAY, "")
    assert announced == [ContactBooked(saved.contact.pk, person.pk, "COAP", date(2026, 6, 17), scene.owner.pk)]
    assert entries(scene) == [("supervision.book_contact", "W-2", person.pk)]
    assert saved.before.due_date == saved.after.due_date


def test_the_same_form_sent_twice_is_written_once(scene, person, announced):
    first, second = record(scene, person), record(scene, person)
    assert (first.contact.pk, second.repeated) == (second.contact.pk, True)
    assert all_contacts() == [("W-1", "ATTC", "Talked about work.")]
    assert len(entries(scene)) == len(announced) == 1


@pytest.mark.parametrize("change", [{"notes": "Something else"}, {"outcome": "UAAB"}, {"type": "CHVS"}])
def test_the_same_form_with_other_answers_is_refused(scene, person, change):
    record(scene, person)
    with pytest.raises(ContactRefused, match="already-saved"):
        record(scene, person, **change)
    assert all_contacts() == [("W-1", "ATTC", "Talked about work.")]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"date": date(2026, 6, 9), "outcome": ""}, "outcome-missing"),
        ({"date": date(2026, 6, 11)}, "outcome-of-the-future"),
        ({"date": date(2020, 1, 1)}, "before-sentence"),
    ],
)
def test_a_refused_contact_changes_nothing(scene, person, announced, change, fault):
    with pytest.raises(ContactRefused, match=fault):
        record(scene, person, **change)
    assert (all_contacts(), entries(scene), announced) == ([], [], [])


def test_a_contact_in_custody_needs_a_confirmation(scene, person):
    with as_role("jobs", 1):
        CustodySpell.objects.create(
            person=person, sentence=person.sentences.get(), kind="remand", start=date(2026, 6, 1)
        )
    with pytest.raises(ContactRefused, match="in-custody"):
        record(scene, person)
    assert all_contacts() == []
    record(scene, person, confirmed=True)
    assert len(all_contacts()) == 1


def test_an_outcome_is_recorded_with_its_history(scene, person, announced):
    record(scene, person, time=time(12, 30), outcome="", notes="")
    contact, later = Contact(pk=announced[0].contact), NOW + timedelta(hours=1)
    with acting(scene.owner):
        saved = record_outcome(contact=contact, outcome="UAAB", notes="Did not come", by=scene.owner, at=later)
        again = record_outcome(contact=contact, outcome="ATTC", notes="Came late", by=scene.owner, at=later)
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome FROM supervision_contactevent ORDER BY pgh_id")
            assert [outcome for (outcome,) in cursor.fetchall()] == ["UAAB", "ATTC"]
    assert saved.after.last_seen is None
    assert again.after.last_seen == TODAY
    assert [event.before for event in announced[1:]] == ["", "UAAB"]
    assert [action for action, *_ in entries(scene)] == [
        "supervision.book_contact",
        "supervision.record_outcome",
        "supervision.record_outcome",
    ]


@pytest.mark.parametrize("outcome", ["", "ATTC"])
def test_an_appointment_to_come_gets_no_outcome_of_attendance(scene, person, outcome):
    saved = record(scene, person, date=date(2026, 6, 17), outcome="", notes="")
    with acting(scene.owner), pytest.raises(ContactRefused):
        record_outcome(contact=saved.contact, outcome=outcome, notes="x", by=scene.owner, at=NOW)
    assert all_contacts() == [("W-1", "", "")]
    assert len(entries(scene)) == 1
