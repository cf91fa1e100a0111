"""What anybody reads of it: pages of notices, and open data that validates and says together what stands."""

from __future__ import annotations

import json
import subprocess
import sys

from jsonschema import Draft202012Validator
from playwright.sync_api import expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.stage import Stage
from tests.browser.world import ROOT

FIRST = "ocds-thr000-competition-fictional-homes-in-two-counties"
"""The process of the first round; the second has one of its own that begins like it."""


def noticed(stage: Stage, winner: str) -> None:
    """The notice of the award says why, and what became of the other lot; the next round is open to everybody."""
    page = stage.phone("")
    page.goto("/notices/?q=two+counties")
    press(page.get_by_role("link", name=words.COMPETITION, exact=True))
    expect(panel(page, "awarded")).to_contain_text(winner)
    expect(panel(page, "awarded")).to_contain_text("The best bid for this lot")
    expect(page.locator("main")).to_contain_text(words.BEST)
    stage.look_at(page)
    page.goto("/opportunities/")
    expect(page.get_by_role("link", name=words.AGAIN)).to_have_count(1)


def validated(stage: Stage) -> None:
    """Every release is valid by the schema that the site publishes; compiled, they are the projection of what stands."""
    page = stage.page("")
    validator = Draft202012Validator(page.request.get("/ocds/schema.json").json())
    lines = page.request.get("/ocds/releases.jsonl").text().splitlines()
    releases = [json.loads(line) for line in lines]
    ours = [each for each in releases if each["ocid"].startswith(FIRST)]
    assert [each["tag"] for each in ours] == [["tender"], ["award"], ["contract"], ["tender"]]
    assert [error.message for each in ours for error in validator.iter_errors(each)] == []
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.second_round.projection", FIRST, ours[-1]["ocid"]],
        env=stage.world.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
