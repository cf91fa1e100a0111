"""Leave and other time taken: the command, what falls in it, and the page for the whole cast."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.engagements import EngagementRefused, Spell, add_engagement, remove_engagement
from throughcare.supervision.events import EngagementChanged
from throughcare.supervision.models import Engagement
from throughcare.supervision.queries.engagements import coming_engagements
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
DAY, ONE_DAY = date(2026, 6, 17), timedelta(days=1)
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def announced():
    heard, before = [], dict(announcer._handlers)
    announcer.subscribe({EngagementChanged: (heard.append,)})
    yield heard
    announcer.subscribe(before)


def add(scene, spell, kind="leave", reference="E-1"):
    with acting(scene.owner):
        return add_engagement(
            staff=scene.staff, kind=kind, spell=spell, title="", reference=reference, by=scene.owner, at=NOW
        )


def rows():
    with as_role("jobs", 1):
        return list(Engagement.objects.order_by("pk").values_list("kind", "starts_at", "ends_at", "removed_at"))


def test_whole_days_run_from_midnight_to_midnight_in_london_and_are_told_once(scene, announced):
    add(scene, Spell(DAY, DAY + ONE_DAY))
    add(scene, Spell(DAY, DAY + ONE_DAY))
    assert rows() == [
        ("leave", datetime(2026, 6, 16, 23, tzinfo=UTC), datetime(2026, 6, 18, 23, tzinfo=UTC), None)
    ]  # fmt: skip
    assert [(each.kind, each.removed) for each in announced] == [("leave", False)]
    with acting(scene.cast["auditor"]):
        assert list(Entry.objects.values_list("action", "subject")) == [("supervision.add_engagement", "E-1")]


def test_it_is_taken_back_once_and_its_row_stays(scene, announced):
    row = add(scene, Spell(DAY, DAY))
    with acting(scene.owner):
        remove_engagement(engagement=row, by=scene.owner, at=NOW)
        remove_engagement(engagement=row, by=scene.owner, at=NOW + timedelta(hours=1))
    assert [each[3] for each in rows()] == [NOW]
    assert [each.removed for each in announced] == [False, True]


@pytest.mark.parametrize(
    ("spell", "kind", "code"),
    [
        (Spell(DAY, DAY - ONE_DAY), "leave", "ends-before"),
        (Spell(DAY, DAY, time(10), time(10)), "court", "ends-before"),
        (Spell(DAY, DAY, time(10), None), "court", "one-time"),
        (Spell(DAY, DAY + timedelta(days=500)), "leave", "too-long"),
        (Spell(DAY, DAY), "party", "unknown-kind"),
        (Spell(date(2026, 3, 29), date(2026, 3, 29), time(1, 30), time(3)), "court", "no-such-time"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(scene, announced, spell, kind, code):
    with pytest.raises(EngagementRefused) as refused:
        add(scene, spell, kind)
    assert (refused.value.code, rows(), announced) == (code, [], [])


def test_what_is_booked_in_it_is_named(scene):
    person = case(scene)
    with as_role("jobs", 1):
        for day, at, outcome in (
            (DAY, time(9, 45), ""), (DAY, time(12, 30), ""), (DAY, time(11), "CANS"), (DAY + ONE_DAY, time(11), ""),
        ):  # fmt: skip
            ContactFactory(
                person=person, staff=scene.staff, type="COAP", date=day, time=at, minutes=30, outcome=outcome
            )
    add(scene, Spell(DAY, DAY, time(10), time(12, 30)), "court")
    with acting(scene.owner):
        (found,) = coming_engagements(scene.staff.pk, on=DAY)
        assert coming_engagements(scene.staff.pk, on=DAY + ONE_DAY) == []
    assert [(each.date, each.time) for each in found.meetings] == [(DAY, time(9, 45))]


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def typed(scene, **given):
    day = (scene.on + 7 * ONE_DAY).isoformat()
    return {"token": TOKEN, "kind": "leave", "first": day, "last": day, "title": "Away"} | given


def test_one_enters_sees_and_takes_back_one_s_own(scene):
    person, client = case(scene), signed_in(scene.owner)
    with as_role("jobs", 1):
        ContactFactory(
            person=person, staff=scene.staff, type="COAP", date=scene.on + 7 * ONE_DAY, time=time(10), outcome=""
        )
    assert client.post("/diary/away/", typed(scene))["Location"] == "/diary/away/"
    page = client.get("/diary/away/").content.decode()
    assert "1 appointment falls in it" in page and person.surname in page
    assert "Falls in an absence" in client.get(f"/diary/?day={scene.on + 7 * ONE_DAY}").content.decode()
    client.post(f"/diary/away/W-{TOKEN}/remove/")
    assert "Nothing entered" in client.get("/diary/away/").content.decode()


def test_a_senior_enters_it_for_the_team_and_nobody_else_may(scene):
    where = f"/diary/away/?staff={scene.staff.code}"
    for who in ("colleague", *WITHOUT_ACCESS):
        client = signed_in(scene.cast[who])
        assert (client.get(where).status_code, client.post(where, typed(scene)).status_code) == (403, 403)
    assert signed_in(scene.cast["stranger"]).post(where, typed(scene)).status_code == 403
    assert Client().post(where, typed(scene))["Location"].startswith("/sign-in/")
    assert rows() == []
    assert signed_in(scene.cast["senior"]).post(where, typed(scene))["Location"] == where
    assert len(rows()) == 1
    for who in ("colleague", "stranger", *WITHOUT_ACCESS):
        assert signed_in(scene.cast[who]).post(f"/diary/away/W-{TOKEN}/remove/").status_code == 403
    assert rows()[0][3] is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"last": "2001-01-01"}, "It must end after it begins"),
        ({"start": "10:00"}, "Give both times"),
        ({"start": "25:00", "end": "26:00"}, "Time must be a time of day"),
        ({"kind": "party"}, "Select a valid choice"),
        ({"token": "not ours"}, "out of date"),
    ],
)
def test_a_failed_form_keeps_what_was_typed(scene, given, says):
    page = signed_in(scene.owner).post("/diary/away/", typed(scene, title="Walking in Eryri", **given)).content.decode()
    assert says in page and "Walking in Eryri" in page
    assert rows() == []


def test_it_comes_in_welsh_and_says_who_is_no_member_of_staff(scene):
    assert '<html lang="cy"' in signed_in(scene.owner, "cy").get("/diary/away/").content.decode()
    assert "Your account holds no cases" in signed_in(scene.cast["unlinked"]).get("/diary/away/").content.decode()
    assert signed_in(scene.owner).post("/diary/away/E-none/remove/").status_code == 404
