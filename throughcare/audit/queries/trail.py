"""Reading the two logs: what was done, and who looked at whose record.

Row security decides which lines the acting user sees: an auditor all, others those about people whom they may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q, QuerySet

from throughcare.audit.models import Consultation, Entry

Line = TypeVar("Line", bound=models.Model)

PAGE = 50
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the trail; empty fields do not narrow. Days are whole days in London, ``until`` included."""

    since: date
    until: date
    crn: str = ""
    user: str = ""
    action: str = ""


@dataclass(frozen=True)
class Stretch(Generic[Line]):
    """Lines, the latest first, and where older ones go on (None at the end). No count: the log may be very long."""

    lines: Sequence[Line]
    older: str | None


def entries(wanted: Wanted) -> QuerySet[Entry]:
    """What was done, the latest first."""
    found = _narrowed(Entry.objects.all(), wanted)
    if wanted.crn:
        about = Consultation.objects.filter(subject=wanted.crn).order_by("-at").values("person")[:1]
        found = found.filter(Q(subject=wanted.crn) | Q(person__in=list(about.values_list("person", flat=True))))
    if wanted.action:
        found = found.filter(action__startswith=wanted.action)
    return found


def consultations(wanted: Wanted) -> QuerySet[Consultation]:
    """Who looked at whose record, the latest first."""
    found = _narrowed(Consultation.objects.all(), wanted)
    if wanted.crn:
        found = found.filter(subject=wanted.crn)
    if wanted.action:
        found = found.filter(page__startswith=wanted.action)
    return found


def stretch(lines: QuerySet[Line], *, after: str = "") -> Stretch[Line]:
    """Fifty lines from where ``after``, the ``older`` of the stretch before, says; a text that says nothing starts anew."""
    place = _read_place(after)
    if place is not None:
        at, number = place
        lines = lines.filter(Q(at__lt=at) | Q(at=at, pk__lt=number))
    found: list[Any] = list(lines[: PAGE + 1])
    older = f"{found[PAGE - 1].at.astimezone(UTC).isoformat()}_{found[PAGE - 1].pk}" if len(found) > PAGE else None
    return Stretch(found[:PAGE], older)


def consultations_of(person_id: int, page: int | str | None = 1) -> Page[Consultation]:
    """Who looked at one person's record, when and why, the latest first, fifty a page."""
    found = Consultation.objects.filter(person=person_id).order_by("-at", "-pk")
    return Paginator(found, PAGE).get_page(page)


def actions() -> list[str]:
    """The names of acts that the log knows, in alphabetical order."""
    return sorted(Entry.objects.order_by().values_list("action", flat=True).distinct())


def last_verification() -> Entry | None:
    """When the chains were last verified, by whom, and with what result."""
    return Entry.objects.filter(action="audit.verified_chains").order_by("-at", "-pk").first()


def _narrowed(lines: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    found = lines.filter(at__gte=_midnight(wanted.since), at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.user:
        found = found.filter(actor_name=wanted.user)
    return found.order_by("-at", "-pk")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_LONDON)


def _read_place(text: str) -> tuple[datetime, int] | None:
    when, _, number = text.rpartition("_")
    try:
        at = datetime.fromisoformat(when)
        return (at, int(number)) if at.tzinfo else None
    except ValueError:
        return None
