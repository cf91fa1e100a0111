"""Appointments: nobody in two places, several at once, moved, cancelled, struck out."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.people.models import LimitedAccess, Requirement
from throughcare.supervision.commands.appointments import Wanted, book_appointments, reschedule
from throughcare.supervision.commands.arranging import Arrangement, Beside
from throughcare.supervision.commands.contacts import ContactRefused, book_contact, record_contact, record_outcome
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.ending import Change, cancel, strike_out
from throughcare.supervision.events import AppointmentEnded, AppointmentMoved, ContactBooked, OutcomeRecorded
from throughcare.supervision.models import Appointment, Contact, ContactDue, Engagement
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY, DAY = NOW.date(), date(2026, 6, 17)
TEN = time(10, 0)
ASKED = Change("person", "Works that day")


@pytest.fixture
def scene():
    return make_scene(TODAY)


def known(scene):
    found = case(scene, derived=False)
    with acting(scene.owner):
        derive([found.pk], on=TODAY, cause="test")
    return found


@pytest.fixture
def person(scene):
    return known(scene)


@pytest.fixture
def other(scene):
    return known(scene)


@pytest.fixture
def announced():
    heard = []
    events = (ContactBooked, OutcomeRecorded, AppointmentMoved, AppointmentEnded)
    before = dict(announcer._handlers)
    announcer.subscribe(dict.fromkeys(events, (heard.append,)))
    yield heard
    announcer.subscribe(before)


def book(scene, person, reference, day=DAY, at=TEN, minutes=30, by=None, **given):
    how = Arrangement(**{name: given.pop(name) for name in list(given) if name in Arrangement.__dataclass_fields__})
    with acting(by or scene.owner):
        return book_contact(
            person=person, type=given.pop("type", "COAP"), date=day, time=at, minutes=minutes, notes="", how=how,
            reference=reference, by=by or scene.owner, at=NOW, **given,
        ).contact  # fmt: skip


def refused(scene, person, code, reference="W-refused", **given):
    before = everything()
    with pytest.raises(ContactRefused) as raised:
        book(scene, person, reference, **given)
    assert [fault.code for fault in raised.value.faults] == [code]
    assert everything() == before
    return raised.value


def everything():
    with as_role("jobs", 1):
        contacts = list(Contact.objects.order_by("id").values_list("reference", "date", "time", "outcome"))
        held = list(Appointment.objects.order_by("id").values_list("contact__reference", "holds", "ended", "beside"))
    return contacts, held


def appointment(contact):
    with as_role("jobs", 1):
        return Appointment.objects.get(contact=contact)


def entries(scene):
    with acting(scene.cast["auditor"]):
        return list(Entry.objects.order_by("id").values_list("action", flat=True))


def test_it_takes_its_time_as_instants(scene, person):
    found = appointment(book(scene, person, "W-1", place="Room 2"))
    assert (found.starts_at, found.ends_at) == (
        datetime(2026, 6, 17, 9, 0, tzinfo=UTC),
        datetime(2026, 6, 17, 9, 30, tzinfo=UTC),
    )
    assert (found.holds, found.place, found.staff_id, found.person_id) == (True, "Room 2", scene.staff.pk, person.pk)


def test_it_gets_the_usual_length_where_none_is_given(scene, person):
    assert book(scene, person, "W-1", minutes=None, type="COAI").minutes == 60


def test_it_may_have_no_time_and_then_takes_none(scene, person, other):
    assert appointment(book(scene, person, "W-1", at=None, minutes=None)).holds is False
    book(scene, other, "W-2", at=None, minutes=None)


@pytest.mark.parametrize(("at", "minutes"), [(TEN, 30), (time(9, 45), 16), (time(10, 29), 5), (time(9, 0), 120)])
def test_an_officer_is_not_in_two_places(scene, person, other, at, minutes):
    book(scene, person, "W-1")
    clash = refused(scene, other, "officer-busy", at=at, minutes=minutes).clashes[0]
    assert (clash.taken.reference, clash.taken.crn, clash.taken.whose) == ("W-1", person.crn, "officer")


@pytest.mark.parametrize(("at", "minutes"), [(time(9, 30), 30), (time(10, 30), 30)])
def test_one_may_begin_when_the_other_ends(scene, person, other, at, minutes):
    book(scene, person, "W-1")
    book(scene, other, "W-2", at=at, minutes=minutes)


def test_a_person_is_not_in_two_places(scene, person):
    book(scene, person, "W-1")
    with as_role("jobs", 1):
        colleague = StaffFactory(user=scene.cast["colleague"], team=scene.staff.team)
    refused(scene, person, "person-busy", by=scene.cast["colleague"], at=time(10, 15))
    refused(scene, person, "person-busy", staff=colleague, at=time(10, 15))


def test_what_the_officer_does_otherwise_counts_too(scene, person):
    with as_role("jobs", 1):
        Engagement.objects.create(
            reference="E-1", staff=scene.staff, kind="leave", whole_days=True,
            starts_at=datetime(2026, 6, 16, 23, 0, tzinfo=UTC), ends_at=datetime(2026, 6, 17, 23, 0, tzinfo=UTC),
        )  # fmt: skip
    assert refused(scene, person, "officer-busy").clashes[0].taken.kind == "leave"
    book(scene, person, "W-2", day=DAY + timedelta(days=1))
    with as_role("jobs", 1):
        Engagement.objects.update(removed_at=NOW)
    book(scene, person, "W-1")


def test_a_reason_that_the_policy_knows_lets_it_in_and_is_kept(scene, person, other):
    book(scene, person, "W-1")
    found = appointment(book(scene, other, "W-2", beside=Beside("joint", "Group at ten")))
    assert (found.beside, found.beside_note, found.beside_by_id, found.beside_at, found.holds) == (
        "joint",
        "Group at ten",
        scene.owner.pk,
        NOW,
        True,
    )
    with acting(scene.cast["auditor"]):
        detail = Entry.objects.get(action="supervision.book_contact", subject="W-2").detail
    assert detail["beside"] == "joint"


def test_what_was_let_in_still_stands_in_the_way_of_a_third(scene, person, other):
    book(scene, person, "W-1")
    book(scene, other, "W-2", at=time(10, 15), beside=Beside("covered"))
    assert [
        clash.taken.reference for clash in refused(scene, known(scene), "officer-busy", at=time(10, 40)).clashes
    ] == ["W-2"]


def test_a_reason_that_does_not_fit_is_refused(scene, person):
    book(scene, person, "W-1")
    with as_role("jobs", 1):
        StaffFactory(user=scene.cast["colleague"], team=scene.staff.team)
    refused(scene, person, "person-not-for-that", by=scene.cast["colleague"], beside=Beside("covered"))


def test_a_reason_given_for_nothing_is_not_kept(scene, person):
    assert appointment(book(scene, person, "W-1", beside=Beside("joint"))).beside == ""


def test_a_clash_with_somebody_who_may_not_be_seen_is_refused_without_a_name(scene, person, other):
    book(scene, person, "W-1")
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=scene.owner, reason="Kin", start=TODAY)
    assert refused(scene, other, "officer-busy").clashes == ()
    found = appointment(book(scene, other, "W-2", beside=Beside("urgent")))
    assert found.beside == "urgent"


def test_the_database_refuses_what_no_command_looked_at(scene, person, other):
    first, second = book(scene, person, "W-1"), book(scene, other, "W-2", at=time(11, 0))
    own = appointment(first)
    for changed in ({"staff": scene.staff}, {"staff": None, "person": person}):
        with as_role("jobs", 1), pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
            Appointment.objects.filter(contact=second).update(
                starts_at=own.starts_at, ends_at=own.ends_at, **{"person": other} | changed
            )


def test_an_imported_appointment_takes_its_time_when_somebody_books_against_it(scene, person, other):
    with as_role("jobs", 1):
        ContactFactory(reference="C-1", person=person, staff=scene.staff, date=DAY, time=TEN, type="COAP")
        ContactFactory(reference="C-2", person=other, staff=scene.staff, date=DAY, time=time(10, 15), type="COAP")
        ContactFactory(reference="C-3", person=other, staff=scene.staff, date=DAY, type="COAP")
    clashes = refused(scene, known(scene), "officer-busy", at=time(10, 20)).clashes
    assert [clash.taken.reference for clash in clashes] == ["C-1", "C-2"]
    book(scene, person, "W-1", at=time(12, 0))
    assert everything()[1] == [
        ("C-1", True, "", ""),
        ("C-2", True, "", "taken-over"),
        ("W-1", True, "", ""),
    ]


def test_a_change_from_elsewhere_is_followed_and_stays_beside_what_it_meets(scene, person, other):
    first, second = book(scene, person, "W-1"), book(scene, other, "W-2", at=time(11, 0))
    with as_role("jobs", 1):
        Contact.objects.filter(pk=second.pk).update(time=time(11, 30), minutes=45)
        assert Appointment.objects.get(contact=second).ends_at == datetime(2026, 6, 17, 11, 15, tzinfo=UTC)
        Contact.objects.filter(pk=second.pk).update(time=TEN)
        found = Appointment.objects.get(contact=second)
        assert (found.beside, found.beside_by_id, found.starts_at.hour) == ("taken-over", None, 9)
        Contact.objects.filter(pk=first.pk).update(time=None)
        assert Appointment.objects.get(contact=first).holds is False


@pytest.mark.parametrize(
    ("outcome", "ended"), [("RSOF", "moved"), ("CANS", "cancelled"), ("EROR", "error"), ("ATTC", "")]
)
def test_an_outcome_from_elsewhere_ends_it(scene, person, outcome, ended):
    contact = book(scene, person, "W-1")
    with as_role("jobs", 1):
        Contact.objects.filter(pk=contact.pk).update(outcome=outcome)
    assert (appointment(contact).ended, appointment(contact).holds) == (ended, not ended)


def test_the_database_reads_a_clock_as_the_rules_do(db):
    from throughcare.kernel.local_time import instants

    quarters = [time(hour, minute) for hour in range(4) for minute in (0, 15, 30, 45)]
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1), date(2030, 10, 27)):
        for at in quarters:
            found = instants(day, at)
            if not found:
                continue
            for second in (False, True):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT supervision_instant(%s, %s, %s)", [day, at, second])
                    assert cursor.fetchone()[0] == found[-1 if second else 0], (day, at, second)


BACK, FORWARD = date(2026, 10, 25), date(2026, 3, 29)


def test_a_time_that_comes_twice_is_asked_about_and_kept_apart(scene, person, other):
    refused(scene, person, "which-of-two", day=BACK, at=time(1, 30))
    first = appointment(book(scene, person, "W-1", day=BACK, at=time(1, 30), second=False))
    second = appointment(book(scene, other, "W-2", day=BACK, at=time(1, 30), second=True))
    assert second.starts_at - first.starts_at == timedelta(hours=1)
    assert (first.second, second.second) == (False, True)
    refused(scene, other, "officer-busy", day=BACK, at=time(1, 45), second=False)


def test_a_time_that_does_not_exist_is_refused(scene, person):
    refused(scene, person, "no-such-time", day=date(2027, 3, 28), at=time(1, 30), confirmed=True)


def test_a_day_beyond_the_last_is_refused(scene, person):
    refused(scene, person, "too-far", day=date(2200, 1, 1), confirmed=True)
    book(scene, person, "W-1", day=date(2199, 12, 31), confirmed=True)


def test_it_counts_towards_a_requirement_of_the_person(scene, person, other):
    with as_role("jobs", 1):
        own, foreign = (
            Requirement.objects.create(
                reference=f"R-{each.crn}", person=each, sentence=each.sentences.get(), category="rar", length=20,
                unit="days", start=date(2026, 5, 1), until=date(2026, 7, 1),
            )
            for each in (person, other)
        )  # fmt: skip
    assert appointment(book(scene, person, "W-1", requirement=own.pk)).requirement_id == own.pk
    refused(scene, person, "not-their-requirement", requirement=foreign.pk, at=time(12, 0))
    refused(scene, person, "not-their-requirement", requirement=own.pk, day=date(2026, 7, 1))


def weekly(count, **given):
    return [Wanted(**{"type": "COAP", "date": DAY + timedelta(weeks=n), "time": TEN} | given) for n in range(count)]


def book_all(scene, person, wanted, reference="W-s", **given):
    with acting(scene.owner):
        return book_appointments(
            person=person,
            wanted=wanted,
            notes="",
            reference=reference,
            by=scene.owner,
            at=NOW,
            how=Arrangement(**given),
        )


def test_several_are_booked_at_once_as_one_series(scene, person, announced):
    saved = book_all(scene, person, weekly(3))
    assert [each.contact.reference for each in saved] == ["W-s-1", "W-s-2", "W-s-3"]
    assert {appointment(each.contact).series for each in saved} == {"W-s"}
    assert entries(scene) == ["supervision.book_appointments"]
    assert len(announced) == 3
    assert [each.repeated for each in book_all(scene, person, weekly(3))] == [True] * 3
    with pytest.raises(ContactRefused, match="already-saved"):
        book_all(scene, person, weekly(2))
    assert len(everything()[0]) == 3


def test_one_clash_refuses_all_and_each_is_named(scene, person, other):
    book(scene, other, "W-1", day=DAY + timedelta(weeks=1))
    book(scene, person, "W-2", day=DAY + timedelta(weeks=2), at=time(10, 15), minutes=5)
    before = everything()
    with pytest.raises(ContactRefused, match="officer-busy, person-busy") as raised:
        book_all(scene, person, weekly(4))
    assert {clash.taken.reference for clash in raised.value.clashes} == {"W-1", "W-2"}
    assert everything() == before
    saved = book_all(scene, person, weekly(4), beside=Beside("urgent"))
    assert [appointment(each.contact).beside for each in saved] == ["", "urgent", "urgent", ""]


def test_the_same_time_wanted_twice_is_a_clash(scene, person):
    with pytest.raises(ContactRefused, match="person-busy"):
        book_all(scene, person, [*weekly(1), *weekly(1)])


def test_an_impossible_one_of_several_is_pointed_at(scene, person):
    with pytest.raises(ContactRefused, match="not-to-come") as raised:
        book_all(scene, person, [*weekly(1), Wanted("COAP", TODAY, time(9, 0))])
    assert raised.value.place == 1
    assert everything() == ([], [])


def move(scene, contact, change=ASKED, reference="W-new", **to):
    wanted = Wanted(**{"type": contact.type, "date": DAY, "time": time(14, 0)} | to)
    with acting(scene.owner):
        return reschedule(contact=contact, to=wanted, change=change, reference=reference, by=scene.owner, at=NOW)


@pytest.mark.parametrize(("asked_by", "outcome"), [("person", "RSOF"), ("practitioner", "RSSR"), ("service", "RSSR")])
def test_the_old_one_is_kept_in_the_chain_of_the_new(scene, person, announced, asked_by, outcome):
    old = book(scene, person, "W-1", place="Room 2")
    new = move(scene, old, Change(asked_by, "Works that day")).contact
    kept, moved = appointment(old), appointment(new)
    assert (kept.ended, kept.asked_by, kept.ended_why, kept.ended_by_id, kept.ended_at, kept.holds) == (
        "moved",
        asked_by,
        "Works that day",
        scene.owner.pk,
        NOW,
        False,
    )
    assert (moved.replaces_id, moved.place, moved.holds) == (old.pk, "Room 2", True)
    with as_role("jobs", 1):
        assert Contact.objects.get(pk=old.pk).outcome == outcome
    assert entries(scene) == ["supervision.book_contact", "supervision.reschedule"]
    assert announced[-1] == AppointmentMoved(new.pk, old.pk, person.pk, DAY, asked_by, scene.owner.pk)


def test_it_may_move_into_its_own_time(scene, person):
    assert move(scene, book(scene, person, "W-1"), time=time(10, 15)).contact.time == time(10, 15)


def test_an_imported_appointment_can_be_moved(scene, person):
    with as_role("jobs", 1):
        old = ContactFactory(person=person, staff=scene.staff, date=DAY, time=TEN)
    new = move(scene, old).contact
    assert (appointment(old).ended, appointment(new).replaces_id) == ("moved", old.pk)


@pytest.mark.parametrize(
    ("change", "to", "code"),
    [
        (Change("", "x"), {}, "who-asked"),
        (Change("person", " "), {}, "say-why"),
        (ASKED, {"date": DAY, "time": TEN, "minutes": 30}, "same-time"),
        (ASKED, {"date": TODAY, "time": time(9, 0)}, "not-to-come"),
        (ASKED, {"date": DAY, "time": time(16, 0)}, "officer-busy"),
    ],
)
def test_a_move_that_is_refused_changes_nothing(scene, person, other, change, to, code):
    old = book(scene, person, "W-1")
    book(scene, other, "W-2", at=time(16, 0))
    before = everything()
    with pytest.raises(ContactRefused) as raised:
        move(scene, old, change, **to)
    assert [fault.code for fault in raised.value.faults] == [code]
    assert everything() == before


def test_it_moves_once(scene, person):
    old = book(scene, person, "W-1")
    move(scene, old)
    assert move(scene, old).repeated
    with pytest.raises(ContactRefused, match="already-ended"):
        move(scene, old, reference="W-other", time=time(15, 0))


def test_what_took_place_does_not_move(scene, person):
    with acting(scene.owner):
        seen = record_contact(
            person=person, type="COAP", date=TODAY, outcome="ATTC", notes="", reference="W-1", by=scene.owner, at=NOW
        ).contact
    with pytest.raises(ContactRefused, match="has-outcome"):
        move(scene, seen)


@pytest.mark.parametrize(("asked_by", "outcome"), [("person", "CANP"), ("service", "CANS")])
def test_a_cancelled_one_stays_and_frees_its_time(scene, person, other, announced, asked_by, outcome):
    contact = book(scene, person, "W-1")
    with acting(scene.owner):
        cancel(contact=contact, change=Change(asked_by, "Office closed"), by=scene.owner, at=NOW)
    with as_role("jobs", 1):
        assert Contact.objects.get(pk=contact.pk).outcome == outcome
    assert announced[-1] == AppointmentEnded(contact.pk, person.pk, "cancelled", asked_by, scene.owner.pk)
    book(scene, other, "W-2")
    with acting(scene.owner), pytest.raises(ContactRefused, match="already-ended"):
        cancel(contact=contact, change=Change(asked_by, "Again"), by=scene.owner, at=NOW)


def test_the_rest_of_a_series_is_cancelled_with_it(scene, person):
    saved = book_all(scene, person, weekly(4))
    with acting(scene.owner):
        gone = cancel(contact=saved[1].contact, change=ASKED, by=scene.owner, at=NOW, rest_of_series=True)
    assert [each.contact.reference for each in gone] == ["W-s-2", "W-s-3", "W-s-4"]
    assert [row[3] for row in everything()[0]] == ["", "CANP", "CANP", "CANP"]


def test_what_has_passed_is_not_cancelled(scene, person):
    contact = book(scene, person, "W-1")
    with acting(scene.owner), pytest.raises(ContactRefused, match="has-passed"):
        cancel(contact=contact, change=ASKED, by=scene.owner, at=NOW + timedelta(days=30))
    assert everything()[0][0][3] == ""


def test_what_was_entered_in_error_counts_for_nothing(scene, person, announced):
    with acting(scene.owner):
        seen = record_contact(
            person=person, type="COAP", date=TODAY, outcome="ATTC", notes="", reference="W-1", by=scene.owner, at=NOW
        )
        assert ContactDue.objects.get(person=person).last_seen == TODAY
        saved = strike_out(contact=seen.contact, why="The wrong person", by=scene.owner, at=NOW)
        assert ContactDue.objects.get(person=person).last_seen is None
        with pytest.raises(ContactRefused, match="say-why"):
            strike_out(contact=book(scene, person, "W-2"), why="", by=scene.owner, at=NOW)
    assert saved.after.due_date == seen.before.due_date
    assert appointment(seen.contact).ended_why == "The wrong person"
    assert [type(event) for event in announced[:2]] == [OutcomeRecorded, AppointmentEnded]


def test_a_plan_entered_in_error_is_none(scene, person):
    with acting(scene.owner):
        plan = record_contact(
            person=person, type="PLAN", date=TODAY, outcome="", notes="", reference="W-1", by=scene.owner, at=NOW
        )
        saved = strike_out(contact=plan.contact, why="Not finished", by=scene.owner, at=NOW)
    assert (saved.after.duty, saved.after.due_date) == (plan.before.duty, plan.before.due_date)


def test_an_outcome_put_right_takes_the_ending_back(scene, person):
    contact = book(scene, person, "W-1")
    later = NOW + timedelta(days=8)
    with acting(scene.owner):
        record_outcome(contact=contact, outcome="CANS", notes="", by=scene.owner, at=later, why="No officer was there")
        kept = appointment(contact)
        assert (kept.ended, kept.asked_by, kept.ended_why) == ("cancelled", "service", "No officer was there")
        assert (kept.ended_by, kept.holds) == (scene.owner, False)
        record_outcome(contact=contact, outcome="ATTC", notes="", by=scene.owner, at=later)
    assert (appointment(contact).ended, appointment(contact).asked_by) == ("", "")


def test_who_called_off_a_meeting_goes_by_its_outcome_even_where_it_had_no_arrangement(scene, person):
    with as_role("jobs", 1):
        contact = ContactFactory(person=person, staff=scene.staff, type="COAP", date=TODAY, outcome="")
    with acting(scene.owner):
        record_outcome(contact=contact, outcome="CANP", notes="", by=scene.owner, at=NOW, why="His bus did not come")
    kept = appointment(contact)
    assert (kept.ended, kept.asked_by, kept.ended_why) == ("cancelled", "person", "His bus did not come")
    with as_role("owner"):
        entry = Entry.objects.filter(action="supervision.record_outcome").get()
    assert entry.detail["why"] == "His bus did not come"


@pytest.mark.parametrize(
    ("outcome", "why", "fault"),
    [
        ("CANS", "", "say-why"),
        ("CANP", "  ", "say-why"),
        ("RSSR", "x", "reschedule-instead"),
        ("RSOF", "x", "reschedule-instead"),
        ("EROR", "x", "strike-out-instead"),
    ],
)
def test_an_outcome_alone_calls_nothing_off(scene, person, outcome, why, fault):
    contact, before = book(scene, person, "W-1"), everything()
    with acting(scene.owner), pytest.raises(ContactRefused, match=fault):
        record_outcome(contact=contact, outcome=outcome, notes="", by=scene.owner, at=NOW + timedelta(days=30), why=why)
    assert everything() == before


def test_an_outcome_that_stands_already_is_kept_without_asking_again(scene, person):
    contact = book(scene, person, "W-1")
    later = NOW + timedelta(days=8)
    with acting(scene.owner):
        record_outcome(contact=contact, outcome="CANS", notes="", by=scene.owner, at=later, why="Ill")
        record_outcome(contact=contact, outcome="CANS", notes="Rang her", by=scene.owner, at=later)
    contact.refresh_from_db()
    assert (contact.notes, appointment(contact).ended_why) == ("Rang her", "Ill")


def test_somebody_of_another_region_sees_no_arrangement(scene, person):
    book(scene, person, "W-1")
    with acting(scene.cast["stranger"]):
        assert Appointment.objects.count() == 0
    with acting(scene.cast["colleague"]):
        assert Appointment.objects.count() == 1
