"""`throughcare plan award`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from throughcare.commissioning.rules.award_entry import read_round, write_round
from throughcare.commissioning.tests.evaluation_scene import moderated_scene, open_prices
from throughcare.site.cli.plan import plan

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
EXAMPLE = REFERENCE / "award-round.json"


def run(*words):
    return CliRunner().invoke(plan, ["award", *map(str, words)])


def test_it_tells_levels_a_line_for_every_lot_and_what_each_limit_cost(tmp_path):
    out = tmp_path / "award.csv"
    answer = run("--round", EXAMPLE, "--out", out)
    assert answer.exit_code == 0, answer.output
    assert "proven best" in answer.stdout
    told = "ACC-SOUTH  B05 ORCHARD 79.00; best B02 HARBOUR 82.50: the best bid would break what was published (cap:HARBOUR)"
    assert told in answer.stdout
    assert "cap:HARBOUR  1,050,000 points; on ACC-SOUTH" in answer.stdout
    assert "DEBT-SOUTH  nobody: nobody bid" in answer.stdout
    rows = {row["lot"]: row for row in csv.DictReader(out.open(encoding="utf-8"))}
    assert {lot: row["awarded"] for lot, row in rows.items()} == {
        "ACC-NORTH": "B01", "ACC-SOUTH": "B05", "DEBT-SOUTH": "", "WOMEN-NORTH": "B03",
    }  # fmt: skip
    assert rows["ACC-SOUTH"]["limits"] == "cap:HARBOUR" and rows["ACC-NORTH"]["reason"] == "best"


def test_as_json_it_is_the_same_each_time_and_in_any_order(tmp_path):
    found = json.loads(run("--round", EXAMPLE, "--json").stdout)
    assert (
        found["is_proven"] and found["chosen"] == ["B01", "B03", "B05"] and found["open"] == {"DEBT-SOUTH": "no-bids"}
    )
    assert [level["gap"] for level in found["levels"]] == [0] * 6
    data = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    for name in ("lots", "suppliers", "bids"):
        data[name].reverse()
    other = tmp_path / "other.json"
    other.write_text(json.dumps(data), encoding="utf-8")
    assert json.loads(run("--round", other, "--json").stdout) == found


def test_limits_are_not_priced_where_none_are_asked_for():
    found = json.loads(run("--round", EXAMPLE, "--json", "--costs", "0").stdout)
    assert [(one["limit"], one["points"]) for one in found["limits"]] == [("cap:HARBOUR", None)]


def test_the_example_fits_the_schema_and_is_read_back():
    text = EXAMPLE.read_text(encoding="utf-8")
    schema = json.loads((REFERENCE / "award-round.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), schema)
    given = read_round(text.encode())
    assert read_round(write_round(given).encode()) == given


def test_the_page_shows_what_the_example_gives():
    page = (REFERENCE.parent / "domain" / "awards.md").read_text(encoding="utf-8")
    assert run("--round", EXAMPLE).stdout.strip() in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "round.json: not JSON"),
        ("{}", "round.json: Object missing required field `reference`"),
        (
            EXAMPLE.read_text(encoding="utf-8").replace('"lots": ["ACC-NORTH"]', '"lots": ["ACC-WEST"]'),
            "no lot 'ACC-WEST'",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_is_written(tmp_path, text, told):
    bad, out = tmp_path / "round.json", tmp_path / "award.csv"
    bad.write_text(text, encoding="utf-8")
    answer = run("--round", bad, "--out", out)
    assert answer.exit_code == 1 and told in answer.output and not out.exists()


def test_a_file_that_is_missing_is_told(tmp_path):
    answer = run("--round", tmp_path / "none.json")
    assert answer.exit_code == 2 and "does not exist" in answer.output


@pytest.mark.django_db
def test_a_competition_is_proposed_from_the_record(monkeypatch):
    monkeypatch.setattr("throughcare.site.cli.process.use_django", lambda _role: None)
    made = moderated_scene({1: 5, 2: 4, 3: 3}, lots=("lot-1",))
    words = ("--competition", made.competition.reference, "--by", made.commissioner.username)
    assert "The prices have not been opened." in run(*words).output
    open_prices(made, {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    told = run(*words)
    assert told.exit_code == 0, told.output
    assert (
        f"lot-1  bidder-1.lot-1 supplier-{made.scene.suppliers[0].pk} 95.83: the best bid for this lot" in told.stdout
    )
    assert "lot-2  nobody: nobody bid" in told.stdout
    assert "give either" in run().output
