"""Migrate without drawing every model again for every operation.

Between two operations Django renders anew the model that changed and whatever is related to it, by two steps or by any
number: here, where everything leads to a person, that is nearly every model, hundreds of times. What only adds needs none
of that: its SQL speaks of one table, and of the names of others. So those operations render one model. Before any other
the whole state is rendered afresh, as Django itself does for what it calls a delayed state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

# Their SQL needs the fields of one model, and of others only the name of the table and its key.
_ONE_TABLE = (
    migrations.CreateModel, migrations.AddField, migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint,
    migrations.RemoveConstraint, migrations.AlterModelOptions, migrations.AlterModelManagers, AddTrigger, RemoveTrigger,
)  # fmt: skip
# These draw no model at all.
_NO_MODEL = (migrations.RunSQL, CreateExtension)
_PARTLY = "drawn_in_part"


@contextmanager
def quick_states() -> Iterator[None]:
    """Migrations applied inside render one model for an operation that speaks of one table; what they do is the same."""
    apply, reload = migrations.Migration.apply, ProjectState.reload_model
    migrations.Migration.apply = _in_single_steps(apply)  # type: ignore[method-assign]
    try:
        yield
    finally:
        migrations.Migration.apply, ProjectState.reload_model = apply, reload  # type: ignore[method-assign]


def _in_single_steps(apply: Any) -> Any:
    """Apply a migration by one operation at a time, each with the rendering that suits it."""
    reload = ProjectState.reload_model

    def applied(migration: Any, state: ProjectState, *arguments: Any, **options: Any) -> ProjectState:
        operations = migration.operations
        try:
            for operation in operations:
                alone = isinstance(operation, _ONE_TABLE)
                ProjectState.reload_model = _reload_alone if alone else reload  # type: ignore[assignment,method-assign]
                if not alone and not isinstance(operation, _NO_MODEL) and state.__dict__.pop(_PARTLY, False):
                    # Both the state before the operation and the one after it start from what is drawn here.
                    state.__dict__.pop("apps", None)
                    state.apps  # noqa: B018
                migration.operations = [operation]
                state = apply(migration, state, *arguments, **options)
        finally:
            migration.operations = operations
            ProjectState.reload_model = reload  # type: ignore[method-assign]
        return state

    return applied


def _reload_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: ARG001
    if "apps" not in state.__dict__:
        return
    if any(field.many_to_many for field in state.models[app_label, model_name].fields.values()):
        # The table between is a model of its own: let everything be rendered when it is asked for.
        del state.__dict__["apps"]
    else:
        state.is_delayed = state.__dict__[_PARTLY] = True
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]
