"""SQL of migrations, statement by statement, and what each would do to a version that still serves.

A reader of words, not of grammar: it knows how PostgreSQL writes these statements, and lets pass what it does not know.
Bodies of functions are not looked into; those of ``DO`` are, because they run at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import migrations

TWO_STEPS = "the version that serves still uses it: stop using it in one release, take it away in the next"
_REWRITES = "may write the whole table anew while nobody can use it"
_READS = "reads the whole table while nobody can use it: NOT VALID, and VALIDATE CONSTRAINT in a later migration"
_BUILDS = "builds an index while nobody can write: CONCURRENTLY, in a migration with atomic = False"
_MOVES = "moves data in one transaction: let a job do it in batches"

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_BODY = re.compile(r"(\bAS\s+)?\$(\w*)\$(.*?)\$\2\$", re.DOTALL | re.IGNORECASE)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_IN_BLOCKS = re.compile(r"\b(?:BEGIN|THEN|LOOP|ELSE)\b", re.IGNORECASE)
_NAME = r'(?:ONLY )?(?:"?public"?\.)?"?(\w+)"?'


def _form(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_MADE = _form(rf"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?{_NAME}")
_ALTER = _form(rf"^ALTER TABLE (?:IF EXISTS )?{_NAME} (.*)")
_DROPPED_FUNCTION = _form(r"^DROP (?:FUNCTION|PROCEDURE|TYPE|EXTENSION) ")
# The form of a statement, with the table in its first group; whether only tables that take long matter; what it does.
_STATEMENTS = (
    (_form(rf"^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ?\bON {_NAME}"), True, _BUILDS),
    (_form(rf"^REINDEX TABLE (?!CONCURRENTLY){_NAME}"), True, _BUILDS),
    (_form(rf"^DROP (?:TABLE|MATERIALIZED VIEW|VIEW) (?:IF EXISTS )?{_NAME}"), False, TWO_STEPS),
    (_form(rf"^(?:LOCK TABLE|LOCK|TRUNCATE TABLE|TRUNCATE|CLUSTER|VACUUM FULL) {_NAME}"), False, "keeps everybody out"),
    (_form(rf"^UPDATE {_NAME}"), True, _MOVES),
    (_form(rf"^DELETE FROM {_NAME}"), True, _MOVES),
)
_CONSTRAINT = r"ADD (?:CONSTRAINT \S+ )?"
_COLUMN = r"ADD (?!CONSTRAINT\b|CHECK\b|UNIQUE\b|PRIMARY\b|FOREIGN\b|EXCLUDE\b)"
# The form of one action of ALTER TABLE.
_ACTIONS = (
    (_form(rf"^{_COLUMN}(?=.*\bNOT NULL\b)(?!.*\b(?:DEFAULT|GENERATED)\b)"), False,
     "the version that serves does not fill it: let it be null, or give it a DEFAULT"),
    (_form(rf"^{_COLUMN}.*\bGENERATED\b"), True, _REWRITES),
    (_form(rf"^{_COLUMN}.*\b(?:UNIQUE|PRIMARY KEY)\b"), True, _BUILDS),
    (_form(rf"^{_COLUMN}.*\bREFERENCES\b"), True, _READS),
    (_form(rf"^{_CONSTRAINT}(?:CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID\b)"), True, _READS),
    (_form(rf"^{_CONSTRAINT}(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b(?! USING INDEX)"), True, _BUILDS),
    (_form(r"^DROP (?!CONSTRAINT\b)"), False, TWO_STEPS),
    (_form(r"^RENAME (?!CONSTRAINT\b)"), False, TWO_STEPS),
    (_form(r"^ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b"), False, _REWRITES),
    (_form(r"^ALTER (?:COLUMN )?\S+ SET NOT NULL\b"), False,
     "reads the whole table, and the version that serves may write one that is null"),
)  # fmt: skip


def statements_of(operation: Any) -> list[str]:
    """The statements of a ``RunSQL``, without comments, texts and bodies of functions; none for anything else."""
    if not isinstance(operation, migrations.RunSQL):
        return []
    given = operation.sql if isinstance(operation.sql, list | tuple) else [operation.sql]
    whole = ";\n".join(part if isinstance(part, str) else str(part[0]) for part in given)
    return [statement for statement in _split(whole) if statement]


def faults_of(statement: str, *, serves: Callable[[str], bool], is_long: Callable[[str], bool]) -> Iterator[str]:
    """Why a statement is refused, a sentence each."""
    if _DROPPED_FUNCTION.match(statement):
        yield TWO_STEPS.replace("uses", "may call")
    for form, long, why in _STATEMENTS:
        found = form.match(statement)
        if found and (is_long if long else serves)(found[1].lower()):
            yield f"{found[1]}: {why}"
    altered = _ALTER.match(statement)
    if altered:
        table = altered[1].lower()
        for action in _actions(altered[2]):
            yield from (
                f"{table}: {why}"
                for form, long, why in _ACTIONS
                if form.match(action) and (is_long if long else serves)(table)
            )


def tables_made(statement: str) -> list[str]:
    """The table that a statement makes, if it makes one."""
    found = _MADE.match(statement)
    return [found[1].lower()] if found else []


def _split(sql: str) -> Iterator[str]:
    """Statements, each on one line; the body of a ``DO`` stands among them, that of a function is gone."""
    at_once: list[str] = []

    def take_body(found: re.Match[str]) -> str:
        if not found[1]:
            at_once.append(_IN_BLOCKS.sub(";", found[3]))
        return f"{found[1] or ''}''"

    bare = _TEXT.sub("''", _BODY.sub(take_body, _COMMENT.sub(" ", sql)))
    yield from (" ".join(statement.split()) for statement in bare.split(";"))
    for inner in at_once:
        yield from _split(inner)


def _actions(rest: str) -> Iterator[str]:
    """The actions of an ALTER TABLE: what stands between commas outside brackets."""
    depth, start = 0, 0
    for place, letter in enumerate(rest):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            yield rest[start:place].strip()
            start = place + 1
    yield rest[start:].strip()
