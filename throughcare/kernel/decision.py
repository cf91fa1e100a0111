"""What a rule returns: a value, the reason for it, the steps that led there and the policy it used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


def mark(template: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return template


Translate = Callable[[str], str]
MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")


def say(template: str, values: Mapping[str, object], translate: Translate | None = None) -> str:
    """The sentence ``template`` (``{name}`` placeholders) in words, translated first where ``translate`` is given.

    A value that is itself a ``Words`` is said in the same language. A date is said in words to a reader, and written as
    2026-03-09 where no translation is asked for.
    """
    if translate is not None:
        template = translate(template)
    if not values:
        return template
    return _PLACE.sub(lambda match: _spoken(values[match[1]], translate), template)


def _spoken(value: object, translate: Translate | None) -> str:
    if isinstance(value, Words):
        return value.say(translate)
    if isinstance(value, date) and translate is not None:
        return f"{value.day} {translate(MONTHS[value.month - 1])} {value.year}"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


class Words(NamedTuple):
    """A sentence kept as template and values, so that it can be said in any language later."""

    template: str
    values: Mapping[str, object] = {}

    def say(self, translate: Translate | None = None) -> str:
        """The sentence in words."""
        return say(self.template, self.values, translate)

    def __str__(self) -> str:
        return self.say()


class PolicyUse(NamedTuple):
    """One policy value that a decision stands on."""

    parameter: str
    title: str
    value: Any
    unit: str
    in_force_from: date
    citation: str
    confidence: str


class Step(NamedTuple):
    """One step towards a decision: what was looked at, what was found, what it gave.

    ``result`` is what the step gives (points, a tier, a date), None where it gives nothing. ``decisive`` marks
    the steps that the value rests on.
    """

    code: str
    words: Words
    result: Any = None
    decisive: bool = False


class Reason(NamedTuple):
    """Why the value is what it is: a stable code for machines, a sentence for people."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """The answer of a rule, explaining itself.

    ``holds_until`` is the first day on which the same facts could give another answer (a period runs out, a policy
    changes); None where time alone changes nothing.
    """

    rule: str
    rule_set: str
    value: T
    reason: Reason
    steps: tuple[Step, ...] = ()
    policies: tuple[PolicyUse, ...] = ()
    holds_until: date | None = None

    def as_dict(self, translate: Translate | None = None) -> dict[str, Any]:
        """The decision as plain data, ready for JSON; ``value`` keeps its dataclass."""
        return {
            "rule": self.rule,
            "rule_set": self.rule_set,
            "value": self.value,
            "reason": {"code": self.reason.code, "text": self.reason.words.say(translate)},
            "steps": [
                {"code": step.code, "text": step.words.say(translate), "result": step.result, "decisive": step.decisive}
                for step in self.steps
            ],
            "policies": [policy._asdict() for policy in self.policies],
            "holds_until": self.holds_until,
        }
