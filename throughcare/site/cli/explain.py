"""``throughcare explain``: one decision, for a person to read."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from throughcare.kernel.decision import Decision, PolicyUse
from throughcare.kernel.rulebook import Rule
from throughcare.site.case_reader import CaseFault, CaseReader
from throughcare.site.cli.decide import RULE_FAULTS, known_rule, message
from throughcare.site.decision_writer import DecisionWriter

HERE = ZoneInfo("Europe/London")
_TEXT_WANTED = re.compile(r"^Expected `str.*got `(?:int|float|bool)` - at `(.+)`$")


@click.command()
@click.argument("rule")
@click.argument("facts", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--rule-set", metavar="ID", help="The rule set; the rule's default where none is named.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON, as decide does.")
def explain(rule: str, facts: tuple[str, ...], rule_set: str | None, as_json: bool) -> None:
    """Explain what RULE decides from the facts given as KEY=VALUE.

    Dots lead into nested facts and numbers into lists: registrations.0.type=RVHR. A value may be any JSON literal;
    what is not JSON is taken as text. Without "on", today is the calculation date.
    """
    found = known_rule(rule, rule_set)
    try:
        decision = found.decide(read_facts(found, facts))
    except RULE_FAULTS as error:
        raise click.ClickException(message(error)) from error
    if as_json:
        click.echo(msgspec.json.format(DecisionWriter().line(decision), indent=2))
    else:
        click.echo("\n".join(readable(found, decision)))


def read_facts(rule: Rule, facts: tuple[str, ...]) -> Any:
    """The case that the facts make; raises ``CaseFault``."""
    reader = CaseReader(rule.case, on=datetime.now(HERE).date().isoformat())
    as_text: set[str] = set()
    while True:
        try:
            return reader.read(json.dumps(_tree(facts, as_text)).encode())
        except CaseFault as fault:
            key = _wants_text(str(fault))
            if key is None or key in as_text:
                raise
            as_text.add(key)


def _wants_text(fault: str) -> str | None:
    """The key whose value is a code that looks like a number, if that is what the fault is about."""
    found = _TEXT_WANTED.search(fault)
    return None if found is None else found[1].replace("[", ".").replace("]", "")


def _tree(facts: tuple[str, ...], as_text: set[str]) -> dict[str, Any]:
    """Nested facts; the keys ``as_text`` keep their value as it was typed."""
    tree: dict[str, Any] = {}
    for fact in facts:
        key, equals, text = fact.partition("=")
        if not key or not equals:
            raise CaseFault(f"{fact!r} is not of the form key=value")
        _put(tree, key.split("."), text if key in as_text else _value(text), key)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: Any, key: str) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
        if not isinstance(tree, dict):
            raise CaseFault(f"{key}: {name} already has a value")
    if path[-1] in tree:
        raise CaseFault(f"{key} is given twice")
    tree[path[-1]] = value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _lists(value: Any) -> Any:
    """Mappings whose keys are 0, 1, 2... become lists, all the way down."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def readable(rule: Rule, decision: Decision[Any]) -> Iterator[str]:
    """The decision in lines of plain text: value, reason, steps with what each gives, policy with dates and sources."""
    yield f"{rule.title} ({rule.name}, {rule.rule_set})"
    yield ""
    yield from _value_lines(decision.value)
    yield ""
    yield f"{decision.reason.words.say()} [{decision.reason.code}]"
    if decision.holds_until is not None:
        yield f"Holds until {decision.holds_until}, when the same facts could give another answer."
    yield ""
    yield "Steps (* decisive)"
    for step in decision.steps:
        yield f"{'*' if step.decisive else ' '} {_simple(step.result):>10}  {step.words.say()}"
    yield ""
    yield "Policy"
    for policy in decision.policies:
        yield from _policy_lines(policy)


def _value_lines(value: Any, indent: str = "") -> Iterator[str]:
    """A record as ``name: value`` lines, records in it below their name; those with no answer are shown as a dash."""
    for name, shown in _named(value) or [("value", value)]:
        words = f"{indent}{name.replace('_', ' ')}:"
        if _named(shown):
            yield words
            yield from _value_lines(shown, indent + "  ")
        elif isinstance(shown, tuple | list) and any(_named(each) for each in shown):
            for place, each in enumerate(shown, start=1):
                yield f"{words} {place}"
                yield from _value_lines(each, indent + "  ")
        else:
            yield f"{words} {_simple(shown)}"


def _named(value: Any) -> list[tuple[str, Any]]:
    """The fields of a dataclass or struct; nothing for other values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, msgspec.Struct):
        return [(name, getattr(value, name)) for name in value.__struct_fields__]
    return []


def _simple(value: Any) -> str:
    if value in (None, "", ()):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return str(value)


def _policy_lines(policy: PolicyUse) -> Iterator[str]:
    confidence = "UNCONFIRMED" if policy.confidence == "unconfirmed" else policy.confidence
    yield f"  {policy.title}: {_brief(policy.value)} ({policy.unit}), from {policy.in_force_from} [{confidence}]"
    yield f"      {policy.citation} ({policy.parameter})"


def _brief(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return ", ".join(f"from {band['from']:g}: {band['value']}" for band in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_brief(each)}" for name, each in value.items())
    return str(value)
