"""Which registrations can be made, and which standing ones a new one takes the place of. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import mark
from throughcare.supervision.rules.codes import REGISTRATION_TYPE
from throughcare.supervision.rules.faults import EntryFault, faults_of, warnings_of

HISTORIC = "HREG"


@dataclass(frozen=True, slots=True)
class RegistrationEntry:
    """What was typed."""

    type: str
    registered_on: date
    level: str = ""
    category: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A registration that is on the record and has not ended."""

    reference: str
    type: str
    level: str
    category: str
    registered_on: date


_REFUSALS = {
    "historic-register": ("type", mark("The historic register takes no new entries.")),
    "level-missing": ("level", mark("Say at which level the person is managed.")),
    "level-not-of-type": ("level", mark("This register has no such level: leave it empty.")),
    "category-missing": ("category", mark("Say under which category the person is managed.")),
    "category-not-of-type": ("category", mark("This register has no such category: leave it empty.")),
    "before-birth": ("registered_on", mark("The registration cannot lie before the person was born.")),
    "in-the-future": ("registered_on", mark("The registration cannot lie in the future.")),
    "review-not-after": ("review_on", mark("The review must lie after the day of registration.")),
    "already-registered": ("type", mark("This registration is on the record already and has not ended.")),
    "before-the-standing": (
        "registered_on",
        mark("A registration of a later day counts instead. Put that one right, or give a later day."),
    ),
    "already-saved": ("", mark("This form has been saved already, with other answers.")),
    "ended-already": ("", mark("This registration has ended already.")),
    "end-before-start": ("ended_on", mark("A registration cannot end before the day on which it was made.")),
    "end-in-the-future": ("ended_on", mark("A registration cannot end in the future.")),
    "nothing-changed": ("", mark("The record says this already.")),
    "reviewed-before-start": ("reviewed_on", mark("The review cannot lie before the registration.")),
    "reviewed-in-the-future": ("reviewed_on", mark("The review cannot lie in the future.")),
    "next-not-after": ("next_on", mark("The next review must lie after this one.")),
    "reviewed-that-day": ("reviewed_on", mark("A review of that day is on the record already.")),
}
_DOUBTS = {
    "review-is-past": ("review_on", mark("The review lies in the past, so the registration will be overdue at once.")),
}


def refused(*codes: str) -> tuple[EntryFault, ...]:
    """The faults of those codes."""
    return faults_of(codes, _REFUSALS)


def kind_of(type_: str) -> str:
    """Of which kind at most one registration stands at a time: ``rosh``, the register itself where it has levels."""
    facts = REGISTRATION_TYPE[type_].facts
    if facts.get("rosh"):
        return "rosh"
    return type_ if facts.get("levels") else ""


def check_registration(
    entry: RegistrationEntry, *, born: date, standing: Iterable[Standing], today: date
) -> tuple[EntryFault, ...]:
    """What is wrong with ``entry``; an empty tuple where nothing is. ``standing`` are the others that have not ended."""
    standing = tuple(standing)
    codes = [*_faults_of_type(entry), *_faults_of_days(entry, born, today)]
    if not codes:
        codes += _faults_of_standing(entry, standing)
    if codes:
        return faults_of(codes, _REFUSALS)
    late = entry.review_on is not None and entry.review_on < today
    return warnings_of(["review-is-past"] if late else [], _DOUBTS)


def replaced(entry: RegistrationEntry, standing: Iterable[Standing]) -> tuple[Standing, ...]:
    """The standing registrations that end on the day of the new one: of a kind of which only one stands at a time."""
    kind = kind_of(entry.type)
    return tuple(one for one in standing if kind and kind_of(one.type) == kind)


def check_end(*, registered_on: date, ended_on: date, never_held: bool, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with ending a registration on a day; one recorded in error has no day of its own."""
    if never_held:
        return ()
    codes = ["end-before-start"] if ended_on < registered_on else []
    return refused(*codes, *(["end-in-the-future"] if ended_on > today else []))


def check_review(*, registered_on: date, reviewed_on: date, next_on: date, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with a review of a registration."""
    codes = ["reviewed-before-start"] if reviewed_on < registered_on else []
    codes += ["reviewed-in-the-future"] if reviewed_on > today else []
    return refused(*codes, *(["next-not-after"] if next_on <= reviewed_on else []))


def _faults_of_type(entry: RegistrationEntry) -> list[str]:
    facts = REGISTRATION_TYPE[entry.type].facts
    codes = ["historic-register"] if entry.type == HISTORIC else []
    for name in ("level", "category"):
        known, given = facts.get({"level": "levels", "category": "categories"}[name], ()), getattr(entry, name)
        if known and not given:
            codes.append(f"{name}-missing")
        elif given and given not in known:
            codes.append(f"{name}-not-of-type")
    return codes


def _faults_of_days(entry: RegistrationEntry, born: date, today: date) -> list[str]:
    codes = ["before-birth"] if entry.registered_on < born else []
    codes += ["in-the-future"] if entry.registered_on > today else []
    if entry.review_on is not None and entry.review_on <= entry.registered_on:
        codes.append("review-not-after")
    return codes


def _faults_of_standing(entry: RegistrationEntry, standing: tuple[Standing, ...]) -> list[str]:
    same = (entry.type, entry.level, entry.category)
    if any((one.type, one.level, one.category) == same for one in standing):
        return ["already-registered"]
    later = any(one.registered_on > entry.registered_on for one in replaced(entry, standing))
    return ["before-the-standing"] if later else []
