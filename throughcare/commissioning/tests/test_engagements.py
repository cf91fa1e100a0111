"""Market-engagement events from the first draft to the notes: what is refused, who is told, and what is published."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import jsonschema
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import override_settings

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import engagement_after, engagement_replies, engagements
from throughcare.commissioning.models import (
    Engagement,
    EngagementChange,
    EngagementInvitation,
    EngagementQuestion,
    EngagementReply,
    Need,
    NeedUse,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.engagements import (
    Coming,
    answers_about,
    coming_to,
    engagements_matching,
    events_for,
    next_step,
    places_left,
    without_notes,
)
from throughcare.commissioning.queries.ocds_engagement import engagement_release
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.drafts import drafted
from throughcare.commissioning.tests.engagement_scene import (
    ANNOUNCED,
    BEGUN,
    DETAILS,
    ENDS,
    STARTS,
    announced_event,
    drafted_event,
    held_event,
    reported_event,
)
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory, MembershipFactory
from throughcare.commissioning.tests.standard import SCHEMA as STANDARD
from throughcare.commissioning.tests.standard import Standard
from throughcare.kernel.local_time import HERE
from throughcare.organisations.tests.factories import PostingFactory, RegionFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MAIL = override_settings(OUTBOX={"email": "file"})


def told(template: str) -> list[str]:
    """To whom messages of that kind go, each once."""
    with as_role("owner"):
        return sorted(Message.objects.filter(template=template).values_list("to", flat=True))


def fits_what_stands(made) -> None:
    """All releases of the event together say what it is now, and the standard's whole schema knows every field."""
    with as_role("owner"):
        one = Engagement.objects.select_related("region", "market").get(pk=made.one.pk)
        bodies = [each.body for each in PublishedRelease.objects.filter(ocid=one.ocid).order_by("number")]
        now = encode(engagement_release(one, tag="planningUpdate", at=ENDS))
        compiled = PublishedProcess.objects.get(ocid=one.ocid).compiled
    assert compiled == compile_releases([decode(body) for body in bodies])
    for part in ("planning", "tender", "parties", "buyer", "title", "description"):
        assert compiled[part] == now[part], part
    if STANDARD.exists():
        standard = Standard(json.loads(STANDARD.read_text(encoding="utf-8")))
        for body in bodies:
            assert [each.message for each in jsonschema.Draft4Validator(standard.schema).iter_errors(body)] == []
            assert standard.unknown(body, standard.schema) == []


def test_it_is_announced_with_the_notice_and_everybody_whom_it_concerns_is_written_to():
    made = drafted_event()
    with acting(made.commissioner), MAIL:
        made.one = engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
        listed = EngagementInvitation.objects.values_list("supplier__legal_name", "because")
        assert list(listed) == [("Fictional Ash", "said-nothing"), ("Fictional Elm", "offers-the-need")]
    release = PublishedRelease.objects.get()
    assert release.tags == ["planning"]
    (notice,) = release.body["planning"]["documents"]
    assert (notice["documentType"], notice["noticeType"]) == ("marketEngagementNotice", "UK2")
    (event,) = release.body["planning"]["milestones"]
    assert (event["type"], event["dueDate"], event["status"]) == (
        "engagement",
        "2026-05-20T10:00:00+01:00",
        "scheduled",
    )
    assert "20 May 2026, 10:00 to 12:00 BST" in event["description"]
    assert told("engagement-invitation") == ["ash@example.org", "elm@example.org"]
    with as_role("owner"):
        message = Message.objects.get(to="elm@example.org")
        entry = Entry.objects.get(action="commissioning.announce_engagement")
    assert "Wednesday 20 May 2026, 10:00–12:00 (British Summer Time)" in message.body
    assert "Dydd Mercher 20 Mai 2026, 10:00–12:00" in message.body
    assert entry.detail["warnings"] == []
    fits_what_stands(made)


