"""Moving rows from one record to another, and back: shared by every context that holds rows about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, UniqueConstraint


def move_rows(model: type[Model], *, source: int, target: int) -> list[int]:
    """Give ``target`` the rows of ``source``, except those that a unique constraint says it has; their keys, ascending."""
    rows = model._default_manager.filter(person_id=source)
    held = _held(model, source, target)
    keys = sorted(set(rows.values_list("pk", flat=True)) - held)
    model._default_manager.filter(pk__in=keys).update(person_id=target)
    return keys


def return_rows(model: type[Model], *, keys: Iterable[int], source: int, target: int) -> None:
    """Give ``target`` back those rows that ``source`` still holds."""
    model._default_manager.filter(pk__in=list(keys), person_id=source).update(person_id=target)


def _held(model: type[Model], source: int, target: int) -> set[int]:
    """The keys of the rows of ``source`` that ``target`` has as well, by the constraints that name the person."""
    held: set[int] = set()
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or "person" not in constraint.fields:
            continue
        others = [name for name in constraint.fields if name != "person"]
        manager: Any = model._default_manager
        known = set(manager.filter(person_id=target).values_list(*others))
        held |= {
            key
            for key, *values in manager.filter(person_id=source).values_list("pk", *others)
            if tuple(values) in known
        }
    return held
