"""Writing decisions as JSON: the form that ``decide`` prints, the API answers and the schema describes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from throughcare.kernel.decision import Decision, PolicyUse, Step, Translate
from throughcare.kernel.rulebook import Rule
from throughcare.site.case_reader import strict_twin

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_KEPT = 65_536


class ReasonText(msgspec.Struct, frozen=True):
    """Why the value is what it is."""

    code: str
    text: str


class StepText(msgspec.Struct, frozen=True):
    """One step: ``result`` is what it gives (points, a tier, a date), null where nothing."""

    code: str
    text: str
    result: Any
    decisive: bool


class PolicyText(msgspec.Struct, frozen=True):
    """One policy value that the decision stands on."""

    parameter: str
    title: str
    value: Any
    unit: str
    in_force_from: dt.date
    citation: str
    confidence: str


class Failure(msgspec.Struct, frozen=True):
    """What stands in place of a decision where a line could not be decided."""

    line: int
    error: str


class DecisionWriter:
    """Encodes decisions, in one language. Steps and policies that a rule hands out again are encoded once."""

    def __init__(self, translate: Translate | None = None) -> None:
        self._translate = translate
        self._encode = msgspec.json.Encoder(enc_hook=str).encode
        self._steps: dict[int, tuple[Step, bytes]] = {}
        self._policies: dict[int, tuple[tuple[PolicyUse, ...], bytes]] = {}
        self._reasons: dict[int, tuple[Any, bytes]] = {}

    def line(self, decision: Decision[Any]) -> bytes:
        """The decision as one line of JSON, without the line's end."""
        steps = self._steps
        parts = []
        for step in decision.steps:
            known = steps.get(id(step))
            parts.append(known[1] if known is not None and known[0] is step else self._step(step))
        return b'{"rule":"%b","rule_set":"%b","value":%b,"reason":%b,"steps":[%b],"policies":%b,"holds_until":%b}' % (
            decision.rule.encode(),
            decision.rule_set.encode(),
            self._encode(decision.value),
            self._reason(decision.reason),
            b",".join(parts),
            self._uses(decision.policies),
            b"null" if decision.holds_until is None else self._encode(decision.holds_until),
        )

    # A cache entry holds the object it was made from, so that its id cannot pass to another object.

    def _step(self, step: Step) -> bytes:
        text = self._encode(StepText(step.code, step.words.say(self._translate), step.result, step.decisive))
        return _keep(self._steps, step, text)

    def _reason(self, reason: Any) -> bytes:
        known = self._reasons.get(id(reason))
        if known is not None and known[0] is reason:
            return known[1]
        text = self._encode(ReasonText(reason.code, reason.words.say(self._translate)))
        return _keep(self._reasons, reason, text)

    def _uses(self, policies: tuple[PolicyUse, ...]) -> bytes:
        known = self._policies.get(id(policies))
        if known is not None and known[0] is policies:
            return known[1]
        text = self._encode([policy._asdict() for policy in policies])
        return _keep(self._policies, policies, text)


def _keep(cache: dict[int, tuple[Any, bytes]], made_from: Any, text: bytes) -> bytes:
    if len(cache) >= _KEPT:
        cache.clear()
    cache[id(made_from)] = (made_from, text)
    return text


def rule_schema(rule: Rule) -> dict[str, Any]:
    """JSON Schemas of a rule: of a case, of its decision, and of the line that stands for a failure."""
    decision = msgspec.defstruct(
        "Decision",
        [
            ("rule", str),
            ("rule_set", str),
            ("value", rule.value),
            ("reason", ReasonText),
            ("steps", list[StepText]),
            ("policies", list[PolicyText]),
            ("holds_until", dt.date | None),
        ],
    )
    return {
        "rule": rule.name,
        "rule_set": rule.rule_set,
        "title": rule.title,
        "source": rule.source,
        "input": {"$schema": SCHEMA, **msgspec.json.schema(strict_twin(rule.case))},
        "output": {"$schema": SCHEMA, **msgspec.json.schema(decision)},
        "failure": {"$schema": SCHEMA, **msgspec.json.schema(Failure)},
    }
