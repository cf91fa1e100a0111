"""The plans that were made for the lists of a place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from throughcare.supervision.models import AllocationPlan
from throughcare.supervision.queries.cases import Area

_PLACES = {"region": "delivery_unit__region", "unit": "delivery_unit", "team": "team"}


@dataclass(frozen=True, slots=True)
class PlanListed:
    """A plan with how many of its lines the acting user may see that are still to be decided."""

    plan: AllocationPlan
    open_lines: int


def plans_of(area: Area, *, before: int | None = None, most: int) -> list[PlanListed]:
    """The latest ``most`` plans of a region, unit or team, of those made before the plan with key ``before``."""
    found = AllocationPlan.objects.filter(**{_PLACES[area.kind]: area.key})
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = found.select_related("delivery_unit", "team", "leaving", "made_by").annotate(
        open_lines=Count("lines", filter=Q(lines__state="proposed"))
    )
    return [PlanListed(row, row.open_lines) for row in rows.order_by("-pk")[:most]]
