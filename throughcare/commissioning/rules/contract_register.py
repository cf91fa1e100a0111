"""A register of contracts as a JSON document: what it must say, and every fault of one that does not, named by place.

``{"providers": [{"code", "name", "identifier"?}], "contracts": [{"reference", "contract_type", "title", "region" or
"police_area", "women", "men", "minimum_age", "maximum_age", "visible_from", "visible_until", "prime", "subcontractors"}]}``:
the shape in which the contracts of commissioned rehabilitative services are published. ``identifier`` is ours: a provider
may carry its number in a register, such as GB-CHC-9999999.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from throughcare.commissioning.rules.contract_codes import need_of
from throughcare.kernel.decision import Words, mark
from throughcare.organisations.rules.codes import SCHEME
from throughcare.organisations.rules.geography import police_areas, regions
from throughcare.organisations.rules.identifiers import TypedIdentifier, identify

MOST_FAULTS = 1_000
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,49}")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_KEYS = {
    "": ({"providers", "contracts"}, {"about"}),
    "provider": ({"code", "name"}, {"identifier"}),
    "contract": (
        {"reference", "contract_type", "title", "region", "police_area", "women", "men", "minimum_age", "maximum_age",
         "visible_from", "visible_until", "prime", "subcontractors"},
        set(),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where in the document: ``contracts[3].prime``."""

    place: str
    words: Words

    def __str__(self) -> str:
        return f"{self.place or 'the document'}: {self.words}"


@dataclass(frozen=True)
class Provider:
    """An organisation of the register; ``scheme`` and ``number`` are empty where the register gives no identifier."""

    code: str
    name: str
    scheme: str = ""
    number: str = ""


@dataclass(frozen=True)
class Contract:
    """One contract. ``region`` is a code; ``police_area`` is empty for all of it. Ages are in years, both included."""

    reference: str
    type: str
    need: str
    title: str
    region: str
    police_area: str
    women: bool
    men: bool
    minimum_age: int
    maximum_age: int | None
    visible_from: date
    visible_until: datetime | None
    prime: str
    subcontractors: tuple[str, ...]


@dataclass
class RegisterFile:
    """What a document says; nothing of it is to be used while there are faults."""

    providers: list[Provider] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, template: str, **values: object) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(place, Words(template, values)))


_NOT_JSON = mark("this is not JSON: line {line}, column {column}")
_NOT_OBJECT = mark("this must be an object")
_NOT_LIST = mark("this must be a list")
_MISSING = mark("{key} is missing")
_UNKNOWN = mark("{key} is not known here")
_NOT_TEXT = mark("this must be a text of 1 to {most} characters")
_NOT_CODE = mark("this must be capital letters, digits, hyphens and low lines")
_NOT_REFERENCE = mark("this must be 1 to 40 letters, digits, dots, hyphens and low lines")
_NOT_YES_NO = mark("this must be true or false")
_NOT_AGE = mark("this must be a whole number of years from 0 to 120")
_NOT_DAY = mark("this must be a day, such as 2026-03-16")
_NOT_MOMENT = mark("this must be a day with a time and an offset, such as 2026-03-16T12:00:00+00:00")
_TWICE = mark("{value} is there twice")
_NO_IDENTIFIER = mark("this is no identifier: {why}")
_NO_PROVIDER = mark("no provider has the code {code}")
_NO_TYPE = mark("no need is known for the type {type}")
_NO_PLACE = mark("there must be a region or a police-force area, and not both")
_NO_REGION = mark("no region is called {name}")
_NO_AREA = mark("no police-force area has the code {code}")
_NOBODY = mark("the contract must be for women, for men or for both")
_AGES = mark("the oldest age lies below the youngest")
_DAYS = mark("it would end before it begins")
_OWN_SUB = mark("the prime provider cannot be its own subcontractor")


def read_register(text: str | bytes, *, on: date) -> RegisterFile:
    """Everything that the document says, with every fault of it; ``on`` selects the forms of identifiers."""
    read = RegisterFile()
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        read.fault("", _NOT_JSON, line=error.lineno, column=error.colno)
        return read
    except (UnicodeDecodeError, RecursionError):
        read.fault("", _NOT_JSON, line=1, column=1)
        return read
    if not _has_keys(read, "", document, ""):
        return read
    identifiers: set[str] = set()
    for place, row in _rows(read, document, "providers"):
        provider = _provider(read, place, row, on)
        if provider is not None:
            _note_twice(read, f"{place}.code", provider.code, {each.code for each in read.providers})
            if provider.number:
                _note_twice(read, f"{place}.identifier", f"{provider.scheme}-{provider.number}", identifiers)
                identifiers.add(f"{provider.scheme}-{provider.number}")
            read.providers.append(provider)
    known = {each.code for each in read.providers}
    references: set[str] = set()
    for place, row in _rows(read, document, "contracts"):
        contract = _contract(read, place, row, known)
        if contract is not None:
            _note_twice(read, f"{place}.reference", contract.reference, references)
            references.add(contract.reference)
            read.contracts.append(contract)
    return read


