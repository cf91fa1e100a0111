"""The regions and delivery units of England and Wales, from ``reference/geography.yaml``, as of 26 June 2021."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class UnitName:
    """A delivery unit: its code, its English name and its Welsh name where one is in common use."""

    code: str
    name: str
    name_cy: str = ""


@dataclass(frozen=True, slots=True)
class RegionName:
    """A region with its delivery units and the police areas it covers."""

    code: str
    name: str
    name_cy: str
    police_areas: tuple[str, ...]
    delivery_units: tuple[UnitName, ...]


@cache
def regions() -> tuple[RegionName, ...]:
    """Every region, in the order of its code."""
    text = files("throughcare.organisations").joinpath("reference", "geography.yaml").read_text(encoding="utf-8")
    return tuple(
        RegionName(
            code=region["code"],
            name=region["name"],
            name_cy=region.get("name_cy", ""),
            police_areas=tuple(region["police_areas"]),
            delivery_units=tuple(UnitName(**unit) for unit in region["delivery_units"]),
        )
        for region in sorted(yaml.safe_load(text)["regions"], key=lambda row: str(row["code"]))
    )


def region_named(code: str) -> RegionName:
    """The region with this code; raises ``KeyError``."""
    for region in regions():
        if region.code == code:
            return region
    raise KeyError(code)


@dataclass(frozen=True, slots=True)
class PoliceArea:
    """A police-force area: its code (its name in small letters with hyphens), name and region."""

    code: str
    name: str
    region: str


@cache
def police_areas() -> Mapping[str, PoliceArea]:
    """Every police-force area by code, region by region."""
    found = {}
    for region in regions():
        for name in region.police_areas:
            code = name.lower().replace("&", "and").replace(" ", "-")
            found[code] = PoliceArea(code, name, region.code)
    return found
