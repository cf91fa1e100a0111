"""The pages of a person about themselves, for the whole cast: read, asked, changed."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.local_time import instant
from throughcare.own.models import Asked, OwnChange
from throughcare.own.queries import own
from throughcare.own.tests.scene import SECRET, contact_of, make_own_scene
from throughcare.own.web import phrases
from throughcare.people.models import ContactDetail, Person
from throughcare.supervision.commands.plan_content import add_objective, add_step, set_strengths
from throughcare.supervision.commands.plans import agree_version, begin_version
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.rules.plan_entry import Agreement, ObjectiveEntry, StepEntry
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAGES = ("", "appointments/", "conditions/", "plan/", "details/", "details/phone/", "details/language/")


@pytest.fixture
def scene():
    return make_own_scene()


def desk(user, language="en-gb"):
    client = Client()
    if user:
        client.force_login(user)
    client.cookies["language"] = language
    return client


def text(client, page=""):
    answer = client.get(f"/my/{page}")
    assert answer.status_code == 200
    return answer.content.decode()


def contact(person, days):
    with as_role("jobs"):
        return contact_of(person, days)


@pytest.mark.parametrize("page", PAGES)
def test_the_person_alone_opens_them(scene, page):
    assert scene.other.crn not in text(desk(scene.me), page)
    for name in ("owner", "colleague", "senior", "head", "director", "administrator", "auditor", "supplier", "none"):
        assert desk(scene.cast.cast[name]).get(f"/my/{page}").status_code == 403
    assert desk(None).get(f"/my/{page}").url.startswith("/sign-in/")


def test_a_person_without_an_account_is_told_that_there_is_nothing(scene):
    page = text(desk(scene.cast.cast["person"]))
    assert "You have no page of your own at the moment" in page
    assert desk(scene.cast.cast["person"]).get(f"/my/appointments/C-{scene.person.pk}-1/ask/").status_code == 404


def test_their_first_page_is_the_next_appointment_with_when_where_whom_and_what_to_bring(scene):
    assert desk(scene.me).get("/").url == "/my/"
    page = text(desk(scene.me))
    first = page[page.index("<main") :]
    for words in (
        "Your next appointment",
        "10:30am",
        "Garth House",
        str(scene.cast.staff),
        "Bring your phone",
        "020 7946 0000",
    ):
        assert words in first
    assert first.index("Your next appointment") < first.index("After that")
    assert SECRET not in page


def test_an_appointment_of_today_stands_until_it_has_ended(scene):
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from throughcare.own.queries.own import meetings

    def ahead(hour, minute):
        at = datetime.combine(scene.on + timedelta(days=1), time(hour, minute), ZoneInfo("Europe/London"))
        return [one.row.reference for one in meetings(language="en", at=at)[0]]

    with acting(scene.me):
        assert [len(ahead(10, 59)), len(ahead(11, 0))] == [2, 1]


def test_no_page_tells_what_practitioners_note(scene):
    for page in PAGES[:5]:
        shown = text(desk(scene.me), page)
        for hidden in (SECRET, "Registration", "tier", "Tier", "risk", "Unacceptable"):
            assert hidden not in shown[shown.index("<main") :], (page, hidden)


def test_conditions_are_in_plain_words_with_days_done_and_left(scene):
    page = text(desk(scene.me), "conditions/")
    assert "Rehabilitation days" in page
    assert "1 day done, 19 days left" in page
    assert "You must not get in touch with the people named in your licence" in page
    assert "Not to contact AB without prior approval" in page


def test_they_are_in_welsh_where_that_is_chosen(scene):
    page = text(desk(scene.me, "cy"), "conditions/")
    assert "Diwrnodau adsefydlu" in page
    assert "Rhaid i chi beidio â chysylltu" in page


def test_the_plan_is_shown_once_it_is_agreed_and_not_before(scene):
    by, at = scene.cast.owner, timezone.now()
    with acting(by):
        version = begin_version(person=scene.person, reason="first", by=by, at=at)
        set_strengths(version=version, strengths="Turns up on time", strengths_cy="", by=by, at=at)
        objective = add_objective(version=version, entry=ObjectiveEntry("finance", "fin-budget"), by=by, at=at)
        add_step(objective=objective, entry=StepEntry("person", "fin-list"), by=by, at=at)
    assert "There is no plan yet" in text(desk(scene.me), "plan/")
    with acting(by):
        terms = Agreement(scene.on, scene.on + timedelta(days=100), "agrees", "signed", "I want my own front door.", "")
        agree_version(version=version, agreement=terms, by=by, at=at, confirmed=True)
    page = text(desk(scene.me), "plan/")
    for words in ("Turns up on time", "You can pay for what you need", "You do this.", "I want my own front door."):
        assert words in page
    assert "Turns up on time" not in text(desk(scene.other_user), "plan/")


def test_asking_lands_with_the_practitioner_and_moves_nothing(scene):
    before, client = contact(scene.person, 1), desk(scene.me)
    address = f"/my/appointments/{before.reference}/ask/"
    answer = client.post(address, {"reason": "work", "words": "Any morning"}, follow=True)
    assert "We have your question. Come as planned until we tell you." in answer.content.decode()
    after = contact(scene.person, 1)
    assert (after.date, after.time, after.outcome) == (before.date, before.time, "")
    owner = desk(scene.cast.owner)
    for page in ("/", "/asked/", f"/people/{scene.person.crn}/own/"):
        assert scene.person.name in owner.get(page).content.decode()
    assert "Any morning" in owner.get("/asked/").content.decode()
    assert scene.person.name not in desk(scene.cast.cast["colleague"]).get("/asked/").content.decode()
    with as_role("owner"):
        entry = Entry.objects.get(action="own.ask_to_rearrange")
        assert (entry.actor, entry.person) == (scene.me.pk, scene.person.pk)


def test_a_form_that_fails_keeps_what_was_typed_and_asks_nothing(scene):
    address = f"/my/appointments/{contact(scene.person, 1).reference}/ask/"
    answer = desk(scene.me).post(address, {"words": "Any morning"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Any morning" in page and "Say why the time does not suit you" in page
    with as_role("jobs"):
        assert Asked.objects.count() == 0


def test_nobody_asks_twice_or_about_somebody_else_or_about_the_past(scene):
    client = desk(scene.me)
    mine = f"/my/appointments/{contact(scene.person, 1).reference}/ask/"
    client.post(mine, {"reason": "work"})
    again = client.post(mine, {"reason": "health"})
    assert "You have asked already" in again.content.decode()
    for person, days in ((scene.other, 1), (scene.person, -10)):
        reference = contact(person, days).reference
        assert client.post(f"/my/appointments/{reference}/ask/", {"reason": "work"}).status_code == 404
    with as_role("jobs"):
        assert Asked.objects.count() == 1


def test_a_question_is_answered_and_the_person_reads_it(scene):
    desk(scene.me).post(f"/my/appointments/{contact(scene.person, 1).reference}/ask/", {"reason": "work"})
    with as_role("jobs"):
        asked = Asked.objects.get()
    address = f"/people/{scene.person.crn}/own/asked/{asked.pk}/"
    for name in ("administrator", "auditor", "supplier", "person", "none"):
        assert desk(scene.cast.cast[name]).post(address, {"verb": "agree", "words": "Yes"}).status_code == 403
    assert desk(scene.other_user).post(address, {"verb": "agree", "words": "Yes"}).status_code == 403
    owner = desk(scene.cast.owner)
    refused = owner.post(address, {"words": "We can do Friday"})
    assert "We can do Friday" in refused.content.decode() and "Choose an answer" in refused.content.decode()
    assert owner.post(address, {"verb": "agree", "words": "We can do Friday"}).status_code == 302
    page = text(desk(scene.me), "appointments/")
    assert "Yes, the appointment moves" in page and "We can do Friday" in page
    late = owner.post(address, {"verb": "refuse", "words": "No"}, follow=True).content.decode()
    assert "It was answered or taken back already." in late
    with as_role("jobs"):
        asked.refresh_from_db()
        assert (asked.state, asked.answered_by_id) == ("agreed", scene.cast.owner.pk)


def test_a_question_is_taken_back_by_who_asked_alone(scene):
    desk(scene.me).post(f"/my/appointments/{contact(scene.person, 1).reference}/ask/", {"reason": "work"})
    with as_role("jobs"):
        asked = Asked.objects.get()
    assert desk(scene.other_user).post(f"/my/asked/{asked.pk}/take-back/").status_code == 404
    assert desk(scene.me).post(f"/my/asked/{asked.pk}/take-back/").status_code == 302
    with as_role("jobs"):
        asked.refresh_from_db()
        assert asked.state == "withdrawn"
    assert desk(scene.cast.owner).get("/asked/").content.decode().count("Nobody waits for an answer") == 1


@pytest.mark.parametrize(("typed", "kept", "kind"), [
    ("07700 900222", "07700900222", "mobile"), ("+44 7700 900-222", "+447700900222", "mobile"),
    ("(020) 7946 0123", "02079460123", "telephone"),
])  # fmt: skip
def test_a_new_number_takes_the_place_of_the_old_one_and_is_shown_to_the_practitioner(scene, typed, kept, kind):
    desk(scene.me).post("/my/details/phone/", {"number": typed})
    with as_role("jobs"):
        rows = ContactDetail.objects.filter(person=scene.person).order_by("pk")
        assert list(rows.values_list("value", "kind", "until")) == [
            ("07700 900111", "mobile", scene.on), (kept, kind, None)
        ]  # fmt: skip
        change = OwnChange.objects.get()
    with as_role("owner"):
        assert Entry.objects.filter(action="own.change_phone", person=scene.person.pk, actor=scene.me.pk).count() == 1
    owner = desk(scene.cast.owner)
    assert "Phone number" in owner.get("/").content.decode()
    owner.post(f"/people/{scene.person.crn}/own/changes/{change.pk}/seen/")
    with as_role("jobs"):
        change.refresh_from_db()
        assert change.seen_by_id == scene.cast.owner.pk
    assert "Phone number" not in owner.get("/asked/").content.decode()


@pytest.mark.parametrize(("typed", "said"), [
    ("12", "Type your phone number with all its figures"), ("call me", "Type your phone number"),
    ("07700900111", "We have this number already"),
])  # fmt: skip
def test_what_is_no_number_or_no_new_one_changes_nothing(scene, typed, said):
    page = desk(scene.me).post("/my/details/phone/", {"number": typed}).content.decode()
    assert said in page and f'value="{typed}"' in page
    with as_role("jobs"):
        assert ContactDetail.objects.filter(person=scene.person, until=None).get().value == "07700 900111"
        assert OwnChange.objects.count() == 0


def test_the_language_is_changed_for_oneself_alone(scene):
    desk(scene.me).post("/my/details/language/", {"language": "cy"})
    assert desk(scene.me).post("/my/details/language/", {"language": "xx"}).status_code == 200
    with as_role("jobs"):
        assert dict(Person.objects.values_list("pk", "language")) == {scene.person.pk: "cy", scene.other.pk: "en"}
        assert OwnChange.objects.get().part == "language"
        assert Contact.objects.filter(person=scene.person).count() == 5


def test_what_was_asked_downloads_for_the_practitioner_without_formulas(scene):
    with as_role("jobs", 1):
        Asked.objects.create(
            person=scene.person,
            contact=contact_of(scene.person, 8),
            asked_at=timezone.now(),
            reason="work",
            words="=1+1",
        )
    staff = desk(scene.cast.owner)
    for address in ("/asked/?format=csv", f"/people/{scene.person.crn}/own/?format=csv"):
        (line,) = list(csv.reader(io.StringIO(staff.get(address).content.decode())))[1:]
        assert (line[0], line[3], line[5], line[7]) == (
            scene.person.crn, "10:30:00", "'=1+1", "Waiting for an answer",
        ), address  # fmt: skip
    assert desk(scene.cast.cast["auditor"]).get("/asked/?format=csv").status_code == 403


@pytest.mark.parametrize(
    ("second", "said", "welsh"),
    [
        (False, "1:30am (British Summer Time, before the clocks go back)", "Amser Haf Prydain"),
        (True, "1:30am (GMT, after the clocks go back)", "GMT, ar ôl"),
    ],
)
def test_in_the_night_in_which_the_clocks_go_back_it_says_which_hour_is_meant(scene, second, said, welsh):
    night = date(2026, 10, 25)
    known = {"person": scene.person, "staff": scene.cast.staff}
    with as_role("jobs", 1):
        for name, clock, which in (("C-night", "01:30", second), ("C-other", "01:50", False)):
            made = ContactFactory(**known, date=night, time=clock, minutes=30, outcome="", reference=name)
            Appointment.objects.create(**known, contact=made, second=which)
    with acting(scene.me):
        found = {
            which: own.meetings(language="en", at=instant(night, time(1, 15), second=which)) for which in (False, True)
        }
        row = own.meeting("C-night", language="en", at=instant(night, time(1), second=False)).row
        with override("en-gb"):
            assert phrases.clock(row) == said
        with override("cy"):
            assert welsh in phrases.clock(row)
    ahead = [one.row.reference for one in found[False][0] if one.row.date == night]
    assert ahead == (["C-other", "C-night"] if second else ["C-night", "C-other"])
    later = [one.row.reference for one in found[True][0] if one.row.date == night]
    assert later == (["C-other", "C-night"] if second else ["C-other"])
