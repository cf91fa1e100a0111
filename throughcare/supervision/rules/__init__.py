"""The rules of supervision, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.supervision.rules import tier_a_to_g, tier_two_axis
from throughcare.supervision.rules.contact_due import CONTACT_DUE_RULES

RULES = RuleBook([tier_two_axis.RULE, tier_a_to_g.RULE, *CONTACT_DUE_RULES])
