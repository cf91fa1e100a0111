"""Where the rows of each file live in the database: table, columns, natural key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from throughcare.transition.rules.bundle_columns import BundleFile, Column
from throughcare.transition.rules.bundle_format import BY_NAME, FILES

_RENAMED = {"from": "start", "until": "until"}
_TYPES = {"date": "date", "time": "time", "integer": "integer", "decimal": "numeric"}
_IDS = {"ref": "bigint", "unit": "bigint", "region": "bigint"}
KEEPS_CODE = frozenset({("characteristics", "recorded_by")})
"""References that the database keeps as the code itself."""


@dataclass(frozen=True)
class Target:
    """The table of a file. ``values`` maps a column of the table to the SQL over the staged row ``s`` that fills it.

    ``key`` names the table's columns that identify a row. ``whole`` is the column by which rows are replaced together,
    for periods that constraints tie to one another; elsewhere rows are added and updated, never removed. ``follows`` maps
    a column that no file has to the SQL over the row ``t`` and the staged row ``s`` that an update gives it. ``holds`` is
    the SQL over ``t`` that says whether the row counts: one that was taken back is no part of what a bundle says.
    """

    file: BundleFile
    table: str
    values: Mapping[str, str]
    key: tuple[str, ...]
    whole: str = ""
    join: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    holds: str = "true"

    @property
    def staging(self) -> str:
        """The name of the staging table."""
        return f"bundle_{self.file.name}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The table's columns that are not its key."""
        return tuple(column for column in self.values if column not in self.key)


def staged_type(file: BundleFile, column: Column) -> str:
    """The SQL type of a column in the staging table."""
    if is_id(file, column):
        return "bigint"
    return _TYPES.get(column.kind, "text")


def is_id(file: BundleFile, column: Column) -> bool:
    """Whether the staged value is the number of the row that is referred to."""
    return column.kind in _IDS and (file.name, column.name) not in KEEPS_CODE


def database_column(file: BundleFile, column: Column) -> str:
    """The table's column that holds a column of the file."""
    if column.name == "crn" and file.name != "people":
        return "person_id"
    name = _RENAMED.get(column.name, column.name)
    return f"{name}_id" if is_id(file, column) else name


def is_null_when_empty(file: BundleFile, column: Column) -> bool:
    """Whether an empty cell is NULL in the table: elsewhere it is the empty text, or there is none."""
    return not column.required and staged_type(file, column) != "text"


_REFERRED = {
    "teams": ("workforce_team", "code"),
    "staff": ("workforce_staff", "code"),
    "sentences": ("people_sentence", "reference"),
    "people": ("people_person", "crn"),
}


def referred(column: Column) -> tuple[str, str]:
    """The table that a reference leads to, and the column in which that table keeps what a bundle calls the row."""
    table = {"unit": "organisations_deliveryunit", "region": "organisations_region"}.get(column.kind)
    return (table, "code") if table else _REFERRED[column.target]


def shown(file: BundleFile, column: Column, cell: str) -> str:
    """The SQL that writes ``cell``, of the table or staged, as the bundle does; for a few rows, as each is looked up."""
    if is_id(file, column):
        table, key = referred(column)
        return f"(SELECT named.{key}::text FROM {table} named WHERE named.id = {cell})"
    if column.kind == "time":
        return f"to_char({cell}, 'HH24:MI')"
    return f"trim_scale({cell}::numeric)::text" if column.kind == "decimal" else f"{cell}::text"


def _value(file: BundleFile, column: Column) -> str:
    staged = f's."{column.name}"'
    return staged if column.required or is_null_when_empty(file, column) else f"coalesce({staged}, '')"


_END_REASON = {"end_reason": "CASE WHEN s.\"ended_on\" IS NULL THEN '' ELSE t.end_reason END"}
"""Of a registration that was ended here and that the file has in force: no end, so no reason for it."""


def _target(
    name: str,
    table: str,
    *,
    whole: str = "",
    join: str = "",
    follows: Mapping[str, str] | None = None,
    holds: str = "true",
    **changed: str | None,
) -> Target:
    file = BY_NAME[name]
    values = {database_column(file, column): _value(file, column) for column in file.columns}
    if file.person == "sentence":
        values = {"person_id": "s.person", **values}
    renamed = {column: changed.pop(column) for column in list(changed) if column in values and not changed[column]}
    values = {column: sql for column, sql in values.items() if column not in renamed}
    values |= {column: sql for column, sql in changed.items() if sql}
    key = tuple(database_column(file, file[column]) for column in file.key)
    key = tuple("user_id" if column == "staff_id" and column not in values else column for column in key)
    return Target(file, table, values, key, whole, join, follows=follows or {}, holds=holds)


TARGETS: Mapping[str, Target] = {
    target.file.name: target
    for target in (
        _target("teams", "workforce_team"),
        _target("staff", "workforce_staff", username=None,
                user_id='(SELECT u.id FROM accounts_user u WHERE u.username = s."username")'),
        _target("contracted_hours", "workforce_contractedhours", whole="staff_id"),
        _target("reductions", "workforce_reduction", whole="staff_id", holds="t.deleted_at IS NULL",
                follows={"deleted_at": "NULL"}),
        _target("people", "people_person"),
        _target("names", "people_othername"),
        _target("identifiers", "people_identifier"),
        _target("characteristics", "people_characteristic"),
        _target("contact_details", "people_contactdetail"),
        _target("circumstances", "people_circumstance"),
        _target("restrictions", "people_limitedaccess", staff_id=None, user_id="w.user_id",
                join='JOIN workforce_staff w ON w.id = s."staff"'),
        _target("sentences", "people_sentence"),
        _target("custody", "people_custodyspell", whole="sentence_id"),
        _target("requirements", "people_requirement"),
        _target("licence_conditions", "people_licencecondition"),
        _target("enforcements", "supervision_enforcement"),
        _target("registrations", "supervision_registration", follows=_END_REASON),
        _target("assessments", "supervision_assessment"),
        _target("responsible_officers", "supervision_officerspell", whole="person_id"),
        _target("contacts", "supervision_contact"),
    )
}  # fmt: skip
assert [*TARGETS] == [file.name for file in FILES]
