"""The case that `breach-threshold` is asked with, from what the tables hold about one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from throughcare.supervision.models import Breach, Enforcement, FormalWarning
from throughcare.supervision.queries.failures import FailureView
from throughcare.supervision.queries.suspension import suspended_by
from throughcare.supervision.rules.breach_facts import BreachCase, FailureFact, Supervision, WarningFact
from throughcare.supervision.rules.failure_sentence import began_on
from throughcare.supervision.rules.record import Record, SentenceRow

LOOK_BACK_DAYS = 800


@dataclass(frozen=True)
class SentenceFacts:
    """What was recorded under one sentence."""

    failures: tuple[FailureView, ...]
    warnings: tuple[FormalWarning, ...]
    breaches: tuple[Breach, ...]
    processes: tuple[Enforcement, ...]


def case_of(record: Record, row: SentenceRow, kind: Supervision, facts: SentenceFacts, *, on: date) -> BreachCase:
    """The case on ``on``; what had suspended contact is asked for failures known only from contacts."""
    decided = _decided(facts.breaches, on)
    own = {breach.process_id for breach in facts.breaches}
    begins = began_on(record, row, on=on)
    ended = max([*_ended_here(facts.breaches, on), *_ended_elsewhere(facts.processes, own, on)], default=None)
    start = max(begins, ended or begins)
    return BreachCase(
        on=on,
        sentence=kind,
        sentence_date=row.sentenced_on,
        crn=record.crn,
        start_date=begins,
        failures=tuple(
            _of_view(view, decided, row.id, record.person, start, on) for view in facts.failures if view.counts
        ),
        warnings=tuple(
            WarningFact(given_on=one.given_on, reference=one.reference, withdrawn_on=one.withdrawn_on)
            for one in facts.warnings
        ),
        breach_since=min(_running(facts.processes, on), default=None),
        last_breach_ended_on=ended,
    )


def _of_view(
    view: FailureView, decided: dict[int, str], sentence: int, person: int, start: date, on: date
) -> FailureFact:
    if view.row is not None:
        return replace(view.fact, decided=decided.get(view.row.pk))  # type: ignore[arg-type]
    if view.fact.date < start or (on - view.fact.date).days > LOOK_BACK_DAYS:
        return view.fact
    found = suspended_by(person, sentence=sentence, on=view.fact.date)
    return replace(view.fact, suspended_by=found or None)  # type: ignore[arg-type]


def _running(processes: Iterable[Enforcement], on: date) -> list[date]:
    """The first days of the processes that had begun and not ended on a day."""
    return [
        one.started_on for one in processes if one.started_on <= on and (one.outcome_on is None or one.outcome_on > on)
    ]


def _decided(breaches: Iterable[Breach], on: date) -> dict[int, str]:
    """By failure, where a manager decided against breach or a breach was withdrawn."""
    found = {}
    for breach in sorted(breaches, key=lambda one: (one.decided_on or date.max, one.pk)):
        if breach.state == "declined" and breach.decided_on is not None and breach.decided_on <= on:
            found[breach.failure_id] = "no-breach"
        elif breach.state == "withdrawn" and breach.ended_on is not None and breach.ended_on <= on:
            found[breach.failure_id] = "withdrawn"
        elif breach.state == "waiting":
            found.pop(breach.failure_id, None)
    return found


def _ended_here(breaches: Iterable[Breach], on: date) -> list[date]:
    """The days on which a court dealt with breaches conducted here: with a breach that was not proved it did not."""
    return [
        one.ended_on
        for one in breaches
        if one.state == "concluded" and one.ended_on is not None and one.ended_on <= on and one.process is not None
        and one.process.outcome != "BRE99"
    ]  # fmt: skip


def _ended_elsewhere(processes: Iterable[Enforcement], own: set[int | None], on: date) -> list[date]:
    return [
        one.outcome_on
        for one in processes
        if one.pk not in own and one.outcome_on is not None and one.outcome_on <= on and one.outcome != "BRE99"
    ]
