"""Several reads in one exchange with the database: a page about one person asks for a dozen kinds of row at once.

Each way to the database and back costs more than finding the few rows of one person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

_Row = TypeVar("_Row", bound=Model)
Rows = list[tuple[Any, ...]]


def read_together(statements: Sequence[str], values: Mapping[str, Any]) -> list[Rows]:
    """The rows of each of ``statements``, which share their ``values`` and all begin with SELECT."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), dict(values))
        found: list[Rows] = []
        for place in range(len(statements)):
            cursor.set_result(place)  # The history's wrapper has gone on to the last one.
            found.append(cursor.fetchall())
        return found


def select(model: type[Model], rest: str) -> str:
    """The statement that reads whole rows of ``model`` for ``instances``; ``rest`` follows the name of its table."""
    return f"SELECT {_plan(model)[0]} FROM {model._meta.db_table} {rest}"


def instances(model: type[_Row], rows: Iterable[tuple[Any, ...]]) -> list[_Row]:
    """Rows that ``select`` read, as instances of ``model``."""
    _, names, converters = _plan(model)
    if not converters:
        return [model.from_db(connection.alias, names, row) for row in rows]
    made = []
    for row in rows:
        cells = list(row)
        for place, convert in converters:
            cells[place] = convert(cells[place], None, connection)
        made.append(model.from_db(connection.alias, names, cells))
    return made


@cache
def _plan(model: type[Model]) -> tuple[str, list[str], list[tuple[int, Callable[..., Any]]]]:
    """The columns of a model, the names of its attributes, and what turns the cells of some columns into values."""
    fields = model._meta.concrete_fields
    converters = [
        (place, convert) for place, field in enumerate(fields) for convert in field.get_db_converters(connection)
    ]
    return ", ".join(str(field.column) for field in fields), [field.attname for field in fields], converters
