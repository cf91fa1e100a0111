"""Writing a version of a plan: needs, strengths, objectives and steps, each change with its audit entry and event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.codes import CodeList
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.plans import opened
from throughcare.supervision.commands.risk import refuse
from throughcare.supervision.events import PlanChanged
from throughcare.supervision.models import PlanNeed, PlanObjective, PlanStep, PlanVersion
from throughcare.supervision.rules.plan_entry import (
    ObjectiveEntry,
    StepEntry,
    check_objective,
    check_step,
    plan_refused,
)
from throughcare.supervision.rules.plan_wording import OBJECTIVE, STEP


@transaction.atomic
def set_needs(*, version: PlanVersion, needs: Mapping[str, str], by: User, at: datetime) -> None:
    """Say which parts of life the version works on, by section and severity. Raises ``EntryRefused``."""
    row = _draft(version)
    before = {need.section: need.severity for need in PlanNeed.objects.filter(version=row)}
    if before == dict(needs):
        refuse(plan_refused("nothing-changed"))
    PlanNeed.objects.filter(version=row).delete()
    PlanNeed.objects.bulk_create(
        PlanNeed(version=row, person=row.person, section=section, severity=severity)
        for section, severity in needs.items()
    )
    _tell(row, "needs", by, at, before=before, after=dict(needs))


@transaction.atomic
def set_strengths(*, version: PlanVersion, strengths: str, strengths_cy: str, by: User, at: datetime) -> None:
    """Say what goes well, one strength on each line, in English and where it is wanted in Welsh. Raises ``EntryRefused``."""
    row = _draft(version)
    if (row.strengths, row.strengths_cy) == (strengths, strengths_cy):
        refuse(plan_refused("nothing-changed"))
    row.strengths, row.strengths_cy = strengths, strengths_cy
    row.save(update_fields=["strengths", "strengths_cy"])
    _tell(row, "strengths", by, at)


@transaction.atomic
def add_objective(*, version: PlanVersion, entry: ObjectiveEntry, by: User, at: datetime) -> PlanObjective:
    """Add an objective at the end. Raises ``EntryRefused``."""
    row = _draft(version)
    others = PlanObjective.objects.filter(version=row)
    refuse(check_objective(entry, others=others.count()))
    place = 1 + (others.aggregate(last=Max("position"))["last"] or 0)
    objective = PlanObjective.objects.create(
        version=row, person=row.person, position=place, section=entry.section, **_texts(entry, OBJECTIVE)
    )
    _tell(row, "objective", by, at, added=objective.text)
    return objective


@transaction.atomic
def change_objective(*, objective: PlanObjective, entry: ObjectiveEntry, by: User, at: datetime) -> PlanObjective:
    """Word an objective anew; it stays the same objective. Raises ``EntryRefused``."""
    row = _draft(objective.version)
    refuse(check_objective(entry, others=0))
    before = objective.text
    _put(objective, {"section": entry.section, **_texts(entry, OBJECTIVE)})
    _tell(row, "objective", by, at, before=before, after=objective.text)
    return objective


@transaction.atomic
def remove_objective(*, objective: PlanObjective, by: User, at: datetime) -> None:
    """Take an objective and its steps out of the version. Raises ``EntryRefused``."""
    row, text = _draft(objective.version), objective.text
    objective.delete()
    _tell(row, "objective", by, at, removed=text)


@transaction.atomic
def move_objective_up(*, objective: PlanObjective, by: User, at: datetime) -> None:
    """Put an objective before the one above it; the first stays first. Raises ``EntryRefused``."""
    row = _draft(objective.version)
    ordered = list(PlanObjective.objects.filter(version=row))
    place = [one.pk for one in ordered].index(objective.pk)
    if place == 0:
        return
    ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
    for position, one in enumerate(ordered, start=1):
        PlanObjective.objects.filter(pk=one.pk).exclude(position=position).update(position=position)
    _tell(row, "objective", by, at, moved=objective.text)


@transaction.atomic
def add_step(*, objective: PlanObjective, entry: StepEntry, by: User, at: datetime) -> PlanStep:
    """Add a step to an objective. Raises ``EntryRefused``."""
    row = _draft(objective.version)
    others = PlanStep.objects.filter(objective=objective)
    refuse(check_step(entry, others=others.count(), begun_on=row.begun_on))
    step = PlanStep.objects.create(
        version=row,
        objective=objective,
        person=row.person,
        position=1 + (others.aggregate(last=Max("position"))["last"] or 0),
        **_doing(entry),
    )
    _tell(row, "step", by, at, added=step.text)
    return step


@transaction.atomic
def change_step(*, step: PlanStep, entry: StepEntry, by: User, at: datetime) -> PlanStep:
    """Change a step: its words, who does it, by when; it stays the same step. Raises ``EntryRefused``."""
    row = _draft(step.version)
    unmoved = entry.due_on == step.due_on
    refuse(check_step(entry, others=0, begun_on=step.due_on if unmoved and step.due_on else row.begun_on))
    before = step.text
    _put(step, _doing(entry))
    _tell(row, "step", by, at, before=before, after=step.text)
    return step


@transaction.atomic
def remove_step(*, step: PlanStep, by: User, at: datetime) -> None:
    """Take a step out of the version. Raises ``EntryRefused``."""
    row, text = _draft(step.version), step.text
    step.delete()
    _tell(row, "step", by, at, removed=text)


def _draft(version: PlanVersion) -> PlanVersion:
    """The version, locked; raises ``EntryRefused`` unless it is being written."""
    row = opened(version)
    if row.state != "draft":
        refuse(plan_refused("not-a-draft"))
    return row


def _texts(entry: ObjectiveEntry | StepEntry, library: CodeList) -> dict[str, str]:
    """The words to keep: those of the shared wording in both languages as they stand today, else those typed."""
    if not entry.wording:
        return {"wording": "", "text": entry.text.strip(), "text_cy": entry.text_cy.strip()}
    english = library[entry.wording].label
    with override("cy"):
        welsh = gettext(english)
    return {"wording": entry.wording, "text": english, "text_cy": welsh}


def _doing(entry: StepEntry) -> dict[str, Any]:
    return {**_texts(entry, STEP), "who": entry.who, "agency": entry.agency.strip(), "due_on": entry.due_on}


def _put(row: PlanObjective | PlanStep, values: Mapping[str, Any]) -> None:
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    if not differing:
        refuse(plan_refused("nothing-changed"))
    for name in differing:
        setattr(row, name, values[name])
    row.save(update_fields=differing)


def _tell(row: PlanVersion, part: str, by: User, at: datetime, **detail: Any) -> None:
    audit(
        action="supervision.change_plan",
        by=by,
        at=at,
        subject=f"{row.person.crn}/{row.number}",
        person=row.person_id,
        part=part,
        **detail,
    )
    announcer.announce(PlanChanged(row.pk, row.person_id, part, by.pk))
