"""What the bundle's table of files is made of: columns with their kinds, files with their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.codes import CodeList
from throughcare.supervision.rules import codes as supervision

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, name, code, date, time, integer, decimal, key (names this row), ref (names a row of
    ``target``), unit (a delivery unit's code) or region (a region's code). ``most`` bounds a text's length or a
    number's size, ``places`` its decimals."""

    name: str
    kind: str
    title: str
    required: bool = False
    codes: CodeList | None = None
    target: str = ""
    least: float = 0
    most: float = 200
    pattern: str = ""
    places: int = 2


@dataclass(frozen=True)
class BundleFile:
    """One file: its columns, the columns whose values together name a row, and whether a bundle must contain it.

    ``person`` is the column by which a row belongs to a person: ``crn``, ``sentence`` (through the sentence) or empty
    (teams, staff, and what the column ``staff`` says is about a member of staff). ``periods`` names the pairs of columns of
    which the second must not be earlier, ``together`` further columns that say one thing together.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    person: str = "crn"
    periods: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def about_staff(self) -> bool:
        """Whether a row is about a member of staff, named by the column ``staff``."""
        return not self.person and any(column.name == "staff" for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The columns that are kept, or taken from a bundle, only together, each in one group at most."""
        groups: list[set[str]] = []
        for names in (*self.periods, *self.together):
            joined = set(names).union(*(group for group in groups if not group.isdisjoint(names)))
            groups = [*(group for group in groups if group.isdisjoint(names)), joined]
        return tuple(tuple(column.name for column in self.columns if column.name in group) for group in groups)


CRN_PATTERN = r"[A-Z][0-9]{6}"


def crn() -> Column:
    """The person that a row belongs to."""
    return Column("crn", "ref", "Case reference number of the person", True, target="people")


def code(name: str, codes: CodeList, title: str, *, required: bool = False) -> Column:
    """A code of a table."""
    return Column(name, "code", title, required, codes=codes)


def day(name: str, title: str, *, required: bool = False) -> Column:
    """A day."""
    return Column(name, "date", title, required)


def text(name: str, title: str, *, required: bool = False, most: int = 200) -> Column:
    """Free text."""
    return Column(name, "text", title, required, most=most)


def key(title: str) -> Column:
    """What names the row."""
    return Column("reference", "key", title, True, most=40, pattern=r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def percent(name: str, title: str) -> Column:
    """A score in percent."""
    return Column(name, "decimal", title, least=0, most=100)


def need(name: str, title: str) -> Column:
    """How severe a need is."""
    return Column(f"need_{name}", "code", title, codes=supervision.NEED_SEVERITY)
