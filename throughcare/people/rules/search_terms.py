"""What somebody typed into the search box: a name, a date of birth, an identifier, or several of these at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from throughcare.people.rules.identifiers import searchable

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january ion ionawr",
            "feb february chwe chwefror",
            "mar march maw mawrth",
            "apr april ebr ebrill",
            "may mai",
            "jun june meh mehefin",
            "jul july gorff gorffennaf",
            "aug august awst",
            "sep sept september medi",
            "oct october hyd hydref",
            "nov november tach tachwedd",
            "dec december rhag rhagfyr",
        ),
        start=1,
    )
    for word in words.split()
}
_DATES = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?P<month>[a-z]{3,10})[-/., ]+(?P<year>\d{4})\b", re.I),
    re.compile(r"^\s*(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})\s*$"),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What to search for. ``born`` holds the date first, then the same with day and month exchanged where that is one."""

    name: str = ""
    born: tuple[date, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.born or self.numbers)


def read_terms(typed: str, born: date | None = None) -> Terms:
    """The terms in what was typed; ``born`` is a date of birth given in a box of its own and wins over one typed."""
    numbers = searchable(typed)
    if numbers:
        return Terms(numbers=numbers)
    found, rest = _take_date(typed)
    day = born or found
    name = " ".join(word for word in re.split(r"[\s,;]+", rest) if any(letter.isalpha() for letter in word))
    return Terms(name=name[:100], born=_either_way(day) if day else ())


def read_date(typed: str) -> date | None:
    """A date typed in any of the forms people use (day first, ISO, month in words of either language), or None."""
    day, rest = _take_date(typed)
    return day if day and not rest.strip() else None


def _take_date(typed: str) -> tuple[date | None, str]:
    for pattern in _DATES:
        match = pattern.search(typed)
        day = _date_of(match) if match else None
        if match and day:
            return day, f"{typed[: match.start()]} {typed[match.end() :]}"
    return None, typed


def _date_of(match: re.Match[str]) -> date | None:
    month = match["month"]
    number = int(month) if month.isascii() and month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None


def _either_way(day: date) -> tuple[date, ...]:
    if day.day > 12 or day.day == day.month:
        return (day,)
    return (day, date(day.year, day.day, day.month))
