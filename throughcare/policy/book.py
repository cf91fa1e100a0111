"""Reading parameter files and looking values up by day.

One file holds one family: parameters that change together and are read by one rule. The loader refuses what would let
a wrong number through: unknown keys, unsorted dates, a missing citation, a value that does not fit its unit.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Generic, TypeVar

import yaml

from throughcare.kernel.decision import PolicyUse

T = TypeVar("T")

CONFIDENCE = ("confirmed", "inferred", "unconfirmed")
FORCE = ("statute", "instruction", "standard", "contract", "local", "convention")
SELECTED_BY = ("sentence-date", "release-date", "event-date", "decision-date", "calculation-date")
OWNER = ("national", "region")
NUMBERS = (
    "days",
    "business-days",
    "weeks",
    "months",
    "points",
    "percent",
    "contacts",
    "cases",
    "share",
    "hours",
    "minutes",
    "pence",
)
UNITS = (*NUMBERS, "table", "bands", "codes", "choice", "dates", "named-dates")

_FAMILY_KEYS = {"family", "title", "owner", "selected_by", "force", "parameters", "notes"}
_PARAMETER_KEYS = {"title", "unit", "selected_by", "force", "values", "notes"}
_VALUE_KEYS = {"from", "until", "value", "citation", "confidence", "notes"}


class PolicyFault(ValueError):
    """A parameter file says something that it must not: the message names the file, the parameter and the entry."""


class NoPolicyInForce(LookupError):
    """A day lies before the first dated value of a parameter, or after its last has ended."""


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value, in force on ``[start, until)``."""

    start: date
    until: date | None
    value: Any
    citation: str
    confidence: str
    notes: str = ""


@dataclass(frozen=True)
class Parameter:
    """A policy parameter: a title, a unit and its dated values, earliest first."""

    id: str
    title: str
    unit: str
    selected_by: str
    force: str
    values: tuple[Value, ...]
    notes: str = ""
    _starts: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(value.start for value in self.values))

    def on(self, day: date) -> Value:
        """The value in force on ``day``; raises ``NoPolicyInForce`` outside coverage."""
        place = bisect_right(self._starts, day) - 1
        if place < 0:
            raise NoPolicyInForce(f"{self.id}: no value in force on {day}; the first is dated {self._starts[0]}")
        value = self.values[place]
        if value.until is not None and day >= value.until:
            raise NoPolicyInForce(f"{self.id}: no value in force on {day}; the last ended on {value.until}")
        return value

    def use(self, day: date) -> PolicyUse:
        """The value in force on ``day``, as a decision cites it."""
        value = self.on(day)
        return PolicyUse(self.id, self.title, value.value, self.unit, value.start, value.citation, value.confidence)


@dataclass(frozen=True)
class Family:
    """Parameters that change together."""

    name: str
    title: str
    owner: str
    parameters: Mapping[str, Parameter]
    notes: str = ""

    def __getitem__(self, name: str) -> Parameter:
        return self.parameters[name]

    def change_dates(self) -> tuple[date, ...]:
        """Every day on which some parameter of the family changes, earliest first."""
        values = [value for parameter in self.parameters.values() for value in parameter.values]
        return tuple(sorted({value.start for value in values} | {v.until for v in values if v.until is not None}))


class DatedPolicy(Generic[T]):
    """Policy objects of a rule, one for each stretch of time in which nothing changes, built once and kept."""

    def __init__(self, family: Family, build: Callable[[Family, date], T]) -> None:
        self._family, self._build = family, build
        self._dates = family.change_dates()
        self._built: dict[int, T] = {}

    def on(self, day: date) -> T:
        """The policy in force on ``day``; raises ``NoPolicyInForce`` outside coverage."""
        place = bisect_right(self._dates, day) - 1
        if place not in self._built:
            self._built[place] = self._build(self._family, self._dates[place] if place >= 0 else day)
        return self._built[place]

    def changes_after(self, day: date) -> date | None:
        """The next day after ``day`` on which some parameter changes, None if none does."""
        place = bisect_right(self._dates, day)
        return self._dates[place] if place < len(self._dates) else None


def load_family(package: str, name: str) -> Family:
    """The family in ``<package>/parameters/<name>.yaml``; raises ``PolicyFault``."""
    return parse_family(files(package).joinpath("parameters", f"{name}.yaml"))


def load_families(package: str) -> dict[str, Family]:
    """Every family of a context, by name; empty where the context has no parameters."""
    folder = files(package).joinpath("parameters")
    if not folder.is_dir():
        return {}
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return {family.name: family for family in map(parse_family, found)}


