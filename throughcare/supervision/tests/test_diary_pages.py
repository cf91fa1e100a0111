"""The diary of a practitioner and the week of a team, for the whole cast."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.contacts import record_outcome
from throughcare.supervision.models import Appointment, Engagement
from throughcare.supervision.queries.diary import diary_of, outcomes_owed
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0)  # noqa: DTZ001
ONE_DAY = timedelta(days=1)


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def person(scene):
    return case(scene)


def meeting(scene, person, day, **given):
    values = {"type": "COAP", "outcome": "", "minutes": 30, "time": time(10, 0)} | given
    with as_role("jobs", 1):
        return ContactFactory(person=person, staff=scene.staff, date=day, **values)


def away(scene, first, last, kind="leave", **given):
    with as_role("jobs", 1):
        return Engagement.objects.create(
            reference=f"E-{kind}", staff=scene.staff, kind=kind, starts_at=first, ends_at=last, **given
        )


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def test_the_owner_and_a_colleague_open_it_and_others_do_not(scene, person):
    day = scene.on + ONE_DAY
    meeting(scene, person, day)
    assert person.surname in signed_in(scene.owner).get(f"/diary/?day={day}").content.decode()
    for who in ("colleague", "senior", "head"):
        page = signed_in(scene.cast[who]).get(f"/diary/?day={day}&staff={scene.staff.code}")
        assert (page.status_code, person.surname in page.content.decode()) == (200, True)
    assert signed_in(scene.cast["stranger"]).get(f"/diary/?staff={scene.staff.code}").status_code == 404
    for who in WITHOUT_ACCESS:
        page = signed_in(scene.cast[who]).get(f"/diary/?staff={scene.staff.code}")
        assert (page.status_code, person.surname in page.content.decode()) == (403, False)
    assert Client().get("/diary/")["Location"].startswith("/sign-in/")


def test_a_user_who_is_no_member_of_staff_is_told_so(scene):
    assert "Your account holds no cases" in signed_in(scene.cast["unlinked"]).get("/diary/").content.decode()


def test_a_hidden_person_is_in_nobody_else_s_diary_page(scene, person):
    meeting(scene, person, scene.on + ONE_DAY)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["colleague"], reason="Related", start=scene.on
        )
    page = signed_in(scene.cast["colleague"]).get(f"/diary/?staff={scene.staff.code}").content.decode()
    assert person.surname not in page


def test_it_begins_with_today_and_shows_seven_days(scene, person):
    for ahead, kind in ((-1, "COPT"), (0, "COAP"), (6, "COHV"), (7, "COVC")):
        meeting(scene, person, scene.on + ahead * ONE_DAY, type=kind)
    page = signed_in(scene.owner).get("/diary/").content.decode()
    shown = page.split('class="tc-week ', 1)[1]
    assert "Planned office visit" in shown and "Initial appointment at home" in shown
    assert "Planned telephone contact" not in shown and "Planned video contact" not in shown
    assert f'id="day-{scene.on}"' in shown


def test_one_day_alone(scene, person):
    meeting(scene, person, scene.on + ONE_DAY)
    page = signed_in(scene.owner).get(f"/diary/?view=day&day={scene.on + ONE_DAY}").content.decode()
    assert page.count('<section class="tc-week__day') == 1 and person.surname in page


def test_outcomes_that_are_owed_stand_at_the_top(scene, person):
    owed = meeting(scene, person, scene.on - 3 * ONE_DAY)
    page = signed_in(scene.owner).get("/diary/").content.decode()
    assert "1 outcome to record" in page
    assert page.index(f"/contacts/{owed.reference}/outcome/") < page.index('class="tc-week ')


@pytest.mark.parametrize(
    ("day", "at", "owed"),
    [
        (date(2026, 6, 9), time(23, 0), True),
        (date(2026, 6, 9), None, True),
        (date(2026, 6, 10), time(11, 0), True),
        (date(2026, 6, 10), time(11, 1), False),
        (date(2026, 6, 10), None, False),
        (date(2026, 6, 11), time(9, 0), False),
    ],
)
def test_an_outcome_is_owed_from_the_minute_it_begins(scene, person, day, at, owed):
    meeting(scene, person, day, time=at)
    with acting(scene.owner):
        assert bool(outcomes_owed([scene.staff.pk], now=NOW)) is owed


@pytest.mark.parametrize("given", [{"outcome": "ATTC"}, {"outcome": "RSSR"}, {"type": "NOTE"}])
def test_what_has_an_outcome_or_needs_none_is_not_owed(scene, person, given):
    meeting(scene, person, date(2026, 6, 1), **given)
    with acting(scene.owner):
        assert outcomes_owed([scene.staff.pk], now=NOW) == []


def days(scene, first, count=3):
    with acting(scene.owner):
        return diary_of([scene.staff.pk], first=first, days=count)[scene.staff.pk]


def test_a_cancelled_appointment_leaves_the_diary_and_one_that_was_kept_stays(scene, person):
    day = scene.on - ONE_DAY
    meeting(scene, person, day, outcome="CANS")
    kept = meeting(scene, person, day, time=time(12, 0), minutes=None)
    with acting(scene.owner):
        record_outcome(contact=kept, outcome="ATTC", notes="", by=scene.owner, at=timezone.now())
    assert [(each.reference, each.outcome) for each in days(scene, day)[0].meetings] == [(kept.reference, "ATTC")]


def test_the_two_of_an_hour_that_comes_twice_stand_in_order(scene, person):
    day, kept = date(2026, 10, 25), []
    for second in (True, False):
        contact = meeting(scene, person, day, time=time(1, 30))
        kept.append(contact.reference)
        with as_role("jobs", 1):
            Appointment.objects.create(contact=contact, person=person, staff=scene.staff, second=second)
    assert [each.reference for each in days(scene, day)[0].meetings] == kept[::-1]


def test_leave_is_cut_into_days_and_says_what_falls_in_it(scene, person):
    first = date(2026, 6, 10)
    away(scene, datetime(2026, 6, 9, 23, tzinfo=UTC), datetime(2026, 6, 11, 23, tzinfo=UTC), whole_days=True)
    meeting(scene, person, first + ONE_DAY)
    found = days(scene, first)
    assert [[(each.kind, each.start, each.end) for each in day.taken] for day in found] == [
        [("leave", None, None)], [("leave", None, None)], [],
    ]  # fmt: skip
    assert [day.falls_in_leave for day in found] == [False, True, False]


def test_an_hour_of_court_stands_with_its_times(scene):
    away(scene, datetime(2026, 6, 10, 9, tzinfo=UTC), datetime(2026, 6, 10, 11, 30, tzinfo=UTC), "court", title="Leeds")
    (taken,) = days(scene, date(2026, 6, 10))[0].taken
    assert (taken.start, taken.end, taken.title, taken.is_away) == (time(10, 0), time(12, 30), "Leeds", False)


def test_one_that_was_taken_back_is_gone(scene):
    away(
        scene,
        datetime(2026, 6, 10, 9, tzinfo=UTC),
        datetime(2026, 6, 10, 11, tzinfo=UTC),
        "court",
        removed_at=timezone.now(),
    )
    assert days(scene, date(2026, 6, 10))[0].taken == ()


def test_the_first_page_shows_today_s_appointments_and_leads_to_the_diary(scene, person):
    meeting(scene, person, scene.on, time=None)
    page = signed_in(scene.owner).get("/").content.decode()
    assert 'href="/diary/"' in page
    assert page.index(person.surname) < page.index('id="overdue"')


def test_the_senior_sees_the_week_of_the_team_with_its_outcomes(scene, person):
    with as_role("jobs", 1):
        mate = StaffFactory(team=scene.staff.team)
    meeting(scene, person, scene.on)
    owed = meeting(scene, person, scene.on - 9 * ONE_DAY)
    page = signed_in(scene.cast["senior"]).get("/diary/team/").content.decode()
    assert page.index(f"/contacts/{owed.reference}/outcome/") < page.index('class="tc-week ')
    assert str(scene.staff) in page and str(mate) in page and f"/diary/?staff={mate.code}" in page


def test_the_week_of_a_team_is_for_those_who_lead(scene, person):
    for who in ("owner", "colleague", *WITHOUT_ACCESS):
        assert signed_in(scene.cast[who]).get("/diary/team/").status_code == 403
    with as_role("jobs", 1):
        elsewhere = StaffFactory().team
    client = signed_in(scene.cast["senior"])
    assert client.get(f"/diary/team/?team={scene.staff.team.code}").status_code == 200
    assert client.get(f"/diary/team/?team={elsewhere.code if elsewhere else 'NONE'}").status_code == 404
    assert Client().get("/diary/team/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("query", ["?day=never", "?day=9999-12-31", "?day=0001-01-01&view=day", "?view=<b>"])
def test_an_address_that_says_nonsense_shows_today(scene, query):
    page = signed_in(scene.owner).get(f"/diary/{query}")
    assert page.status_code == 200
    assert f'id="day-{scene.on}"' in page.content.decode()


def test_both_come_in_welsh(scene, person):
    meeting(scene, person, scene.on - ONE_DAY)
    for who, page in (("owner", "/diary/"), ("senior", "/diary/team/")):
        answer = signed_in(scene.cast[who], "cy").get(page)
        assert answer.status_code == 200
        assert '<html lang="cy"' in answer.content.decode()


def test_the_number_of_queries_does_not_grow(scene, person, django_assert_max_num_queries):
    client = signed_in(scene.cast["senior"])
    meeting(scene, person, scene.on)
    client.get("/diary/team/")
    with django_assert_max_num_queries(30) as few:
        client.get("/diary/team/")
    for number in range(4):
        with as_role("jobs", 1):
            mate = StaffFactory(team=scene.staff.team)
            ContactFactory(person=person, staff=mate, type="COAP", date=scene.on, time=time(9 + number), outcome="")
    with django_assert_max_num_queries(len(few)):
        client.get("/diary/team/")


def test_entries_of_a_day_stand_in_the_order_of_the_clock(scene, person):
    day = date(2026, 6, 10)
    for at in (time(14, 0), None, time(9, 0)):
        meeting(scene, person, day, time=at)
    away(scene, datetime(2026, 6, 10, 9, tzinfo=UTC), datetime(2026, 6, 10, 11, tzinfo=UTC), "court")
    found = [getattr(each, "start", None) or getattr(each, "time", None) for each in days(scene, day)[0].entries]
    assert found == [time(9, 0), time(10, 0), time(14, 0), None]


@pytest.mark.parametrize(("ahead", "link"), [(-1, "outcome"), (1, "move")])
def test_what_has_passed_asks_what_happened_and_what_is_to_come_can_move(scene, person, ahead, link):
    contact = meeting(scene, person, scene.on + ahead * ONE_DAY)
    page = signed_in(scene.owner).get(f"/diary/?view=day&day={contact.date}").content.decode()
    shown = page.split('class="tc-week ', 1)[1]
    assert f"{contact.reference}/{link}/" in shown
