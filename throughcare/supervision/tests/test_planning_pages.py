"""Planning ahead, for the whole cast: what is proposed, changed, booked, refused."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.kernel.local_time import day_bounds, instant
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Appointment, Contact, Engagement
from throughcare.supervision.queries.planning import propose, usual_time
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


def known(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        RegistrationFactory(person=found, type="RHRH")
        AssessmentFactory(person=found)
        for days, at in ((21, time(14, 0)), (14, time(14, 0)), (7, time(9, 30))):
            ContactFactory(
                person=found, staff=scene.staff, type="COAP", date=scene.on - days * ONE_DAY, time=at, outcome="ATTC"
            )
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


@pytest.fixture
def person(scene):
    return known(scene)


def proposal(scene, person):
    with acting(scene.owner):
        return propose(person.pk, scene.staff.pk, at=timezone.now()).value


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def address(person):
    return f"/people/{person.crn}/appointments/ahead/"


def form_of(page):
    """What a browser would send of the page's main form, as it stands."""
    found = page.split('<form method="post" action="/people/', 1)[1]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", found):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            sent[name[1]] = value[1] if value else "on"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', found, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def booked():
    with as_role("jobs", 1):
        rows = Contact.objects.filter(outcome="").order_by("date", "time")
        return [(row.date, row.time) for row in rows]


def test_those_with_access_are_proposed_what_falls_due(scene, person):
    assert len(proposal(scene, person).appointments) > 2
    for who in WITH_ACCESS:
        answer = signed_in(scene.cast[who]).get(address(person))
        assert answer.status_code == 200
        assert "Nothing is booked until you say so" in answer.content.decode()
    assert booked() == []


def test_everybody_else_is_refused_and_nothing_is_booked(scene, person):
    sent = form_of(signed_in(scene.owner).get(address(person)).content.decode())
    for who in WITHOUT_ACCESS:
        client = signed_in(scene.cast[who])
        assert (client.get(address(person)).status_code, client.post(address(person), sent).status_code) == (403, 403)
    stranger = signed_in(scene.cast["stranger"])
    assert stranger.post(address(person), sent)["Location"].startswith(f"/people/{person.crn}/reason/")
    assert Client().post(address(person), sent)["Location"].startswith("/sign-in/")
    assert booked() == []


def test_one_click_books_the_proposal_as_it_stands(scene, person):
    wanted = [(one.date, one.time) for one in proposal(scene, person).appointments]
    client = signed_in(scene.owner)
    answer = client.post(address(person), form_of(client.get(address(person)).content.decode()))
    assert answer["Location"] == f"/people/{person.crn}/appointments/"
    assert booked() == wanted
    with as_role("jobs", 1):
        assert set(Appointment.objects.exclude(series="").values_list("staff", flat=True)) == {scene.staff.pk}


