"""The pages of a person's appointments, for the whole cast."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import LimitedAccess, Requirement
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
TOKEN, OTHER_TOKEN = "0123456789abcdef0123456789abcdef", "f" * 32
TEN = time(10, 0)
PAGES = ("", "new/", "B-1/move/", "B-1/cancel/")


def next_weekday(days=7):
    """A working day about so many days from today, away from the changes of the clock."""
    day = timezone.localdate() + timedelta(days=days)
    return day + timedelta(days=(7 - day.weekday()) % 7)


DAY = next_weekday()


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


def known(scene):
    found = case(scene, derived=False)
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


@pytest.fixture
def person(scene):
    return known(scene)


@pytest.fixture
def booked(scene, person):
    return book(scene, person)


def book(scene, person, day=DAY, at=TEN, reference="B", times=1, **how):
    wanted = [Wanted("COAP", day + timedelta(weeks=week), at, 30) for week in range(times)]
    with acting(scene.owner):
        saved = book_appointments(
            person=person, wanted=wanted, notes="", reference=reference, by=scene.owner, at=timezone.now(),
            how=Arrangement(**how),
        )  # fmt: skip
    return saved[0].contact


def requirement(person, **given):
    with as_role("jobs", 1):
        sentence = person.sentences.get()
        values = {"category": "rar", "length": 20, "unit": "days", "start": sentence.starts_on} | given
        return Requirement.objects.create(reference="R-1", person=person, sentence=sentence, **values)


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def typed(**given):
    entry = {
        "token": TOKEN,
        "type": "COAP",
        "date": DAY.isoformat(),
        "time": "10:00",
        "place": "Room 2",
        "remind": "on",
    }
    return entry | given


def moving(**given):
    entry = {"token": TOKEN, "date": (DAY + timedelta(days=1)).isoformat(), "time": "11:00", "minutes": "30"}
    return entry | {"asked_by": "person", "why": "Works that day"} | given


def everything():
    with as_role("jobs", 1):
        contacts = list(Contact.objects.order_by("id").values_list("date", "time", "outcome"))
        held = list(Appointment.objects.order_by("id").values_list("place", "holds", "ended", "beside", "series"))
    return contacts, held


def address(person, page=""):
    return f"/people/{person.crn}/appointments/{page}"


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_colleague_of_the_region_opens_them(scene, person, booked, who):
    client = signed_in(scene.cast[who])
    for page in PAGES:
        answer = client.get(address(person, page))
        assert answer.status_code == 200
        assert person.surname in answer.content.decode()


def test_everybody_else_is_refused_and_nothing_changes(scene, person, booked):
    before = everything()
    for who in WITHOUT_ACCESS:
        client = signed_in(scene.cast[who])
        for page in PAGES:
            answer = client.get(address(person, page))
            assert answer.status_code == 403
            assert person.surname not in answer.content.decode()
        for page in PAGES[1:]:
            assert client.post(address(person, page), typed() | moving()).status_code == 403
    assert everything() == before


def test_somebody_of_another_region_is_asked_why_first(scene, person, booked):
    client, before = signed_in(scene.cast["stranger"]), everything()
    for page in PAGES:
        for answer in (client.get(address(person, page)), client.post(address(person, page), typed() | moving())):
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, f"/people/{person.crn}/reason/")
    assert everything() == before


def test_nobody_in_particular_is_sent_to_sign_in(person, booked):
    before = everything()
    for page in PAGES:
        for answer in (Client().get(address(person, page)), Client().post(address(person, page), typed() | moving())):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/?next=/people/")
    assert everything() == before


def test_a_hidden_record_and_an_absent_one_answer_the_same(scene, person, booked):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    client = signed_in(scene.owner)
    for page in PAGES:
        hidden, absent = client.get(address(person, page)), client.get(f"/people/X000001/appointments/{page}")
        assert (hidden.status_code, absent.status_code) == (404, 404)


def test_the_pages_come_in_welsh(scene, person, booked):
    client = signed_in(scene.owner, "cy")
    for page in PAGES:
        answer = client.get(address(person, page))
        assert answer.status_code == 200
        assert '<html lang="cy"' in answer.content.decode()


def test_one_appointment_is_booked_and_stands_on_the_list(scene, person):
    client = signed_in(scene.owner)
    assert client.post(address(person, "new/"), typed())["Location"] == address(person)
    assert everything() == ([(DAY, TEN, "")], [("Room 2", True, "", "", "")])
    page = client.get(address(person)).content.decode()
    assert "Booked" in page and "Room 2" in page and "30 minutes" in page


def test_the_same_form_sent_twice_books_once(scene, person):
    client = signed_in(scene.owner)
    client.post(address(person, "new/"), typed())
    assert client.post(address(person, "new/"), typed()).status_code == 302
    assert len(everything()[0]) == 1


def test_several_that_repeat_are_booked_together(scene, person):
    client = signed_in(scene.owner)
    client.post(address(person, "new/"), typed(repeat="weekly", count="3", working="on"))
    contacts, held = everything()
    assert [day for day, _, _ in contacts] == [DAY + timedelta(weeks=week) for week in range(3)]
    assert {series for *_, series in held} == {f"W-{TOKEN}"}
    assert "and 2 more" in client.get(address(person)).content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"repeat": "weekly"}, "Say how many times it repeats"),
        ({"repeat": "weekly", "count": "3", "until": "2099-01-01"}, "Say either how many times or until when"),
        ({"repeat": "weekly", "count": "300"}, "more appointments than can be booked at once"),
        ({"repeat": "weekly", "until": "2001-01-01"}, "No day lies between"),
        ({"date": "2001-01-01"}, "still to come"),
        ({"date": "31/31/2026"}, "Date must be a real date"),
        ({"time": "25:00"}, "Time must be a time of day"),
        ({"type": "NOTE"}, "Select a valid choice"),
        ({"requirement": "999999"}, "Select a valid choice"),
        ({"staff": "NOBODY"}, "Select a valid choice"),
        ({"token": "not ours"}, "out of date"),
        ({"beside": "joint"}, "Say what has been agreed"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(scene, person, given, says):
    answer = signed_in(scene.owner).post(address(person, "new/"), typed(notes="Bring the *letter*", **given))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in page and "Bring the *letter*" in page and "Room 2" in page
    assert everything() == ([], [])


def test_a_clash_is_refused_with_what_it_is_and_the_form_keeps_what_was_typed(scene, person, booked):
    other, before = known(scene), everything()
    page = signed_in(scene.owner).post(address(other, "new/"), typed(place="Room 9")).content.decode()
    assert "The practitioner has something else at that time" in page
    assert f"{person.crn}" in page and "10:00–10:30" in page
    assert "Why two at once" in page and "Room 9" in page
    assert everything() == before


def test_the_name_behind_a_clash_is_not_said_to_whoever_may_not_know(scene, person, booked):
    other = known(scene)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    page = signed_in(scene.owner).post(address(other, "new/"), typed()).content.decode()
    assert "The practitioner has something else at that time" in page
    assert person.crn not in page and person.surname not in page


def test_a_reason_and_words_let_it_in_and_both_are_shown(scene, person, booked):
    other, client = known(scene), signed_in(scene.owner)
    answer = client.post(address(other, "new/"), typed(beside="joint", beside_note="One group in the hall"))
    assert answer.status_code == 302
    with as_role("jobs", 1):
        kept = Appointment.objects.get(contact__person=other)
    assert (kept.beside, kept.beside_note, kept.beside_by_id) == ("joint", "One group in the hall", scene.owner.pk)
    assert "One group in the hall" in client.get(address(other)).content.decode()


def test_a_reason_that_does_not_allow_it_is_refused(scene, person, booked):
    before = everything()
    answer = signed_in(scene.owner).post(address(person, "new/"), typed(beside="covered", beside_note="A colleague"))
    assert "A person cannot be in two places for that reason" in answer.content.decode()
    assert everything() == before


def autumn():
    """The next Sunday on which the clocks go back within the sentence, that is within the coming 265 days, else None."""
    for year in (timezone.localdate().year, timezone.localdate().year + 1):
        day = date(year, 10, 31)
        day -= timedelta(days=(day.weekday() + 1) % 7)
        if day > timezone.localdate():
            return day
    raise AssertionError


def test_the_hour_that_comes_twice_is_asked_about_and_not_guessed(scene, person):
    client, when = signed_in(scene.owner), {"date": autumn().isoformat(), "time": "01:30", "confirmed": "on"}
    page = client.post(address(person, "new/"), typed(**when)).content.decode()
    assert "this time comes twice" in page and "after the clocks have gone back" in page
    assert everything() == ([], [])
    assert client.post(address(person, "new/"), typed(second="second", **when)).status_code == 302
    with as_role("jobs", 1):
        kept = Appointment.objects.get()
    assert (kept.second, kept.starts_at.hour, kept.starts_at.minute) == (True, 1, 30)
    assert "01:30, the second time" in client.get(address(person)).content.decode()


def test_it_moves_with_who_asked_and_why_and_the_chain_is_shown(scene, person, booked):
    client = signed_in(scene.owner)
    assert client.post(address(person, "B-1/move/"), moving())["Location"] == address(person)
    assert everything()[0] == [(DAY, TEN, "RSOF"), (DAY + timedelta(days=1), time(11, 0), "")]
    page = client.get(f"/people/{person.crn}/contacts/W-{TOKEN}/outcome/").content.decode()
    assert "How it moved" in page and "Works that day" in page and "The person on probation" in page


def test_a_move_keeps_place_and_requirement(scene, person):
    counted = requirement(person)
    book(scene, person, place="Room 4", requirement=counted.pk)
    page = signed_in(scene.owner).get(address(person, "B-1/move/")).content.decode()
    assert "Room 4" in page
    signed_in(scene.owner).post(address(person, "B-1/move/"), moving(place="Room 4"))
    with as_role("jobs", 1):
        kept = Appointment.objects.get(contact__outcome="")
    assert (kept.place, kept.requirement_id) == ("Room 4", counted.pk)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"asked_by": ""}, "Choose who asked for the change"),
        ({"why": " "}, "Enter why"),
        ({"date": DAY.isoformat(), "time": "10:00"}, "That is when the appointment is now"),
        ({"date": "2001-01-01"}, "still to come"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(scene, person, booked, given, says):
    before = everything()
    page = signed_in(scene.owner).post(address(person, "B-1/move/"), moving(**given)).content.decode()
    assert says in page
    assert everything() == before


def test_it_is_cancelled_with_who_asked_and_why(scene, person, booked):
    client = signed_in(scene.owner)
    client.post(address(person, "B-1/cancel/"), {"asked_by": "service", "why": "The office is closed"})
    assert everything() == ([(DAY, TEN, "CANS")], [("", False, "cancelled", "", "")])
    page = client.get(address(person)).content.decode()
    assert "The office is closed" in page and "Nothing booked" in page


def test_the_rest_of_a_series_goes_with_it_only_where_that_is_ticked(scene, person):
    book(scene, person, times=3)
    client, why = signed_in(scene.owner), {"asked_by": "person", "why": "Has found work"}
    assert "2 more of the series come after it" in client.get(address(person, "B-1/cancel/")).content.decode()
    client.post(address(person, "B-1/cancel/"), why)
    assert [outcome for *_, outcome in everything()[0]] == ["CANP", "", ""]
    client.post(address(person, "B-2/cancel/"), why | {"rest": "on"})
    assert [outcome for *_, outcome in everything()[0]] == ["CANP", "CANP", "CANP"]


def test_one_cancelled_is_not_cancelled_again(scene, person, booked):
    client, why = signed_in(scene.owner), {"asked_by": "person", "why": "Has found work"}
    client.post(address(person, "B-1/cancel/"), why)
    before = everything()
    page = client.post(address(person, "B-1/cancel/"), why | {"why": "Again"}).content.decode()
    assert "rescheduled, cancelled or struck out already" in page and "Again" in page
    assert everything() == before


def test_what_has_passed_waits_for_an_outcome_at_the_top(scene, person):
    with as_role("jobs", 1):
        past = ContactFactory(person=person, staff=scene.staff, date=scene.on - timedelta(days=2), outcome="")
    page = signed_in(scene.owner).get(address(person)).content.decode()
    assert f"/people/{person.crn}/contacts/{past.reference}/outcome/" in page
    assert page.index("Waiting for an outcome") < page.index("Still to come")


def test_the_outcome_says_what_it_counted_towards_and_how_many_days_are_used(scene, person):
    counted = requirement(person)
    with as_role("jobs", 1):
        past = ContactFactory(
            person=person, staff=scene.staff, type="COAP", date=scene.on - timedelta(days=2), outcome=""
        )
    client, page = signed_in(scene.owner), f"/people/{person.crn}/contacts/{past.reference}/outcome/"
    assert "RAR days used: 0 of 20" in client.get(page).content.decode()
    client.post(page, {"outcome": "ATTC", "notes": "", "requirement": str(counted.pk)})
    for where in (page, address(person), f"/people/{person.crn}/", f"/people/{person.crn}/contacts/new/"):
        assert "RAR days used: 1 of 20" in client.get(where).content.decode()
    assert "counts towards Rehabilitation activity, 20 days" in client.get(address(person)).content.decode()


def test_a_corrected_outcome_keeps_what_it_counts_towards(scene, person):
    counted = requirement(person)
    with as_role("jobs", 1):
        past = ContactFactory(person=person, type="COAP", date=scene.on - timedelta(days=2), outcome="ATTC")
        Appointment.objects.create(contact=past, person=person, requirement=counted)
    page = f"/people/{person.crn}/contacts/{past.reference}/outcome/"
    client = signed_in(scene.owner)
    assert f'value="{counted.pk}" selected' in client.get(page).content.decode()
    client.post(page, {"outcome": "AFTC", "notes": "", "requirement": str(counted.pk)})
    with as_role("jobs", 1):
        assert Appointment.objects.values_list("requirement", "contact__outcome").get() == (counted.pk, "AFTC")


def test_booking_starts_from_what_the_address_says(scene, person):
    page = signed_in(scene.owner).get(address(person, f"new/?date={DAY}&time=14:15&type=COHV")).content.decode()
    assert f'value="{DAY}"' in page and 'value="14:15"' in page and 'value="COHV" selected' in page


@pytest.mark.parametrize("query", ["?date=never&time=25:99&type=NOTE", "?type=<script>"])
def test_an_address_that_says_nonsense_says_nothing(scene, person, query):
    answer = signed_in(scene.owner).get(address(person, f"new/{query}"))
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main", 1)[1]


def test_an_unknown_appointment_is_not_found(scene, person):
    client = signed_in(scene.owner)
    assert {client.get(address(person, f"W-none/{act}/")).status_code for act in ("move", "cancel")} == {404}


def waiting(scene, person, **given):
    with as_role("jobs", 1):
        day = scene.on - timedelta(days=2)
        return ContactFactory(person=person, staff=scene.staff, type="COAP", date=day, outcome="", **given)


def outcome_page(person, contact):
    return f"/people/{person.crn}/contacts/{contact.reference}/outcome/"


def test_of_what_is_to_come_no_outcome_is_said_but_it_is_moved_or_cancelled(scene, person, booked):
    client, before = signed_in(scene.owner), everything()
    page = client.get(outcome_page(person, booked)).content.decode()
    assert 'name="outcome"' not in page
    assert address(person, "B-1/move/") in page and address(person, "B-1/cancel/") in page
    for outcome in ("CANP", "RSOF", "ATTC"):
        client.post(outcome_page(person, booked), {"outcome": outcome, "notes": "", "why": "x"})
    assert everything() == before


def test_a_meeting_that_was_called_off_is_asked_about_and_keeps_who_and_why(scene, person):
    past, client = waiting(scene, person), signed_in(scene.owner)
    page = client.get(outcome_page(person, past)).content.decode()
    assert 'value="CANP"' in page and 'name="why"' not in page
    assert not any(f'value="{code}"' in page for code in ("RSSR", "RSOF", "EROR"))
    asked = client.post(outcome_page(person, past), {"outcome": "CANP", "notes": "Rang at nine"}).content.decode()
    assert "Say why." in asked and 'name="why"' in asked and "Rang at nine" in asked
    assert everything()[0] == [(past.date, past.time, "")]
    client.post(outcome_page(person, past), {"outcome": "CANP", "notes": "Rang at nine", "why": "Her child was ill"})
    assert everything()[0] == [(past.date, past.time, "CANP")]
    page = client.get(outcome_page(person, past)).content.decode()
    assert "The person on probation: Her child was ill" in page


def test_a_mistake_is_struck_out_with_its_reason_and_stays_to_be_seen(scene, person):
    past, client = waiting(scene, person), signed_in(scene.owner)
    mistake = f"/people/{person.crn}/contacts/{past.reference}/in-error/"
    assert mistake in client.get(outcome_page(person, past)).content.decode()
    assert "This field is required" not in client.get(mistake).content.decode()
    assert client.post(mistake, {"why": ""}).status_code == 200
    assert everything()[0] == [(past.date, past.time, "")]
    assert client.post(mistake, {"why": "The wrong person"}).status_code == 302
    assert everything() == ([(past.date, past.time, "EROR")], [("", False, "error", "", "")])
    assert "Struck out" in client.get(f"/people/{person.crn}/").content.decode()
    page = client.get(outcome_page(person, past)).content.decode()
    assert "The wrong person" in page and mistake not in page
    assert "already" in client.post(mistake, {"why": "Again"}).content.decode()


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_nobody_else_strikes_out(scene, person, who):
    past = waiting(scene, person)
    client = signed_in(scene.cast[who]) if who else Client()
    mistake = f"/people/{person.crn}/contacts/{past.reference}/in-error/"
    assert client.post(mistake, {"why": "x"}).status_code == (403 if who else 302)
    assert everything() == ([(past.date, past.time, "")], [])


def test_a_mistake_in_a_hidden_record_answers_as_one_that_is_not_there(scene, person):
    past = waiting(scene, person)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    client = signed_in(scene.owner)
    assert client.get(f"/people/{person.crn}/contacts/{past.reference}/in-error/").status_code == 404
    assert client.get(f"/people/{person.crn}/contacts/none/in-error/").status_code == 404
