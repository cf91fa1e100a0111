"""What supervision holds about two records that were joined: moved on a merge, returned when it is undone."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughcare.people.commands.merge import remember_moved
from throughcare.people.commands.moving import move_rows, return_rows
from throughcare.people.events import PeopleMerged, PeopleUnmerged
from throughcare.people.models import Merge
from throughcare.supervision.commands.plan_merging import end_second_plan, open_second_plan
from throughcare.supervision.models import (
    Allocation,
    AllocationNeed,
    AllocationPlanLine,
    Assessment,
    Breach,
    BreachHearing,
    Closing,
    ConflictOfInterest,
    Contact,
    Enforcement,
    Failure,
    FormalWarning,
    GradeWaiver,
    IssuedDocument,
    OfficerSpell,
    Plan,
    PlanNeed,
    PlanObjective,
    PlanStep,
    PlanVersion,
    ReasonOffered,
    Registration,
    RegistrationReview,
    StepProgress,
    Transfer,
    WarnedFailure,
    WorkloadTask,
)

PLANS = (Plan, PlanVersion, PlanNeed, PlanObjective, PlanStep, StepProgress)
RISK = (Registration, RegistrationReview, Assessment, Enforcement, GradeWaiver)
ENFORCED = (Failure, ReasonOffered, FormalWarning, WarnedFailure, Breach, BreachHearing, IssuedDocument)
ALLOCATED = (Allocation, AllocationNeed, AllocationPlanLine, ConflictOfInterest)
MOVED = (Closing, Contact, *RISK, *ENFORCED, Transfer, WorkloadTask, *PLANS, *ALLOCATED)
ENDED, ENDED_PLAN = "supervision.officerspell", "supervision.plan-ended"
REASON = "The record was merged into another"
_FIELDS = ("status", "staff_id", "team_id", "reason")


def move_records(event: PeopleMerged) -> None:
    """Give the survivor contacts, what is known of risk, plans and tasks; end supervision under the duplicate.

    Officer spells stay with the record they belong to, because each record's spells are a chain of their own.
    """
    second = end_second_plan(source=event.duplicate, target=event.survivor, on=event.on)
    moved: dict[str, Any] = {
        model._meta.label_lower: move_rows(model, source=event.duplicate, target=event.survivor) for model in MOVED
    }
    moved[ENDED], moved[ENDED_PLAN] = _end_chain(event.duplicate, event.on), second
    remember_moved(event.merge, moved)


def return_records(event: PeopleUnmerged) -> None:
    """Give back what ``move_records`` moved and the survivor still holds, and open the chain of officers again."""
    moved = Merge.objects.get(pk=event.merge).moved
    for model in MOVED:
        return_rows(model, keys=moved.get(model._meta.label_lower, []), source=event.survivor, target=event.duplicate)
    open_second_plan(moved.get(ENDED_PLAN))
    ended = moved.get(ENDED)
    if ended:
        _reopen_chain(ended)


def _end_chain(person: int, on: date) -> dict[str, Any] | None:
    """End the open spell: a spell begun before ``on`` is closed and followed by an ended one, a later one is turned."""
    spell = OfficerSpell.objects.select_for_update().filter(person_id=person, until__isnull=True).first()
    if spell is None or spell.status == "ended":
        return None
    before = {name: getattr(spell, name) for name in _FIELDS}
    if spell.start < on:
        OfficerSpell.objects.filter(pk=spell.pk).update(until=on)
        follower = OfficerSpell.objects.create(person_id=person, start=on, status="ended", reason=REASON)
        return {"spell": spell.pk, "before": before, "follower": follower.pk}
    OfficerSpell.objects.filter(pk=spell.pk).update(status="ended", staff=None, team=None, reason=REASON)
    return {"spell": spell.pk, "before": before, "follower": None}


def _reopen_chain(ended: dict[str, Any]) -> None:
    """Undo ``_end_chain``, unless the chain was continued since."""
    if ended["follower"] is None:
        OfficerSpell.objects.filter(pk=ended["spell"], status="ended").update(**ended["before"])
        return
    follower = OfficerSpell.objects.filter(pk=ended["follower"], until__isnull=True, status="ended")
    if follower.exists():
        OfficerSpell.objects.filter(pk=ended["spell"]).update(until=None)
        follower.delete()
