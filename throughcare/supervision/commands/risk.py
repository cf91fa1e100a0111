"""What recording a fact about risk ends with: the answers made again at once, and what changed told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.events import GradeOutgrown
from throughcare.supervision.models import Assessment, Registration
from throughcare.supervision.queries.explained import explain_all
from throughcare.supervision.queries.kept import KeptAnswers, graded_tier, kept_answers
from throughcare.supervision.rules.faults import EntryFault, EntryRefused
from throughcare.supervision.rules.standing import Answers

Row = TypeVar("Row", Registration, Assessment)


@dataclass(frozen=True)
class RiskSaved(Generic[Row]):
    """What saving did: the row, and the kept answers before and after.

    ``ended`` are the registrations of which the new one took the place; ``repeated`` says that the same form came twice
    and nothing was written the second time.
    """

    row: Row
    before: KeptAnswers
    after: KeptAnswers
    ended: tuple[Registration, ...] = ()
    repeated: bool = False


def locked(person: Person) -> None:
    """Let nobody else record something about this person until the transaction ends."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def refuse(faults: tuple[EntryFault, ...], *, confirmed: bool = False) -> None:
    """Raise ``EntryRefused`` for what is impossible, or unlikely and not ``confirmed``."""
    refused = [fault for fault in faults if not (fault.warning and confirmed)]
    if refused:
        raise EntryRefused(refused)


def answered(person: int, *, on: date, cause: str, about: Mapping[str, Any], before: KeptAnswers) -> KeptAnswers:
    """Ask the rules again and return the answers; says so where the tier has outgrown the grade of whoever holds it."""
    derive([person], on=on, cause=cause, about=about)
    after = kept_answers(person, on=on)
    if after.is_outgrown and not before.is_outgrown and after.staff is not None:
        tier, scheme = graded_tier(after.label("a-to-g-2026"), after.label("two-axis-2021"))
        announcer.announce(GradeOutgrown(person, after.staff.pk, scheme, tier, on))
    return after


@dataclass(frozen=True)
class Foreseen(Generic[Row]):
    """What saving would do: as saved, what is unlikely about the entry, and the rules' answers before and after."""

    saved: RiskSaved[Row]
    warnings: tuple[EntryFault, ...]
    before: Answers | None
    after: Answers | None


def foresee(act: Callable[[bool], RiskSaved[Row]], *, person: int, on: date) -> Foreseen[Row]:
    """What ``act`` (told whether doubts are confirmed) would do: done, looked at and undone. Raises ``EntryRefused``.

    Done by the command itself, so that what is shown is what saving does.
    """
    before = explain_all(person, on=on)
    warnings: tuple[EntryFault, ...] = ()
    with transaction.atomic():
        try:
            saved = act(False)
        except EntryRefused as refused:
            warnings = refused.faults
            if not all(fault.warning for fault in warnings):
                raise
            saved = act(True)
        after = explain_all(person, on=on)
        transaction.set_rollback(True)
    return Foreseen(saved, warnings, before, after)


def day_of(at: datetime) -> date:
    """The calendar day of an instant."""
    return timezone.localtime(at).date()
