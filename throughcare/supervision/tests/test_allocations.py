"""Allocating: the list from which nothing falls, who may be given what, two at once, plans accepted line by line."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.people.queries.records import national_reach
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.commands.allocation_needs import NeedRefused, end_conflict, note_conflict, set_need
from throughcare.supervision.commands.allocation_plans import LineChoice, LineRefused, decide_lines, keep_plan
from throughcare.supervision.commands.allocations import AllocationRefused, AlreadyAllocated, Seen, stands
from throughcare.supervision.models import (
    Allocation,
    AllocationNeed,
    AllocationPlan,
    AllocationPlanLine,
    ConflictOfInterest,
    OfficerSpell,
)
from throughcare.supervision.planning.propose import propose
from throughcare.supervision.planning.travel import minutes_between
from throughcare.supervision.queries.allocation_facts import case_facts
from throughcare.supervision.queries.allocation_history import history_of
from throughcare.supervision.queries.candidates import candidates_for
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.reallocation import held_by, to_reallocate
from throughcare.supervision.queries.unallocated import waiting_cases
from throughcare.supervision.tests.allocation_scene import chain, give, officer, waiting
from throughcare.supervision.tests.factories import OfficerSpellFactory
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.commands.profiles import ProfileRefused, set_office, set_profile
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ON = date(2026, 11, 25)
NO_TRAVEL = minutes_between("", minutes_for_a_kilometre=3)


@pytest.fixture
def scene() -> Scene:
    found = make_scene(ON)
    Staff.objects.filter(pk=found.staff.pk).update(contracted_hours=37)
    return found


def written() -> tuple[int, int]:
    with as_role("owner"):
        return Allocation.objects.count(), Entry.objects.filter(action="supervision.allocate").count()


def refused(scene, person, staff, **given):
    before, spells = written(), chain(person)
    with acting(scene.cast["senior"]), pytest.raises(AllocationRefused) as caught:
        give(scene, person, staff, AT, **given)
    assert (written(), chain(person)) == (before, spells)
    return caught.value


def test_a_case_given_to_a_practitioner_keeps_evidence_load_and_chain(scene):
    person = waiting(scene)
    start = chain(person)[0][0]
    with acting(scene.cast["senior"]):
        made = give(scene, person, scene.staff, AT, oversight="Weekly for a month", sensitive=True)
    assert chain(person) == [(start, ON, "unallocated", None), (ON, None, "allocated", scene.staff.pk)]
    assert (made.reason, made.evidence, made.oversight, made.sensitive, made.doubts) == (
        "initial-allocation", "Lives near, has room", "Weekly for a month", True, [],
    )  # fmt: skip
    assert (made.points, made.percent_before, made.percent_after, made.cases_after) == (115, 0, Decimal("5.3"), 1)
    assert written() == (1, 1)
    with acting(scene.cast["senior"]):
        lines = history_of(person)
    assert [(line.spell.status, line.allocation) for line in lines] == [("allocated", made), ("unallocated", None)]


def test_nothing_falls_off_the_list(scene):
    whole, bare = waiting(scene), waiting(scene, tier=None, axes=None)
    teamless = waiting(scene, team=False)
    with as_role("jobs", scene.owner.pk):
        unheard = SentenceFactory(person__delivery_unit=scene.unit, sentenced_on=ON, starts_on=ON).person
        gone = SentenceFactory(person__delivery_unit=scene.unit, terminated_on=ON, starts_on=ON, sentenced_on=ON).person
        PersonFactory(delivery_unit=scene.unit)
    held = case(scene)
    with acting(scene.cast["senior"]):
        unit = {one.person_id: one for one in waiting_cases(Area("unit", scene.unit.pk), on=ON)}
        team = [one.person_id for one in waiting_cases(Area("team", scene.staff.team.pk), on=ON)]
    assert set(unit) == {whole.pk, bare.pk, teamless.pk, unheard.pk}
    assert set(team) == {whole.pk, bare.pk} and gone.pk not in unit and held.pk not in unit
    assert unit[whole.pk].flags == () and unit[whole.pk].points == 115
    assert unit[bare.pk].flags == ("tier", "assessment", "weight")
    assert unit[teamless.pk].flags == ("team",)
    assert unit[unheard.pk].spell == 0 and "tier" in unit[unheard.pk].flags


def test_a_case_without_a_spell_is_allocated_and_begins_a_chain(scene):
    with as_role("jobs", scene.owner.pk):
        person = SentenceFactory(person__delivery_unit=scene.unit, sentenced_on=ON, starts_on=ON).person
    with acting(scene.cast["senior"]):
        made = give(scene, person, scene.staff, AT, despite="Cannot wait for the tier")
    assert chain(person) == [(ON, None, "allocated", scene.staff.pk)]
    assert made.doubts == ["tier-missing"] and made.despite == "Cannot wait for the tier"


def test_a_case_that_begins_later_is_given_from_its_first_day(scene):
    person, later = waiting(scene), ON + timedelta(days=5)
    with as_role("jobs"):
        OfficerSpell.objects.filter(person=person).update(start=later)
    with acting(scene.cast["senior"]):
        assert give(scene, person, scene.staff, AT).starts_on == later
    assert chain(person) == [(later, None, "allocated", scene.staff.pk)]


def test_whoever_looked_before_somebody_else_decided_is_told_who_and_when(scene):
    person, other = waiting(scene), officer(scene)
    with acting(scene.cast["senior"]):
        seen = stands(person.pk)
        made = give(scene, person, scene.staff, AT)
    told = refused(scene, person, other, seen=seen)
    assert isinstance(told, AlreadyAllocated)
    assert (told.allocation, told.spell.staff, told.allocation.decided_by, told.allocation.decided_at) == (
        made, scene.staff, scene.cast["senior"], AT,
    )  # fmt: skip


def test_a_case_that_began_today_is_not_given_twice_either(scene):
    person, other = waiting(scene), officer(scene)
    with as_role("jobs"):
        OfficerSpell.objects.filter(person=person).update(start=ON)
    with acting(scene.cast["senior"]):
        seen = stands(person.pk)
        give(scene, person, scene.staff, AT)
        assert stands(person.pk).spell == seen.spell
    assert isinstance(refused(scene, person, other, seen=seen), AlreadyAllocated)


@pytest.mark.parametrize(
    ("given", "code", "doubts"),
    [
        ({"until": ON}, "not-working", ()),
        ({"start": ON + timedelta(days=1)}, "not-working", ()),
        ({"until": ON + timedelta(days=1)}, "needs-reason", ("leaves-soon",)),
        ({"grade": "PSO"}, "needs-reason", ("grade",)),
        ({"contracted_hours": 0}, "needs-reason", ("no-capacity",)),
    ],
)
def test_who_cannot_or_only_with_a_reason(scene, given, code, doubts):
    person, staff = waiting(scene), officer(scene, **given)
    told = refused(scene, person, staff)
    assert (told.code, told.doubts) == (code, doubts)
    if doubts:
        with acting(scene.cast["senior"]):
            made = give(scene, person, staff, AT, despite="Covers until the new officer starts")
        assert tuple(made.doubts) == doubts


def test_the_61st_case_needs_a_reason(scene, monkeypatch):
    from throughcare.supervision.rules import allocation_fit

    real = allocation_fit.case_level_of
    monkeypatch.setattr(allocation_fit, "case_level_of", lambda cases, *, limits: real(cases + 60, limits=limits))
    person = waiting(scene)
    assert refused(scene, person, scene.staff).doubts == ("cases-stop",)
    with acting(scene.cast["senior"]):
        assert give(scene, person, scene.staff, AT, despite="Two cases end on Friday").doubts == ["cases-stop"]


def test_words_reasons_and_units_are_checked(scene):
    person = waiting(scene)
    elsewhere = officer(scene)
    Staff.objects.filter(pk=elsewhere.pk).update(team=make_scene(ON).staff.team)
    elsewhere.refresh_from_db()
    assert refused(scene, person, scene.staff, evidence=" ").code == "no-evidence"
    assert refused(scene, person, scene.staff, reason="transfer-in").code == "no-reason"
    assert refused(scene, person, elsewhere).code == "other-unit"
    with acting(scene.cast["senior"]):
        give(scene, person, scene.staff, AT)
    assert refused(scene, person, scene.staff, reason="other").code == "same"
    assert refused(scene, person, officer(scene)).code == "no-reason"


def test_a_case_is_given_on_with_the_reason(scene):
    person, other = waiting(scene), officer(scene)
    with acting(scene.cast["senior"]):
        give(scene, person, scene.staff, AT)
        made = give(scene, person, other, AT, reason="officer-left")
    assert (made.before, made.reason) == (scene.staff, "officer-left")
    assert chain(person)[-1][3] == other.pk


def test_what_the_person_asked_for_conflicts_and_closed_records_count(scene):
    person, staff = waiting(scene, language="cy"), officer(scene)
    senior = scene.cast["senior"]
    with acting(senior):
        set_need(person=person, officer_sex="F", words="Asked at court", by=senior, on=ON, at=AT)
    assert refused(scene, person, staff).doubts == ("welsh", "sex")
    set_profile(staff=staff, speaks_welsh=True, sex="F", by=senior, at=AT)
    with acting(senior):
        conflict = note_conflict(person=person, staff=staff, words="Cousin", by=senior, on=ON, at=AT)
    assert refused(scene, person, staff).code == "conflict"
    with acting(senior):
        with pytest.raises(NeedRefused, match="already"):
            note_conflict(person=person, staff=staff, words="Cousin", by=senior, on=ON, at=AT)
        with pytest.raises(NeedRefused, match="no-words"):
            note_conflict(person=person, staff=scene.staff, words=" ", by=senior, on=ON, at=AT)
        with pytest.raises(NeedRefused, match="officer-sex"):
            set_need(person=person, officer_sex="Z", words="", by=senior, on=ON, at=AT)
        end_conflict(conflict=conflict, by=senior, on=ON, at=AT)
        with pytest.raises(NeedRefused, match="ended"):
            end_conflict(conflict=conflict, by=senior, on=ON, at=AT)
    with as_role("jobs"):
        LimitedAccess.objects.create(person=person, kind="restriction", user=senior, reason="Family", start=ON)
    assert refused(scene, person, staff).code == "closed-record"
    with acting(senior), pytest.raises(ProfileRefused):
        set_profile(staff=staff, speaks_welsh=True, sex="?", by=senior, at=AT)
    with acting(senior), pytest.raises(ProfileRefused):
        set_office(team=scene.staff.team, postcode="M14", by=senior, at=AT)


def of_another_region(scene, *, gone: bool = False):
    """A leader who reads records here and is not posted here, or no more (``gone``)."""
    posting = PostingFactory(user__role="head")
    if gone:
        PostingFactory(user=posting.user, region=scene.unit.region, until=ON)
    return posting.user


@contextmanager
def reading_everywhere(user):
    """The user acts and said why they read records of other regions."""
    with acting(user), national_reach(user):
        yield


@pytest.mark.parametrize("gone", [False, True])
def test_the_command_gives_no_case_of_a_region_that_the_leader_is_not_posted_to(scene, gone):
    person, leader = waiting(scene), of_another_region(scene, gone=gone)
    before, spells = written(), chain(person)
    with reading_everywhere(leader), pytest.raises(AllocationRefused, match="out-of-reach"):
        give(scene, person, scene.staff, AT, by=leader)
    assert (written(), chain(person)) == (before, spells) == ((0, 0), spells)
    with reading_everywhere(leader):
        PostingFactory(user=leader, region=scene.unit.region, start=ON)
        give(scene, person, scene.staff, AT, by=leader)
    assert written() == (1, 1) and chain(person)[-1][3] == scene.staff.pk


def test_no_line_of_a_plan_is_decided_by_a_leader_who_is_not_posted_there(scene):
    people, leader = [waiting(scene), waiting(scene)], of_another_region(scene)
    plan = kept(scene, people)
    one, two = (lines_of(scene, plan)[person.pk] for person in people)
    choices = LineChoice(one.pk, "accept"), LineChoice(two.pk, "decline", words="Not mine")
    with reading_everywhere(leader):
        outcomes = decide_lines(plan=plan, choices=choices, evidence="", by=leader, on=ON, at=AT)
    assert [outcome.refused.code for outcome in outcomes] == ["out-of-reach", "out-of-reach"]
    assert {line.state for line in lines_of(scene, plan).values()} == {"proposed"}
    assert written() == (0, 0) and [chain(person)[-1][2] for person in people] == ["unallocated"] * 2


def test_what_a_person_asked_for_and_conflicts_are_recorded_by_leaders_of_the_region_alone(scene):
    person, leader, senior = waiting(scene), of_another_region(scene), scene.cast["senior"]
    with acting(senior):
        conflict = note_conflict(person=person, staff=scene.staff, words="Cousin", by=senior, on=ON, at=AT)
    who = {"by": leader, "on": ON, "at": AT}
    with reading_everywhere(leader):
        with pytest.raises(NeedRefused, match="out-of-reach"):
            set_need(person=person, officer_sex="F", words="", **who)
        with pytest.raises(NeedRefused, match="out-of-reach"):
            note_conflict(person=person, staff=officer(scene), words="Cousin", **who)
        with pytest.raises(NeedRefused, match="out-of-reach"):
            end_conflict(conflict=conflict, **who)
    with as_role("owner"):
        assert not AllocationNeed.objects.exists()
        assert [(one.staff_id, one.ended_on) for one in ConflictOfInterest.objects.all()] == [(scene.staff.pk, None)]
        assert not Entry.objects.filter(action="supervision.set_allocation_need").exists()


def test_candidates_show_load_now_and_after_and_who_knew_the_person(scene):
    person, known, junior = waiting(scene), officer(scene), officer(scene, grade="PSO")
    case(scene)
    with as_role("jobs", scene.owner.pk):
        first = OfficerSpell.objects.get(person=person)
        OfficerSpellFactory(person=person, staff=known, start=ON - timedelta(days=90), until=first.start)
    with acting(scene.cast["senior"]):
        facts = case_facts([person.pk], on=ON)[person.pk]
        found = candidates_for(facts, Area("unit", scene.unit.pk), on=ON)
    assert [(one.officer.key, one.verdict) for one in found] == [
        (known.pk, "yes"), (scene.staff.pk, "yes"), (junior.pk, "with-reason"),
    ]  # fmt: skip
    assert found[0].knew_until == first.start and found[1].knew_until is None
    impact = found[1].impact.value
    assert (impact.cases_now, impact.cases_after, impact.points_after - impact.points_now) == (1, 2, 115)


def proposal_of(scene, people, **given):
    return propose([person.pk for person in people], scene.unit.pk, on=ON, minutes=NO_TRAVEL, **given)


def kept(scene, people, **given):
    senior = scene.cast["senior"]
    terms = {"team": None, "leaving": None, "reason": "initial-allocation", **given}
    without = terms["leaving"].pk if terms["leaving"] else None
    with acting(senior):
        proposal = proposal_of(scene, people, without=without)
        return keep_plan(proposal=proposal, unit=scene.unit, by=senior, at=AT, **terms)


def decided(scene, plan, *choices):
    with acting(scene.cast["senior"]):
        return decide_lines(
            plan=plan, choices=choices, evidence="Plan of the day", by=scene.cast["senior"], on=ON, at=AT
        )


def lines_of(scene, plan):
    with acting(scene.cast["senior"]):
        return {line.person_id: line for line in AllocationPlanLine.objects.filter(plan=plan)}


def test_a_plan_is_kept_only_of_a_list_within_reach_with_nobody_hidden(scene):
    person, hidden = waiting(scene), waiting(scene)
    far, stranger = TeamFactory(), PostingFactory(user__role="head").user
    with acting(scene.cast["senior"]):
        proposal, alone = proposal_of(scene, [person, hidden]), proposal_of(scene, [person])
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=scene.cast["senior"], reason="x", start=ON - timedelta(days=9)
        )
    terms = {"unit": scene.unit, "team": None, "leaving": None, "reason": "initial-allocation", "at": AT}
    refused = [
        (stranger, alone, {}),
        (scene.cast["senior"], proposal, {}),
        (scene.cast["senior"], alone, {"team": far}),
        (scene.cast["senior"], alone, {"leaving": StaffFactory(team=far)}),
        (scene.cast["senior"], alone, {"unit": far.delivery_unit}),
    ]
    for by, given, changes in refused:
        with acting(by), pytest.raises(LineRefused) as fault:
            keep_plan(proposal=given, by=by, **terms | changes)
        assert fault.value.code == "out-of-reach"
    with as_role("jobs", 1):
        assert not AllocationPlan.objects.exists() and not AllocationPlanLine.objects.exists()
    with as_role("owner"):
        assert not Entry.objects.filter(action="supervision.plan_allocation").exists()
    with acting(scene.cast["senior"]):
        assert keep_plan(proposal=alone, by=scene.cast["senior"], **terms).lines.count() == 1


def test_a_plan_for_the_list_names_who_why_and_the_runner_up_and_leaves_the_unknown_to_a_person(scene):
    people, bare = [waiting(scene), waiting(scene)], waiting(scene, tier=None, axes=None)
    other, junior = officer(scene), officer(scene, grade="PSO")
    with acting(scene.cast["senior"]):
        proposal = proposal_of(scene, [*people, bare])
        again = proposal_of(scene, [*people, bare])
    assert proposal == again
    assert {line.staff for line in proposal.lines[:2]} == {scene.staff.pk, other.pk}
    assert junior.pk not in {line.staff for line in proposal.lines}
    assert (proposal.lines[2].staff, proposal.lines[2].problem, proposal.left_out) == (None, "tier-missing", 1)
    assert [(level.name, level.gap) for level in proposal.levels] == [
        (name, 0.0) for name in ("unplaced", "highest", "spread", "broken", "travel")
    ]
    first = proposal.lines[0]
    assert (first.others, first.percent_before, first.percent_after) == (1, 0.0, 5.3)
    assert first.runner_up in {scene.staff.pk, other.pk} - {first.staff} and len(first.costs) == 5


def test_some_lines_are_accepted_some_given_to_others_some_not(scene):
    people, other = [waiting(scene) for _ in range(4)], officer(scene)
    plan = kept(scene, people)
    one, two, three, four = (lines_of(scene, plan)[person.pk] for person in people)
    target = other if two.proposed_id != other.pk else scene.staff
    outcomes = decided(
        scene, plan, LineChoice(one.pk, "accept"), LineChoice(two.pk, "override", target, "Knows the family"),
        LineChoice(three.pk, "decline", words="Waits for the report"), LineChoice(four.pk, "decline"),
    )  # fmt: skip
    assert [outcome.refused and outcome.refused.code for outcome in outcomes] == [None, None, None, "no-words"]
    found = lines_of(scene, plan)
    assert [found[person.pk].state for person in people] == ["accepted", "overridden", "declined", "proposed"]
    assert chain(people[0])[-1][3] == one.proposed_id and chain(people[1])[-1][3] == target.pk
    assert chain(people[2])[-1][2] == "unallocated" and written() == (2, 2)
    again = decided(scene, plan, LineChoice(one.pk, "accept"))
    assert again[0].refused.code == "not-open" and written() == (2, 2)


def test_a_line_that_was_overtaken_is_told_and_holds_up_no_other(scene):
    people, other = [waiting(scene), waiting(scene)], officer(scene)
    plan = kept(scene, people)
    with acting(scene.cast["senior"]):
        made = give(scene, people[0], other, AT)
    lines = lines_of(scene, plan)
    outcomes = decided(scene, plan, *(LineChoice(lines[person.pk].pk, "accept") for person in people))
    assert isinstance(outcomes[0].refused, AlreadyAllocated) and outcomes[0].refused.allocation == made
    assert outcomes[1].refused is None
    found = lines_of(scene, plan)
    assert [found[person.pk].state for person in people] == ["stale", "accepted"]
    assert chain(people[0])[-1][3] == other.pk


def test_the_cases_of_whoever_leaves_are_planned_for_the_others(scene):
    people = [case(scene), case(scene)]
    officer(scene)
    Staff.objects.filter(pk=scene.staff.pk).update(until=ON + timedelta(days=7))
    with acting(scene.cast["senior"]):
        found = to_reallocate(Area("team", scene.staff.team.pk), on=ON)
        assert [(one.officer.staff, one.kind, one.on) for one in found.leavers] == [
            (scene.staff.pk, "leaves", ON + timedelta(days=7))
        ]
        assert found.cases == 2 and held_by(scene.staff.pk) == sorted(person.pk for person in people)
    with as_role("jobs", scene.owner.pk):
        from throughcare.supervision.tests.factories import RegistrationFactory

        for person in people:
            RegistrationFactory(person=person, registered_on=ON - timedelta(days=50))
    plan = kept(scene, people, leaving=scene.staff, reason="officer-left")
    lines = lines_of(scene, plan)
    assert {line.seen_staff for line in lines.values()} == {scene.staff.pk}


def test_seen_is_read_as_it_is_written():
    assert Seen.read(str(Seen(12, 0))) == Seen(12, 0)
    assert [Seen.read(typed) for typed in ("", "1", "a-b", "1-", "²-1", "1-2-3")] == [None] * 6