def parse_family(file: Traversable) -> Family:
    """Read and check one parameter file; raises ``PolicyFault`` naming the place."""
    where = file.name
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise PolicyFault(f"{where}: not YAML: {error}") from error
    _check_keys(raw, _FAMILY_KEYS, {"family", "title", "parameters"}, where)
    if raw["family"] != where.removesuffix(".yaml"):
        raise PolicyFault(f"{where}: family is {raw['family']!r}, which is not the file's name")
    owner = _one_of(raw.get("owner", "national"), OWNER, f"{where}: owner")
    defaults = {key: raw[key] for key in ("selected_by", "force") if key in raw}
    parameters = {
        name: _parse_parameter(f"{raw['family']}.{name}", {**defaults, **body}, f"{where}: {name}")
        for name, body in raw["parameters"].items()
    }
    return Family(raw["family"], raw["title"], owner, parameters, raw.get("notes", ""))


def _parse_parameter(identifier: str, raw: dict[str, Any], where: str) -> Parameter:
    _check_keys(raw, _PARAMETER_KEYS, {"title", "unit", "selected_by", "force", "values"}, where)
    unit = _one_of(raw["unit"], UNITS, f"{where}: unit")
    selected_by = _one_of(raw["selected_by"], SELECTED_BY, f"{where}: selected_by")
    force = _one_of(raw["force"], FORCE, f"{where}: force")
    if not raw["values"]:
        raise PolicyFault(f"{where}: has no values")
    entries = [_parse_value(entry, unit, f"{where}: value {n}") for n, entry in enumerate(raw["values"], start=1)]
    for earlier, later in itertools.pairwise(entries):
        if later.start <= earlier.start:
            raise PolicyFault(f"{where}: dates must rise, {later.start} follows {earlier.start}")
        if earlier.until is not None and earlier.until > later.start:
            raise PolicyFault(f"{where}: the value of {earlier.start} ends after the next one starts")
    return Parameter(identifier, raw["title"], unit, selected_by, force, tuple(entries), raw.get("notes", ""))


def _parse_value(raw: dict[str, Any], unit: str, where: str) -> Value:
    _check_keys(raw, _VALUE_KEYS, {"from", "value", "citation", "confidence"}, where)
    for key in ("from", "until"):
        if raw.get(key) is not None and type(raw[key]) is not date:
            raise PolicyFault(f"{where}: {key} is {raw[key]!r}, not a date")
    if not isinstance(raw["citation"], str) or not raw["citation"].strip():
        raise PolicyFault(f"{where}: has no citation")
    _check_unit(raw["value"], unit, where)
    confidence = _one_of(raw["confidence"], CONFIDENCE, f"{where}: confidence")
    return Value(raw["from"], raw.get("until"), raw["value"], raw["citation"], confidence, raw.get("notes", ""))


def _check_unit(value: Any, unit: str, where: str) -> None:
    if value is not None and not _UNIT_CHECKS.get(unit, _is_number)(value):
        raise PolicyFault(f"{where}: {value!r} is not of the unit {unit}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_bands(value: Any) -> bool:
    if not isinstance(value, list) or not all(
        isinstance(band, dict) and set(band) == {"from", "value"} for band in value
    ):
        return False
    bounds = [band["from"] for band in value]
    return bool(bounds) and all(a < b for a, b in itertools.pairwise(bounds))


def _are_dates(value: Any) -> bool:
    return isinstance(value, list) and all(type(day) is date for day in value)


def _are_named_dates(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) and _are_dates(days) for name, days in value.items())


def _check_keys(raw: Any, known: set[str], needed: set[str], where: str) -> None:
    if not isinstance(raw, dict):
        raise PolicyFault(f"{where}: expected a mapping, got {type(raw).__name__}")
    if unknown := set(raw) - known:
        raise PolicyFault(f"{where}: unknown keys {sorted(unknown)}")
    if missing := needed - set(raw):
        raise PolicyFault(f"{where}: missing {sorted(missing)}")


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise PolicyFault(f"{where}: {value!r} is not one of {', '.join(allowed)}")
    return value


_UNIT_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "table": lambda value: isinstance(value, dict),
    "bands": _are_bands,
    "codes": lambda value: isinstance(value, list) and all(isinstance(code, str) for code in value),
    "choice": lambda value: isinstance(value, str),
    "dates": _are_dates,
    "named-dates": _are_named_dates,
}