def test_what_is_unticked_is_not_booked_and_what_is_changed_is_booked_as_changed(scene, person):
    client = signed_in(scene.owner)
    sent = form_of(client.get(address(person)).content.decode())
    wanted = [(one.date, one.time) for one in proposal(scene, person).appointments]
    sent.pop("l-0-keep")
    client.post(address(person), sent | {"l-1-time": "11:45", "place": "Room 5"})
    assert booked() == [(wanted[1][0], time(11, 45)), *wanted[2:]]
    with as_role("jobs", 1):
        assert set(Appointment.objects.exclude(series="").values_list("place", flat=True)) == {"Room 5"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"l-1-time": "25:99"}, "Time must be a time of day"),
        ({"l-1-date": "2001-01-01"}, "still to come"),
        ({"token": "not ours"}, "out of date"),
        ({"l-1-type": "NOTE"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_line_and_the_rest_stays_as_typed(scene, person, change, says):
    client = signed_in(scene.owner)
    sent = form_of(client.get(address(person)).content.decode())
    page = client.post(address(person), sent | {"place": "Room 5", "l-0-time": "11:11"} | change).content.decode()
    assert says in page and "Room 5" in page and 'value="11:11"' in page
    assert booked() == []


def test_with_nothing_ticked_it_says_so(scene, person):
    client = signed_in(scene.owner)
    sent = form_of(client.get(address(person)).content.decode())
    page = client.post(address(person), {name: value for name, value in sent.items() if not name.endswith("keep")})
    assert "Tick at least one appointment" in page.content.decode()
    assert booked() == []


def taken_meanwhile(scene, person):
    """The first time of the proposal, given to somebody else in the meantime; what the browser sends, and whom."""
    client, other = signed_in(scene.owner), known(scene)
    sent = form_of(client.get(address(person)).content.decode())
    first = proposal(scene, person).appointments[0]
    with acting(scene.owner):
        book_appointments(
            person=other, wanted=[Wanted("COAP", first.date, first.time, 30)], notes="", reference="X", by=scene.owner,
            at=timezone.now(), how=Arrangement(),
        )  # fmt: skip
    return client, sent, other


def test_a_clash_that_came_meanwhile_is_named_and_nothing_is_booked(scene, person):
    client, sent, other = taken_meanwhile(scene, person)
    before = booked()
    assert 'name="beside"' not in client.get(address(person)).content.decode()
    page = client.post(address(person), sent).content.decode()
    assert "The practitioner has something else at that time" in page and other.crn in page
    assert 'name="beside"' in page and 'value="urgent"' in page
    assert booked() == before


def test_with_a_reason_and_words_both_stand_and_the_one_that_clashes_keeps_them(scene, person):
    client, sent, _other = taken_meanwhile(scene, person)
    before = booked()
    page = client.post(address(person), sent | {"beside": "urgent"}).content.decode()
    assert "Say what has been agreed about the other appointment" in page
    assert booked() == before
    answer = client.post(address(person), sent | {"beside": "urgent", "beside_note": "The other moves to Friday"})
    assert answer["Location"] == f"/people/{person.crn}/appointments/"
    assert len(booked()) == len(before) + sum(name.endswith("keep") for name in sent)
    with as_role("jobs", 1):
        rows = Appointment.objects.exclude(series="").order_by("starts_at").values_list("beside", "beside_note")
        assert list(rows) == [("urgent", "The other moves to Friday"), *[("", "")] * (len(rows) - 1)]


def test_a_reason_that_does_not_allow_it_is_refused_and_nothing_is_booked(scene, person):
    client, sent, _other = taken_meanwhile(scene, person)
    before = booked()
    page = client.post(address(person), sent | {"beside": "taken-over", "beside_note": "x"}).content.decode()
    assert "Select a valid choice" in page
    assert booked() == before


def test_it_proposes_the_usual_time_and_no_day_of_leave(scene, person):
    with acting(scene.owner):
        usual = usual_time(person.pk, on=scene.on)
    assert (usual.weekday, usual.time) == (scene.on.weekday(), time(14, 0))
    first = proposal(scene, person).appointments[0]
    assert first.time == time(14, 0)
    with as_role("jobs", 1):
        Engagement.objects.create(
            reference="E-1", staff=scene.staff, kind="leave", whole_days=True, starts_at=day_bounds(first.date)[0],
            ends_at=day_bounds(first.date)[1],
        )  # fmt: skip
    assert first.date not in [one.date for one in proposal(scene, person).appointments]


def test_it_keeps_clear_of_what_both_have(scene, person):
    first = proposal(scene, person).appointments[0]
    begins = datetime.combine(first.date, first.time)
    with as_role("jobs", 1):
        ContactFactory(
            person=known(scene),
            staff=scene.staff,
            type="COAP",
            date=first.date,
            time=begins.time(),
            outcome="",
            minutes=30,
        )
    again = proposal(scene, person).appointments[0]
    assert (again.date, again.time) != (first.date, first.time)


def test_a_person_without_a_sentence_is_proposed_nothing(scene, person):
    with as_role("jobs", 1):
        person.sentences.all().delete()
    page = signed_in(scene.owner).get(address(person)).content.decode()
    assert "Nothing to propose" in page


def test_it_comes_in_welsh(scene, person):
    answer = signed_in(scene.owner, "cy").get(address(person))
    assert (answer.status_code, '<html lang="cy"' in answer.content.decode()) == (200, True)


def test_a_day_that_was_sent_as_nonsense_does_no_harm(scene, person):
    client = signed_in(scene.owner)
    sent = form_of(client.get(address(person)).content.decode())
    page = client.post(address(person), sent | {"l-0-due": "<b>", "l-0-minutes": "0"})
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()
    assert booked() == []


@pytest.mark.parametrize(("clock", "expected"), [(time(11, 7), (0, time(11, 15))), (time(18, 0), (1, time(9, 0)))])
def test_an_overdue_contact_is_proposed_for_what_is_left_of_today_or_for_the_next_day(scene, clock, expected):
    """Tuesday 3 March 2026: what has passed of the day cannot be booked, so it is not proposed."""
    on = date(2026, 3, 3)
    person = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        person.sentences.update(
            sentenced_on=on - 100 * ONE_DAY, starts_on=on - 100 * ONE_DAY, ends_on=on + 300 * ONE_DAY
        )
    with acting(scene.owner):
        found = propose(person.pk, scene.staff.pk, at=instant(on, clock, second=False)).value.appointments[0]
    assert ((found.date - on).days, found.time) == expected
    assert not found.in_time
