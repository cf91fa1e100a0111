"""The rules that a context offers, by name and rule set: what `decide`, `explain`, the API and the docs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from throughcare.kernel.decision import Decision


class UnknownRule(LookupError):
    """No rule of that name, or no such rule set of it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One published rule: ``decide`` takes one ``case`` (a frozen dataclass) and returns a ``Decision`` of ``value``.

    ``case`` and ``value`` are types from which the JSON Schemas are made; ``parameters`` names the families of policy
    parameters the rule reads; ``source`` is the instrument it comes from.
    """

    name: str
    rule_set: str
    title: str
    case: type
    value: type
    decide: Callable[[Any], Decision[Any]]
    parameters: tuple[str, ...]
    source: str
    default: bool = False


class RuleBook:
    """Rules by name and rule set."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[tuple[str, str], Rule] = {}
        for rule in rules:
            if (rule.name, rule.rule_set) in self._rules:
                raise ValueError(f"rule {rule.name} {rule.rule_set} is listed twice")
            self._rules[rule.name, rule.rule_set] = rule

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def find(self, name: str, rule_set: str | None = None) -> Rule:
        """The rule, in its default set where none is named; raises ``UnknownRule`` with the names that exist."""
        sets = {rule.rule_set: rule for rule in self if rule.name == name}
        if not sets:
            known = ", ".join(sorted({rule.name for rule in self}))
            raise UnknownRule(f"no rule named {name!r}; known: {known}")
        if rule_set is None:
            return next((rule for rule in sets.values() if rule.default), next(iter(sets.values())))
        if rule_set not in sets:
            raise UnknownRule(f"rule {name!r} has no rule set {rule_set!r}; known: {', '.join(sorted(sets))}")
        return sets[rule_set]
