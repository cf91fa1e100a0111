"""The catalogue of events: every event that a context announces, under the name by which other systems know it.

A name is the context and the event in small letters with hyphens: ``supervision.contact-booked``. A field is an *id* (a
number of ours that says nothing by itself) or a *detail*; who acted (``by``) and the instant (``at``) are no fields of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from types import ModuleType

from throughcare.commissioning import events as commissioning
from throughcare.kernel.events import Event
from throughcare.organisations import events as organisations
from throughcare.outbox import events as outbox
from throughcare.own import events as own
from throughcare.people import events as people
from throughcare.supervision import events as supervision
from throughcare.workforce import events as workforce

SOURCES: tuple[tuple[str, ModuleType], ...] = (
    ("people", people),
    ("workforce", workforce),
    ("supervision", supervision),
    ("own", own),
    ("outbox", outbox),
    ("organisations", organisations),
    ("commissioning", commissioning),
)
KEPT_HERE = frozenset({"by", "at"})
_IDS = frozenset({"int", "int | None"})
_NO_IDS = frozenset({"number"})


@dataclass(frozen=True)
class EventField:
    """A field of an event: ``kind`` as Python writes it; ``is_id`` says that every subscriber is told it."""

    name: str
    kind: str
    is_id: bool


@dataclass(frozen=True)
class EventKind:
    """An event of the catalogue: when it happens (the sentence of its class), and what it tells."""

    name: str
    when: str
    fields: tuple[EventField, ...]
    type: type[Event]


@cache
def catalogue() -> dict[str, EventKind]:
    """Every event by name, context by context, in alphabetical order."""
    return {kind.name: kind for context, module in SOURCES for kind in _of(context, module)}


@cache
def by_type() -> dict[type[Event], EventKind]:
    """The same by class."""
    return {kind.type: kind for kind in catalogue().values()}


def _of(context: str, module: ModuleType) -> Iterator[EventKind]:
    found = {value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Event)}
    for one in sorted(found - {Event}, key=lambda each: each.__name__):
        hyphened = re.sub(r"(?<!^)(?=[A-Z])", "-", one.__name__).lower()
        yield EventKind(f"{context}.{hyphened}", " ".join((one.__doc__ or "").split()), _fields(one), one)


def _fields(event: type[Event]) -> tuple[EventField, ...]:
    return tuple(
        EventField(each.name, str(each.type), str(each.type) in _IDS and each.name not in _NO_IDS)
        for each in fields(event)
        if each.name not in KEPT_HERE
    )