def test_a_draft_is_seen_by_those_who_buy_alone():
    made = drafted_event()
    with as_role("web"):
        assert not Engagement.objects.exists()
    with acting(made.people["Elm"].user):
        assert not Engagement.objects.exists()
    with acting(UserFactory(role="director")):
        assert Engagement.objects.get().title == "A home after prison"
    assert not PublishedRelease.objects.exists()


@pytest.mark.parametrize(
    ("changed", "at", "code"),
    [
        ({}, STARTS, "in-the-past"),
        ({}, STARTS + DAY, "in-the-past"),
        ({"online": "", "place": ""}, ANNOUNCED, "no-way-in"),
        ({"ends_at": STARTS + DAY}, ANNOUNCED, "ends-before-it-starts"),
    ],
)
def test_an_event_that_nobody_could_come_to_is_not_announced(changed, at, code):
    made = drafted_event(**changed)
    with acting(made.commissioner):
        with pytest.raises(EngagementRefused) as refused:
            engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=at)
        assert refused.value.codes == (code,)
        assert Engagement.objects.get().state == "draft"
        assert not EngagementInvitation.objects.exists()
    assert not PublishedRelease.objects.exists()


def test_a_bank_holiday_is_warned_of_and_may_be_announced():
    monday = datetime(2026, 5, 25, 10, 0, tzinfo=HERE)
    made = announced_event(starts_at=monday, ends_at=monday + timedelta(hours=1))
    with as_role("owner"):
        entry = Entry.objects.get(action="commissioning.announce_engagement")
    assert entry.detail["warnings"] == ["not-a-working-day"]
    assert made.again().state == "announced"


def test_the_night_on_which_the_clocks_go_back_keeps_the_hour_that_was_meant():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=HERE, fold=1)
    made = drafted_event(starts_at=second, ends_at=datetime(2026, 10, 25, 3, 0, tzinfo=HERE))
    with acting(made.commissioner):
        engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
    (event,) = PublishedRelease.objects.get().body["planning"]["milestones"]
    assert event["dueDate"] == "2026-10-25T01:30:00Z"
    assert "01:30 to 03:00 GMT" in event["description"]


def test_an_area_of_another_region_is_refused_and_nothing_is_made():
    made = drafted_event()
    with acting(made.commissioner):
        with pytest.raises(EngagementRefused, match="other-region"):
            engagements.draft_engagement(
                details=made.details(police_area="kent"), by=made.commissioner, at=BEGUN
            )  # fmt: skip
        assert Engagement.objects.count() == 1


def test_two_events_of_the_same_title_have_references_of_their_own():
    made = drafted_event()
    with acting(made.commissioner):
        other = engagements.draft_engagement(details=made.details(), by=made.commissioner, at=BEGUN)
        named = engagements.draft_engagement(details=made.details(title="New"), by=made.commissioner, at=BEGUN)
    assert (made.one.reference, other.reference, named.reference) == (
        "a-home-after-prison", "a-home-after-prison-2", "new-2",
    )  # fmt: skip


def test_a_supplier_comes_changes_its_mind_and_comes_again():
    made = announced_event()
    made.coming("Elm", 2)
    assert coming_to([made.one.pk]) == {made.one.pk: Coming(1, 2)}
    made.coming("Elm", 3)
    assert places_left(made.again()) == 2
    acts = made.people["Elm"]
    with acting(acts.user):
        engagement_replies.say_not_coming(engagement=made.one, supplier=acts.supplier, by=acts.user, at=ANNOUNCED + DAY)
    assert coming_to([made.one.pk]) == {}
    made.coming("Elm", 5)
    with acting(acts.user):
        assert [(each.people, each.withdrawn_at) for each in EngagementReply.objects.all()] == [(5, None)]
        assert list(events_for(acts.user, at=ANNOUNCED + DAY)) == [made.one]


