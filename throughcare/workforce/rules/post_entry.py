"""Who can be taken into a team, and when a post can end. Pure: the caller gives what the record knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from throughcare.kernel.decision import Words, mark
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.working_time_entry import MOST_HOURS, Fault

FARTHEST = timedelta(days=366)
GRADES = tuple(entry.code for entry in GRADE if not (entry.facts.get("leads_unit") or entry.facts.get("leads_region")))
"""Grades of a team: whoever leads a unit or a region is recorded by administrators."""

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_FAULTS: Mapping[str, tuple[str, str]] = {
    "code-form": ("code", mark("A code is 2 to 20 capital letters, figures and hyphens.")),
    "code-taken": ("code", mark("Somebody has this code already.")),
    "name-missing": ("surname", mark("Give forenames and surname.")),
    "grade-unknown": ("grade", mark("Choose a grade that works in a team.")),
    "hours-too-many": ("hours", mark("Hours a week must lie between 0 and {most}.")),
    "starts-too-far": ("start", mark("The first day must lie within a year of today.")),
    "account-unknown": ("username", mark("No account of that name works in this region without a record of staff.")),
    "ends-before-start": ("until", mark("It cannot end before it began, on {first}.")),
    "ends-too-far": ("until", mark("The last day must lie within a year of today.")),
    "same-end": ("until", mark("The record says this already.")),
    "own-post": ("", mark("Nobody ends their own post: ask whoever leads the team.")),
}


@dataclass(frozen=True, slots=True)
class PostEntry:
    """Somebody who joins a team; ``username`` is the account that they sign in with, empty where there is none yet."""

    code: str
    forenames: str
    surname: str
    grade: str
    start: date
    hours: Decimal
    username: str = ""


def post_fault(code: str, **values: object) -> Fault:
    """The fault of that code."""
    field, template = _FAULTS[code]
    return Fault(code, field, Words(template, values))


def check_post(entry: PostEntry, *, taken: bool, on: date) -> tuple[Fault, ...]:
    """What is wrong with taking somebody on; ``taken`` says that the code belongs to somebody."""
    found = [] if _CODE.fullmatch(entry.code) else [post_fault("code-form")]
    found += [post_fault("code-taken")] if taken else []
    found += [] if entry.forenames.strip() and entry.surname.strip() else [post_fault("name-missing")]
    found += [] if entry.grade in GRADES else [post_fault("grade-unknown")]
    found += [] if 0 <= entry.hours <= MOST_HOURS else [post_fault("hours-too-many", most=MOST_HOURS)]
    return (*found, *([] if abs(entry.start - on) <= FARTHEST else [post_fault("starts-too-far")]))


def check_end(until: date | None, *, start: date, now: date | None, on: date) -> tuple[Fault, ...]:
    """What is wrong with a post that ends before ``until`` (None: does not end) when it ended before ``now``."""
    if until == now:
        return (post_fault("same-end"),)
    if until is not None and until <= start:
        return (post_fault("ends-before-start", first=start),)
    if until is not None and abs(until - on) > FARTHEST:
        return (post_fault("ends-too-far"),)
    return ()
