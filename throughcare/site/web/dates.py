"""A date typed as day, month and year: what is missing or impossible is said of exactly that part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from throughcare.site.web import words

PARTS = ("day", "month", "year")
MISSING = {
    ("day",): _("{label} must include a day"),
    ("month",): _("{label} must include a month"),
    ("year",): _("{label} must include a year"),
    ("day", "month"): _("{label} must include a day and month"),
    ("day", "year"): _("{label} must include a day and year"),
    ("month", "year"): _("{label} must include a month and year"),
}


class DateParts(NamedTuple):
    """What was typed, part by part."""

    day: str
    month: str
    year: str

    def missing(self) -> tuple[str, ...]:
        """The names of the parts left empty."""
        return tuple(name for name in PARTS if not getattr(self, name))


class DatePartsInput(forms.Widget):
    """Three inputs named ``<name>-day``, ``<name>-month`` and ``<name>-year``."""

    template_name = "forms/date_parts.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> DateParts | str | None:
        """What was typed, or an ISO date sent whole under the field's own name."""
        if name in data and f"{name}-day" not in data:
            return str(data[name])
        return DateParts(*(str(data.get(f"{name}-{part}", "")).strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether none of the parts was sent."""
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)

    def format_value(self, value: Any) -> DateParts:
        """The parts to show for a date, an ISO string, or what was typed."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, str) and value:
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return DateParts(value, "", "")
        return DateParts(str(value.day), str(value.month), str(value.year)) if value else DateParts("", "", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: the widget and its parts."""
        context = super().get_context(name, value, attrs)
        context["widget"]["parts"] = self.format_value(value)
        return context


class DatePartsField(forms.Field):
    """A date in three parts; ``earliest`` and ``latest`` are inclusive days or callables that return one.

    Errors carry ``params["parts"]``, the parts to mark. A month may be typed as a number or a name in either language.
    """

    widget = DatePartsInput
    default_error_messages = {
        "required": _("Enter {label_lower}"),
        "not_a_date": _("{label} must be a real date"),
        "too_early": _("{label} must be on or after {limit}"),
        "too_late": _("{label} must be on or before {limit}"),
    }

    def __init__(self, *, earliest: Any = None, latest: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> date | None:
        """The date typed; raises ``ValidationError`` that names the parts at fault."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        if isinstance(value, str):
            parsed = _iso(value)
            if parsed is None:
                raise self._error("not_a_date", PARTS)
            return parsed
        missing = value.missing()
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise ValidationError(self._say(MISSING[missing]), code="incomplete", params={"parts": missing})
        return self._real(value)

    def validate(self, value: Any) -> None:
        """Required and within the limits."""
        if value is None:
            if self.required:
                raise self._error("required", PARTS)
            return
        earliest, latest = _today(self.earliest), _today(self.latest)
        if earliest and value < earliest:
            raise self._error("too_early", PARTS, limit=words.day_month_year(earliest))
        if latest and value > latest:
            raise self._error("too_late", PARTS, limit=words.day_month_year(latest))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed."""
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True

    def _real(self, typed: DateParts) -> date:
        month = _month(typed.month)
        wrong = tuple(
            name
            for name, fine in (
                ("day", typed.day.isascii() and typed.day.isdigit() and 1 <= int(typed.day[:4]) <= 31),
                ("month", month is not None),
                ("year", typed.year.isascii() and typed.year.isdigit() and len(typed.year) == 4),
            )
            if not fine
        )
        if wrong or month is None:
            raise self._error("not_a_date", wrong)
        try:
            return date(int(typed.year), month, int(typed.day))
        except ValueError:
            raise self._error("not_a_date", PARTS) from None

    def _error(self, code: str, parts: tuple[str, ...], **values: str) -> ValidationError:
        return ValidationError(self._say(self.error_messages[code], **values), code=code, params={"parts": parts})

    def _say(self, template: Any, **values: str) -> str:
        label = str(self.label or _("Date"))
        said = str(template).format(label=label, label_lower=inside_sentence(label), **values)
        return said.replace("%", "%%")


def inside_sentence(label: str) -> str:
    """A label as it is written in the middle of a sentence: its capital goes, an abbreviation's stay."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def _iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _today(limit: Any) -> date | None:
    found: date | None = limit() if callable(limit) else limit
    return found


def _month(typed: str) -> int | None:
    if typed.isascii() and typed.isdigit():
        return int(typed[:4]) if 1 <= int(typed[:4]) <= 12 else None
    for tables in (words.MONTHS, words.SHORT_MONTHS):
        for names in tables.values():
            lowered = [name.lower() for name in names]
            if typed.lower() in lowered:
                return lowered.index(typed.lower()) + 1
    return None
