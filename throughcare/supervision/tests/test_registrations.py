"""Registrations recorded, corrected, reviewed and ended: the tier follows in the same transaction."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.grades import waive_grade
from throughcare.supervision.commands.registrations import (
    correct_registration,
    end_registration,
    register,
    review_registration,
)
from throughcare.supervision.commands.risk import foresee
from throughcare.supervision.events import (
    GradeOutgrown,
    GradeWaived,
    RegistrationCorrected,
    RegistrationEnded,
    RegistrationMade,
    RegistrationReviewed,
    TierChanged,
)
from throughcare.supervision.models import GradeWaiver, Registration, RegistrationReview, Tier
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.outgrown import count_outgrown, outgrown_cases
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.registration_entry import RegistrationEntry
from throughcare.supervision.tests.factories import AssessmentFactory, RegistrationFactory
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
EVENTS = (
    RegistrationMade, RegistrationCorrected, RegistrationReviewed, RegistrationEnded, TierChanged, GradeOutgrown,
    GradeWaived,
)  # fmt: skip


@pytest.fixture
def scene():
    return make_scene(TODAY)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        AssessmentFactory(
            person=found, rsr=4, ogrs=35, arp=35, arp_kind="dynamic", csrp=1.2, csrp_kind="dynamic", need_drugs="severe"
        )
    with acting(scene.owner):
        derive([found.pk], on=TODAY, cause="test")
    return found


@pytest.fixture
def announced():
    heard = []
    before = dict(announcer._handlers)
    announcer.subscribe(dict.fromkeys(EVENTS, (heard.append,)))
    yield heard
    announcer.subscribe(before)


def enter(scene, person, *, reference="W-1", note="Conference of 9 June", confirmed=False, **given):
    entry = RegistrationEntry(**({"type": "MAPP", "level": "M3", "category": "C2", "registered_on": TODAY} | given))
    with acting(scene.owner):
        return register(
            person=person, entry=entry, note=note, reference=reference, by=scene.owner, at=NOW, confirmed=confirmed
        )


def entries(scene):
    with acting(scene.cast["auditor"]):
        return list(Entry.objects.order_by("id").values_list("action", "subject"))


def registrations():
    with as_role("jobs", 1):
        return list(Registration.objects.order_by("pk").values_list("type", "level", "ended_on", "end_reason"))


def tiers(person, scheme="two-axis-2021"):
    with as_role("jobs", 1):
        return list(Tier.objects.filter(person=person, scheme=scheme).order_by("pk").values_list("label", "cause"))


def test_a_registration_changes_the_tier_at_once_and_says_why(scene, person, announced):
    saved = enter(scene, person)
    assert (saved.before.label("two-axis-2021"), saved.after.label("two-axis-2021")) == ("C0", "A0")
    assert tiers(person) == [("C0", "test"), ("A0", "registration-made")]
    assert entries(scene) == [("supervision.register", "W-1")]
    made = RegistrationMade(saved.row.pk, person.pk, "MAPP", "M3", TODAY, scene.owner.pk)
    assert announced[0] == made
    assert TierChanged(person.pk, "two-axis-2021", "C0", "A0", TODAY, "registration-made") in announced
    assert (saved.row.staff, saved.row.note) == (scene.staff, "Conference of 9 June")
    kept = saved.after.tiers["two-axis-2021"].facts
    assert kept["about"] == {
        "kind": "registration",
        "reference": "W-1",
        "type": "MAPP",
        "level": "M3",
        "category": "C2",
    }
    assert kept["inputs"]["registrations"] == [
        {"type": "MAPP", "level": "M3", "category": "M2", "date": "2026-06-10", "active": True}
    ]
    assert kept["inputs"]["rsr"] == 4


def test_a_tier_that_stays_is_not_announced_as_changed(scene, person, announced):
    saved = enter(scene, person, type="STRG", level="", category="")
    assert saved.before.label("a-to-g-2026") == saved.after.label("a-to-g-2026")
    assert [event for event in announced if isinstance(event, TierChanged) and event.scheme == "a-to-g-2026"] == []


def test_the_same_form_sent_twice_is_written_once(scene, person, announced):
    first, second = enter(scene, person), enter(scene, person)
    assert (first.row.pk, second.repeated) == (second.row.pk, True)
    assert len(registrations()) == len(entries(scene)) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"level": ""}, "level-missing"),
        ({"level": "M9"}, "level-not-of-type"),
        ({"category": ""}, "category-missing"),
        ({"type": "RVHR", "level": "M1", "category": ""}, "level-not-of-type"),
        ({"type": "RVHR", "level": "", "category": "C1"}, "category-not-of-type"),
        ({"type": "HREG", "level": "", "category": ""}, "historic-register"),
        ({"registered_on": date(1990, 5, 16)}, "before-birth"),
        ({"registered_on": TODAY + timedelta(days=1)}, "in-the-future"),
        ({"review_on": TODAY}, "review-not-after"),
        ({"registered_on": TODAY - timedelta(days=9), "review_on": TODAY - timedelta(days=1)}, "review-is-past"),
    ],
)
def test_an_impossible_registration_is_refused_and_changes_nothing(scene, person, announced, change, fault):
    before = tiers(person)
    with pytest.raises(EntryRefused, match=fault):
        enter(scene, person, **change)
    assert (registrations(), entries(scene), announced, tiers(person)) == ([], [], [], before)


def test_what_is_only_unlikely_is_recorded_once_confirmed(scene, person):
    days = {"registered_on": TODAY - timedelta(days=9), "review_on": TODAY - timedelta(days=1)}
    enter(scene, person, **days, confirmed=True)
    assert len(registrations()) == 1


def test_a_registration_that_stands_is_not_made_again(scene, person):
    enter(scene, person)
    with pytest.raises(EntryRefused, match="already-registered"):
        enter(scene, person, reference="W-2", registered_on=TODAY - timedelta(days=3))
    assert len(registrations()) == 1


def test_another_level_takes_the_place_of_the_one_that_stands(scene, person):
    plain = {"category": "", "level": ""}
    enter(scene, person, type="RMRH", registered_on=TODAY - timedelta(days=50), reference="W-1", **plain)
    saved = enter(scene, person, type="RVHR", reference="W-2", **plain)
    assert [one.reference for one in saved.ended] == ["W-1"]
    assert registrations() == [("RMRH", "", TODAY, "replaced"), ("RVHR", "", None, "")]
    enter(scene, person, reference="W-3", level="M1")
    enter(scene, person, reference="W-4", level="M2")
    assert registrations()[2:] == [("MAPP", "M1", TODAY, "replaced"), ("MAPP", "M2", None, "")]


def test_a_registration_that_a_later_one_outdates_is_refused(scene, person):
    enter(scene, person, type="RVHR", level="", category="")
    with pytest.raises(EntryRefused, match="before-the-standing"):
        enter(
            scene, person, type="RMRH", level="", category="", registered_on=TODAY - timedelta(days=1), reference="W-2"
        )
    assert registrations() == [("RVHR", "", None, "")]


def test_a_correction_keeps_what_was_said_and_brings_the_tier_back(scene, person, announced):
    row = enter(scene, person).row
    entry = RegistrationEntry(type="MAPP", level="M1", category="C2", registered_on=TODAY)
    with acting(scene.owner):
        saved = correct_registration(registration=row, entry=entry, note="Level 1", by=scene.owner, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pgh_label, level, note FROM supervision_registrationevent")
            history = cursor.fetchall()
    assert [label for label, _cause in tiers(person)] == ["C0", "A0", "C0"]
    assert tiers(person)[-1][1] == "registration-corrected"
    assert history == [("update", "M1", "Level 1")]
    assert saved.after.label("two-axis-2021") == "C0"
    assert RegistrationCorrected(row.pk, person.pk, "MAPP", scene.owner.pk) in announced
    with acting(scene.owner), pytest.raises(EntryRefused, match="nothing-changed"):
        correct_registration(registration=row, entry=entry, note="Level 1", by=scene.owner, at=NOW)


def test_a_review_moves_the_next_one_and_leaves_the_tier(scene, person, announced):
    row = enter(scene, person, review_on=TODAY + timedelta(days=30)).row
    following = TODAY + timedelta(days=60)
    with acting(scene.owner):
        review_registration(
            registration=row, reviewed_on=TODAY, next_on=following, note="No change", by=scene.owner, at=NOW
        )
    with as_role("jobs", 1):
        assert Registration.objects.get(pk=row.pk).review_on == following
        assert RegistrationReview.objects.values_list("reviewed_on", "next_on", "note").get() == (
            TODAY, following, "No change",
        )  # fmt: skip
    assert RegistrationReviewed(row.pk, person.pk, "MAPP", following, scene.owner.pk) in announced
    assert entries(scene)[-1] == ("supervision.review_registration", "W-1")


@pytest.mark.parametrize(
    ("reviewed", "following", "fault"),
    [(-1, 30, "reviewed-before-start"), (1, 30, "reviewed-in-the-future"), (0, 0, "next-not-after")],
)
def test_an_impossible_review_is_refused(scene, person, reviewed, following, fault):
    row = enter(scene, person).row
    days = {"reviewed_on": TODAY + timedelta(days=reviewed), "next_on": TODAY + timedelta(days=following)}
    with acting(scene.owner), pytest.raises(EntryRefused, match=fault):
        review_registration(registration=row, note="x", by=scene.owner, at=NOW, **days)
    with as_role("jobs", 1):
        assert not RegistrationReview.objects.exists()


def test_ending_brings_the_tier_down_and_says_why(scene, person, announced):
    row = enter(scene, person).row
    with acting(scene.owner):
        saved = end_registration(
            registration=row, reason="no-longer", ended_on=TODAY, note="Panel", by=scene.owner, at=NOW
        )
    assert registrations() == [("MAPP", "M3", TODAY, "no-longer")]
    assert saved.after.label("two-axis-2021") == "C0"
    assert tiers(person)[-1] == ("C0", "registration-ended")
    assert RegistrationEnded(row.pk, person.pk, "MAPP", TODAY, "no-longer", scene.owner.pk) in announced
    with acting(scene.owner), pytest.raises(EntryRefused, match="ended-already"):
        end_registration(registration=row, reason="no-longer", ended_on=TODAY, note="", by=scene.owner, at=NOW)


def test_one_recorded_in_error_never_held(scene, person):
    row = enter(scene, person, registered_on=TODAY - timedelta(days=40)).row
    with acting(scene.owner):
        end_registration(registration=row, reason="error", ended_on=TODAY, note="Wrong person", by=scene.owner, at=NOW)
    assert registrations() == [("MAPP", "M3", TODAY - timedelta(days=40), "error")]


@pytest.mark.parametrize(("days", "fault"), [(-1, "end-before-start"), (1, "end-in-the-future")])
def test_an_impossible_end_is_refused(scene, person, days, fault):
    row, before = enter(scene, person).row, None
    before = tiers(person)
    with acting(scene.owner), pytest.raises(EntryRefused, match=fault):
        end_registration(
            registration=row, reason="no-longer", ended_on=TODAY + timedelta(days=days), note="", by=scene.owner, at=NOW
        )
    assert (registrations(), tiers(person)) == ([("MAPP", "M3", None, "")], before)


def seen_before(scene, person, **given):
    entry = RegistrationEntry(**({"type": "RVHR", "registered_on": TODAY} | given))
    with acting(scene.owner):
        return foresee(
            lambda confirmed: register(
                person=person, entry=entry, note="", reference="W-9", by=scene.owner, at=NOW, confirmed=confirmed
            ),
            person=person.pk,
            on=TODAY,
        )


def test_what_would_change_is_foreseen_and_nothing_is_written(scene, person):
    before = tiers(person)
    seen = seen_before(scene, person)
    assert (seen.saved.before.label("two-axis-2021"), seen.saved.after.label("two-axis-2021")) == ("C0", "A0")
    assert (seen.before.two_axis.value.tier, seen.after.two_axis.value.tier, seen.warnings) == ("C0", "A0", ())
    assert (registrations(), entries(scene), tiers(person)) == ([], [], before)


def test_a_tier_that_outgrows_the_grade_asks_for_a_new_allocation(scene, person, announced):
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
    area = Area("team", scene.staff.team_id)
    with acting(scene.cast["senior"]):
        assert outgrown_cases(area, on=TODAY) == []
    saved = enter(scene, person, type="RVHR", level="", category="")
    assert (saved.before.is_outgrown, saved.after.is_outgrown) == (False, True)
    assert GradeOutgrown(person.pk, scene.staff.pk, "a-to-g-2026", "C", TODAY) in announced
    with acting(scene.cast["senior"]):
        (found,) = outgrown_cases(area, on=TODAY)
        assert count_outgrown(Area("staff", scene.staff.pk), on=TODAY) == 1
    assert (found.crn, found.tier, found.grade, found.staff_code) == (person.crn, "C", "PSO", scene.staff.code)
    with acting(scene.cast["stranger"]):
        assert outgrown_cases(area, on=TODAY) == []


def test_a_senior_leaves_the_case_where_it_is_until_it_is_looked_at_again(scene, person, announced):
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
    enter(scene, person, type="RVHR", level="", category="")
    senior, area, until = scene.cast["senior"], Area("team", scene.staff.team_id), TODAY + timedelta(days=28)
    with acting(senior):
        waive_grade(person=person, reason="Known for years", review_on=until, by=senior, at=NOW)
        assert outgrown_cases(area, on=TODAY) == []
        assert len(outgrown_cases(area, on=until)) == 1
    assert announced[-1] == GradeWaived(person.pk, scene.staff.pk, "C", senior.pk)
    enter(scene, person, reference="W-2", level="M3")
    with acting(senior):
        assert [found.tier for found in outgrown_cases(area, on=TODAY)] == ["A"]


@pytest.mark.parametrize(
    ("outgrown", "days", "fault"),
    [(False, 28, "not-outgrown"), (True, 0, "review-not-after"), (True, 85, "review-too-late")],
)
def test_a_decision_that_cannot_be_is_refused(scene, person, outgrown, days, fault):
    if outgrown:
        with as_role("jobs", 1):
            type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
        enter(scene, person, type="RVHR", level="", category="")
    senior = scene.cast["senior"]
    with acting(senior), pytest.raises(EntryRefused, match=fault):
        waive_grade(person=person, reason="x", review_on=TODAY + timedelta(days=days), by=senior, at=NOW)
    with as_role("jobs", 1):
        assert not GradeWaiver.objects.exists()


def test_the_database_refuses_an_end_without_a_day():
    with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(end_reason="no-longer")


def test_a_doubt_is_foreseen_with_what_would_change_and_the_impossible_is_refused(scene, person):
    week = timedelta(days=7)
    seen = seen_before(scene, person, registered_on=TODAY - 2 * week, review_on=TODAY - week)
    assert ([each.code for each in seen.warnings], seen.after.two_axis.value.tier) == (["review-is-past"], "A0")
    with pytest.raises(EntryRefused, match="level-not-of-type"):
        seen_before(scene, person, level="M1")
    assert registrations() == []
