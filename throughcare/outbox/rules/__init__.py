"""The rules of the outbox, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.outbox.rules import retry

RULES = RuleBook([retry.RULE])
