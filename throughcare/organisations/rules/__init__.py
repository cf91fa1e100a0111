"""The rules of organisations, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.organisations.rules import identifiers, sizes

RULES = RuleBook([identifiers.RULE, sizes.RULE])
