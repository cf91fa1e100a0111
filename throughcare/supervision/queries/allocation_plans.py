"""The plans that were made for the lists of a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.rules.allocation_problem import LevelResult

_PLACES = {"region": "delivery_unit__region", "unit": "delivery_unit", "team": "team"}


@dataclass(frozen=True, slots=True)
class PlanListed:
    """A plan with what became of its lines: of those that the acting user may see."""

    plan: AllocationPlan
    open_lines: int
    accepted: int
    overridden: int
    declined: int
    stale: int

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return self.open_lines + self.accepted + self.overridden + self.declined + self.stale

    @property
    def state(self) -> str:
        """``open`` (nothing decided), ``partly``, ``accepted``, ``changed``, or ``dropped`` where no line was taken up."""
        taken, decided = self.accepted + self.overridden, self.lines - self.open_lines
        if self.open_lines:
            return "partly" if decided else "open"
        if not taken:
            return "dropped"
        return "accepted" if self.accepted == self.lines else "changed"

    @property
    def levels(self) -> list[LevelResult]:
        """What the plan reaches, level by level."""
        return [LevelResult(level["name"], level["value"], level["bound"]) for level in self.plan.levels]

    @property
    def gap(self) -> float:
        """The largest gap of all levels, as a share; 0 is proven best."""
        return max((level.gap for level in self.levels), default=0.0)

    def value(self, level: str) -> int | None:
        """What the plan reaches at a level, None where an older plan does not say."""
        return next((one.value for one in self.levels if one.name == level), None)


def plans_of(area: Area, *, before: int | None = None, most: int) -> list[PlanListed]:
    """The latest ``most`` plans of a region, unit or team, of those made before the plan with key ``before``."""
    found = plan_rows(area)
    if before is not None:
        found = found.filter(pk__lt=before)
    return listed(found[:most])


def plan_rows(area: Area) -> QuerySet[AllocationPlan]:
    """The plans of a region, unit or team, the latest first."""
    found = AllocationPlan.objects.filter(**{_PLACES[area.kind]: area.key})
    return found.select_related("delivery_unit", "team", "leaving", "made_by").order_by("-pk")


def listed(rows: Iterable[AllocationPlan]) -> list[PlanListed]:
    """These plans with what became of their lines, by one query more for all of them."""
    plans = list(rows)
    lines = AllocationPlanLine.objects.filter(plan__in=plans).order_by()
    counted: dict[int, dict[str, int]] = {row.pk: {} for row in plans}
    for plan, state, count in lines.values_list("plan", "state").annotate(count=Count("pk")):
        counted[plan][state] = count
    return [_listed(row, counted[row.pk]) for row in plans]


def _listed(row: AllocationPlan, lines: Mapping[str, int]) -> PlanListed:
    states = ("proposed", "accepted", "overridden", "declined", "stale")
    return PlanListed(row, *(lines.get(state, 0) for state in states))
