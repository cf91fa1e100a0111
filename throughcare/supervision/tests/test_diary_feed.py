"""The diary as a calendar: what leaves the service, and who can read it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.audit.models import Entry
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.feeds import make_feed, revoke_feed
from throughcare.supervision.models import Appointment, DiaryFeed, Engagement
from throughcare.supervision.queries.feeds import hash_of
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def person(scene):
    return case(scene)


def make(scene, shows="initials"):
    with acting(scene.owner):
        return make_feed(shows=shows, by=scene.owner, at=timezone.now())


def meeting(scene, person, **given):
    values = {"type": "COAP", "outcome": "", "minutes": 45, "time": time(10, 0), "date": scene.on + 7 * ONE_DAY}
    with as_role("jobs", 1):
        return ContactFactory(person=person, staff=scene.staff, notes="Nobody may read this", **values | given)


def events(secret):
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, no-store")
    return Calendar.from_ical(answer.content).walk("VEVENT"), answer.content.decode()


def summaries(secret):
    return [str(event["summary"]) for event in events(secret)[0]]


def test_initials_and_number_leave_the_service_and_nothing_else(scene, person):
    meeting(scene, person)
    ((event,), text) = events(make(scene))
    initials = f"{person.forenames[0]}{person.surname[0]}"
    assert str(event["summary"]) == f"{initials} {person.crn}: Planned office visit"
    assert (event["dtend"].dt - event["dtstart"].dt) == timedelta(minutes=45)
    assert timezone.localtime(event["dtstart"].dt).time() == time(10, 0)
    for hidden in (person.surname, person.forenames, "Nobody may read this"):
        assert hidden not in text


@pytest.mark.parametrize(("shows", "says"), [("number", "{crn}: Planned office visit"), ("busy", "Busy")])
def test_less_can_be_shown(scene, person, shows, says):
    meeting(scene, person)
    assert summaries(make(scene, shows)) == [says.format(crn=person.crn)]


def test_somebody_whose_record_is_limited_shows_as_busy(scene, person):
    meeting(scene, person)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["colleague"], reason="Related", start=scene.on
        )
    assert summaries(make(scene)) == ["Busy"]


def test_somebody_hidden_from_the_owner_is_not_in_it(scene, person):
    meeting(scene, person)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    assert summaries(make(scene)) == []


@pytest.mark.parametrize(("kind", "shown"), [("COAP", True), ("CHVS", False)])
def test_a_home_visit_does_not_say_where(scene, person, kind, shown):
    contact = meeting(scene, person, type=kind)
    with as_role("jobs", 1):
        Appointment.objects.create(contact=contact, person=person, staff=scene.staff, place="12 Acacia Avenue")
    assert ("12 Acacia Avenue" in events(make(scene))[1]) is shown


def test_a_cancelled_one_is_not_in_it_and_one_without_a_time_takes_the_day(scene, person):
    meeting(scene, person, outcome="CANS")
    meeting(scene, person, time=None, minutes=None)
    ((event,), _) = events(make(scene))
    assert (event["dtstart"].dt, event["dtend"].dt) == (scene.on + 7 * ONE_DAY, scene.on + 8 * ONE_DAY)


def test_leave_stands_as_whole_days_and_court_with_its_hours(scene):
    with as_role("jobs", 1):
        for kind, days, whole in (("leave", 3, True), ("court", 1, False)):
            starts = datetime(2026, 1, 12, tzinfo=UTC).replace(
                year=scene.on.year, month=scene.on.month, day=scene.on.day
            )
            Engagement.objects.create(
                reference=f"E-{kind}", staff=scene.staff, kind=kind, whole_days=whole, starts_at=starts,
                ends_at=starts + days * ONE_DAY,
            )  # fmt: skip
    found = events(make(scene))[0]
    assert sorted(str(event["summary"]) for event in found) == ["Court", "Leave"]
    assert {type(event["dtstart"].dt).__name__ for event in found} == {"date", "datetime"}


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(scene, person):
    meeting(scene, person)
    old, new = make(scene), make(scene)
    assert Client().get(f"/calendar/{old}.ics").status_code == 404
    assert len(summaries(new)) == 1
    with as_role("jobs", 1):
        assert DiaryFeed.objects.values_list("secret_hash", flat=True).get() == hash_of(new)


def test_one_taken_back_opens_nothing_and_both_are_in_the_trail(scene):
    secret = make(scene)
    with acting(scene.owner):
        assert revoke_feed(by=scene.owner, at=timezone.now()) is True
        assert revoke_feed(by=scene.owner, at=timezone.now()) is False
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    with acting(scene.cast["auditor"]):
        actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["supervision.make_diary_feed", "supervision.revoke_diary_feed"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "none"}, {"role": "supplier"}])
def test_it_ends_with_the_account_and_with_the_role(scene, person, change):
    meeting(scene, person)
    secret = make(scene)
    with as_role("jobs", 1):
        User.objects.filter(pk=scene.owner.pk).update(**change)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_a_guess_opens_nothing_and_nothing_is_written_by_it(scene):
    make(scene)
    for guess in ("x", "0" * 43, hash_of("x")):
        assert Client().get(f"/calendar/{guess}.ics").status_code == 404
    with as_role("jobs", 1):
        assert DiaryFeed.objects.get().read_at is None


def test_reading_is_noted_and_writing_refused(scene):
    secret = make(scene)
    events(secret)
    assert Client().post(f"/calendar/{secret}.ics").status_code == 405
    with as_role("jobs", 1):
        assert DiaryFeed.objects.get().read_at is not None


def test_it_speaks_the_language_of_its_user(scene, person):
    meeting(scene, person)
    with as_role("jobs", 1):
        User.objects.filter(pk=scene.owner.pk).update(language="cy")
    assert "Planned office visit" not in events(make(scene))[1]


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def test_the_address_is_shown_once(scene):
    client = signed_in(scene.owner)
    page = client.post("/diary/calendar/", {"shows": "number"})
    secret = page.content.decode().split("/calendar/", 2)[-1].split(".ics")[0]
    assert Client().get(f"/calendar/{secret}.ics").status_code == 200
    again = client.get("/diary/calendar/").content.decode()
    assert secret not in again and "Case number alone" in again
    client.post("/diary/calendar/revoke/")
    assert "There is no address now" in client.get("/diary/calendar/").content.decode()


def test_the_settings_are_for_those_with_a_diary(scene):
    for who in WITHOUT_ACCESS:
        client = signed_in(scene.cast[who])
        answers = client.get("/diary/calendar/"), client.post("/diary/calendar/", {"shows": "busy"})
        assert [answer.status_code for answer in answers] == [403, 403]
    assert Client().post("/diary/calendar/", {"shows": "busy"})["Location"].startswith("/sign-in/")
    assert "Your account holds no cases" in signed_in(scene.cast["unlinked"]).get("/diary/calendar/").content.decode()
    with as_role("jobs", 1):
        assert not DiaryFeed.objects.exists()


def test_what_is_not_in_the_table_is_refused_and_the_page_comes_in_welsh(scene):
    page = signed_in(scene.owner, "cy").post("/diary/calendar/", {"shows": "everything"})
    assert (page.status_code, '<html lang="cy"' in page.content.decode()) == (200, True)
    with as_role("jobs", 1):
        assert not DiaryFeed.objects.exists()
