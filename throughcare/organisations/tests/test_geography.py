"""The geography has its twelve regions and 109 units, each named once, and agrees with the reference where there is one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from throughcare.organisations.rules.geography import PoliceArea, police_areas, region_named, regions

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data"


def reference(name: str) -> dict[str, object]:
    file = REFERENCE / name
    if not file.exists():
        pytest.skip("no reference data beside this checkout")
    loaded: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def test_there_are_twelve_regions_and_109_units() -> None:
    units = [unit.code for region in regions() for unit in region.delivery_units]
    assert len(regions()) == 12
    assert len(units) == len(set(units)) == 109


def test_wales_has_its_welsh_names() -> None:
    wales = region_named("N03")
    assert wales.name_cy == "Cymru"
    assert all(unit.name_cy for unit in wales.delivery_units)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(KeyError):
        region_named("N99")


def test_it_agrees_with_the_reference() -> None:
    expected = {
        region["code"]: (
            region["name"],
            region["police_areas"],
            {unit["code"]: unit["name"] for unit in region["pdus"]},
        )
        for region in reference("geography.json")["regions"]  # type: ignore[attr-defined]
    }
    found = {
        region.code: (region.name, list(region.police_areas), {unit.code: unit.name for unit in region.delivery_units})
        for region in regions()
    }
    assert found == expected


def test_every_police_area_has_a_code_in_its_region() -> None:
    found = police_areas()
    assert len(found) == 42
    assert found["avon-and-somerset"] == PoliceArea("avon-and-somerset", "Avon & Somerset", "N58")
    assert all(re.fullmatch(r"[a-z-]+", code) for code in found)
