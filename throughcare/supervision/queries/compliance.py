"""How a person complies with each sentence: failures, warnings, breaches, and what the rule makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.kernel.decision import Decision
from throughcare.people.models import Sentence
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.models import Breach, Enforcement, FormalWarning
from throughcare.supervision.queries.breach_case import SentenceFacts, case_of
from throughcare.supervision.queries.failures import FailureView, failures_of
from throughcare.supervision.queries.records import records
from throughcare.supervision.rules.breach_facts import BreachCase, BreachStanding, Supervision
from throughcare.supervision.rules.breach_threshold import decide_breach_threshold
from throughcare.supervision.rules.enforcement_states import OPEN_BREACH
from throughcare.supervision.rules.failure_sentence import sentence_against, supervision_on
from throughcare.supervision.rules.record import Record, SentenceRow

Row = TypeVar("Row", FormalWarning, Breach, Enforcement)


@dataclass(frozen=True)
class Compliance:
    """One sentence: what counts, what the rule says, and what was done.

    ``case`` and ``decision`` are None where the sentence is not served in the community on the day, or is older than
    the thresholds known (``too_old``).
    """

    sentence: Sentence
    supervision: Supervision | None
    case: BreachCase | None
    decision: Decision[BreachStanding] | None
    too_old: bool
    failures: tuple[FailureView, ...]
    warnings: tuple[FormalWarning, ...]
    breaches: tuple[Breach, ...]
    processes: tuple[Enforcement, ...]

    @property
    def open_breach(self) -> Breach | None:
        """The breach or recall that waits or is in progress."""
        return next((one for one in self.breaches if one.state in OPEN_BREACH), None)

    def failure(self, reference: str) -> FailureView | None:
        """The failure of that name."""
        return next((one for one in self.failures if one.reference == reference), None)


@dataclass(frozen=True)
class _Tables:
    """What the tables hold about one person, by the key of the sentence."""

    record: Record
    failures: dict[int, list[FailureView]]
    warnings: dict[int, list[FormalWarning]]
    breaches: dict[int, list[Breach]]
    processes: dict[int, list[Enforcement]]

    def of(self, sentence: int) -> SentenceFacts:
        return SentenceFacts(
            failures=tuple(self.failures.get(sentence, ())),
            warnings=tuple(self.warnings.get(sentence, ())),
            breaches=tuple(self.breaches.get(sentence, ())),
            processes=tuple(self.processes.get(sentence, ())),
        )


def compliance_of(person: int, *, on: date) -> list[Compliance]:
    """Every sentence of a person (a primary key) that runs on ``on`` or has something to show; running ones first."""
    tables = _read(person, on)
    if tables is None:
        return []
    sentences = Sentence.objects.filter(person=person).in_bulk()
    found = [_compliance(sentences[row.id], row, tables, on) for row in tables.record.sentences if row.id in sentences]
    shown = [one for one in found if one.supervision or one.failures or one.warnings or one.breaches or one.processes]
    return sorted(
        shown, key=lambda one: (one.supervision is None, -one.sentence.starts_on.toordinal(), one.sentence.pk)
    )


def compliance_with(sentence: Sentence, *, on: date) -> Compliance | None:
    """The same for one sentence; None where the record is not visible."""
    tables = _read(sentence.person_id, on)
    if tables is None:
        return None
    row = next((one for one in tables.record.sentences if one.id == sentence.pk), None)
    return None if row is None else _compliance(sentence, row, tables, on)


def sentence_of_failure(person: int, *, on: date, named: int | None = None) -> tuple[int, Supervision] | None:
    """The key of the sentence that a failure on ``on`` counts against, and the kind of supervision it stood in."""
    found = records([person], on=on)
    against = sentence_against(found[0], on=on, named=named) if found else None
    return None if against is None else (against[0].id, against[1])


def _read(person: int, on: date) -> _Tables | None:
    found = records([person], on=on)
    if not found:
        return None
    warnings = FormalWarning.objects.filter(person=person).select_related("given_by")
    breaches = Breach.objects.filter(person=person).select_related("failure", "process")
    return _Tables(
        record=found[0],
        failures=failures_of(person, found[0], on),
        warnings=_by_sentence(warnings.order_by("given_on", "pk")),
        breaches=_by_sentence(breaches.order_by("-asked_on", "-pk")),
        processes=_by_sentence(Enforcement.objects.filter(person=person).order_by("-started_on", "-pk")),
    )


def _by_sentence(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.sentence_id].append(row)
    return found


def _compliance(sentence: Sentence, row: SentenceRow, tables: _Tables, on: date) -> Compliance:
    facts, kind = tables.of(row.id), supervision_on(tables.record, row, on=on)
    case, decision, too_old = None, None, False
    if kind is not None:
        case = case_of(tables.record, row, kind, facts, on=on)
        try:
            decision = decide_breach_threshold(case)
        except (NoPolicyInForce, CalendarNotPublished):
            too_old = True
    return Compliance(
        sentence, kind, case, decision, too_old, facts.failures, facts.warnings, facts.breaches, facts.processes
    )
