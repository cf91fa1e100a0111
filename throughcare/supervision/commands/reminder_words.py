"""What a message about an appointment says, in the person's language: short, plain, and nothing that a stranger would use.

No message says what the appointment is for: a telephone is often read by others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from babel.dates import format_date
from django.utils.translation import gettext, override

from throughcare.kernel.decision import mark
from throughcare.kernel.local_time import HERE, instants, local
from throughcare.supervision.rules.codes import CONTACT_TYPE

LANGUAGES = {"en": "en-gb", "cy": "cy"}
LOCALES = {"en": "en_GB", "cy": "cy"}

_BODIES = {
    "appointment-booked": mark("{called}, you have an appointment with {officer}: {day}, {time}."),
    "appointment-reminder": mark("{called}, please remember your appointment with {officer}: {day}, {time}."),
    "appointment-moved": mark("{called}, your appointment with {officer} has moved. It is now: {day}, {time}."),
    "appointment-cancelled": mark("{called}, your appointment with {officer} is cancelled: {day}, {time}."),
}
_SUBJECTS = {
    "appointment-booked": mark("Your appointment: {day}"),
    "appointment-reminder": mark("Please remember your appointment: {day}"),
    "appointment-moved": mark("Your appointment has moved: {day}"),
    "appointment-cancelled": mark("Your appointment is cancelled: {day}"),
}
_WHERE = {
    "phone": mark("We will ring you."),
    "video": mark("It is a video call."),
    "home-visit": mark("We will come to you."),
    "digital-check-in": mark("It is online."),
}
_PLACE = mark("Where: {place}.")
_CANNOT = mark("If you cannot come, please tell us before then.")
_NO_NEED = mark("You do not need to come.")
_US = mark("us")


@dataclass(frozen=True)
class Meeting:
    """What a message says of an appointment; ``officer`` and ``place`` may be empty."""

    called: str
    officer: str
    starts_at: datetime
    type: str
    place: str


def compose(template: str, meeting: Meeting, *, language: str) -> tuple[str, str]:
    """Subject and body in ``en`` or ``cy``."""
    shown = local(meeting.starts_at)
    with override(LANGUAGES[language]):
        values = {
            "called": meeting.called,
            "officer": meeting.officer or gettext(_US),
            "day": format_date(shown.day, "EEEE d MMMM", locale=LOCALES[language]),
            "time": _clock(meeting.starts_at, language),
        }
        parts = [gettext(_BODIES[template]).format(**values)]
        if template == "appointment-cancelled":
            parts.append(gettext(_NO_NEED))
        else:
            parts += [_where(meeting), gettext(_CANNOT)]
        subject = gettext(_SUBJECTS[template]).format(**values)
    return subject, " ".join(part for part in parts if part)


def _where(meeting: Meeting) -> str:
    mode = str(CONTACT_TYPE[meeting.type].facts["mode"])
    if mode in _WHERE:
        return gettext(_WHERE[mode])
    return gettext(_PLACE).format(place=meeting.place.rstrip(".")) if meeting.place else ""


def _clock(at: datetime, language: str) -> str:
    """``2pm``, ``10:30am``; in Welsh ``2yp``, ``10:30yb``; with the name of the time where that comes twice."""
    shown = local(at)
    halves = {"en": ("am", "pm"), "cy": ("yb", "yp")}[language]
    said = _twelve(shown.time) + halves[shown.time.hour >= 12]
    if len(instants(shown.day, shown.time)) == 2:
        said += f" ({at.astimezone(HERE):%Z})"
    return said


def _twelve(at: time) -> str:
    hour = at.hour % 12 or 12
    return f"{hour}:{at.minute:02}" if at.minute else str(hour)