def test_an_organisation_that_nobody_looked_up_is_not_written_to_because_the_names_are_published():
    made = drafted_event()
    elm = made.people["Elm"]
    with as_role("owner"):
        type(elm.supplier).objects.filter(pk=elm.supplier.pk).update(registered_by=elm.user)
    with acting(made.commissioner):
        engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
    assert told("engagement-invitation") == ["ash@example.org"]


def test_a_commissioner_of_another_region_changes_no_event_and_begins_none_here():
    made = announced_event()
    with as_role("owner"):
        other = PostingFactory(user=UserFactory(role="commissioner"), region=made.elsewhere).user
        before = Entry.objects.count()
    with acting(other):
        for command, given in (
            (engagements.cancel_engagement, {"engagement": made.one, "why": "Mine."}),
            (engagements.draft_engagement, {"details": replace(DETAILS, region=made.region)}),
        ):
            with pytest.raises(EngagementRefused, match="not within your reach"):
                command(**given, by=other, at=ANNOUNCED + timedelta(hours=1))
    with as_role("owner"):
        assert (made.again().state, Entry.objects.count(), Engagement.objects.count()) == ("announced", before, 1)


def test_somebody_who_was_not_invited_may_come_all_the_same():
    made = announced_event()
    made.coming("Fir")
    assert coming_to([made.one.pk]) == {made.one.pk: Coming(1, 1)}


def test_a_full_event_takes_nobody_else_and_says_how_many_places_are_left():
    made = announced_event()
    made.coming("Elm", 4)
    with pytest.raises(EngagementRefused) as refused:
        made.coming("Ash", 2)
    assert str(refused.value) == "full: There is no room for so many: places left: 1."
    made.coming("Ash", 1)
    with pytest.raises(EngagementRefused, match="full"):
        made.coming("Elm", 5)
    assert coming_to([made.one.pk]) == {made.one.pk: Coming(2, 5)}


@pytest.mark.parametrize(("at", "code"), [(STARTS, "over"), (ENDS + DAY, "over")])
def test_nobody_says_that_they_come_once_it_has_begun(at, code):
    made = announced_event()
    made.coming("Elm", at=STARTS - SECOND)
    with pytest.raises(EngagementRefused, match=code):
        made.coming("Ash", at=at)
    acts = made.people["Elm"]
    with acting(acts.user), pytest.raises(EngagementRefused, match=code):
        engagement_replies.say_not_coming(engagement=made.one, supplier=acts.supplier, by=acts.user, at=at)
    assert coming_to([made.one.pk]) == {made.one.pk: Coming(1, 1)}


def test_nobody_speaks_for_a_supplier_that_they_do_not_act_for():
    made = announced_event()
    elm, ash = made.people["Elm"], made.people["Ash"]
    stranger = UserFactory(role="supplier")
    for user in (ash.user, stranger, made.commissioner):
        given = {"engagement": made.one, "supplier": elm.supplier, "by": user, "at": ANNOUNCED + DAY}
        with acting(user):
            with pytest.raises(EngagementRefused, match="not-acting"):
                engagement_replies.say_coming(people=1, **given)
            with pytest.raises(EngagementRefused, match="not-acting"):
                engagement_replies.ask_about(text="For whom is it?", **given)
            with pytest.raises(EngagementRefused, match="not-acting"):
                engagement_replies.say_not_coming(**given)
    with as_role("owner"):
        assert not EngagementReply.objects.exists()
        assert not EngagementQuestion.objects.exists()


