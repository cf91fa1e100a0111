"""What a migration may do while the version before it still serves.

Looked at are migrations that no release has had (``released.txt`` names those that one had), operation by operation, against
the tables that the released version uses. An operation that would break that version, or hold a lock for longer than it
takes to change the catalogue, is refused, unless the migration says in ``safe_because`` why it does neither here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from throughcare.site.operation import migration_sql
from throughcare.site.operation.migration_operations import Tables, faults_of

RELEASED = Path(__file__).with_name("released.txt")
SHORTEST_REASON = 30
Name = tuple[str, str]


@dataclass(frozen=True)
class Refused:
    """One operation that must not be done while the released version serves: where, and why."""

    migration: str
    operation: str
    why: str

    def __str__(self) -> str:
        return f"{self.migration}: {self.operation}: {self.why}"


def released_migrations(file: Path = RELEASED) -> frozenset[Name]:
    """Application and name of the migrations that the last release had."""
    lines = file.read_text(encoding="utf-8").split()
    return frozenset((app, name) for app, _, name in (line.partition(".") for line in lines))


def note_release(file: Path = RELEASED) -> int:
    """Note every migration that there is as released; returns how many. Done when a release is made, and then only."""
    names = sorted(".".join(name) for name, migration in _loader().disk_migrations.items() if _is_ours(migration))
    file.write_text("\n".join(names) + "\n", encoding="utf-8")
    return len(names)


def refused_operations(released: frozenset[Name]) -> list[Refused]:
    """Every operation of a migration since the release that its tables do not bear."""
    loader = _loader()
    order = _in_order(loader)
    tables = tables_of_release([migration for name, migration in order if name in released or not _is_ours(migration)])
    state = ProjectState()
    found: list[Refused] = []
    for name, migration in order:
        if _is_ours(migration) and name not in released:
            found += check_migration(migration, state, tables)
        else:
            state = migration.mutate_state(state, preserve=False)
    return found


def check_migration(migration: Migration, state: ProjectState, tables: Tables) -> Iterator[Refused]:
    """What is wrong with one migration; ``state`` is the one before it, and becomes the one after it."""
    reason = str(getattr(migration, "safe_because", "")).strip()
    where = f"{migration.app_label}.{migration.name}"
    for operation in migration.operations:
        for why in faults_of(operation, migration, state, tables):
            if not reason:
                yield Refused(where, describe(operation), why)
        operation.state_forwards(migration.app_label, state)
    if reason and len(reason) < SHORTEST_REASON:
        yield Refused(where, "safe_because", "the reason is too short to be one")


def tables_of_release(migrations: list[Migration]) -> Tables:
    """The tables that these migrations leave behind, those made by SQL among them."""
    state = ProjectState()
    made: set[str] = set()
    for migration in migrations:
        migration.mutate_state(state, preserve=False)
        for operation in migration.operations:
            made |= {
                table for sql in migration_sql.statements_of(operation) for table in migration_sql.tables_made(sql)
            }
    return Tables(frozenset(made | {table_of(model) for model in state.models.values()}))


def table_of(model: Any) -> str:
    """The table of a model's state."""
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


def describe(operation: Operation) -> str:
    """An operation in a few words."""
    return " ".join(operation.describe().split())[:100]


def _in_order(loader: MigrationLoader) -> list[tuple[Name, Migration]]:
    """Every migration, each after those that it needs."""
    order: dict[Name, Migration] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        for name in loader.graph.forwards_plan(leaf):
            order.setdefault(name, loader.graph.nodes[name])
    return list(order.items())


def _is_ours(migration: Migration) -> bool:
    return type(migration).__module__.startswith("throughcare.")


def _loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)
