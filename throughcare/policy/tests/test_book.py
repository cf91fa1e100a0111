"""Parameter files: what the loader refuses, what a look-up gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from throughcare.policy.book import (
    DatedPolicy,
    Family,
    NoPolicyInForce,
    PolicyFault,
    load_families,
    load_family,
    parse_family,
)


def good() -> dict[str, Any]:
    """A family that loads."""
    return {
        "family": "limits",
        "title": "Limits",
        "selected_by": "event-date",
        "force": "standard",
        "parameters": {
            "limit": {
                "title": "Limit",
                "unit": "days",
                "values": [
                    {"from": date(2020, 1, 1), "value": 5, "citation": "One", "confidence": "confirmed"},
                    {
                        "from": date(2021, 1, 1),
                        "until": date(2022, 1, 1),
                        "value": 7,
                        "citation": "Two",
                        "confidence": "unconfirmed",
                    },
                ],
            }
        },
    }


def load(folder: Path, raw: Any, name: str = "limits.yaml") -> Family:
    file = folder / name
    file.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")
    return parse_family(file)


def test_it_gives_the_value_of_the_day_and_cites_it(tmp_path: Path) -> None:
    limit = load(tmp_path, good())["limit"]
    days = [date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31)]
    assert [limit.on(day).value for day in days] == [5, 5, 7, 7]
    assert limit.use(date(2021, 6, 1))._asdict() == {
        "parameter": "limits.limit",
        "title": "Limit",
        "value": 7,
        "unit": "days",
        "in_force_from": date(2021, 1, 1),
        "citation": "Two",
        "confidence": "unconfirmed",
    }


@pytest.mark.parametrize(
    ("day", "words"), [(date(2019, 12, 31), "the first is dated 2020-01-01"), (date(2022, 1, 1), "ended")]
)
def test_it_refuses_a_day_outside_coverage(tmp_path: Path, day: date, words: str) -> None:
    with pytest.raises(NoPolicyInForce, match=words):
        load(tmp_path, good())["limit"].on(day)


def value(raw: dict[str, Any], place: int = 0) -> dict[str, Any]:
    entry: dict[str, Any] = raw["parameters"]["limit"]["values"][place]
    return entry


FAULTS = {
    "unknown family key": (lambda raw: raw.update(colour="red"), r"limits.yaml: unknown keys \['colour'\]"),
    "missing family key": (lambda raw: raw.pop("title"), r"missing \['title'\]"),
    "wrong name": (lambda raw: raw.update(family="other"), "which is not the file's name"),
    "unknown owner": (lambda raw: raw.update(owner="king"), "'king' is not one of national, region"),
    "unknown parameter key": (
        lambda raw: raw["parameters"]["limit"].update(colour=1),
        r"limit: unknown keys \['colour'\]",
    ),
    "no unit": (lambda raw: raw["parameters"]["limit"].pop("unit"), r"limit: missing \['unit'\]"),
    "unknown unit": (lambda raw: raw["parameters"]["limit"].update(unit="stones"), "'stones' is not one of"),
    "no date that selects": (lambda raw: raw.pop("selected_by"), r"missing \['selected_by'\]"),
    "unknown date that selects": (lambda raw: raw.update(selected_by="birthday"), "'birthday' is not one of"),
    "unknown force": (lambda raw: raw.update(force="gossip"), "'gossip' is not one of"),
    "no values": (lambda raw: raw["parameters"]["limit"].update(values=[]), "has no values"),
    "unsorted dates": (lambda raw: raw["parameters"]["limit"]["values"].reverse(), "dates must rise"),
    "same date twice": (lambda raw: value(raw, 1).update({"from": date(2020, 1, 1)}), "dates must rise"),
    "overlap": (lambda raw: value(raw).update(until=date(2021, 1, 2)), "ends after the next one starts"),
    "unknown value key": (lambda raw: value(raw).update(colour="red"), r"value 1: unknown keys \['colour'\]"),
    "no citation": (lambda raw: value(raw).pop("citation"), r"value 1: missing \['citation'\]"),
    "empty citation": (lambda raw: value(raw).update(citation="  "), "has no citation"),
    "unknown confidence": (lambda raw: value(raw).update(confidence="sure"), "'sure' is not one of"),
    "a date that is text": (lambda raw: value(raw).update({"from": "soon"}), "'soon', not a date"),
    "text for days": (lambda raw: value(raw).update(value="five"), "'five' is not of the unit days"),
    "true for days": (lambda raw: value(raw).update(value=True), "True is not of the unit days"),
    "value not a mapping": (lambda raw: raw["parameters"]["limit"].update(values=[3]), "expected a mapping, got int"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_refuses_a_file_with(tmp_path: Path, fault: str) -> None:
    spoil, words = FAULTS[fault]
    raw = good()
    spoil(raw)
    with pytest.raises(PolicyFault, match=words):
        load(tmp_path, raw)


@pytest.mark.parametrize(
    ("unit", "right", "wrong"),
    [
        ("table", {"a": 1}, [1]),
        (
            "bands",
            [{"from": 0, "value": 1}, {"from": 2, "value": 3}],
            [{"from": 2, "value": 1}, {"from": 2, "value": 3}],
        ),
        ("bands", [{"from": 0, "value": 1}], []),
        ("bands", [{"from": 0, "value": 1}], [{"to": 0, "value": 1}]),
        ("codes", ["a"], ["a", 1]),
        ("choice", "a", 1),
        ("dates", [date(2020, 1, 1)], ["2020-01-01x"]),
        ("named-dates", {"New": [date(2020, 1, 1)]}, {"New": "2020-01-01"}),
        ("share", 0.5, "half"),
    ],
)
def test_it_refuses_a_value_that_is_not_of_its_unit(tmp_path: Path, unit: str, right: Any, wrong: Any) -> None:
    raw = good()
    raw["parameters"]["limit"].update(unit=unit, values=[{**value(raw), "value": right}])
    assert load(tmp_path, raw)["limit"].on(date(2020, 5, 1)).value == right
    value(raw)["value"] = wrong
    with pytest.raises(PolicyFault, match=f"is not of the unit {unit}"):
        load(tmp_path, raw)


@pytest.mark.parametrize("text", ["a: [", "- just\n- a list\n"])
def test_it_refuses_a_file_that_is_no_family(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyFault, match=r"limits\.yaml"):
        load(tmp_path, text)


def test_it_builds_a_policy_once_for_each_stretch_of_time(tmp_path: Path) -> None:
    built: list[date] = []

    def build(family: Family, day: date) -> int:
        built.append(day)
        found: int = family["limit"].on(day).value
        return found

    policy = DatedPolicy(load(tmp_path, good()), build)
    assert [policy.on(day) for day in (date(2020, 5, 5), date(2020, 1, 1), date(2021, 5, 5), date(2021, 6, 6))] == [
        5,
        5,
        7,
        7,
    ]
    assert built == [date(2020, 1, 1), date(2021, 1, 1)]
    changes = [
        policy.changes_after(day) for day in (date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1))
    ]
    assert changes == [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), None]
    for day in (date(2019, 1, 1), date(2022, 1, 1)):
        with pytest.raises(NoPolicyInForce):
            policy.on(day)


def test_it_loads_every_family_of_a_context_and_none_where_there_are_none() -> None:
    families = load_families("throughcare.supervision")
    assert {
        "national-standards",
        "online-check-ins",
        "probation-impact",
        "probation-reset",
        "supervision-packages",
    } <= set(families)
    assert load_family("throughcare.policy", "bank-holidays").name == "bank-holidays"
    assert load_families("throughcare.kernel") == {}
