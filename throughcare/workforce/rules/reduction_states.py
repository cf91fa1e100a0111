"""The states of a reduction. The day decides whether it is scheduled, active or over; a person ends or deletes it."""

from __future__ import annotations

from datetime import date

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

REDUCTION = Transitions(
    "reduction",
    "scheduled",
    {
        "scheduled": {"begin": "active", "change": "scheduled", "delete": "deleted"},
        "active": {"run-out": "archived", "end": "archived", "change": "active", "delete": "deleted"},
        "archived": {},
        "deleted": {},
    },
)
REDUCTION_STATE = code_list(
    "reduction-state",
    _("State of a reduction"),
    "States of the published workload service (hmpps-workload)",
    ("scheduled", _("Scheduled")),
    ("active", _("Active")),
    ("archived", _("Over")),
    ("deleted", _("Deleted")),
)


def reduction_state(*, start: date, until: date | None, deleted: bool, on: date) -> str:
    """The state on ``on`` of a reduction on ``[start, until)``."""
    if deleted:
        return "deleted"
    if on < start:
        return "scheduled"
    return "active" if until is None or on < until else "archived"
