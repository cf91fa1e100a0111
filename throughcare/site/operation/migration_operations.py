"""Operations of Django's migrations, and what each would do to a version that still serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger.migrations
from django.contrib.postgres import operations as postgres
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from throughcare.site.operation import migration_sql

# Tables that stay small at national scale: building an index or checking a rule over one takes a moment.
SMALL = frozenset(
    {"accounts_user", "organisations_region", "organisations_deliveryunit", "organisations_posting", "workforce_team",
     "workforce_staff", "transition_bundlerun"}
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """The tables that the released version reads and writes."""

    released: frozenset[str]

    def serves(self, table: str) -> bool:
        """Whether that version uses the table; one that is new may be treated in any way."""
        return table in self.released

    def is_long(self, table: str) -> bool:
        """Whether it does, and reading the table through takes longer than a moment."""
        return self.serves(table) and table not in SMALL


TWO_STEPS = migration_sql.TWO_STEPS
CONCURRENTLY = "builds an index while nobody can write: AddIndexConcurrently, in a migration with atomic = False"
NOT_VALID = (
    "reads the whole table while nobody can use it: AddConstraintNotValid, and ValidateConstraint in a later migration"
)
NO_DEFAULT = "the version that serves does not fill it: let it be null, or give it a db_default"


def faults_of(operation: Operation, migration: Any, state: ProjectState, tables: Tables) -> Iterator[str]:
    """Why the operation is refused, a sentence each; ``state`` is the one before it."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from faults_of(inner, migration, state, tables)
        return
    if isinstance(operation, migrations.RunSQL):
        for statement in migration_sql.statements_of(operation):
            yield from migration_sql.faults_of(statement, serves=tables.serves, is_long=tables.is_long)
        return
    for kind, check in _CHECKS:
        if type(operation) is kind or (kind in _WITH_KINDS and isinstance(operation, kind)):
            yield from check(operation, _table(operation, migration, state), state, tables)
            return
    yield f"{type(operation).__name__} is not known to be safe: say in safe_because why it is here"


def _table(operation: Any, migration: Any, state: ProjectState) -> str:
    """The table that an operation is about, as the state before it names it; empty where it is about none."""
    name = (
        getattr(operation, "model_name", None) or getattr(operation, "old_name", None) or getattr(operation, "name", "")
    )
    model = state.models.get((migration.app_label, str(name).lower()))
    if model is None:
        return ""
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


def _nothing(*_: Any) -> Iterator[str]:
    return iter(())


def _two_steps(_operation: Any, table: str, _state: ProjectState, tables: Tables) -> Iterator[str]:
    if tables.serves(table):
        yield TWO_STEPS


def _add_field(operation: migrations.AddField, table: str, _state: ProjectState, tables: Tables) -> Iterator[str]:
    field: Any = operation.field
    if not tables.serves(table) or field.many_to_many:
        return
    if not field.null and not field.has_db_default() and not getattr(field, "generated", False):
        yield NO_DEFAULT
    if getattr(field, "generated", False):
        yield "writes the whole table anew: let it be null, fill it in batches"
    if (field.unique or field.db_index) and tables.is_long(table):
        yield CONCURRENTLY
    if field.remote_field and field.db_constraint and tables.is_long(table):
        yield "checks every row of a foreign key: db_constraint=False, then ADD CONSTRAINT ... NOT VALID, validated later"


def _alter_field(operation: migrations.AlterField, table: str, state: ProjectState, tables: Tables) -> Iterator[str]:
    if not tables.serves(table):
        return
    before = next((model for (_, name), model in state.models.items() if name == operation.model_name_lower
                   and _is_table(model, table)), None)  # fmt: skip
    old: Any = before.fields[operation.name] if before else None
    new: Any = operation.field
    if old is None or _kept(old, new):
        return
    if old.null and not new.null:
        yield "reads the whole table to see that none is null, and the version that serves may write one"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield CONCURRENTLY
    if not _kept(old, new, but=("null", "unique", "db_index")):
        yield "changes what is stored: add another field, fill it, use it, take the old one away in the next release"


def _is_table(model: Any, table: str) -> bool:
    return bool(table == (model.options.get("db_table") or f"{model.app_label}_{model.name_lower}"))


def _kept(old: Any, new: Any, but: tuple[str, ...] = ()) -> bool:
    """Whether a field is stored as before, or in a way that takes everything stored: longer, or null besides."""
    before, after = _stored(old), _stored(new)
    if before.keys() != after.keys():
        return False
    return all(key in but or before[key] == after[key] or _is_wider(key, before, after) for key in before)


def _is_wider(key: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    if key == "null":
        return bool(after["null"])
    if key == "max_length" and before["max_length"] and after["max_length"]:
        return bool(after["max_length"] >= before["max_length"])
    return False


def _stored(field: Any) -> dict[str, Any]:
    """What of a field the database knows."""
    _, kind, args, given = field.deconstruct()
    known = {key: value for key, value in given.items() if key not in field.non_db_attrs and key not in _PYTHON_ALONE}
    known |= {key: getattr(field, key) for key in ("null", "unique", "db_index", "primary_key")}
    return {**known, "max_length": field.max_length, "kind": kind, "args": args}


_PYTHON_ALONE = frozenset({"default", "choices", "on_delete", "related_name", "related_query_name", "limit_choices_to"})


def _add_index(_operation: Any, table: str, _state: ProjectState, tables: Tables) -> Iterator[str]:
    if tables.is_long(table):
        yield CONCURRENTLY


def _add_constraint(
    operation: migrations.AddConstraint, table: str, _state: ProjectState, tables: Tables
) -> Iterator[str]:
    if not tables.is_long(table):
        return
    if isinstance(operation.constraint, models.CheckConstraint):
        yield NOT_VALID
    else:
        yield "builds an index while nobody can write: a unique index CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX"


def _python(operation: migrations.RunPython, _table: str, _state: ProjectState, _tables: Tables) -> Iterator[str]:
    if operation.code is not migrations.RunPython.noop:
        yield "moves data in one transaction: let a job do it in batches, or say in safe_because why it takes a moment"


Check = Callable[[Any, str, ProjectState, Tables], Iterator[str]]
_CHECKS: tuple[tuple[type[Operation], Check], ...] = (
    (migrations.CreateModel, _nothing),
    (migrations.DeleteModel, _two_steps),
    (migrations.RenameModel, _two_steps),
    (migrations.AlterModelTable, _two_steps),
    (migrations.AddField, _add_field),
    (migrations.AlterField, _alter_field),
    (migrations.RemoveField, _two_steps),
    (migrations.RenameField, _two_steps),
    (migrations.AddIndex, _add_index),
    (migrations.RemoveIndex, _nothing),
    (migrations.RenameIndex, _nothing),
    (migrations.AddConstraint, _add_constraint),
    (migrations.RemoveConstraint, _nothing),
    (migrations.AlterModelOptions, _nothing),
    (migrations.AlterModelManagers, _nothing),
    (migrations.AlterModelTableComment, _nothing),
    (postgres.AddIndexConcurrently, _nothing),
    (postgres.RemoveIndexConcurrently, _nothing),
    (postgres.AddConstraintNotValid, _nothing),
    (postgres.ValidateConstraint, _nothing),
    (postgres.CreateExtension, _nothing),
    (pgtrigger.migrations.AddTrigger, _nothing),
    (pgtrigger.migrations.RemoveTrigger, _nothing),
    (migrations.RunPython, _python),
)
# Kinds of which the package has several, all alike.
_WITH_KINDS: frozenset[type[Operation]] = frozenset({postgres.CreateExtension})
