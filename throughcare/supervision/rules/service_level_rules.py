"""The service levels as published rules: one rule for each measure, one rule set for each version of it."""

from __future__ import annotations

from throughcare.supervision.rules.service_level_cases import AppointmentCase, BreachCase, EndCase, MonthCase, PlanCase
from throughcare.supervision.rules.service_level_month import decide_month
from throughcare.supervision.rules.service_levels import (
    decide_appointment,
    decide_breach,
    decide_completion,
    decide_plan,
    rules_of,
)

_FRAMEWORKS = (
    "Published performance frameworks of the unified Probation Service, the National Probation Service and the "
)
_SOURCE = _FRAMEWORKS + "Community Rehabilitation Companies"

SERVICE_LEVEL_RULES = [
    *rules_of("initial-appointment", AppointmentCase, decide_appointment,
              "sl004", "nps-sl003r", "crc-sl001r", source=_SOURCE),
    *rules_of("release-appointment", AppointmentCase, decide_appointment,
              "sl005", "nps-sl004r", "crc-sl002r", source=_SOURCE),
    *rules_of("initial-plan", PlanCase, decide_plan, "sl006", "crc-sl003", source=_SOURCE),
    *rules_of("monthly-contact", MonthCase, decide_month, "ups-monthly-contact", "crc-ak", source=_SOURCE),
    *rules_of("breach-timeliness", BreachCase, decide_breach,
              "ups-breach-timeliness", "nps-sl014", "crc-ae", source=_SOURCE),
    *rules_of("completion", EndCase, decide_completion, "order-completion", "licence-completion", source=_SOURCE),
]  # fmt: skip
"""Measures in the order of a case's life."""
