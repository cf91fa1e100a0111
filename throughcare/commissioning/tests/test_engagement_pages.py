"""Pages of market engagement, for the whole cast: who reads what, who does what, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands.engagement_replies import answer_about, ask_about
from throughcare.commissioning.commands.engagements import cancel_engagement, change_engagement
from throughcare.commissioning.models import Engagement, EngagementQuestion, EngagementReply
from throughcare.commissioning.tests.engagement_scene import (
    ANNOUNCED,
    ENDS,
    announced_event,
    drafted_event,
    held_event,
    reported_event,
)
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "/engagement/a-home-after-prison/"
TYPED = {
    "title": "Mentors", "about": "What would help?", "need": "", "market": "", "region": "N50", "police_area": "",
    "needs": ["mentoring", "employment"], "on": "2026-06-10", "starts": "10:00", "ends": "12:00", "place": "The Hall",
    "online": "", "language": "both", "places": "", "how_to_join": "Say so here.", "access": "Step-free.",
}  # fmt: skip


def client_of(user=None, language: str = "en-gb") -> Client:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


def read(path: str, user=None, *, at=ANNOUNCED + DAY, language: str = "en-gb") -> str:
    """The page as somebody reads it at an instant."""
    with patch.object(timezone, "now", return_value=at):
        answer = client_of(user, language).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.content.decode())


def send(path: str, user, *, at=ANNOUNCED + DAY, **typed):
    with patch.object(timezone, "now", return_value=at):
        return client_of(user).post(path, typed)


def test_anybody_reads_an_event_with_its_time_its_zone_and_how_to_come():
    made = announced_event()
    made.coming("Elm", 2)
    page = read(PAGE)
    assert "Wednesday 20 May 2026, 10:00 to 12:00 (British Summer Time)" in page
    assert "Organisations: 1. People: 2." in page
    assert "Fictional Elm" not in page
    assert "Sign in" in page
    assert "Amser Haf Prydain" in read(PAGE, language="cy")
    for role in ("practitioner", "person", "supplier", "director", "auditor"):
        assert "What would help people to keep a home?" in read(PAGE, UserFactory(role=role))


def test_a_draft_is_no_page_for_anybody_and_those_who_buy_run_it():
    made = drafted_event()
    assert client_of().get(PAGE).status_code == 404
    assert client_of(made.people["Elm"].user).get(PAGE).status_code == 404
    page = read(f"{PAGE}run/", made.commissioner)
    assert "Suppliers that will be written to: 2." in page
    assert "Give it up" in page
    assert "Announce it" not in read(f"{PAGE}run/", UserFactory(role="director")).replace("Announce it</h2>", "")


@pytest.mark.parametrize("role", ["supplier", "practitioner", "person", "administrator", None])
@pytest.mark.parametrize("path", ["run/", "invited/", "questions/", "change/", "cancel/", "held/", "notes/"])
def test_nobody_else_runs_it(role, path):
    announced_event()
    answer = client_of(UserFactory(role=role) if role else None).get(PAGE + path)
    assert answer.status_code == (403 if role else 302)


@pytest.mark.parametrize("verb", ["announce", "discard"])
def test_nobody_else_announces_it_or_gives_it_up(verb):
    drafted_event()
    for role in ("director", "supplier"):
        assert client_of(UserFactory(role=role)).post(f"{PAGE}{verb}/").status_code == 403
    with as_role("owner"):
        assert Engagement.objects.get().state == "draft"


def test_a_commissioner_plans_announces_and_changes_an_event():
    made = drafted_event()
    user = made.commissioner
    assert send("/engagement/new/", user, **TYPED).status_code == 302
    with as_role("owner"):
        one = Engagement.objects.get(reference="mentors")
    assert (one.needs, one.language, one.places) == (["employment", "mentoring"], "both", None)
    assert one.starts_at.isoformat() == "2026-06-10T09:00:00+00:00"
    assert send("/engagement/mentors/announce/", user).status_code == 302
    page = read("/engagement/mentors/", user)
    assert "English and Welsh, with interpretation" in page
    assert "As those who hold it see it" in page
    with_why = {key: value for key, value in TYPED.items() if key not in ("need", "market")}
    refused = send("/engagement/mentors/change/", user, **{**with_why, "place": "Another hall"})
    assert "Enter why it is changed" in unescape(refused.content.decode())
    assert "Another hall" in refused.content.decode()
    given = {**with_why, "place": "Another hall", "why": "The hall is shut."}
    later = ANNOUNCED + 2 * DAY
    assert send("/engagement/mentors/change/", user, at=later, **given).status_code == 302
    page = read("/engagement/mentors/", at=later)
    assert "<del>The Hall</del> <ins>Another hall</ins>" in page
    assert "The hall is shut." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "2026-03-29", "starts": "01:30", "ends": "03:00"}, "The clocks go forward over that time"),
        ({"on": "2026-10-25", "starts": "01:30", "ends": "03:00"}, "it comes twice on that day"),
        ({"ends": "09:00"}, "It ends after it begins"),
        ({"on": "tomorrow"}, "Enter a valid date"),
        ({"places": "0"}, "greater than or equal to 1"),
        ({"online": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"needs": ["gold"]}, "Select a valid choice"),
        ({"police_area": "kent"}, "The police-force area lies in another region."),
        ({"title": ""}, "Enter title"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_what_was_typed_stays(typed, said):
    made = drafted_event()
    answer = send("/engagement/new/", made.commissioner, **{**TYPED, **typed})
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert said.lower() in page.lower()
    assert "Step-free." in page
    with as_role("owner"):
        assert Engagement.objects.count() == 1


def test_an_event_in_the_past_is_not_announced_and_a_bank_holiday_is_warned_of():
    made = drafted_event()
    send("/engagement/new/", made.commissioner, **{**TYPED, "on": "2026-05-25"})
    page = read("/engagement/mentors/run/", made.commissioner)
    assert "Spring bank holiday" in page
    send(f"{PAGE}announce/", made.commissioner, at=ENDS)
    assert "It has begun already, or is over." in read(f"{PAGE}run/", made.commissioner, at=ENDS)
    with as_role("owner"):
        assert set(Engagement.objects.values_list("state", flat=True)) == {"draft"}


def test_a_supplier_says_that_it_comes_changes_it_and_gives_its_places_back():
    made = announced_event()
    elm = made.people["Elm"]
    assert "Say that you come" in read(PAGE, elm.user)
    assert send(f"{PAGE}coming/", elm.user, supplier=elm.supplier.pk, people="2", wishes="A ramp").status_code == 302
    assert "Fictional Elm comes with 2 people." in read(PAGE, elm.user)
    assert "A ramp" in read(f"{PAGE}coming/", elm.user)
    assert "A ramp" in read(f"{PAGE}run/", made.commissioner)
    assert "A ramp" not in read(PAGE, made.people["Ash"].user)
    full = send(f"{PAGE}coming/", elm.user, supplier=elm.supplier.pk, people="6", wishes="A lift")
    assert "There is no room for so many: places left: 3." in unescape(full.content.decode())
    assert "A lift" in full.content.decode()
    assert send(f"{PAGE}not-coming/", elm.user, supplier=elm.supplier.pk).status_code == 302
    assert "Organisations: 0. People: 0." in read(PAGE)


def test_nobody_speaks_for_another_supplier_or_for_none():
    made = announced_event()
    elm, ash = made.people["Elm"], made.people["Ash"]
    made.coming("Elm")
    refused = send(f"{PAGE}coming/", ash.user, supplier=elm.supplier.pk, people="1")
    assert refused.status_code == 200
    assert "Select a valid choice" in refused.content.decode()
    assert send(f"{PAGE}not-coming/", ash.user, supplier=elm.supplier.pk).status_code == 403
    assert send(f"{PAGE}not-coming/", ash.user, supplier="x").status_code == 403
    for user in (UserFactory(role="supplier"), made.commissioner, UserFactory(role="person")):
        for path in ("coming/", "ask/"):
            assert client_of(user).get(PAGE + path).status_code == 403
    assert client_of().get(f"{PAGE}coming/").status_code == 302
    with as_role("owner"):
        assert EngagementReply.objects.get().withdrawn_at is None


def test_a_question_is_asked_answered_and_read_by_everybody_without_a_name():
    made = announced_event()
    elm = made.people["Elm"]
    assert send(f"{PAGE}ask/", elm.user, supplier=elm.supplier.pk, text="We at Elm ask: who pays?").status_code == 302
    assert "We at Elm ask" in read(f"{PAGE}ask/", elm.user)
    assert "We at Elm ask" in read(f"{PAGE}questions/", made.commissioner)
    with as_role("owner"):
        key = EngagementQuestion.objects.get().pk
    empty = send(f"{PAGE}questions/{key}/", made.commissioner, told="Who pays?", answer=" ")
    assert "Who pays?" in empty.content.decode()
    assert send(f"{PAGE}questions/{key}/", made.commissioner, told="Who pays?", answer="We do.").status_code == 302
    page = read(PAGE)
    assert "1. Who pays?" in page
    assert "Elm" not in page
    assert client_of(made.commissioner).get(f"{PAGE}questions/99999/").status_code == 404


def test_an_event_is_held_and_reported_and_everybody_reads_the_notes():
    made = announced_event()
    made.coming("Elm", 2)
    with as_role("owner"):
        reply = EngagementReply.objects.get().pk
    after = ENDS + timedelta(hours=1)
    early = send(f"{PAGE}held/", made.commissioner, came=[reply], others="1", people="4")
    assert "The event is not over yet." in unescape(early.content.decode())
    assert send(f"{PAGE}held/", made.commissioner, at=after, came=[reply], others="1", people="4").status_code == 302
    assert "Publish the notes" in read(f"{PAGE}run/", made.commissioner, at=after)
    given = {"said": "Leases are short.", "follows": "We ask for two years."}
    later = after + timedelta(minutes=1)
    assert send(f"{PAGE}notes/", made.commissioner, at=later, **given).status_code == 302
    page = read(PAGE, at=later)
    assert "Leases are short." in page
    assert "We ask for two years." in page
    assert "Who was written to" in page
    assert "Fictional Ash" in page


def test_a_cancelled_event_says_why():
    made = announced_event()
    with acting(made.commissioner):
        cancel_engagement(engagement=made.one, why="The budget was cut.", by=made.commissioner, at=ANNOUNCED + DAY)
    page = read(PAGE)
    assert "The budget was cut." in page
    assert "Sign in and say" not in page
    assert "Cancelled" in read("/engagement/")


def test_a_moved_event_says_both_times():
    made = announced_event()
    later = made.details(starts_at=made.one.starts_at + DAY, ends_at=made.one.ends_at + DAY)
    with acting(made.commissioner):
        change_engagement(engagement=made.one, details=later, why="A clash.", by=made.commissioner, at=ANNOUNCED + DAY)
    assert "<del>20 May 2026 at 10:00</del> <ins>21 May 2026 at 10:00</ins>" in read(PAGE, at=ANNOUNCED + 2 * DAY)


def test_the_list_is_narrowed_and_its_csv_runs_no_formula():
    announced_event(title='=HYPERLINK("http://x.example")')
    assert "HYPERLINK" in read("/engagement/?when=coming&need=accommodation&region=N50")
    assert "HYPERLINK" not in read("/engagement/?when=over")
    assert "HYPERLINK" not in read("/engagement/?need=finance")
    assert "No event fits" in read("/engagement/?q=nothing")
    assert "'=HYPERLINK" in read("/engagement/?format=csv")


def test_the_home_of_a_supplier_and_the_workbench_say_what_is_next():
    made = held_event()
    with as_role("owner"):
        RegionFactory()
    assert "Publish the notes by 4 June 2026" in read("/competitions/", made.commissioner, at=ENDS + DAY)
    assert "Publish the notes by 4 June 2026" in read("/engagement/planning/", made.commissioner, at=ENDS + DAY)
    assert "A home after prison" not in read("/my-panels/", made.people["Ash"].user, at=ENDS + DAY)


def test_the_home_of_a_supplier_names_the_events_that_it_is_invited_to_or_comes_to():
    made = announced_event()
    made.coming("Fir")
    for name, named in (("Ash", True), ("Fir", True), ("Oak", False)):
        assert ("A home after prison" in read("/my-panels/", made.people[name].user)) is named


def test_the_notice_of_an_event_reads_as_a_page_and_as_open_data():
    made = reported_event()
    assert "A home after prison" in read(f"/notices/{made.one.ocid}/")
    with patch.object(timezone, "now", return_value=ENDS):
        assert client_of().get(f"/ocds/records/{made.one.ocid}/").status_code == 200


def test_an_answer_that_is_put_right_stands_alone():
    made = announced_event()
    elm = made.people["Elm"]
    with acting(elm.user):
        asked = ask_about(engagement=made.one, supplier=elm.supplier, text="Who pays?", by=elm.user, at=ANNOUNCED + DAY)
    for words in ("We do.", "The region does."):
        with acting(made.commissioner):
            answer_about(question=asked, told="Who pays?", answer=words, by=made.commissioner, at=ANNOUNCED + DAY)
    page = read(PAGE)
    assert "The region does." in page
    assert "We do." not in page
