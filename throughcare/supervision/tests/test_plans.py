"""Sentence plans on the database: begun, written, shown, agreed, followed, progressed, ended."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.people.models import Sentence
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.endings import end_sentence
from throughcare.supervision.commands.plan_content import (
    add_objective,
    add_step,
    change_objective,
    change_step,
    move_objective_up,
    remove_objective,
    remove_step,
    set_needs,
    set_strengths,
)
from throughcare.supervision.commands.plan_steps import record_progress
from throughcare.supervision.commands.plans import (
    agree_version,
    begin_version,
    close_plan,
    discard_version,
    share_version,
    take_back_version,
)
from throughcare.supervision.events import (
    PlanAgreed,
    PlanBegun,
    PlanChanged,
    PlanClosed,
    PlanDiscarded,
    PlanShared,
    PlanStepProgressed,
)
from throughcare.supervision.models import (
    Contact,
    ContactDue,
    Plan,
    PlanNeed,
    PlanObjective,
    PlanStep,
    PlanVersion,
    StepProgress,
)
from throughcare.supervision.queries.explained import explain_contact_due
from throughcare.supervision.queries.plan_reviews import first_plan_due, plan_review
from throughcare.supervision.queries.plans import differences_between, plan_of
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_entry import Agreement, ObjectiveEntry, StepEntry
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, TierFactory
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
EVENTS = (PlanBegun, PlanChanged, PlanShared, PlanAgreed, PlanDiscarded, PlanClosed, PlanStepProgressed)


@pytest.fixture
def scene():
    return make_scene(TODAY)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        AssessmentFactory(person=found, need_drugs="severe", need_ete="standard", need_alcohol="none")
        ContactFactory(person=found, type="COAI", outcome="ATTC", date=TODAY - 8 * DAY)
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


class Writer:
    """Somebody who writes a plan, each act in a transaction of its own."""

    def __init__(self, scene):
        self.by = scene.owner

    def __call__(self, command, at=NOW, **given):
        with acting(self.by):
            return command(**given, by=self.by, at=at)

    def begin(self, person, reason="due", at=NOW):
        return self(begin_version, person=person, reason=reason, at=at)

    def objective(self, version, wording="drug-stop", section="drugs", **given):
        return self(add_objective, version=version, entry=ObjectiveEntry(section, wording, **given))

    def step(self, objective, wording="drug-service", who="person", **given):
        return self(add_step, objective=objective, entry=StepEntry(who, wording, **given))

    def agree(self, version, at=NOW, confirmed=True, **given):
        day = at.date()
        terms = {
            "agreed_on": day,
            "review_on": day + 90 * DAY,
            "view": "agrees",
            "signed": "signed",
            "own_words": "Yes.",
        }
        return self(agree_version, version=version, agreement=Agreement(**(terms | given)), confirmed=confirmed, at=at)

    def agreed(self, person, at=NOW, reason="due"):
        version = self.begin(person, reason, at)
        if version.number == 1:
            self.step(self.objective(version))
        return self.agree(version, at=at)


@pytest.fixture
def write(scene):
    return Writer(scene)


def actions(scene):
    with acting(scene.cast["auditor"]):
        return [
            action
            for (action,) in Entry.objects.order_by("id").values_list("action")
            if action.startswith("supervision.")
        ]


def seen(model, *names):
    with as_role("jobs", 1):
        return list(model.objects.order_by("pk").values_list(*names))


def test_a_first_plan_begins_with_the_needs_that_the_assessment_found(scene, person, write, announced):
    version = write.begin(person)
    assert (version.number, version.state, version.reason, version.begun_by) == (1, "draft", "first", scene.staff)
    assert seen(PlanNeed, "section", "severity") == [("ete", "standard"), ("drugs", "severe")]
    assert announced == [PlanBegun(version.pk, person.pk, 1, "first", scene.owner.pk)]
    assert actions(scene) == ["supervision.begin_plan"]


def test_one_version_is_written_at_a_time(scene, person, write):
    write.begin(person)
    with pytest.raises(EntryRefused, match="draft-open"):
        write.begin(person)
    assert len(seen(PlanVersion, "pk")) == 1


def test_without_a_running_sentence_there_is_nothing_to_plan(scene, person, write):
    with as_role("jobs", 1):
        Sentence.objects.filter(person=person).update(terminated_on=TODAY)
    with pytest.raises(EntryRefused, match="no-sentence"):
        write.begin(person)
    assert (seen(Plan, "pk"), actions(scene)) == ([], [])


def test_objectives_and_steps_are_kept_in_both_languages(scene, person, write, announced):
    version = write.begin(person)
    shared = write.objective(version)
    own = write.objective(version, wording="", section="ete", text="You train as a plasterer.", text_cy="Plastrwr")
    step = write.step(shared, due_on=TODAY + 30 * DAY)
    write.step(own, wording="", who="agency", agency="Coleg Gwent", text="Meet you each month")
    assert (shared.text, shared.wording) == ("You stop using drugs.", "drug-stop")
    assert shared.text_cy not in ("", shared.text)
    assert (own.position, own.text_cy) == (2, "Plastrwr")
    assert step.due_on == TODAY + 30 * DAY
    assert [event.part for event in announced[1:]] == ["objective", "objective", "step", "step"]
    assert actions(scene)[1:] == ["supervision.change_plan"] * 4


def test_what_a_draft_says_is_changed_moved_and_taken_out(scene, person, write):
    version = write.begin(person)
    first, second = write.objective(version), write.objective(version, "ete-work", "ete")
    step = write.step(first)
    write(change_objective, objective=first, entry=ObjectiveEntry("drugs", "drug-less"))
    write(change_step, step=step, entry=StepEntry("practitioner", "drug-refer"))
    write(move_objective_up, objective=second)
    write(move_objective_up, objective=second)
    write(set_needs, version=version, needs={"drugs": "severe", "finance": "standard"})
    write(set_strengths, version=version, strengths="Works hard\nGood with children", strengths_cy="")
    assert seen(PlanObjective, "wording", "position") == [("drug-less", 2), ("ete-work", 1)]
    assert seen(PlanStep, "wording", "who") == [("drug-refer", "practitioner")]
    with acting(scene.owner):
        view = plan_of(person.pk).draft
        assert [one.row.wording for one in view.objectives] == ["ete-work", "drug-less"]
        assert view.strengths() == ("Works hard", "Good with children")
    write(remove_step, step=step)
    write(remove_objective, objective=first)
    assert (seen(PlanStep, "pk"), [wording for (wording,) in seen(PlanObjective, "wording")]) == ([], ["ete-work"])


@pytest.mark.parametrize("what", ["needs", "strengths", "objective", "step"])
def test_saying_the_same_again_is_refused(person, write, what):
    version = write.begin(person)
    objective = write.objective(version)
    step = write.step(objective)
    acts = {
        "needs": (set_needs, {"version": version, "needs": {"drugs": "severe", "ete": "standard"}}),
        "strengths": (set_strengths, {"version": version, "strengths": "", "strengths_cy": ""}),
        "objective": (change_objective, {"objective": objective, "entry": ObjectiveEntry("drugs", "drug-stop")}),
        "step": (change_step, {"step": step, "entry": StepEntry("person", "drug-service")}),
    }
    command, given = acts[what]
    with pytest.raises(EntryRefused, match="nothing-changed"):
        write(command, **given)


def test_agreeing_fulfils_the_duty_of_the_first_plan(scene, person, write, announced):
    with acting(scene.owner):
        duty, _decision = first_plan_due(person.pk, on=TODAY)
        assert duty.due_date == date(2026, 6, 23)
    version = write.begin(person)
    write.step(write.objective(version))
    version = write.agree(version, own_words="I want to stop.")
    assert (version.state, version.agreed_on, version.agreed_by) == ("agreed", TODAY, scene.staff)
    assert seen(Contact, "type", "date", "outcome")[1:] == [("PLAN", TODAY, "")]
    assert version.contact.type == "PLAN"
    with acting(scene.owner):
        assert first_plan_due(person.pk, on=TODAY) is None
        assert "initial-plan" not in [duty.kind for duty in explain_contact_due(person.pk, on=TODAY).value.duties]
        assert ContactDue.objects.get(person=person).duty == "contact"
    assert PlanAgreed(version.pk, person.pk, 1, TODAY, version.contact_id, scene.owner.pk) in announced
    assert actions(scene)[-2:] == ["supervision.record_contact", "supervision.agree_plan"]


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"agreed_on": TODAY + DAY, "review_on": TODAY + 9 * DAY}, "agreed-in-the-future"),
        ({"agreed_on": TODAY - DAY}, "agreed-before-begun"),
        ({"review_on": TODAY}, "review-not-after"),
        ({"review_on": date(2027, 6, 11)}, "review-too-late"),
        ({"signed": "not-signed"}, "why-missing"),
    ],
)
def test_an_impossible_agreement_changes_nothing(scene, person, write, announced, terms, fault):
    version = write.begin(person)
    write.step(write.objective(version))
    told = len(announced), len(actions(scene))
    with pytest.raises(EntryRefused, match=fault):
        write.agree(version, **terms)
    assert seen(PlanVersion, "state", "agreed_on") == [("draft", None)]
    assert len(seen(Contact, "pk")) == 1
    assert (len(announced), len(actions(scene))) == told


def test_an_empty_plan_is_not_agreed_and_a_doubt_must_be_confirmed(person, write):
    version = write.begin(person)
    with pytest.raises(EntryRefused, match="no-objectives"):
        write.agree(version)
    objective = write.objective(version, "ete-work", "ete")
    with pytest.raises(EntryRefused, match="objective-without-steps"):
        write.agree(version)
    write.step(objective, "ete-cv")
    with pytest.raises(EntryRefused, match="need-without-objective"):
        write.agree(version, confirmed=False)
    write.agree(version, confirmed=True)


def test_an_agreed_version_does_not_change(scene, person, write):
    version = write.agreed(person)
    objective = PlanObjective(pk=seen(PlanObjective, "pk")[0][0])
    for command, given in (
        (add_objective, {"version": version, "entry": ObjectiveEntry("ete", "ete-work")}),
        (set_strengths, {"version": version, "strengths": "x", "strengths_cy": ""}),
        (discard_version, {"version": version}),
        (share_version, {"version": version, "shared_on": TODAY, "how": "together"}),
    ):
        with pytest.raises(EntryRefused, match="not-a-draft"):
            write(command, **given)
    statements = (
        "UPDATE supervision_planversion SET own_words = 'Other words'",
        "UPDATE supervision_planversion SET state = 'draft'",
        "DELETE FROM supervision_planversion",
        "UPDATE supervision_planobjective SET text = 'Another'",
        "DELETE FROM supervision_planstep",
        "DELETE FROM supervision_planneed",
        f"INSERT INTO supervision_planneed (version_id, person_id, section, severity) VALUES ({version.pk}, {person.pk},"
        " 'order', 'severe')",
    )
    for statement in statements:
        with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with as_role("jobs", 1):
        assert PlanObjective.objects.get(pk=objective.pk).text == "You stop using drugs."


def test_a_shared_version_is_taken_back_before_it_changes(scene, person, write, announced):
    version = write.begin(person)
    objective = write.objective(version)
    with pytest.raises(EntryRefused, match="objective-without-steps"):
        write(share_version, version=version, shared_on=TODAY, how="together")
    write.step(objective)
    write(share_version, version=version, shared_on=TODAY, how="printed")
    assert announced[-1] == PlanShared(version.pk, person.pk, TODAY, scene.owner.pk)
    with pytest.raises(EntryRefused, match="not-a-draft"):
        write.objective(version, "ete-work", "ete")
    write(take_back_version, version=version)
    write.step(write.objective(version, "ete-work", "ete"), "ete-cv")
    write(share_version, version=version, shared_on=TODAY, how="together")
    write.agree(version)
    assert seen(PlanVersion, "state", "shared_how") == [("agreed", "together")]


def test_a_new_version_carries_the_agreed_one_on_and_takes_its_place(scene, person, write):
    first = write.agreed(person)
    key = seen(PlanStep, "key")[0][0]
    later = NOW + 20 * DAY
    write(record_progress, plan=first.plan, step=key, state="started", on=TODAY, note="Went once", at=later)
    with as_role("jobs", 1):
        AssessmentFactory(person=person, completed_on=TODAY + 10 * DAY, need_alcohol="severe", need_drugs="standard")
    second = write.begin(person, "risk", at=later)
    assert (second.number, second.reason) == (2, "risk")
    with as_role("jobs", 1):
        needs = list(PlanNeed.objects.filter(version=second).order_by("pk").values_list("section", "severity"))
    assert needs == [("drugs", "standard"), ("alcohol", "severe")]
    write.step(write.objective(second, "alc-less", "alcohol"), "alc-diary")
    write.agree(second, at=later)
    assert seen(PlanVersion, "number", "state") == [(1, "replaced"), (2, "agreed")]
    assert [kind for (kind,) in seen(Contact, "type")][1:] == ["PLAN", "REVW"]
    with acting(scene.owner):
        view = plan_of(person.pk)
        carried, new = view.current.objectives
        assert (carried.steps[0].row.key, carried.steps[0].state) == (key, "started")
        found = differences_between(first, second)
        assert [one.shown.text for one in found.objectives] == [new.row.text]
        assert found.needs == {"drugs": ("severe", "standard"), "alcohol": ("", "severe"), "ete": ("standard", "")}


def test_steps_that_were_given_up_are_left_behind(scene, person, write):
    version = write.begin(person)
    one, other = write.objective(version), write.objective(version, "ete-work", "ete")
    kept, dropped, alone = write.step(one), write.step(one, "drug-refer", "practitioner"), write.step(other, "ete-cv")
    version = write.agree(version)
    for step in (dropped, alone):
        write(record_progress, plan=version.plan, step=step.key, state="dropped", on=TODAY, note="Not needed")
    second = write.begin(person)
    with as_role("jobs", 1):
        assert list(PlanStep.objects.filter(version=second).values_list("key", flat=True)) == [kept.key]
        assert PlanObjective.objects.filter(version=second).count() == 1


def test_a_discarded_version_leaves_the_agreed_one_standing(scene, person, write, announced):
    first = write.agreed(person)
    second = write.begin(person)
    write(discard_version, version=second)
    assert announced[-1] == PlanDiscarded(second.pk, person.pk, scene.owner.pk)
    assert seen(PlanVersion, "state") == [("agreed",), ("discarded",)]
    assert write.begin(person).number == 3
    with acting(scene.owner):
        assert plan_of(person.pk).current.row.pk == first.pk


def test_progress_is_added_and_never_changed(scene, person, write, announced):
    version = write.agreed(person)
    key = seen(PlanStep, "key")[0][0]

    def say(state, on=TODAY, step=key):
        return write(record_progress, plan=version.plan, step=step, state=state, on=on, note="x", at=NOW + 9 * DAY)

    say("started")
    say("done", TODAY + 3 * DAY)
    assert announced[-1] == PlanStepProgressed(
        version.plan_id, person.pk, str(key), "done", TODAY + 3 * DAY, scene.owner.pk
    )
    for state, on, step, fault in (
        ("done", TODAY + 4 * DAY, key, "change-not-allowed"),
        ("to-do", TODAY + 2 * DAY, key, "progress-before-the-last"),
        ("to-do", TODAY + 30 * DAY, key, "progress-in-the-future"),
        ("done", TODAY, uuid4(), "step-not-agreed"),
    ):
        with pytest.raises(EntryRefused, match=fault):
            say(state, on, step)
    assert [state for (state,) in seen(StepProgress, "state")] == ["started", "done"]
    with acting(scene.owner):
        assert plan_of(person.pk).current.objectives[0].is_reached
    for statement in ("UPDATE supervision_stepprogress SET state = 'to-do'", "DELETE FROM supervision_stepprogress"):
        with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_plan_ends_and_another_begins_with_one(scene, person, write, announced):
    first = write.agreed(person)
    write.begin(person)
    write(close_plan, plan=first.plan, closed_on=TODAY, reason="supervision-ended")
    assert announced[-1] == PlanClosed(first.plan_id, person.pk, TODAY, "supervision-ended", scene.owner.pk)
    assert seen(PlanVersion, "state") == [("agreed",), ("discarded",)]
    with pytest.raises(EntryRefused, match="not-open"):
        write(close_plan, plan=first.plan, closed_on=TODAY, reason="supervision-ended")
    again = write.begin(person)
    assert (again.number, again.plan_id != first.plan_id) == (1, True)
    with acting(scene.owner):
        view = plan_of(person.pk)
        assert (view.current, len(view.earlier)) == (None, 2)


def test_the_plan_ends_with_supervision(scene, person, write):
    write.agreed(person)
    with acting(scene.owner):
        end_sentence(
            sentence=person.sentences.get(), how="completed-early", end_date=TODAY, reasons="Good progress",
            summary="Finished what was planned", went_well="", by=scene.owner, on=TODAY, at=NOW,
        )  # fmt: skip
    assert seen(Plan, "closed_on", "end_reason") == [(TODAY, "supervision-ended")]


def test_a_new_sentence_asks_for_a_first_plan_of_its_own(scene, person, write):
    write.agreed(person)
    with as_role("jobs", 1):
        SentenceFactory(
            person=person, sentenced_on=TODAY + 5 * DAY, starts_on=TODAY + 5 * DAY, ends_on=date(2027, 6, 1)
        )
    write.agreed(person, at=NOW + 10 * DAY)
    assert [kind for (kind,) in seen(Contact, "type")][1:] == ["PLAN", "PLAN"]


def test_a_change_of_tier_after_the_plan_asks_for_a_review(scene, person, write):
    write.agreed(person)
    with acting(scene.owner):
        before = plan_review(person.pk, on=TODAY)
    assert (before.value.due_date, before.reason.code) == (TODAY + 90 * DAY, "date-set")
    with as_role("jobs", 1):
        TierFactory(person=person, label="D", decided_on=TODAY - 9 * DAY, superseded_at=NOW)
        TierFactory(person=person, scheme="two-axis-2021", label="D0", decided_on=TODAY, superseded_at=NOW)
        TierFactory(person=person, label="MISSING", decided_on=TODAY + DAY, superseded_at=NOW)
        TierFactory(person=person, label="B", decided_on=TODAY + 2 * DAY, superseded_at=NOW)
    with acting(scene.owner):
        after = plan_review(person.pk, on=TODAY + 5 * DAY)
    assert (after.value.due_date, after.value.because_of_risk) == (date(2026, 7, 3), True)
    assert after.reason.words.values == {"before": "D", "after": "B"}


def test_two_people_begin_a_plan_at_once_and_one_is_told(scene, person, write):
    write.begin(person)
    with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(person=person, opened_on=TODAY)
    with as_role("jobs", 1), pytest.raises(IntegrityError), transaction.atomic():
        plan = Plan.objects.get()
        PlanVersion.objects.create(plan=plan, person=person, number=9, reason="due", begun_on=TODAY)


def test_whoever_does_not_see_the_person_sees_no_plan(scene, person, write):
    write.agreed(person)
    with acting(scene.cast["stranger"]):
        assert [model.objects.count() for model in (Plan, PlanVersion, PlanNeed, PlanObjective, PlanStep)] == [0] * 5
    with acting(scene.cast["colleague"]):
        assert Plan.objects.count() == 1
