"""The contacts of a person a stretch at a time, each stretch beginning where the one before ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from throughcare.supervision.models import Contact

_MIDNIGHT = Value(time(0, 0))


@dataclass(frozen=True, slots=True)
class After:
    """The last contact that was shown: its day, its time of day (midnight where it has none) and its key."""

    day: date
    time: time
    key: int


def contacts_after(person: int, last: After | None, *, most: int) -> list[Contact]:
    """At most so many contacts of ``person`` (a primary key), the latest first, that follow ``last``."""
    found = Contact.objects.filter(person=person).annotate(moment=Coalesce("time", _MIDNIGHT))
    if last is not None:
        same_day = Q(moment__lt=last.time) | Q(moment=last.time, pk__lt=last.key)
        found = found.filter(Q(date__lt=last.day) | Q(same_day, date=last.day))
    return list(found.select_related("staff", "sentence").order_by("-date", "-moment", "-pk")[:most])


def place_of(contact: Contact) -> After:
    """Where the stretch after ``contact`` begins."""
    return After(contact.date, contact.time or time(0, 0), contact.pk)
