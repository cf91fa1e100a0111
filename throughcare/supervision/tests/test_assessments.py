"""Assessments recorded, corrected and withdrawn: the tier follows in the same transaction."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.assessments import (
    correct_assessment,
    entry_of,
    record_assessment,
    withdraw_assessment,
)
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.risk import foresee
from throughcare.supervision.events import AssessmentCorrected, AssessmentRecorded, AssessmentWithdrawn, TierChanged
from throughcare.supervision.models import Assessment, Tier
from throughcare.supervision.rules.assessment_entry import NEEDS, AssessmentEntry
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.tests.factories import AssessmentFactory
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
EVENTS = (AssessmentRecorded, AssessmentCorrected, AssessmentWithdrawn, TierChanged)
FULL = {
    "kind": "OASYS",
    "completed_on": TODAY,
    "scores": {"rsr": 2.5, "ogrs": 62.0, "arp": 62.0, "csrp": 1.4},
    "arp_kind": "dynamic",
    "csrp_kind": "dynamic",
    "needs": {**dict.fromkeys(NEEDS, "none"), "drugs": "severe", "thinking": "standard"},
    "answers": {"parenting": 0, "impulsivity": 1},
}


@pytest.fixture
def scene():
    return make_scene(TODAY)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
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


def entry(**given):
    return AssessmentEntry(**(FULL | given))


def assess(scene, person, *, reference="W-1", confirmed=False, **given):
    with acting(scene.owner):
        return record_assessment(
            person=person, entry=entry(**given), reference=reference, by=scene.owner, at=NOW, confirmed=confirmed
        )


def actions(scene):
    with acting(scene.cast["auditor"]):
        return list(Entry.objects.order_by("id").values_list("action", flat=True))


def assessments():
    with as_role("jobs", 1):
        return list(Assessment.objects.order_by("pk").values_list("kind", "completed_on", "withdrawn_on"))


def labels(person, scheme="a-to-g-2026"):
    with as_role("jobs", 1):
        return list(Tier.objects.filter(person=person, scheme=scheme).order_by("pk").values_list("label", "cause"))


def test_an_assessment_gives_the_tier_at_once(scene, person, announced):
    saved = assess(scene, person)
    assert labels(person) == [("MISSING", "test"), ("D", "assessment-recorded")]
    assert (saved.before.label("a-to-g-2026"), saved.after.label("a-to-g-2026")) == ("MISSING", "D")
    assert actions(scene) == ["supervision.record_assessment"]
    assert announced[0] == AssessmentRecorded(saved.row.pk, person.pk, "OASYS", TODAY, scene.owner.pk)
    assert TierChanged(person.pk, "a-to-g-2026", "MISSING", "D", TODAY, "assessment-recorded") in announced
    assert entry_of(saved.row) == entry()
    facts = saved.after.tiers["a-to-g-2026"].facts
    assert facts["about"] == {
        "kind": "assessment", "reference": "W-1", "type": "OASYS", "completed_on": "2026-06-10",
    }  # fmt: skip
    assert {name: facts["inputs"][name] for name in ("arp", "arp_type", "csrp", "csrp_type")} == {
        "arp": 62.0, "arp_type": "DYNAMIC", "csrp": 1.4, "csrp_type": "DYNAMIC",
    }  # fmt: skip


def test_the_same_form_sent_twice_is_written_once(scene, person):
    first, second = assess(scene, person), assess(scene, person)
    assert (first.row.pk, second.repeated) == (second.row.pk, True)
    with pytest.raises(EntryRefused, match="already-saved"):
        assess(scene, person, arp_kind="static")
    assert len(assessments()) == len(actions(scene)) == 1


@pytest.mark.parametrize(
    ("change", "fault", "field"),
    [
        ({"completed_on": date(1990, 5, 16)}, "before-birth", "completed_on"),
        ({"completed_on": TODAY + timedelta(days=1)}, "in-the-future", "completed_on"),
        ({"scores": {}, "needs": {}, "answers": {}, "arp_kind": "", "csrp_kind": ""}, "nothing-entered", ""),
        ({"scores": {"rsr": 100.01}, "arp_kind": "", "csrp_kind": ""}, "score-out-of-range", "rsr"),
        ({"scores": {"ogrs": -1}, "arp_kind": "", "csrp_kind": ""}, "score-out-of-range", "ogrs"),
        ({"scores": {"rsr": 1.234}, "arp_kind": "", "csrp_kind": ""}, "score-out-of-range", "rsr"),
        ({"answers": {"impulsivity": 3}}, "answer-out-of-range", "impulsivity"),
        ({"answers": {"parenting": 2}}, "answer-out-of-range", "parenting"),
        ({"arp_kind": ""}, "predictor-kind-missing", "arp_kind"),
        ({"scores": {"arp": 12.0}}, "predictor-kind-alone", "csrp_kind"),
        ({"scores": {"dc_srp": 2.0}, "arp_kind": "", "csrp_kind": ""}, "band-missing", "dc_srp_band"),
        ({"dc_srp_band": "high"}, "band-alone", "dc_srp_band"),
        (
            {"scores": {"dc_srp": 0.2}, "dc_srp_band": "medium", "arp_kind": "", "csrp_kind": ""},
            "band-cannot-hold",
            "dc_srp",
        ),
        ({"kind": "RSR"}, "needs-of-score-only", "kind"),
    ],
)
def test_an_impossible_assessment_is_refused_and_changes_nothing(scene, person, announced, change, fault, field):
    before = labels(person)
    with pytest.raises(EntryRefused) as refused:
        assess(scene, person, **change)
    assert [(each.code, each.field) for each in refused.value.faults if each.code == fault] == [(fault, field)]
    assert (assessments(), actions(scene), announced, labels(person)) == ([], [], [], before)


def test_a_score_of_nought_and_one_of_a_hundred_are_scores(scene, person):
    saved = assess(scene, person, scores={"arp": 0.0, "csrp": 100.0})
    assert saved.after.tiers["a-to-g-2026"].facts["inputs"]["arp"] == 0.0


def test_a_score_by_itself_needs_no_needs(scene, person):
    assess(scene, person, kind="RSR", scores={"rsr": 3.0}, arp_kind="", csrp_kind="", needs={}, answers={})
    assert [kind for kind, *_ in assessments()] == ["RSR"]


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"needs": {"drugs": "severe"}}, "needs-incomplete"),
        ({"completed_on": date(2026, 3, 1)}, "older-than-the-latest"),
    ],
)
def test_what_is_only_unlikely_is_recorded_once_confirmed(scene, person, change, doubt):
    with as_role("jobs", 1):
        AssessmentFactory(person=person, completed_on=date(2026, 3, 2))
    with pytest.raises(EntryRefused, match=doubt):
        assess(scene, person, **change)
    assert len(assessments()) == 1
    assess(scene, person, **change, confirmed=True)
    assert len(assessments()) == 2


def test_a_correction_keeps_what_was_said(scene, person, announced):
    row = assess(scene, person).row
    better = entry(scores={"arp": 80.0, "csrp": 1.4})
    with acting(scene.owner):
        saved = correct_assessment(assessment=row, entry=better, by=scene.owner, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT arp, rsr FROM supervision_assessmentevent")
            history = cursor.fetchall()
    assert history == [(80, None)]
    assert labels(person)[-1] == ("C", "assessment-corrected")
    assert announced[-1].cause == "assessment-corrected"
    assert saved.after.label("a-to-g-2026") == "C"
    with acting(scene.owner), pytest.raises(EntryRefused, match="nothing-changed"):
        correct_assessment(assessment=row, entry=better, by=scene.owner, at=NOW)


def test_a_withdrawn_assessment_stays_on_the_record_and_counts_for_nothing(scene, person, announced):
    row = assess(scene, person).row
    with acting(scene.owner):
        saved = withdraw_assessment(assessment=row, why="Another person's", by=scene.owner, at=NOW)
    assert assessments() == [("OASYS", TODAY, TODAY)]
    assert saved.after.label("a-to-g-2026") == "MISSING"
    assert labels(person)[-1] == ("MISSING", "assessment-withdrawn")
    assert AssessmentWithdrawn(row.pk, person.pk, scene.owner.pk) in announced
    with acting(scene.owner), pytest.raises(EntryRefused, match="withdrawn-already"):
        withdraw_assessment(assessment=row, why="Twice", by=scene.owner, at=NOW)
    with acting(scene.owner), pytest.raises(EntryRefused, match="withdrawn-already"):
        correct_assessment(assessment=row, entry=entry(arp_kind="static"), by=scene.owner, at=NOW)


def test_what_would_change_is_foreseen_and_nothing_is_written(scene, person):
    before = labels(person)
    with acting(scene.owner):
        seen = foresee(
            lambda confirmed: record_assessment(
                person=person, entry=entry(), reference="W-9", by=scene.owner, at=NOW, confirmed=confirmed
            ),
            person=person.pk,
            on=TODAY,
        )
    assert (seen.saved.before.label("a-to-g-2026"), seen.saved.after.label("a-to-g-2026")) == ("MISSING", "D")
    assert (seen.before.a_to_g.value.tier, seen.after.a_to_g.value.tier) == ("MISSING", "D")
    assert (assessments(), actions(scene), labels(person)) == ([], [], before)


@pytest.mark.parametrize("given", [{"rsr": 101}, {"csrp": -1}, {"withdrawn_on": TODAY}])
def test_the_database_refuses_what_cannot_be(given):
    with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(**given)
