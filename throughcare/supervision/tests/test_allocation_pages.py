"""Pages of allocation, for the whole cast: the list, one case, what was asked for, plans, cases to give on."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.supervision.models import Allocation, AllocationPlan, ConflictOfInterest
from throughcare.supervision.queries.allocation_plans import listed
from throughcare.supervision.tests.allocation_scene import chain, give, officer, waiting
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff

pytestmark = pytest.mark.django_db
LEADERS = ("senior", "head", "director")
OTHERS = ("owner", "colleague", "administrator", "auditor", "supplier", "person", "none", "stranger")


@pytest.fixture
def scene() -> Scene:
    found = make_scene(timezone.localdate())
    Staff.objects.filter(pk=found.staff.pk).update(contracted_hours=37)
    return found


def client(user) -> Client:
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def senior(scene) -> Client:
    return client(scene.cast["senior"])


def addresses(scene, person) -> list[str]:
    unit = {"unit": scene.unit.code}
    return [
        reverse("supervision:allocation", query=unit),
        reverse("supervision:reallocation", query=unit),
        reverse("supervision:allocate", args=[person.crn]),
        reverse("supervision:allocation-needs", args=[person.crn]),
    ]


def cells_of(page: str, staff: Staff) -> list[str]:
    """The figures beside a candidate: load now, load after, cases after."""
    rows = [row for row in page.split("<tr>") if '<th scope="row">' in row]
    row = next(row for row in rows if f"{staff.forenames} {staff.surname}" in row)
    cells = re.findall(r'<td class="tc-table__number"[^>]*>(.*?)</td>', row, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def seen_on(page) -> str:
    """What the form carries about how the case stood."""
    found = re.search(r'name="seen"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="seen"', page.content.decode())
    assert found is not None
    return found[1] or found[2]


def allocations() -> int:
    with as_role("owner"):
        return Allocation.objects.count()


@pytest.mark.parametrize("role", LEADERS)
def test_leaders_open_every_page(scene, role):
    person = waiting(scene)
    for address in addresses(scene, person):
        assert client(scene.cast[role]).get(address).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_does_and_nothing_is_written(scene, role):
    person = waiting(scene)
    signed_in = client(scene.cast[role])
    for address in addresses(scene, person):
        assert signed_in.get(address).status_code in (403, 404)
    given = {"evidence": "x", "seen": "0-0"}
    path = reverse("supervision:allocate", args=[person.crn]) + f"?staff={scene.staff.code}"
    assert signed_in.post(path, given).status_code in (403, 404)
    assert signed_in.post(reverse("supervision:new-allocation-plan"), {"unit": scene.unit.code}).status_code in (
        403,
        404,
    )
    assert allocations() == 0 and chain(person)[-1][2] == "unallocated"


def test_whoever_is_not_signed_in_is_asked_to(scene):
    for address in addresses(scene, waiting(scene)):
        assert Client().get(address).status_code == 302


def test_a_leader_of_another_region_finds_nothing(scene):
    other = make_scene(scene.on).cast["head"]
    person = waiting(scene)
    assert client(other).get(reverse("supervision:allocation", query={"unit": scene.unit.code})).status_code == 404
    assert client(other).post(reverse("supervision:new-allocation-plan"), {"unit": scene.unit.code}).status_code == 404
    answer = client(other).post(reverse("supervision:allocate", args=[person.crn]) + f"?staff={scene.staff.code}", {})
    assert answer.status_code in (302, 404) and allocations() == 0


def test_a_leader_of_another_region_who_says_why_reads_the_case_and_gives_it_to_nobody(scene):
    person, other = waiting(scene), client(make_scene(scene.on).cast["head"])
    why = {"reason": "covering", "more": "Duty cover today."}
    assert other.post(reverse("people:reason", args=[person.crn]), why).status_code == 302
    path = reverse("supervision:allocate", args=[person.crn]) + f"?staff={scene.staff.code}"
    page = other.get(path)
    assert page.status_code == 200 and 'name="evidence"' not in page.content.decode()
    seen = seen_on(senior(scene).get(path))
    assert other.post(path, {"seen": seen, "evidence": "Has room"}).status_code == 200
    needs = reverse("supervision:allocation-needs", args=[person.crn])
    assert other.post(needs, {"step": "need", "n-officer_sex": "F", "n-words": "Asked"}).status_code == 403
    assert allocations() == 0 and chain(person)[-1][3] is None


def test_the_list_shows_what_is_missing_and_downloads(scene):
    whole, bare = waiting(scene), waiting(scene, tier=None, axes=None)
    waiting(scene, team=False)
    page = senior(scene).get(reverse("supervision:allocation")).content.decode()
    assert whole.name in page and bare.name in page
    assert "Tier missing" in page and "No assessment" in page
    assert "1 case of the delivery unit has no team yet." in page
    table = senior(scene).get(reverse("supervision:allocation") + "?format=csv").content.decode()
    assert table.count("\n") == 3 and bare.crn in table


def test_a_case_is_given_from_its_page(scene):
    person = waiting(scene)
    path = reverse("supervision:allocate", args=[person.crn])
    page = senior(scene).get(f"{path}?staff={scene.staff.code}")
    assert "Who could be given the case" in page.content.decode() and 'name="despite"' not in page.content.decode()
    seen = seen_on(page)
    empty = senior(scene).post(f"{path}?staff={scene.staff.code}", {"seen": seen, "oversight": "Weekly"})
    assert empty.status_code == 200 and "Weekly" in empty.content.decode() and allocations() == 0
    given = {"seen": seen, "evidence": "Has room", "oversight": "Weekly", "sensitive": "on"}
    assert senior(scene).post(f"{path}?staff={scene.staff.code}", given).status_code == 302
    assert chain(person)[-1][3] == scene.staff.pk and allocations() == 1
    after = senior(scene).get(path).content.decode()
    assert "Has room" in after and "Not to be shared with the person" in after


def test_a_load_that_lacks_a_case_is_said_to_be_at_least_so_much(scene):
    person, other = waiting(scene), officer(scene)
    case(scene, derived=False)
    path = reverse("supervision:allocate", args=[person.crn])
    page = senior(scene).get(f"{path}?staff={scene.staff.code}").content.decode()
    row, free = (cells_of(page, who) for who in (scene.staff, other))
    assert [cell.startswith("at least ") for cell in row[:2]] == [True, True] and row[0] == "at least 0.0%"
    assert free[0] == "0.0%" and not free[1].startswith("at least")
    assert re.search(r"Load: from at least 0\.0% to at least \d+\.\d%\. Cases: from 1 to 2\.", page)


def test_a_plan_says_too_that_a_load_is_at_least_so_much(scene):
    case(scene, derived=False)
    waiting(scene)
    plan = made_plan(scene)
    assert [line.proposed for line in lines_of(plan)] == [scene.staff]
    page = senior(scene).get(reverse("supervision:allocation-plan", args=[plan.pk])).content.decode()
    assert re.search(r"at least 0\.0% to \d+\.\d%", page)


def test_whoever_comes_second_is_told_who_was_quicker_and_keeps_what_was_typed(scene):
    person, other = waiting(scene), officer(scene)
    path = reverse("supervision:allocate", args=[person.crn])
    seen = seen_on(senior(scene).get(f"{path}?staff={other.code}"))
    with acting(scene.cast["senior"]):
        give(scene, person, scene.staff, timezone.now())
    answer = client(scene.cast["head"]).post(f"{path}?staff={other.code}", {"seen": seen, "evidence": "Nearer"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Nearer" in page and "Somebody was quicker" in page
    assert str(scene.staff) in page and allocations() == 1


def test_a_doubt_asks_for_a_reason_and_a_refusal_has_no_form(scene):
    person, junior = waiting(scene), officer(scene, grade="PSO")
    path = reverse("supervision:allocate", args=[person.crn])
    page = senior(scene).get(f"{path}?staff={junior.code}")
    assert 'name="despite"' in page.content.decode()
    seen = seen_on(page)
    answer = senior(scene).post(f"{path}?staff={junior.code}", {"seen": seen, "evidence": "Knows her"})
    assert "This needs a recorded reason" in answer.content.decode() and allocations() == 0
    with as_role("jobs"):
        ConflictOfInterest.objects.create(
            person=person, staff=junior, words="Cousin", recorded_on=scene.on, recorded_by=scene.cast["senior"]
        )
    assert 'name="evidence"' not in senior(scene).get(f"{path}?staff={junior.code}").content.decode()
    assert senior(scene).get(f"{path}?staff=NOBODY").status_code == 404


def test_what_was_asked_for_and_conflicts_are_recorded_and_ended(scene):
    person = waiting(scene)
    path = reverse("supervision:allocation-needs", args=[person.crn])
    signed_in = senior(scene)
    assert signed_in.post(path, {"step": "need", "n-officer_sex": "F", "n-words": "Asked at court"}).status_code == 302
    conflict = {"step": "conflict", "c-staff": scene.staff.pk, "c-words": "Neighbours"}
    assert signed_in.post(path, conflict).status_code == 302
    assert "This is recorded already." in signed_in.post(path, conflict).content.decode()
    page = signed_in.get(path).content.decode()
    assert "Neighbours" in page and "Asked at court" in page
    with as_role("jobs"):
        key = ConflictOfInterest.objects.get().pk
    assert signed_in.post(path, {"step": "end", "conflict": key}).status_code == 302
    assert signed_in.post(path, {"step": "end", "conflict": "x"}).status_code == 404
    assert "Neighbours" not in signed_in.get(path).content.decode()


def made_plan(scene, **given) -> AllocationPlan:
    answer = senior(scene).post(reverse("supervision:new-allocation-plan"), given or {"unit": scene.unit.code})
    assert answer.status_code == 302
    return AllocationPlan.objects.latest("pk")


def lines_of(plan) -> list:
    with as_role("jobs"):
        return list(plan.lines.order_by("place"))


def test_a_plan_is_shown_with_its_bound_and_accepted_whole(scene):
    people = [waiting(scene) for _ in range(2)]
    officer(scene)
    bare = waiting(scene, tier=None, axes=None)
    plan = made_plan(scene)
    path = reverse("supervision:allocation-plan", args=[plan.pk])
    page = senior(scene).get(path).content.decode()
    assert "Next best" in page and "How good the plan is" in page and "No tier is known: a person must decide" in page
    assert allocations() == 0
    assert senior(scene).post(path, {"step": "all", "evidence": "As planned"}).status_code == 302
    assert allocations() == 2 and all(chain(person)[-1][2] == "allocated" for person in people)
    assert chain(bare)[-1][2] == "unallocated"
    assert "Accepted" in senior(scene).get(path).content.decode()


def test_some_lines_are_decided_and_a_fault_keeps_what_was_typed(scene):
    people, other = [waiting(scene) for _ in range(3)], officer(scene)
    plan = made_plan(scene, team=scene.staff.team.code)
    one, two, three = lines_of(plan)
    target = scene.staff if two.proposed_id == other.pk else other
    path = reverse("supervision:allocation-plan", args=[plan.pk])
    given = {
        "step": "some", f"verb-{one.pk}": "accept", f"verb-{two.pk}": "override", f"staff-{two.pk}": target.code,
        f"verb-{three.pk}": "decline", f"words-{three.pk}": "", "evidence": "Spoken with both",
    }  # fmt: skip
    answer = senior(scene).post(path, given)
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count("Say why, in a sentence.") == 2 and "Spoken with both" in page
    assert allocations() == 1
    given |= {f"words-{two.pk}": "Knows the family", f"words-{three.pk}": "Waits for the report"}
    assert senior(scene).post(path, given).status_code == 302
    assert [line.state for line in lines_of(plan)] == ["accepted", "overridden", "declined"]
    assert allocations() == 2 and {chain(person)[-1][2] for person in people} == {"allocated", "unallocated"}


def test_a_stale_line_is_refused_and_told(scene):
    person = waiting(scene)
    plan = made_plan(scene)
    with acting(scene.cast["senior"]):
        give(scene, person, scene.staff, timezone.now())
    path = reverse("supervision:allocation-plan", args=[plan.pk])
    page = senior(scene).post(path, {"step": "all"}).content.decode()
    assert "Somebody was quicker" in page and "Overtaken" in page and allocations() == 1


@pytest.mark.parametrize("role", OTHERS)
def test_a_plan_is_for_leaders_alone(scene, role):
    waiting(scene)
    path = reverse("supervision:allocation-plan", args=[made_plan(scene).pk])
    assert client(scene.cast[role]).get(path).status_code in (403, 404)
    assert client(scene.cast[role]).post(path, {"step": "all"}).status_code in (403, 404)
    assert client(make_scene(scene.on).cast["head"]).get(path).status_code == 404
    assert allocations() == 0


def test_an_empty_list_has_nothing_to_plan(scene):
    answer = senior(scene).post(reverse("supervision:new-allocation-plan"), {"unit": scene.unit.code})
    assert answer.status_code == 302 and not AllocationPlan.objects.exists()
    assert senior(scene).post(reverse("supervision:new-allocation-plan"), {"unit": "NOWHERE"}).status_code == 404
    assert senior(scene).post(reverse("supervision:new-allocation-plan"), {"staff": "NOBODY"}).status_code == 404


def test_the_cases_of_whoever_leaves_are_planned_from_the_list(scene):
    case(scene)
    officer(scene)
    Staff.objects.filter(pk=scene.staff.pk).update(until=scene.on + timedelta(days=3))
    page = senior(scene).get(reverse("supervision:reallocation")).content.decode()
    assert "Propose a plan for their cases" in page and str(scene.staff) in page
    plan = made_plan(scene, staff=scene.staff.code, reason="nonsense")
    assert (plan.leaving, plan.reason) == (scene.staff, "officer-left")
    assert [line.seen_staff for line in lines_of(plan)] == [scene.staff.pk]
    path = reverse("supervision:allocation-plan", args=[plan.pk])
    assert senior(scene).get(path).status_code == 200


# The list of plans


def test_plans_are_listed_with_when_by_whom_and_what_became_of_them(scene):
    desk, at = senior(scene), reverse("supervision:allocation-plans", query={"unit": scene.unit.code})
    assert "No plan was made for this list" in desk.get(at).content.decode()
    people = [waiting(scene) for _ in range(2)]
    officer(scene)
    for asked in ({"unit": scene.unit.code}, {"team": scene.staff.team.code}, {"unit": scene.unit.code}):
        desk.post(reverse("supervision:new-allocation-plan"), asked)
    first, _second, third = AllocationPlan.objects.order_by("pk")
    with as_role("jobs", 1):
        lines = list(third.lines.order_by("place"))
    where = reverse("supervision:allocation-plan", args=[third.pk])
    desk.post(where, {f"verb-{lines[0].pk}": "accept", "evidence": "Room"})
    desk.post(
        reverse("supervision:allocation-plan", args=[first.pk]),
        {f"verb-{key}": "decline" for key in _lines(first)} | {f"words-{key}": "Waits" for key in _lines(first)},
    )
    page = desk.get(at).content.decode()
    assert page.index(f"plans/{third.pk}/") < page.index(f"plans/{first.pk}/")
    assert [page.count(text) for text in ("Partly decided", "Dropped", "Nothing decided yet")] == [1, 1, 1]
    assert "1 of 2 to decide" in page and "0 of 2 taken up" in page
    assert scene.cast["senior"].get_full_name() in page
    found = list(csv.reader(io.StringIO(desk.get(f"{at}&format=csv").content.decode())))
    assert [(line[0], line[6:12]) for line in found[1:]] == [
        (str(third.pk), ["2", "1", "1", "0", "0", "0"]), (str(_second.pk), ["2", "2", "0", "0", "0", "0"]),
        (str(first.pk), ["2", "0", "0", "0", "2", "0"]),
    ]  # fmt: skip
    of_team = desk.get(reverse("supervision:allocation-plans", query={"team": scene.staff.team.code}))
    assert of_team.content.decode().count("<tr>") == 2
    desk.cookies["language"] = "cy"
    assert "Wedi’i benderfynu’n rhannol" in desk.get(at).content.decode()
    with acting(scene.cast["senior"]):
        (whole,) = listed([third])
        assert (whole.lines, whole.gap, whole.value("unplaced")) == (2, 0.0, 0)
    assert {person.pk for person in people} == {line.person_id for line in lines}


def _lines(plan) -> list[int]:
    with as_role("jobs", 1):
        return list(plan.lines.values_list("pk", flat=True))


def test_the_list_of_plans_is_for_leaders_of_the_region_and_comes_in_pages(scene):
    waiting(scene)
    desk, at = senior(scene), reverse("supervision:allocation-plans", query={"unit": scene.unit.code})
    desk.post(reverse("supervision:new-allocation-plan"), {"unit": scene.unit.code})
    with as_role("jobs", 1):
        plan = AllocationPlan.objects.get()
        for _ in range(25):
            plan.pk = None
            plan.save()
    first, second = (desk.get(f"{at}&page={page}").content.decode() for page in (1, 2))
    assert (first.count("/allocation/plans/") > 25, "Showing 26 to 26 of 26" in second) == (True, True)
    for role in LEADERS:
        assert client(scene.cast[role]).get(at).status_code == 200
    for role in OTHERS:
        assert client(scene.cast[role]).get(at).status_code == 403, role
    assert client(PostingFactory(user__role="head").user).get(at).status_code == 404


def test_the_lines_of_a_plan_and_who_leaves_download_without_formulas(scene):
    person = waiting(scene, forenames="=1+1")
    other = officer(scene, until=scene.on + timedelta(days=5))
    case(Scene(scene.on, scene.unit, other, scene.cast))
    desk = senior(scene)
    where = desk.post(reverse("supervision:new-allocation-plan"), {"unit": scene.unit.code})["Location"]
    found = list(csv.reader(io.StringIO(desk.get(f"{where}?format=csv").content.decode())))
    assert [(line[0], line[4], line[11]) for line in found[1:]] == [(person.crn, str(scene.staff), "Proposed")]
    assert found[1][1].startswith("'=1+1") and len(found[1]) == len(found[0])
    leavers = reverse("supervision:reallocation", query={"unit": scene.unit.code, "format": "csv"})
    listed_ = list(csv.reader(io.StringIO(desk.get(leavers).content.decode())))
    assert [(line[0], line[2], line[4]) for line in listed_[1:]] == [
        (other.code, "1", str(scene.on + timedelta(days=5))),
    ]  # fmt: skip
    for address in (f"{where}?format=csv", leavers):
        assert client(scene.owner).get(address).status_code == 403