def test_the_database_hides_who_comes_and_who_asked():
    made = announced_event()
    made.coming("Elm")
    elm, ash = made.people["Elm"], made.people["Ash"]
    with acting(elm.user):
        engagement_replies.ask_about(engagement=made.one, supplier=elm.supplier, text="We are Elm. Who pays?",
                                     by=elm.user, at=ANNOUNCED + DAY)  # fmt: skip
    for user in (ash.user, UserFactory(role="person"), UserFactory(role="practitioner")):
        with acting(user):
            assert not EngagementReply.objects.exists()
            assert not EngagementQuestion.objects.exists()
            assert EngagementInvitation.objects.count() == (1 if user == ash.user else 0)
    with acting(ash.user), pytest.raises(ProgrammingError), transaction.atomic():
        EngagementReply.objects.create(
            engagement=made.one, supplier=elm.supplier, people=1, said_by=ash.user, said_at=ANNOUNCED + DAY
        )
    with acting(made.commissioner):
        assert EngagementQuestion.objects.get().supplier == elm.supplier


def test_a_supplier_cannot_write_that_it_came():
    made = announced_event()
    reply = made.coming("Elm")
    with acting(made.people["Elm"].user), pytest.raises(IntegrityError, match="reply"), transaction.atomic():
        EngagementReply.objects.filter(pk=reply.pk).update(came=True)


def test_questions_are_answered_to_everybody_without_the_name_of_who_asked():
    made = announced_event()
    elm = made.people["Elm"]
    made.coming("Ash")
    with acting(elm.user):
        asked = engagement_replies.ask_about(engagement=made.one, supplier=elm.supplier, text="We at Elm ask: who pays?",
                                             by=elm.user, at=ANNOUNCED + DAY)  # fmt: skip
    assert answers_about(made.one) == []
    given = {"question": asked, "by": made.commissioner, "at": ANNOUNCED + 2 * DAY}
    with acting(made.commissioner), MAIL:
        with pytest.raises(EngagementRefused, match="no-answer"):
            engagement_replies.answer_about(told=" ", answer="We do.", **given)
        engagement_replies.answer_about(told="Who pays?", answer="We do.", **given)
    with as_role("web"):
        (answer,) = answers_about(made.one)
    assert (answer.number, answer.told, answer.answer) == (1, "Who pays?", "We do.")
    assert told("engagement-answer") == ["ash@example.org", "elm@example.org"]
    with acting(made.commissioner):
        engagement_replies.answer_about(told="Who pays?", answer="The region does.", **given)
        assert [each.answer for each in answers_about(made.one)] == ["The region does."]


def test_questions_are_taken_until_ten_working_days_after_it():
    made = announced_event()
    elm = made.people["Elm"]
    given = {"engagement": made.one, "supplier": elm.supplier, "by": elm.user}
    last = datetime(2026, 6, 4, 23, 59, tzinfo=HERE)
    with acting(elm.user):
        engagement_replies.ask_about(text="After it?", at=last, **given)
        with pytest.raises(EngagementRefused, match="Questions were taken until 2026-06-04"):
            engagement_replies.ask_about(text="Too late?", at=last + timedelta(minutes=1), **given)
        with pytest.raises(EngagementRefused, match="nothing-asked"):
            engagement_replies.ask_about(text="  ", at=last, **given)
        assert EngagementQuestion.objects.count() == 1


def test_a_change_is_told_to_whoever_comes_and_invites_whom_it_comes_to_concern():
    made = announced_event()
    made.coming("Fir")
    later = made.details(starts_at=STARTS + DAY, ends_at=ENDS + DAY, needs=("accommodation", "finance"))
    with acting(made.commissioner), MAIL:
        engagements.change_engagement(engagement=made.one, details=later, why="The room was taken.",
                                      by=made.commissioner, at=ANNOUNCED + 2 * DAY)  # fmt: skip
        (change,) = EngagementChange.objects.all()
    assert change.before == {
        "starts_at": "2026-05-20T09:00:00+00:00", "ends_at": "2026-05-20T11:00:00+00:00", "needs": ["accommodation"],
    }  # fmt: skip
    assert told("engagement-change") == ["fir@example.org"]
    assert told("engagement-invitation") == ["ash@example.org", "elm@example.org", "oak@example.org"]
    assert PublishedRelease.objects.order_by("-number").first().tags == ["planningUpdate"]
    fits_what_stands(made)


