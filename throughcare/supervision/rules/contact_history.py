"""One pass over a person's contacts: when they were seen, what is booked, what lacks an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from throughcare.supervision.rules.contact_facts import Contact
from throughcare.supervision.rules.contact_policy import DIGITAL

NEVER = date.min
FAR = date.max
ONE_DAY = timedelta(days=1)


class History(Struct, frozen=True):
    """What the contacts since the start say. ``seen`` holds every day of contact, only where several are counted."""

    last: date
    last_digital: date
    first: date
    arranged: date
    ahead: list[Contact]
    without_outcome: bool
    changes: date
    seen: list[date]


def read_history(
    contacts: Iterable[Contact],
    *,
    start: date,
    on: date,
    kinds: frozenset[str],
    modes: frozenset[str],
    first_modes: frozenset[str],
    failed_counts: bool,
) -> History:
    """Read the contacts from ``start``, as known on ``on``, in any order.

    ``modes`` satisfy regular contact, ``first_modes`` the first appointment. A contact dated after ``on`` has not
    happened yet, whatever its status: it is ahead. ``changes`` is the first day on which the reading changes by itself.
    """
    last = last_digital = NEVER
    first = arranged = changes = FAR
    ahead: list[Contact] = []
    seen: list[date] = []
    without_outcome = False
    for contact in contacts:
        day = contact.date
        if day < start or contact.kind not in kinds or not contact.national_standard:
            continue
        status, mode = contact.status, contact.mode
        if status == "attended" and day <= on:
            if contact.complied is False and not failed_counts:
                continue
            if mode in modes:
                seen.append(day)
                if day > last:
                    last = day
            elif mode == DIGITAL and day > last_digital:
                last_digital = day
            if day < first and mode in first_modes:
                first = day
        elif status != "cancelled":
            if day < arranged and mode in first_modes:
                arranged = day
            if day > on or (status == "scheduled" and day == on):
                ahead.append(contact)
                change = day + ONE_DAY if status == "scheduled" else day
                if change < changes:
                    changes = change
            elif status == "scheduled":
                without_outcome = True
    if first < arranged:
        arranged = first
    return History(last, last_digital, first, arranged, ahead, without_outcome, changes, seen)


def count_used(
    contacts: Iterable[Contact], *, start: date, end: date, kinds: frozenset[str], modes: frozenset[str], on: date
) -> int:
    """How many contacts attended, or still booked on ``on``, lie in ``[start, end)``: what an allowance is spent on."""
    used = 0
    for contact in contacts:
        day = contact.date
        if not (start <= day < end and contact.national_standard and contact.kind in kinds and contact.mode in modes):
            continue
        status = contact.status
        if status == "attended" or (status == "scheduled" and day >= on) or (status == "missed" and day > on):
            used += 1
    return used
