"""Supervision over the API: from caseloads and contacts to allocation, transfers, workload and endings."""

from ninja import Router

from throughcare.supervision.api import (
    allocation,
    allocation_decisions,
    allocation_needs,
    allocation_plans,
    allocation_waiting,
    appointments,
    breaches,
    caseload,
    contacts,
    endings,
    enforcement,
    enforcement_steps,
    enforcement_warnings,
    openings,
    plan_agreeing,
    plan_writing,
    planning,
    plans,
    reallocation,
    risk,
    risk_changes,
    sentences,
    service_levels,
    standing,
    transfers,
    waiting_lists,
    workload,
    workload_tasks,
)

router = Router()
for part in (
    caseload,
    standing,
    contacts,
    appointments,
    planning,
    openings,
    sentences,
    risk,
    risk_changes,
    plans,
    plan_writing,
    plan_agreeing,
    enforcement,
    enforcement_steps,
    enforcement_warnings,
    breaches,
    waiting_lists,
    allocation_waiting,
    allocation,
    allocation_needs,
    allocation_plans,
    allocation_decisions,
    reallocation,
    transfers,
    endings,
    workload,
    workload_tasks,
    service_levels,
):
    router.add_router("", part.router)

__all__ = ["router"]
