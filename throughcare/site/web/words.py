"""Dates, numbers and shares in words, in English and Welsh. Pure apart from asking which language is in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from throughcare.accounts.web.language import language_in_force
from throughcare.accounts.web.language import quick_gettext as gettext
from throughcare.accounts.web.language import quick_ngettext as ngettext
from throughcare.kernel import decision
from throughcare.kernel.decision import Words

ABSENT = "–"
MONTHS = {
    "en": list(decision.MONTHS),
    "cy": [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ],
}
SHORT_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "cy": ["Ion", "Chwe", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Medi", "Hyd", "Tach", "Rhag"],
}
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "cy": ["Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul"],
}
SHORT_WEEKDAYS = {
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "cy": ["Llun", "Maw", "Mer", "Iau", "Gwe", "Sad", "Sul"],
}


def language() -> str:
    """``en`` or ``cy``: the language in force, English where it is neither."""
    return "cy" if language_in_force().startswith("cy") else "en"


def local_day(moment: date | datetime) -> date:
    """The calendar day of a date, or of an instant in the local time zone."""
    if isinstance(moment, datetime):
        return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()
    return moment


def day_month_year(moment: date | datetime | None) -> str:
    """``22 November 2026``; a dash where there is no date."""
    if not moment:
        return ABSENT
    day = local_day(moment)
    return f"{day.day} {MONTHS[language()][day.month - 1]} {day.year}"


def short_date(moment: date | datetime | None) -> str:
    """``22 Nov 2026``; a dash where there is no date."""
    if not moment:
        return ABSENT
    day = local_day(moment)
    return f"{day.day} {SHORT_MONTHS[language()][day.month - 1]} {day.year}"


def day_month(moment: date | datetime | None) -> str:
    """``22 November``; a dash where there is no date."""
    if not moment:
        return ABSENT
    day = local_day(moment)
    return f"{day.day} {MONTHS[language()][day.month - 1]}"


def month_year(moment: date | datetime | None) -> str:
    """``November 2026``; a dash where there is no date."""
    if not moment:
        return ABSENT
    day = local_day(moment)
    return f"{MONTHS[language()][day.month - 1]} {day.year}"


def weekday_date(moment: date | datetime | None) -> str:
    """``Sunday 22 November 2026``; a dash where there is no date."""
    if not moment:
        return ABSENT
    return f"{WEEKDAYS[language()][local_day(moment).weekday()]} {day_month_year(moment)}"


def short_weekday_date(moment: date | datetime | None) -> str:
    """``Sun 22 Nov``; a dash where there is no date."""
    if not moment:
        return ABSENT
    day, words = local_day(moment), language()
    return f"{SHORT_WEEKDAYS[words][day.weekday()]} {day.day} {SHORT_MONTHS[words][day.month - 1]}"


def time_of_day(moment: datetime | None) -> str:
    """``14:05``, in the local time zone; a dash where there is no instant."""
    if not moment:
        return ABSENT
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).strftime("%H:%M")


def at(moment: datetime | None) -> str:
    """``22 November 2026 at 14:05``; a dash where there is no instant."""
    if not moment:
        return ABSENT
    return gettext("{date} at {time}").format(date=day_month_year(moment), time=time_of_day(moment))


def relative_day(moment: date | datetime | None, on: date | None = None) -> str:
    """How far a day lies from ``on`` (today where absent): ``today``, ``in 2 days``, ``3 days ago``."""
    if not moment:
        return ABSENT
    away = (local_day(moment) - (on or timezone.localdate())).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if away in near:
        return near[away]
    if away > 0:
        return ngettext("in {count} day", "in {count} days", away).format(count=number(away))
    return ngettext("{count} day ago", "{count} days ago", -away).format(count=number(-away))


def due_in(due: date | datetime | None, on: date | None = None) -> str:
    """How a due date stands on ``on`` (today where absent): ``3 days overdue``, ``due today``, ``due in 2 days``."""
    if not due:
        return ABSENT
    away = (local_day(due) - (on or timezone.localdate())).days
    if away < 0:
        return ngettext("{count} day overdue", "{count} days overdue", -away).format(count=number(-away))
    if away == 0:
        return gettext("due today")
    if away == 1:
        return gettext("due tomorrow")
    return ngettext("due in {count} day", "due in {count} days", away).format(count=number(away))


def days_away(due: date | datetime | None, on: date | None = None) -> int | None:
    """Days from ``on`` (today where absent) to a date: negative where it is past, None where there is no date."""
    return (local_day(due) - (on or timezone.localdate())).days if due else None


def number(value: float | None, places: int = 0) -> str:
    """``12,345`` or, with places, ``12,345.6``; a dash where there is none."""
    return ABSENT if value is None else f"{value:,.{places}f}"


def percent(share: float | None, places: int = 0) -> str:
    """A share between 0 and 1 as ``87%``; a dash where there is none."""
    return ABSENT if share is None else f"{share * 100:.{places}f}%"


def minutes(count: int | None) -> str:
    """Minutes as ``2 h 30 min``; a dash where there are none."""
    if count is None:
        return ABSENT
    hours, rest = divmod(count, 60)
    if not hours:
        return gettext("{minutes} min").format(minutes=rest)
    if not rest:
        return gettext("{hours} h").format(hours=number(hours))
    return gettext("{hours} h {minutes} min").format(hours=number(hours), minutes=rest)


def pounds(pence: int | None) -> str:
    """Pence as ``£1,234.50``; a dash where there are none."""
    return ABSENT if pence is None else f"{'-' if pence < 0 else ''}£{abs(pence) / 100:,.2f}"


def in_words(value: Any) -> str:
    """A result of a decision as a reader sees it: dates and yes or no in words, anything else as it is written."""
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return day_month_year(value)
    if isinstance(value, Words):
        return value.say(gettext)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def amount(value: Any, unit: str) -> str:
    """A policy value with its unit in words: ``5 working days``, ``70%``; one without a countable unit as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return in_words(value)
    if unit == "percent":
        return f"{value:g}%"
    if unit == "share":
        return percent(value, 0 if round(value * 100, 6).is_integer() else 1)
    if unit == "pence":
        return pounds(int(value))
    if unit == "minutes":
        return minutes(int(value))
    count = int(value)
    sentences = {
        "days": ngettext("{count} day", "{count} days", count),
        "business-days": ngettext("{count} working day", "{count} working days", count),
        "weeks": ngettext("{count} week", "{count} weeks", count),
        "months": ngettext("{count} month", "{count} months", count),
        "points": ngettext("{count} point", "{count} points", count),
        "contacts": ngettext("{count} contact", "{count} contacts", count),
        "cases": ngettext("{count} case", "{count} cases", count),
    }
    return sentences.get(unit, "{count}").format(count=f"{value:,g}")


FILTERS = {
    function.__name__: function
    for function in (
        day_month_year,
        short_date,
        day_month,
        month_year,
        weekday_date,
        short_weekday_date,
        time_of_day,
        at,
        relative_day,
        due_in,
        number,
        percent,
        minutes,
        pounds,
        in_words,
        amount,
    )
}
