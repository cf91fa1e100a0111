"""The rules of supervision, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.supervision.rules import tier_a_to_g, tier_two_axis

RULES = RuleBook([tier_two_axis.RULE, tier_a_to_g.RULE])
