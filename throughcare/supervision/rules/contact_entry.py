"""Which contacts can be put on a record: what is impossible is refused, what is unlikely is asked about.

The day on which something happened decides, never the day of typing. Pure: the caller gives the facts of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from throughcare.kernel.decision import Words, mark
from throughcare.kernel.local_time import instants
from throughcare.kernel.period import Period
from throughcare.supervision.rules.codes import CONTACT_TYPE

_FACE_TO_FACE = ("in-person", "home-visit")
_SENT_HOME = ("ATSH", "ATSS")


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """What was typed. ``outcome`` is empty for a contact that is only planned, or a type that has none.

    ``second`` says which of two equal times of day is meant in the night in which the clocks go back.
    """

    type: str
    date: date
    outcome: str = ""
    time: time | None = None
    minutes: int | None = None
    second: bool | None = None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the record holds: the first day of sentence, the last day of supervision where known, time in custody."""

    sentenced_on: date | None
    last_day: date | None = None
    custody: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about the entry that cannot be, or that is unlikely (``warning``). ``field`` is the one to mend."""

    code: str
    field: str
    words: Words
    warning: bool = False


_REFUSALS: dict[str, tuple[str, str]] = {
    "no-sentence": ("", mark("This person has no sentence on record, so no contact can be recorded.")),
    "before-sentence": ("date", mark("The contact cannot lie before the sentence.")),
    "outcome-of-the-future": (
        "outcome",
        mark(
            "A contact that is still to come has no outcome yet: reschedule or cancel it where it will not take place."
        ),
    ),
    "outcome-missing": ("outcome", mark("Say what happened, or give a day or a time that is still to come.")),
    "no-outcome-for-type": ("outcome", mark("This type of entry has no outcome: leave it empty.")),
    "not-yet-done": ("date", mark("This can be recorded only on or after the day it was done.")),
    "sent-home-from-afar": ("outcome", mark("Nobody can be sent home from a contact that was not face to face.")),
    "already-saved": (
        "",
        mark("This form has been saved already, with other answers. Open the contact to change what it says."),
    ),
    "no-such-time": ("time", mark("The clocks go forward that night: there is no such time on that day.")),
    "which-of-two": ("second", mark("The clocks go back that night, so this time comes twice. Say which of the two.")),
    "too-far": ("date", mark("No appointment can be booked for so late a day.")),
    "too-many": ("count", mark("That is more appointments than can be booked at once.")),
    "no-day": ("until", mark("No day lies between the first and the last.")),
    "officer-busy": ("beside", mark("The practitioner has something else at that time.")),
    "person-busy": ("beside", mark("The person has another appointment at that time.")),
    "officer-not-for-that": ("beside", mark("A practitioner cannot be in two places for that reason.")),
    "person-not-for-that": ("beside", mark("A person cannot be in two places for that reason.")),
    "not-their-requirement": ("requirement", mark("That is not a requirement of this person in force on that day.")),
    "already-ended": ("", mark("The appointment has been rescheduled, cancelled or struck out already.")),
    "has-outcome": (
        "",
        mark("An outcome has been recorded, so the appointment took place: change the outcome instead."),
    ),
    "who-asked": ("asked_by", mark("Say who asked for it.")),
    "say-why": ("why", mark("Say why.")),
    "reschedule-instead": (
        "outcome",
        mark("Reschedule the appointment instead, so that who asked, why and the new one are kept in a chain."),
    ),
    "strike-out-instead": ("outcome", mark("Strike it out instead, with why it was a mistake.")),
    "same-time": ("date", mark("That is when the appointment is now.")),
    "has-passed": ("", mark("The appointment has passed: record what happened instead.")),
    "not-to-come": ("date", mark("Give a day and a time that are still to come.")),
}
_WARNINGS: dict[str, tuple[str, str]] = {
    "in-custody": ("date", mark("The record says that the person was in custody on that day.")),
    "after-the-end": ("date", mark("The record says that supervision ends before that day.")),
}


def check_contact(entry: ContactEntry, *, record: RecordFacts, now: datetime) -> tuple[Fault, ...]:
    """What is wrong with ``entry`` at ``now`` (local time); an empty tuple where nothing is."""
    found = [refusal(code) for code in (*_faults_of_date(entry, record, now), *_faults_of_outcome(entry, now))]
    if not found:
        found = [_warning(code) for code in _doubts(entry, record)]
    return tuple(found)


def refusal(code: str) -> Fault:
    """The fault of that code."""
    field, template = _REFUSALS[code]
    return Fault(code, field, Words(template))


def needs_outcome(type_: str) -> bool:
    """Whether a contact of that type is a meeting, so that something comes of it."""
    return str(CONTACT_TYPE[type_].facts["mode"]) != "none"


def is_still_to_come(entry: ContactEntry, now: datetime) -> bool:
    """Whether the contact lies after ``now`` (aware); one of today without a time of day does not."""
    if entry.date != now.date() or entry.time is None:
        return entry.date > now.date()
    found = instants(entry.date, entry.time)
    return bool(found) and found[0 if entry.second is False else -1] > now


def _faults_of_date(entry: ContactEntry, record: RecordFacts, now: datetime) -> list[str]:
    if record.sentenced_on is None:
        return ["no-sentence"]
    faults = ["before-sentence"] if entry.date < record.sentenced_on else []
    if not needs_outcome(entry.type) and entry.date > now.date():
        faults.append("not-yet-done")
    return faults


def _faults_of_outcome(entry: ContactEntry, now: datetime) -> list[str]:
    meeting, to_come = needs_outcome(entry.type), is_still_to_come(entry, now)
    if not meeting:
        return ["no-outcome-for-type"] if entry.outcome else []
    if not entry.outcome:
        return [] if to_come else ["outcome-missing"]
    if to_come:
        return ["outcome-of-the-future"]
    if entry.outcome in _SENT_HOME and CONTACT_TYPE[entry.type].facts["mode"] not in _FACE_TO_FACE:
        return ["sent-home-from-afar"]
    return []


def _doubts(entry: ContactEntry, record: RecordFacts) -> list[str]:
    doubts = []
    if needs_outcome(entry.type) and any(entry.date in spell for spell in record.custody):
        doubts.append("in-custody")
    if record.last_day is not None and entry.date > record.last_day:
        doubts.append("after-the-end")
    return doubts


def _warning(code: str) -> Fault:
    field, template = _WARNINGS[code]
    return Fault(code, field, Words(template), warning=True)
