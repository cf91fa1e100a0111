"""Sentence plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class PlanBegun(Event):
    """A version of a sentence plan is being written; ``number`` 1 is the first plan."""

    version: int
    person: int
    number: int
    reason: str
    by: int


@dataclass(frozen=True)
class PlanChanged(Event):
    """A part of a version that is being written was changed: needs, strengths, an objective or a step."""

    version: int
    person: int
    part: str
    by: int


@dataclass(frozen=True)
class PlanShared(Event):
    """A version was shown to the person, before it is agreed."""

    version: int
    person: int
    shared_on: date
    by: int


@dataclass(frozen=True)
class PlanAgreed(Event):
    """A version was agreed and no longer changes; ``contact`` is its entry on the record."""

    version: int
    person: int
    number: int
    agreed_on: date
    contact: int
    by: int


@dataclass(frozen=True)
class PlanDiscarded(Event):
    """A version that was being written was given up."""

    version: int
    person: int
    by: int


@dataclass(frozen=True)
class PlanClosed(Event):
    """A sentence plan ended."""

    plan: int
    person: int
    closed_on: date
    reason: str
    by: int


@dataclass(frozen=True)
class PlanStepProgressed(Event):
    """A step of an agreed plan was started, done, given up or taken up again."""

    plan: int
    person: int
    step: str
    state: str
    on: date
    by: int
