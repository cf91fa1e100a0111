"""Reading sentence plans: the one in force, the one being written, earlier versions, what differs between two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Max

from throughcare.people.models import Sentence
from throughcare.supervision.models import (
    Assessment,
    Plan,
    PlanNeed,
    PlanObjective,
    PlanStep,
    PlanVersion,
    StepProgress,
)
from throughcare.supervision.models.plan import OPEN_STATES
from throughcare.supervision.models.risk import NEEDS
from throughcare.supervision.queries.risk import assessments_of, latest_full
from throughcare.supervision.rules.plan_differences import (
    ObjectiveText,
    PlanDifferences,
    StepText,
    VersionText,
    differences,
)
from throughcare.supervision.rules.plan_states import STEP, STEP_STATE

TO_DO = STEP.start
_OfVersion = TypeVar("_OfVersion", PlanNeed, PlanObjective)


@dataclass(frozen=True)
class StepView:
    """A step with how it stands: the latest progress, None where nothing has been said of it yet."""

    row: PlanStep
    progress: StepProgress | None

    @property
    def state(self) -> str:
        """A code of ``STEP_STATE``."""
        return self.progress.state if self.progress else TO_DO

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return bool(STEP_STATE[self.state].facts.get("over"))

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is not over."""
        return not self.is_over and self.row.due_on is not None and self.row.due_on < on


@dataclass(frozen=True)
class ObjectiveView:
    """An objective with its steps."""

    row: PlanObjective
    steps: tuple[StepView, ...]

    @property
    def is_reached(self) -> bool:
        """Whether every step is over and at least one of them was done."""
        return (
            bool(self.steps)
            and all(one.is_over for one in self.steps)
            and any(one.state == "done" for one in self.steps)
        )


@dataclass(frozen=True)
class VersionView:
    """A version with everything it holds."""

    row: PlanVersion
    needs: tuple[PlanNeed, ...]
    objectives: tuple[ObjectiveView, ...]

    @property
    def steps(self) -> tuple[StepView, ...]:
        """The steps of all objectives."""
        return tuple(step for objective in self.objectives for step in objective.steps)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(1 for step in self.steps if step.state == "done")

    def late(self, on: date) -> int:
        """How many steps have passed their day."""
        return sum(1 for step in self.steps if step.is_late(on))

    def strengths(self, language: str = "en") -> tuple[str, ...]:
        """The strengths line by line, in Welsh where asked for and written."""
        text = self.row.strengths_cy if language == "cy" and self.row.strengths_cy else self.row.strengths
        return tuple(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True)
class PlanView:
    """The plan of a person: ``current`` is agreed, ``draft`` is being written or with the person. Earlier plans apart."""

    plan: Plan | None
    current: VersionView | None
    draft: VersionView | None
    versions: tuple[PlanVersion, ...] = field(default=())
    earlier: tuple[PlanVersion, ...] = field(default=())


def plan_of(person: int) -> PlanView:
    """The plan that is open, with its versions, the latest first; a fixed number of queries."""
    rows = list(
        PlanVersion.objects.filter(person=person)
        .select_related("plan", "begun_by", "agreed_by", "assessment")
        .order_by("-plan__opened_on", "-plan_id", "-number")
    )
    open_ = [row for row in rows if row.plan.closed_on is None]
    wanted = [row for row in open_ if row.state == "agreed" or row.state in OPEN_STATES]
    views = {view.row.pk: view for view in version_views(wanted)}
    return PlanView(
        plan=open_[0].plan if open_ else None,
        current=next((views[row.pk] for row in wanted if row.state == "agreed"), None),
        draft=next((views[row.pk] for row in wanted if row.state in OPEN_STATES), None),
        versions=tuple(open_),
        earlier=tuple(row for row in rows if row.plan.closed_on is not None),
    )


