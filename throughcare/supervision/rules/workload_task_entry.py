"""Which reports and support can be recorded beside own cases. Pure: the caller gives the facts of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Words, mark
from throughcare.supervision.rules.workload_codes import TASK_KIND


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """What was typed: ``about`` says that a person is named, ``own_case`` that the officer held their case on the day."""

    kind: str
    done_on: date
    about: bool
    own_case: bool
    in_post: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about an entry that cannot be; ``field`` is the one to mend."""

    code: str
    field: str
    words: Words


_FAULTS: Mapping[str, tuple[str, str]] = {
    "kind-unknown": ("kind", mark("Choose what was done.")),
    "to-come": ("done_on", mark("This can be recorded only on or after the day it was done.")),
    "out-of-post": ("done_on", mark("The officer was not in post on that day.")),
    "person-missing": ("crn", mark("Say whom it is about.")),
    "own-case": ("crn", mark("Work on an own case is part of its points: support counts on cases of others.")),
}


def check_task(entry: TaskEntry, *, on: date) -> tuple[Fault, ...]:
    """What is wrong with ``entry`` on ``on``; an empty tuple where nothing is."""
    codes = []
    kind = TASK_KIND.by_code.get(entry.kind)
    if kind is None:
        codes.append("kind-unknown")
    elif kind.facts["person"] == "needed" and not entry.about:
        codes.append("person-missing")
    elif kind.facts.get("support") and entry.own_case:
        codes.append("own-case")
    if entry.done_on > on:
        codes.append("to-come")
    elif not entry.in_post:
        codes.append("out-of-post")
    return tuple(Fault(code, _FAULTS[code][0], Words(_FAULTS[code][1])) for code in codes)
