"""Checking the cells of a column, many at a time: each distinct value once, or the whole column in one search."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from throughcare.transition.rules.bundle_columns import EARLIEST, LATEST, Column

Verdict = tuple[str, Mapping[str, object]] | None
"""None where the value is right; else the kind of fault and the values of its sentence."""

MOST_REMEMBERED = 100_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_OR_LINE = re.compile("[\x00-\x1f\x7f]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class ColumnChecker:
    """Finds the wrong values of one column. ``known`` lists the right ones for kinds that the database or another file
    decides (unit, region, ref); None accepts any, for a file that could not be read to its end."""

    def __init__(self, column: Column, known: Collection[str] | None = None) -> None:
        self.column = column
        self._judge: Callable[[str], Verdict] = getattr(self, f"_judge_{column.kind}")
        self._known = known
        self._right: set[str] = set(column.codes.by_code) if column.codes else set()
        self._form = re.compile(column.pattern) if column.pattern else None
        self._lines = re.compile(f"(?:(?:{column.pattern})\n)*+") if column.required and column.pattern else None
        self._forbidden = _CONTROL if column.kind == "text" else _CONTROL_OR_LINE

    def wrong(self, cells: Sequence[str]) -> dict[str, Verdict]:
        """The distinct wrong values among ``cells`` and what is wrong with each."""
        if self.column.kind in ("text", "name", "key"):
            if self._all_right(cells):
                return {}
            return self._judged(set(cells))
        if self._known is not None and self.column.kind in ("ref", "unit", "region"):
            return self._judged([*set(cells).difference(self._known), *([""] if "" in cells else [])])
        found = self._judged(fresh := set(cells) - self._right)
        if len(self._right) > MOST_REMEMBERED:
            self._right.clear()
        self._right |= fresh.difference(found)
        return found

    def judge(self, value: str) -> Verdict:
        """What is wrong with one value."""
        if not value or value.isspace():
            return ("required", {}) if self.column.required or value else None
        return self._judge(value)

    def _judged(self, values: Collection[str]) -> dict[str, Verdict]:
        return {value: verdict for value in values if (verdict := self.judge(value)) is not None}

    def _all_right(self, cells: Sequence[str]) -> bool:
        """Whether no cell can be wrong; a quick answer that may say no too often."""
        if max(map(len, cells), default=0) > self.column.most:
            return False
        if self._lines is not None:
            text = "\n".join(cells) + "\n"
            return text.count("\n") == len(cells) and self._lines.fullmatch(text) is not None
        if self._form is not None:
            return not self._judged(set(cells))
        if (self.column.required and "" in cells) or self._forbidden.search("".join(cells)):
            return False
        return not any(map(str.isspace, cells))

    def _judge_text(self, value: str) -> Verdict:
        if self._forbidden.search(value):
            return "control", {}
        if len(value) > self.column.most:
            return "too-long", {"most": f"{self.column.most:g}"}
        if self._form is not None and not self._form.fullmatch(value):
            return "pattern", {"pattern": self.column.pattern}
        return None

    _judge_name = _judge_text
    _judge_key = _judge_text

    def _judge_code(self, value: str) -> Verdict:
        codes = self.column.codes
        if codes is None or value in codes:
            return None
        return "code", {"table": codes.name, "codes": ", ".join(codes.by_code)}

    def _judge_date(self, value: str) -> Verdict:
        if not _DATE.fullmatch(value):
            return "date", {}
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return "date", {}
        return None if EARLIEST <= day <= LATEST else ("date-range", {"first": EARLIEST, "last": LATEST})

    def _judge_time(self, value: str) -> Verdict:
        return None if _TIME.fullmatch(value) else ("time", {})

    def _judge_number(self, value: str, places: int) -> Verdict:
        form = r"\d{1,6}" if places == 0 else rf"\d{{1,6}}(\.\d{{1,{places}}})?"
        if re.fullmatch(form, value, re.ASCII) and self.column.least <= float(value) <= self.column.most:
            return None
        return "number", {"least": f"{self.column.least:g}", "most": f"{self.column.most:g}", "places": places}

    def _judge_integer(self, value: str) -> Verdict:
        return self._judge_number(value, 0)

    def _judge_decimal(self, value: str) -> Verdict:
        return self._judge_number(value, self.column.places)

    def _judge_unit(self, value: str) -> Verdict:
        return None if self._known is None or value in self._known else ("unit", {})

    def _judge_region(self, value: str) -> Verdict:
        return None if self._known is None or value in self._known else ("region", {})

    def _judge_ref(self, value: str) -> Verdict:
        if self._known is None or value in self._known:
            return None
        return "reference", {"target": self.column.target}