def version_views(rows: Iterable[PlanVersion]) -> list[VersionView]:
    """These versions with what they hold, by four queries for any number."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    needs = _by_version(PlanNeed.objects.filter(version__in=keys).order_by("pk"))
    objectives = _by_version(PlanObjective.objects.filter(version__in=keys))
    steps: dict[int, list[PlanStep]] = {}
    for step in PlanStep.objects.filter(version__in=keys):
        steps.setdefault(step.objective_id, []).append(step)
    latest = latest_progress({row.plan_id for row in rows})
    return [
        VersionView(
            row,
            tuple(needs.get(row.pk, ())),
            tuple(
                ObjectiveView(
                    one, tuple(StepView(step, latest.get((row.plan_id, step.key))) for step in steps.get(one.pk, ()))
                )
                for one in objectives.get(row.pk, ())
            ),
        )
        for row in rows
    ]


def version_view(row: PlanVersion) -> VersionView:
    """One version with what it holds."""
    return version_views([row])[0]


def latest_progress(plans: Iterable[int]) -> dict[tuple[int, UUID], StepProgress]:
    """The latest progress of each step of these plans."""
    rows = StepProgress.objects.filter(plan__in=list(plans)).select_related("staff").order_by("pk")
    return {(row.plan_id, row.step): row for row in rows}


def find_version(person: int, number: int, *, plan: int | None = None) -> PlanVersion | None:
    """Version ``number`` of the plan that is open, or of ``plan``; None where there is none."""
    rows = PlanVersion.objects.select_related("plan", "begun_by", "agreed_by", "assessment")
    rows = rows.filter(person=person, number=number)
    return rows.filter(plan=plan).first() if plan else rows.filter(plan__closed_on=None).first()


def open_version(person: int) -> PlanVersion | None:
    """The version that is being written or is with the person."""
    rows = PlanVersion.objects.select_related("plan", "assessment").filter(person=person, state__in=OPEN_STATES)
    return rows.filter(plan__closed_on=None).first()


def differences_between(before: PlanVersion, after: PlanVersion) -> PlanDifferences:
    """What differs between two versions."""
    first, second = (_text(version_view(row)) for row in (before, after))
    return differences(first, second)


def assessed_needs(person: int) -> tuple[Assessment | None, dict[str, str]]:
    """The latest full assessment, and the needs that it found, by section: only those that are needs."""
    full = latest_full(assessments_of(person))
    if full is None:
        return None, {}
    found = {need: str(getattr(full, f"need_{need}")) for need in NEEDS}
    return full, {need: severity for need, severity in found.items() if severity in ("standard", "severe")}


def last_day_of_supervision(person: int, *, on: date) -> date | None:
    """The first day after the last of the running sentences; None where one has no end or none runs."""
    running = Sentence.objects.filter(person=person, terminated_on=None, sentenced_on__lte=on)
    ends = [end for (end,) in running.values_list("ends_on") if end is None or end > on]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def is_supervised(person: int, *, on: date) -> bool:
    """Whether a sentence runs on ``on``."""
    ends = Sentence.objects.filter(person=person, terminated_on=None, sentenced_on__lte=on).values_list("ends_on")
    return any(end is None or end > on for (end,) in ends)


def next_number(plan: Plan) -> int:
    """The number of the next version."""
    return int(plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _by_version(rows: Iterable[_OfVersion]) -> dict[int, list[_OfVersion]]:
    found: dict[int, list[_OfVersion]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def _text(view: VersionView) -> VersionText:
    return VersionText(
        needs={need.section: need.severity for need in view.needs},
        strengths=view.strengths(),
        review_on=view.row.review_on,
        objectives=tuple(
            ObjectiveText(
                one.row.key,
                one.row.section,
                one.row.text,
                one.row.text_cy,
                tuple(
                    StepText(s.row.key, s.row.text, s.row.text_cy, s.row.who, s.row.agency, s.row.due_on)
                    for s in one.steps
                ),
            )
            for one in view.objectives
        ),
    )
