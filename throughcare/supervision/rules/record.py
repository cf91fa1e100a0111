"""A person's record as the rules read it: plain rows, from which the cases of the rules are made.

What the record calls a thing and what a rule asks for differ (a custodial sentence is custody, then licence, then
post-sentence supervision); this module and ``cases`` are the one place where they are matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from throughcare.kernel.period import Period


class SentenceRow(NamedTuple):
    """A sentence: see ``people.models.Sentence``."""

    id: int
    kind: str
    offence_group: str
    sentenced_on: date
    starts_on: date
    ends_on: date | None
    licence_ends_on: date | None
    terminated_on: date | None

    def ended_on(self) -> date | None:
        """The first day on which it no longer runs, as far as recorded."""
        days = [day for day in (self.terminated_on, self.ends_on) if day is not None]
        return min(days, default=None)

    def runs_on(self, day: date) -> bool:
        """Whether it has been passed and has not ended."""
        end = self.ended_on()
        return self.sentenced_on <= day and (end is None or day < end)


class CustodyRow(NamedTuple):
    """Time in custody under a sentence."""

    sentence: int
    kind: str
    start: date
    until: date | None


class RequirementRow(NamedTuple):
    """A requirement of a sentence."""

    sentence: int
    category: str
    start: date
    ended: date | None


class RegistrationRow(NamedTuple):
    """A registration that has not been removed."""

    type: str
    level: str
    category: str
    registered_on: date


class EnforcementRow(NamedTuple):
    """The outcome of a breach or recall."""

    sentence: int
    outcome: str


class AssessmentRow(NamedTuple):
    """A completed assessment: see ``supervision.models.Assessment``."""

    kind: str
    completed_on: date
    rsr: float | None
    ogrs: float | None
    arp: float | None
    arp_kind: str
    csrp: float | None
    csrp_kind: str
    dc_srp: float | None
    dc_srp_band: str
    needs: tuple[str, ...]
    parenting: int | None
    impulsivity: int | None
    temper: int | None


@dataclass(slots=True)
class Record:
    """Everything of one person that a rule of supervision reads; a contact is its type, its day and its outcome."""

    person: int
    crn: str
    sex: str
    region: str
    sentences: list[SentenceRow] = field(default_factory=list)
    custody: list[CustodyRow] = field(default_factory=list)
    requirements: list[RequirementRow] = field(default_factory=list)
    registrations: list[RegistrationRow] = field(default_factory=list)
    enforcements: list[EnforcementRow] = field(default_factory=list)
    assessments: list[AssessmentRow] = field(default_factory=list)
    contacts: Sequence[tuple[str, date, str]] = ()

    def returns_to_custody(self) -> tuple[Period, ...]:
        """Recalls and remands, under whatever sentence."""
        return tuple(Period(spell.start, spell.until) for spell in self.custody if spell.kind != "sentence")
