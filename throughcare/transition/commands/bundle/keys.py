"""What the rows of a bundle call each other: keys of teams, staff, people and sentences, and who is faulty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from throughcare.transition.commands.bundle.targets import TARGETS

REFERRED: tuple[str, ...] = ("teams", "staff", "people", "sentences")


@dataclass
class Keys:
    """Keys of the rows read so far with their numbers in the database, as text; the empty key stands for none.

    ``complete`` is False for a file that could not be read to its end: then any key is taken as right.
    """

    ids: dict[str, str] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    complete: bool = True


@dataclass
class Register:
    """All keys; ``people_with_sentence``, ``owner`` (sentence: number of its person) and ``usernames`` for the checks.

    ``faulty`` holds the numbers of people who have a faulty row somewhere, or depend on one.
    """

    units: Mapping[str, str]
    regions: Mapping[str, str]
    keys: dict[str, Keys] = field(default_factory=lambda: {name: Keys() for name in REFERRED})
    owner: dict[str, str] = field(default_factory=lambda: {"": ""})
    with_username: set[str] = field(default_factory=set)
    crn_of: dict[str, str] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)


def open_register() -> Register:
    """A register that knows the units and regions of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, id::text FROM organisations_deliveryunit")
        units = dict(cursor.fetchall())
        cursor.execute("SELECT code, id::text FROM organisations_region")
        return Register({**units, "": ""}, {**dict(cursor.fetchall()), "": ""})


def number_rows(name: str, keys: Keys) -> None:
    """Give every staged row of ``name`` its number in the database: the one it has there, or a new one."""
    target = TARGETS[name]
    key = target.file.key[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE TEMP TABLE {target.staging}_ids ON COMMIT DROP AS
                SELECT DISTINCT ON (s."{key}") s.row, s."{key}" AS key, t.id IS NULL AS fresh,
                       coalesce(t.id, nextval(pg_get_serial_sequence('{target.table}', 'id'))) AS id
                FROM {target.staging} s LEFT JOIN {target.table} t ON t.{key} = s."{key}"
                WHERE s."{key}" IS NOT NULL ORDER BY s."{key}", s.row"""
        )
        cursor.execute(f"SELECT key, id::text FROM {target.staging}_ids")
        while rows := cursor.fetchmany(50_000):
            keys.ids.update(rows)
    keys.ids[""] = ""