def _rows(read: RegisterFile, document: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(document[key], list):
        read.fault(key, _NOT_LIST)
        return
    yield from ((f"{key}[{number}]", row) for number, row in enumerate(document[key]))


def _has_keys(read: RegisterFile, place: str, row: Any, kind: str) -> bool:
    if not isinstance(row, dict):
        read.fault(place, _NOT_OBJECT)
        return False
    needed, also = _KEYS[kind]
    for key in sorted(needed - set(row)):
        read.fault(place, _MISSING, key=key)
    for key in sorted(set(row) - needed - also):
        read.fault(place, _UNKNOWN, key=key[:50])
    return needed <= set(row)


def _note_twice(read: RegisterFile, place: str, value: str, there: set[str]) -> None:
    if value in there:
        read.fault(place, _TWICE, value=value)


def _provider(read: RegisterFile, place: str, row: Any, on: date) -> Provider | None:
    if not _has_keys(read, place, row, "provider"):
        return None
    before = len(read.faults)
    code, name = _code(read, f"{place}.code", row["code"]), _text(read, f"{place}.name", row["name"], 200)
    scheme, number = "", ""
    if row.get("identifier") is not None:
        scheme, number = _identifier(read, f"{place}.identifier", row["identifier"], on)
    return Provider(code, name, scheme, number) if len(read.faults) == before else None


def _identifier(read: RegisterFile, place: str, value: Any, on: date) -> tuple[str, str]:
    text = _text(read, place, value, 80)
    scheme = next((entry.code for entry in SCHEME if text.upper().startswith(f"{entry.code}-")), "")
    if not scheme or scheme == "LOCAL":
        read.fault(place, _NO_IDENTIFIER, why=Words(mark("it names no register that is known")))
        return "", ""
    decision = identify(TypedIdentifier(on, scheme, text))  # type: ignore[arg-type]
    if not decision.value.valid:
        read.fault(place, _NO_IDENTIFIER, why=decision.reason.words)
    return scheme, decision.value.number


def _contract(read: RegisterFile, place: str, row: Any, known: set[str]) -> Contract | None:
    if not _has_keys(read, place, row, "contract"):
        return None
    before = len(read.faults)
    kind = _code(read, f"{place}.contract_type", row["contract_type"])
    need = need_of(kind)
    if kind and need is None:
        read.fault(f"{place}.contract_type", _NO_TYPE, type=kind)
    region, area = _where(read, place, row)
    made = {
        "reference": _reference(read, f"{place}.reference", row["reference"]),
        "title": _text(read, f"{place}.title", row["title"], 200),
        **_for_whom(read, place, row),
        **_visible(read, place, row),
        **_chain(read, place, row, known),
    }
    if len(read.faults) != before:
        return None
    return Contract(type=kind, need=need or "", region=region, police_area=area, **made)


def _where(read: RegisterFile, place: str, row: Mapping[str, Any]) -> tuple[str, str]:
    region, area = row["region"], row["police_area"]
    if (region is None) == (area is None):
        read.fault(place, _NO_PLACE)
    elif area is not None:
        found = police_areas().get(area) if isinstance(area, str) else None
        if found is not None:
            return found.region, found.code
        read.fault(f"{place}.police_area", _NO_AREA, code=str(area)[:50])
    else:
        named = next((each.code for each in regions() if each.name == region), "")
        if not named:
            read.fault(f"{place}.region", _NO_REGION, name=str(region)[:50])
        return named, ""
    return "", ""


def _for_whom(read: RegisterFile, place: str, row: Mapping[str, Any]) -> dict[str, Any]:
    for sex in ("women", "men"):
        if not isinstance(row[sex], bool):
            read.fault(f"{place}.{sex}", _NOT_YES_NO)
    youngest, oldest = row["minimum_age"], row["maximum_age"]
    for key, value in (("minimum_age", youngest), ("maximum_age", oldest)):
        if not (_is_age(value) or (key == "maximum_age" and value is None)):
            read.fault(f"{place}.{key}", _NOT_AGE)
    if _is_age(youngest) and _is_age(oldest) and oldest < youngest:
        read.fault(f"{place}.maximum_age", _AGES)
    if row["women"] is False and row["men"] is False:
        read.fault(place, _NOBODY)
    return {"women": row["women"], "men": row["men"], "minimum_age": youngest, "maximum_age": oldest}


def _is_age(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 120


def _visible(read: RegisterFile, place: str, row: Mapping[str, Any]) -> dict[str, Any]:
    begins: date | None = None
    ends: datetime | None = None
    try:
        begins = date.fromisoformat(row["visible_from"])
    except (TypeError, ValueError):
        read.fault(f"{place}.visible_from", _NOT_DAY)
    if row["visible_until"] is not None:
        try:
            ends = datetime.fromisoformat(row["visible_until"])
        except (TypeError, ValueError):
            ends = None
        if ends is None or ends.tzinfo is None:
            read.fault(f"{place}.visible_until", _NOT_MOMENT)
        elif begins is not None and ends.date() < begins:
            read.fault(f"{place}.visible_until", _DAYS)
    return {"visible_from": begins, "visible_until": ends}


def _chain(read: RegisterFile, place: str, row: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    prime, subs = row["prime"], row["subcontractors"]
    if not isinstance(prime, str) or prime not in known:
        read.fault(f"{place}.prime", _NO_PROVIDER, code=str(prime)[:50])
    if not isinstance(subs, list):
        read.fault(f"{place}.subcontractors", _NOT_LIST)
        subs = []
    seen: set[str] = set()
    for number, code in enumerate(subs):
        at = f"{place}.subcontractors[{number}]"
        if not isinstance(code, str) or code not in known:
            read.fault(at, _NO_PROVIDER, code=str(code)[:50])
        elif code == prime:
            read.fault(at, _OWN_SUB)
        else:
            _note_twice(read, at, code, seen)
            seen.add(code)
    return {"prime": prime, "subcontractors": tuple(code for code in subs if isinstance(code, str))}


def _text(read: RegisterFile, place: str, value: Any, most: int) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > most or any(ord(each) < 32 for each in text):
        read.fault(place, _NOT_TEXT, most=most)
        return ""
    return text


def _reference(read: RegisterFile, place: str, value: Any) -> str:
    if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
        read.fault(place, _NOT_REFERENCE)
        return ""
    return value


def _code(read: RegisterFile, place: str, value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        read.fault(place, _NOT_CODE)
        return ""
    return value