@pytest.mark.parametrize(
    ("changed", "why", "at", "code"),
    [
        ({"title": "Another"}, " ", ANNOUNCED + DAY, "no-reason"),
        ({}, "Why not?", ANNOUNCED + DAY, "nothing-changed"),
        ({"title": "Another"}, "A slip.", STARTS, "begun"),
        ({"places": 1}, "A small room.", ANNOUNCED + DAY, "fewer-places"),
        ({"online": ""}, "No link.", ANNOUNCED + DAY, "no-way-in"),
        ({"starts_at": ANNOUNCED, "ends_at": ENDS}, "Earlier.", ANNOUNCED + DAY, "in-the-past"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(changed, why, at, code):
    made = announced_event()
    made.coming("Elm", 2)
    with acting(made.commissioner):
        with pytest.raises(EngagementRefused, match=code):
            engagements.change_engagement(
                engagement=made.one, details=made.details(**changed), why=why, by=made.commissioner, at=at
            )
        assert not EngagementChange.objects.exists()
    again = made.again()
    assert (again.title, again.places, again.starts_at) == ("A home after prison", 5, STARTS)
    assert PublishedRelease.objects.count() == 1


def test_it_is_cancelled_with_a_reason_that_everybody_reads():
    made = announced_event()
    made.coming("Fir")
    given = {"engagement": made.one, "by": made.commissioner}
    with acting(made.commissioner), MAIL:
        with pytest.raises(EngagementRefused, match="no-reason"):
            engagements.cancel_engagement(why=" ", at=ANNOUNCED + DAY, **given)
        with pytest.raises(EngagementRefused, match="begun"):
            engagements.cancel_engagement(why="Too late.", at=STARTS, **given)
        engagements.cancel_engagement(why="The budget was cut.", at=STARTS - SECOND, **given)
    assert told("engagement-cancellation") == ["ash@example.org", "elm@example.org", "fir@example.org"]
    (event,) = PublishedProcess.objects.get().compiled["planning"]["milestones"]
    assert event["status"] == "notMet"
    assert "Cancelled: The budget was cut." in event["description"]
    fits_what_stands(made)
    with pytest.raises(EngagementRefused, match="not-announced"):
        made.coming("Elm")
    assert not without_notes_of(made, at=ENDS + DAY)


def test_who_came_is_counted_once_it_is_over_and_not_before():
    made = announced_event()
    came = made.coming("Elm", 2)
    made.coming("Ash")
    given = {"engagement": made.one, "came": [came], "people": 5, "others": 1, "by": made.commissioner}
    with acting(made.commissioner):
        with pytest.raises(EngagementRefused, match="not-over"):
            engagement_after.hold_engagement(at=ENDS - SECOND, **given)
        with pytest.raises(EngagementRefused, match="not-now"):
            engagement_after.publish_notes(engagement=made.one, said="x", follows="y", by=made.commissioner, at=ENDS)
        assert next_step(made.again(), at=ENDS).what == "say-who-came"
        engagement_after.hold_engagement(at=ENDS, **given)
        assert sorted(EngagementReply.objects.values_list("supplier__legal_name", "came")) == [
            ("Fictional Ash", False), ("Fictional Elm", True),
        ]  # fmt: skip
    again = made.again()
    assert (again.state, again.organisations_came, again.people_came) == ("held", 2, 5)
    fits_what_stands(made)


def test_the_notes_are_published_told_and_may_be_put_right_but_not_taken_back():
    made = held_event()
    given = {"engagement": made.one, "by": made.commissioner}
    with acting(made.commissioner), MAIL:
        with pytest.raises(EngagementRefused, match="no-notes"):
            engagement_after.publish_notes(said="Leases are short.", follows=" ", at=ENDS + DAY, **given)
        assert made.again().state == "held"
        engagement_after.publish_notes(said="Leases are short.", follows="Two years.", at=ENDS + DAY, **given)
    fits_what_stands(made)
    assert told("engagement-notes") == ["ash@example.org", "elm@example.org"]
    with acting(made.commissioner):
        engagement_after.publish_notes(said="Leases are short.", follows="Three years.", at=ENDS + 2 * DAY, **given)
        with pytest.raises(IntegrityError, match="notes"), transaction.atomic():
            Engagement.objects.update(notes_at=None, notes_said="", notes_follows="", state="held")
    fits_what_stands(made)
    notes = PublishedProcess.objects.get().compiled["planning"]["documents"][1]
    assert "What follows from it: Three years." in notes["description"]
    assert "Suppliers written to: 2. Organisations that came: 2. People who came: 5." in notes["description"]
    with as_role("web"):
        assert EngagementInvitation.objects.count() == 2


def test_a_draft_is_given_up_and_an_announced_event_is_not():
    made = drafted_event()
    with acting(made.commissioner):
        engagements.discard_engagement(engagement=made.one, by=made.commissioner, at=BEGUN)
        assert Engagement.objects.get().state == "discarded"
        with pytest.raises(EngagementRefused, match="not-now"):
            engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)


def test_what_was_announced_keeps_its_address():
    made = announced_event()
    with acting(made.commissioner), pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Engagement.objects.filter(pk=made.one.pk).update(reference="another")


def test_the_list_has_what_is_to_come_first_and_finds_by_need_region_and_words():
    made = reported_event()
    with acting(made.commissioner):
        other = engagements.draft_engagement(
            details=made.details(title="Work", starts_at=STARTS + 30 * DAY, ends_at=ENDS + 30 * DAY, needs=("employment",)),
            by=made.commissioner, at=BEGUN,
        )  # fmt: skip
        engagements.announce_engagement(engagement=other, by=made.commissioner, at=ANNOUNCED)
    at = ENDS + 3 * DAY
    with as_role("web"):
        assert list(engagements_matching(at=at)) == [other, made.one]
        assert list(engagements_matching(at=at, when="coming")) == [other]
        assert list(engagements_matching(at=at, when="over")) == [made.one]
        assert list(engagements_matching(at=at, need="employment")) == [other]
        assert list(engagements_matching(at=at, region="N50", words="home prison")) == [made.one]
        assert list(engagements_matching(at=at, region="Z999")) == []


def without_notes_of(made, *, at):
    """The events that stand in the way of a competition about accommodation in the same region."""
    one = competition_in(made)
    with acting(made.commissioner):
        return without_notes(one, at=at)


def competition_in(made):
    """A draft for accommodation in the region of the event."""
    one = drafted()
    with as_role("owner"):
        for category in one.market.categories.all():
            category.region = made.region
            category.save()
    return one.competition


def test_a_competition_waits_for_the_notes_of_an_event_about_the_same_need_and_place():
    made = held_event()
    one = competition_in(made)
    with acting(made.commissioner):
        checks = CompetitionChecks(one, at=ENDS + DAY)
        (said,) = [each for each in checks.blocks if each.reason.code == "event-without-notes"]
        assert said.part == "terms"
        assert "A home after prison" in str(said.reason.words)
        assert without_notes(one, at=ENDS - SECOND) == []
        engagement_after.publish_notes(engagement=made.one, said="x", follows="y", by=made.commissioner, at=ENDS + DAY)
        assert without_notes(one, at=ENDS + 2 * DAY) == []


@pytest.mark.parametrize("changed", [{"needs": ("finance",)}, {"region": None, "needs": ("finance",)}])
def test_an_event_about_something_else_does_not_stand_in_its_way(changed):
    region = changed.pop("region", "same")
    made = announced_event(**changed)
    if region is None:
        with as_role("owner"):
            Engagement.objects.update(region=None)
    assert without_notes_of(made, at=ENDS + DAY) == []


def test_an_event_about_everything_everywhere_does():
    made = announced_event(needs=())
    with as_role("owner"):
        Engagement.objects.update(region=None)
    assert without_notes_of(made, at=ENDS) == [made.one]


def test_the_functions_say_nothing_of_a_draft():
    made = drafted_event()
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_engagement_coming(%s)", [[made.one.pk]])
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM commissioning_engagement_answers(%s)", [made.one.pk])
        assert cursor.fetchall() == []


def test_an_event_about_a_statement_of_need_takes_its_categories_and_holds_up_what_is_begun_from_it():
    made = drafted_event()
    one = drafted().competition
    with as_role("owner"):
        need = Need.objects.create(
            reference="homes", ocid="ocds-test00-need-homes", title="Homes", starts_on=STARTS.date(),
            made_by=made.commissioner, made_at=BEGUN,
            agreed_by=made.commissioner, agreed_at=BEGUN, published_at=BEGUN, state="in-use",
            first_used_at=BEGUN,
        )  # fmt: skip
        other = RegionFactory()
    with acting(made.commissioner):
        about = engagements.draft_engagement(
            details=made.details(need=need, needs=("finance",), title="Advice"), by=made.commissioner, at=BEGUN
        )
        about = engagements.announce_engagement(engagement=about, by=made.commissioner, at=ANNOUNCED)
    assert encode(engagement_release(about, tag="planning", at=BEGUN))["relatedProcesses"][0]["identifier"] == need.ocid
    with acting(made.commissioner):
        assert without_notes(one, at=ENDS) == []
    with as_role("owner"):
        NeedUse.objects.create(need=need, competition=one, begun_by=made.commissioner, begun_at=BEGUN)
        Engagement.objects.filter(pk=about.pk).update(region=other)
    with acting(made.commissioner):
        assert without_notes(one, at=ENDS) == [about]


@pytest.mark.parametrize(
    ("category", "event", "invited"),
    [
        ({}, {}, True),
        ({"cohort": "women"}, {}, True),
        ({"cohort": "women"}, {"cohorts": ("women",)}, True),
        ({}, {"cohorts": ("women",)}, True),
        ({"cohort": "young-adults"}, {"cohorts": ("women",)}, False),
        ({"police_area": "greater-manchester"}, {}, True),
        ({"need": "finance"}, {}, False),
        ({"closed_at": ANNOUNCED - DAY}, {}, False),
        ({"elsewhere": True}, {}, False),
    ],
)
def test_whoever_holds_a_place_for_the_need_and_area_is_invited_whatever_its_row_says(category, event, invited):
    made = drafted_event(**event)
    fir = made.people["Fir"].supplier
    facts = dict(category)
    region = made.elsewhere if facts.pop("elsewhere", False) else made.region
    with as_role("owner"):
        fir.offers.all().delete()
        MembershipFactory(category=MarketCategoryFactory(region=region, **facts), supplier=fir)
    with acting(made.commissioner):
        engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
        found = EngagementInvitation.objects.filter(supplier=fir).values_list("because", flat=True)
        assert list(found) == (["holds-a-place"] if invited else [])


def test_a_place_that_was_left_and_a_panel_that_is_closed_invite_nobody():
    made = drafted_event()
    fir = made.people["Fir"].supplier
    with as_role("owner"):
        MembershipFactory(
            category=MarketCategoryFactory(region=made.region), supplier=fir, left_on=ANNOUNCED.date(),
            ended_at=ANNOUNCED,
        )  # fmt: skip
        closed = MarketFactory(state="closed", closed_at=ANNOUNCED - DAY)
        MembershipFactory(category=MarketCategoryFactory(region=made.region, market=closed), supplier=fir)
    with acting(made.commissioner):
        engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
        assert not EngagementInvitation.objects.filter(supplier=fir).exists()
