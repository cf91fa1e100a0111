"""The rules of the workforce, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.workforce.rules import capacity, impact, workload_points

RULES = RuleBook([workload_points.RULE, capacity.RULE, impact.RULE])
