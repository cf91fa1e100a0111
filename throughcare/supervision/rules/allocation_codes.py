"""Codes of allocation: states of a plan's line, reasons to give a case to another, what a person may ask for."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

LINE = Transitions(
    name="plan line",
    start="proposed",
    table={
        "proposed": {"accept": "accepted", "override": "overridden", "decline": "declined", "overtake": "stale"},
        "accepted": {},
        "overridden": {},
        "declined": {},
        "stale": {},
    },
)

LINE_STATE = code_list(
    "plan-line-state",
    _("Line of an allocation plan"),
    "A person decides each line",
    ("proposed", _("Proposed")),
    ("accepted", _("Accepted")),
    ("overridden", _("Given to somebody else")),
    ("declined", _("Not accepted")),
    ("stale", _("Overtaken")),
)

OFFICER_SEX = code_list(
    "officer-sex",
    _("Sex of practitioner asked for"),
    "A preference that the person declared",
    ("F", _("A woman")),
    ("M", _("A man")),
)

REALLOCATION_REASONS = (
    "caseload-adjustment",
    "tier-or-risk",
    "officer-left",
    "risk-to-staff",
    "probation-reset",
    "other",
)
"""Codes of ``OFFICER_REASON`` for a case that somebody holds already."""
