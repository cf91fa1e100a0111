"""``throughcare decide``: a rule over many cases, one JSON object per line in, one decision per line out, in order."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

import click
import msgspec

from throughcare.kernel.rulebook import Rule, UnknownRule
from throughcare.site.case_reader import CaseFault, CaseReader
from throughcare.site.cli.lines import LineTooLong, bounded_lines
from throughcare.site.decision_writer import DecisionWriter, Failure, rule_schema
from throughcare.site.rulebooks import all_rules, find_rule

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RULE_FAULTS = (ValueError, LookupError, ArithmeticError)
BROKEN_PIPE_STATUS = 141
_AT_A_TIME = 128


@click.command()
@click.argument("rule", required=False)
@click.option("--rule-set", metavar="ID", help="The rule set; the rule's default where none is named.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The calculation date of the cases that do not say theirs.",
)
@click.option("--list", "listing", is_flag=True, help="List the rules and their rule sets.")
@click.option("--schema", is_flag=True, help="Print the JSON Schemas of a rule's cases and decisions.")
def decide(rule: str | None, rule_set: str | None, on: datetime | None, listing: bool, schema: bool) -> None:
    """Run RULE over the cases on standard input.

    One JSON object per line in, one decision per line out, in order. A line that cannot be decided gives a line with
    "line" and "error", and the run goes on; the exit status is then 1.
    """
    if listing:
        _list_rules()
        return
    if rule is None:
        raise click.UsageError("name a RULE, or use --list")
    found = known_rule(rule, rule_set)
    if schema:
        click.echo(msgspec.json.format(msgspec.json.encode(rule_schema(found)), indent=2))
        return
    _collect_garbage_rarely()
    failed, total = run(found, sys.stdin.buffer, sys.stdout.buffer, on=None if on is None else on.date().isoformat())
    if failed:
        click.echo(f"{failed} of {total} lines could not be decided", err=True)
        sys.exit(1)


def _collect_garbage_rarely() -> None:
    """What stays (modules, policy) is left out of collections; cases hold no cycles and go by reference count."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def known_rule(name: str, rule_set: str | None) -> Rule:
    """The rule; a usage error (status 2) that names the known ones where there is none."""
    try:
        return find_rule(name, rule_set)
    except UnknownRule as error:
        raise click.UsageError(str(error.args[0])) from error


def run(rule: Rule, source: BinaryIO, target: BinaryIO, *, on: str | None = None) -> tuple[int, int]:
    """Decide every line of ``source`` into ``target``; returns how many lines failed, and how many there were."""
    at_once = source.isatty()
    failed = total = 0
    waiting: list[bytes] = []
    try:
        for answer, good in _answers(rule, source, on):
            total += 1
            failed += not good
            waiting.append(answer)
            if at_once or len(waiting) >= _AT_A_TIME:
                _write(target, waiting, flush=at_once)
        _write(target, waiting, flush=True)
    except BrokenPipeError:
        _leave_quietly()
    return failed, total


def _answers(rule: Rule, source: BinaryIO, on: str | None) -> Iterator[tuple[bytes, bool]]:
    read, write, decide_case = CaseReader(rule.case, on=on).read, DecisionWriter().line, rule.decide
    for number, line in enumerate(bounded_lines(source), start=1):
        try:
            if isinstance(line, LineTooLong):
                raise line
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            if not line.strip():
                raise CaseFault("the line is empty")
            yield write(decide_case(read(line))), True
        except RULE_FAULTS as error:
            yield msgspec.json.encode(Failure(number, message(error))), False


def message(error: Exception) -> str:
    """What the error says, without the quotes that a lookup error puts around it."""
    return str(error.args[0]) if error.args else type(error).__name__


def _write(target: BinaryIO, waiting: list[bytes], *, flush: bool) -> None:
    if waiting:
        waiting.append(b"")
        target.write(b"\n".join(waiting))
        waiting.clear()
    if flush:
        target.flush()


def _leave_quietly() -> NoReturn:
    """The reader went away (``| head``): end without a traceback, as other programs do."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(BROKEN_PIPE_STATUS)


def _list_rules() -> None:
    rows: list[Any] = [(rule.name, rule.rule_set, rule.default, rule.title) for rule in all_rules()]
    width, set_width = max(len(row[0]) for row in rows), max(len(row[1]) for row in rows)
    for name, rule_set, default, title in rows:
        note = " (default)" if default else ""
        click.echo(f"{name:<{width}}  {rule_set:<{set_width}}  {title}{note}")
