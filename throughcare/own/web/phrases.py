"""Words for what a person reads about themselves: plain, short, to be read aloud."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from throughcare.kernel.decision import mark
from throughcare.kernel.local_time import instants
from throughcare.own.models import OwnAppointment
from throughcare.own.queries.own import Meeting
from throughcare.own.rules.codes import ASK_REASON, ASKED_STATE, CHANGED_PART
from throughcare.people.rules.codes import LANGUAGE, SENTENCE_KIND
from throughcare.supervision.rules.plan_states import STEP_STATE, WHO

_CAME = {
    "": mark("We have not written down yet how it went."),
    "came": mark("You came."),
    "excused": mark("You did not come. You had a good reason."),
    "missed": mark("You did not come."),
    "off": mark("It was moved or called off."),
}
_WHO = {"person": mark("You do this."), "practitioner": mark("We do this."), "agency": mark("Done by {agency}.")}
_STAFF = {
    "waiting": mark("Waiting for an answer"),
    "agreed": mark("Agreed to another time"),
    "refused": mark("Stays as it is"),
    "withdrawn": mark("Taken back"),
}
_TWICE = {
    False: mark("British Summer Time, before the clocks go back"),
    True: mark("GMT, after the clocks go back"),
}
_HALVES = {"en": ("am", "pm"), "cy": ("yb", "yp")}


def language() -> str:
    """``en`` or ``cy``: the language of the page."""
    return "cy" if (get_language() or "").startswith("cy") else "en"


def clock(row: OwnAppointment) -> str:
    """``2pm``, ``10:30am``, with which of two where the time comes twice that night; empty where none was agreed."""
    at = row.time
    if at is None:
        return ""
    hour = at.hour % 12 or 12
    said = (f"{hour}:{at.minute:02}" if at.minute else str(hour)) + _HALVES[language()][at.hour >= 12]
    return f"{said} ({gettext(_TWICE[row.second])})" if len(instants(row.date, at)) == 2 else said


def where(meeting: Meeting) -> str:
    """Where somebody meets."""
    if meeting.mode == "in-person" and meeting.row.place:
        return meeting.row.place
    if meeting.mode == "in-person":
        return gettext("Ask your officer where to go")
    return meeting.advice.name


def came(meeting: Meeting) -> str:
    """How a past appointment went."""
    return gettext(_CAME[meeting.came])


def in_language(row: Any, field: str = "text") -> str:
    """A text of the plan in the language of the page, in English where there is no Welsh."""
    return (getattr(row, f"{field}_cy") if language() == "cy" else "") or getattr(row, field)


def stays_english(row: Any, field: str = "text") -> bool:
    """Whether ``in_language`` gives English on a Welsh page."""
    return language() == "cy" and not getattr(row, f"{field}_cy")


def who(step: Any) -> str:
    """Who does a step."""
    return gettext(_WHO[step.who]).format(agency=step.agency) if step.who in _WHO else gettext(WHO.label(step.who))


def step_state(code: str) -> str:
    """How a step stands."""
    return gettext(STEP_STATE.label(code)) if code else ""


def sentence(code: str) -> str:
    """The kind of a sentence."""
    return gettext(SENTENCE_KIND.label(code))


def spoken(code: str) -> str:
    """A preferred language."""
    return gettext(LANGUAGE.label(code))


def reason(code: str) -> str:
    """Why an appointment does not suit."""
    return gettext(ASK_REASON.label(code))


def state(code: str) -> str:
    """What became of asking."""
    return gettext(ASKED_STATE.label(code))


def changed(code: str) -> str:
    """What somebody changed."""
    return gettext(CHANGED_PART.label(code))


def staff_state(code: str) -> str:
    """The same for who answers."""
    return gettext(_STAFF[code])


def last_day(until: date) -> date:
    """The last day of a period that ends before ``until``."""
    return until - timedelta(days=1)
