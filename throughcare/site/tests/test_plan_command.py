"""`throughcare plan allocation`."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from throughcare.site.cli import plan as plan_command
from throughcare.supervision.models import Allocation
from throughcare.supervision.tests.allocation_scene import officer, waiting
from throughcare.supervision.tests.scene import Scene, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_process(monkeypatch):
    """Run the command in this process, on this test's database."""
    monkeypatch.setattr(plan_command, "use_django", lambda _role: None)


@pytest.fixture
def scene() -> Scene:
    return make_scene(timezone.localdate())


def run(scene, *words):
    with as_role("jobs"):
        return CliRunner().invoke(plan_command.plan, ["allocation", "--by", scene.cast["senior"].username, *words])


def test_it_prints_levels_and_a_line_for_every_case_and_writes_nothing(scene, tmp_path):
    people, bare, out = [waiting(scene), waiting(scene)], waiting(scene, tier=None, axes=None), tmp_path / "plan.csv"
    officer(scene)
    officer(scene)
    answer = run(scene, "--unit", scene.unit.code, "--out", str(out))
    assert answer.exit_code == 0, answer.output
    assert "highest" in answer.stdout and f"{bare.crn}  nobody: tier-missing" in answer.stdout
    rows = {row["crn"]: row for row in csv.DictReader(out.open(encoding="utf-8"))}
    assert set(rows) == {bare.crn, *(person.crn for person in people)}
    assert rows[people[0].crn]["staff_code"] and rows[people[0].crn]["runner_up_travel"] == "0"
    with as_role("owner"):
        assert not Allocation.objects.exists()


def test_as_json_it_is_the_same_each_time(scene):
    waiting(scene)
    officer(scene)
    words = ("--unit", scene.unit.code, "--team", scene.staff.team.code, "--json")
    found = json.loads(run(scene, *words).stdout)
    assert [level["gap"] for level in found["levels"]] == [0] * 5 and len(found["lines"]) == 1
    assert json.loads(run(scene, *words).stdout) == found


@pytest.mark.parametrize("words", [("--unit", "NOWHERE"), ("--team", "NONE")])
def test_what_is_not_there_is_told(scene, words):
    given = words if "--unit" in words else ("--unit", scene.unit.code, *words)
    assert run(scene, *given).exit_code == 2
